"""Attribution cues, inflected: every form of every verb, adjective and noun, the prepositions and the fixed
forms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from . import inflection_fr
from .article import Lang
from .labels import CueClass
from .lexicon import INFLECTION, PhraseTable, read_toml
from .tokens import split_words

VerbForm = Literal["finite", "infinitive", "gerund", "participle", "adjective"]
_FORMS: dict[str, VerbForm] = {
    "infinitive": "infinitive", "present": "finite", "imperfect": "finite", "past": "finite", "future":
    "finite",
    "conditional": "finite", "subjunctive": "finite", "present_participle": "gerund", "past_participle":
    "participle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CueForm:
    """One form of a cue: its lemma, class and frames, and how the form is used.

    `rest` are the words that follow the inflected one (*mettre* **en garde**). `frames` say which content
    the cue takes: that, bare, quote,
    inf, to, whether, object, as, passive, addressee, or a preposition that opens it.
    """

    lemma: str
    cue_class: CueClass
    frames: frozenset[str]
    form: VerbForm
    rest: tuple[str, ...] = ()
    reflexive: bool = False


@dataclass(frozen=True, slots=True)
class Cues:
    """Attribution cues by the first word of their form."""

    verbs: Mapping[str, tuple[CueForm, ...]]
    nouns: Mapping[str, CueForm]
    prepositions: PhraseTable[tuple[CueClass, frozenset[str]]]  # class, flags
    impersonal: PhraseTable[tuple[CueClass, frozenset[str]]]


@lru_cache(maxsize=2)
def load_cues(lang: Lang) -> Cues:
    """The cues of `lexicons/cues_<lang>.toml`, inflected. A form that two verbs share keeps both."""
    raw = read_toml(f"cues_{lang}")
    conjugate, plural = INFLECTION[lang].conjugate, INFLECTION[lang].plural
    verbs: dict[str, list[CueForm]] = defaultdict(list)
    for cue_class, lemmas in raw["verb"].items():
        for lemma, frames in lemmas.items():
            words = split_words(lemma, lang)
            reflexive = words[0] in ("se", "s'")
            head, *rest = words[1:] if reflexive else words
            for tense, forms in conjugate(head).items():
                if tense not in _FORMS:
                    continue
                if lang == "fr" and len(forms) == 6:
                    forms = [
                        f for f in forms if f != forms[1] or f == forms[0]
                    ]  # tu: nearly always the noun (*les annonces*)
                for form in dict.fromkeys(forms):
                    verbs[form].append(
                        CueForm(lemma, cue_class, frozenset(frames), _FORMS[tense], tuple(rest), reflexive)
                    )
    for cue_class, lemmas in raw.get("adjective", {}).items():
        for lemma, frames in lemmas.items():
            for form in dict.fromkeys(_agree(lemma, lang)):
                verbs[form].append(CueForm(lemma, cue_class, frozenset(frames), "adjective"))
    nouns: dict[str, CueForm] = {}
    for cue_class, lemmas in raw["noun"].items():
        for lemma, frames in lemmas.items():
            for form in (lemma, plural(lemma)):
                nouns.setdefault(form, CueForm(lemma, cue_class, frozenset(frames), "finite"))
    return Cues(
        verbs={
            form: tuple(dict.fromkeys(sorted(senses, key=lambda s: -len(s.rest))))
            for form, senses in verbs.items()
        },
        nouns=nouns,
        prepositions=_read_fixed(raw["preposition"], lang),
        impersonal=_read_fixed(raw["impersonal"], lang),
    )


def _agree(adjective: str, lang: Lang) -> tuple[str, ...]:
    """The forms of an adjective: four in French, one in English."""
    if lang == "en":
        return (adjective,)
    feminine = inflection_fr.feminine(adjective)
    return adjective, feminine, inflection_fr.plural(adjective), inflection_fr.plural(feminine)


def _read_fixed(
    table: Mapping[CueClass, Mapping[str, Iterable[str]]], lang: Lang
) -> PhraseTable[tuple[CueClass, frozenset[str]]]:
    return PhraseTable(
        (words, (cue_class, frozenset(flags)))
        for cue_class, phrases in table.items()
        for phrase, flags in phrases.items()
        for words in _contracted(split_words(phrase, lang))
    )


def _contracted(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of a form, and with a last *de* or *à* elided or contracted (*aux yeux* **du**)."""
    yield words
    for last in {"de": ("d'", "du", "des"), "à": ("au", "aux")}.get(words[-1], ()):
        yield (*words[:-1], last)
