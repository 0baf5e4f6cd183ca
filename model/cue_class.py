"""The class of a cue by its words: what the lexicon says of the verb, noun or preposition in it."""

from collections.abc import Sequence

from ..data.article import Lang
from ..data.cues import load_cues
from ..data.tokens import Token
from .records import CueClass

REFLEXIVE = frozenset("se s' me m' nous".split())


def find_cue_class(tokens: Sequence[Token], lang: Lang) -> CueClass | None:
    """The class of the longest, then the last form in a cue that the lexicon knows; None where it knows none.

    A noun goes before the verb that supports it (*a lancé un appel*), a fixed form before both.
    """
    cues = load_cues(lang)
    for table in (cues.prepositions, cues.impersonal):
        if (found := next(iter(table.find(tokens)), None)) is not None:
            return found[2][0]
    norms = [token.norm for token in tokens]
    for norm in reversed(norms):
        if norm in cues.nouns and norm not in cues.verbs:
            return cues.nouns[norm].cue_class
    forms = [
        (len(form.rest), i, form)
        for i, norm in enumerate(norms)
        for form in cues.verbs.get(norm, ())
        if all(word in norms[i + 1 :] for word in form.rest)
        and (not form.reflexive or not REFLEXIVE.isdisjoint(norms))
    ]
    if forms:
        return max(forms, key=lambda found: found[:2])[2].cue_class
    return next((cues.nouns[norm].cue_class for norm in reversed(norms) if norm in cues.nouns), None)
