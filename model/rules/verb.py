"""Verb groups: a form of a cue with its auxiliary, negation, reflexive and inverted pronoun, or None where
the form is no verb here."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...data.cues import CueForm
from ...data.lexicon import Grammar
from ...data.tokens import Token

MAX_GAP = 7  # tokens between an auxiliary and its participle
PERFECT, COPULA = frozenset({"avoir", "have"}), frozenset({"être", "be"})
_GAP_WORDS = frozenset(
    "quant à lui elle eux elles pour sa part leur mon ma de son côté dès d' abord jusqu' "
    "présent en effet même été been being "
    "ce cette dans un une le la".split()
)


@dataclass(frozen=True, slots=True)
class Group:
    """A verb group: tokens `start` to `end` (half-open) of its unit, head at `head`.

    `voice` is active, passive, or bare for a participle without auxiliary. `clitic` is the index of an
    inverted pronoun, None without.
    `left` is where the search for a subject goes on to the left: before object pronouns.
    """

    start: int
    end: int
    head: int
    left: int
    voice: str
    cue: CueForm
    clitic: int | None = None

    @property
    def form(self) -> str:
        """finite, infinitive, gerund or participle, as the whole group is used."""
        return (
            "finite"
            if self.cue.form in ("participle", "adjective") and self.voice != "bare"
            else self.cue.form
        )


def read_verb_group(unit: Sequence[Token], i: int, cue: CueForm, grammar: Grammar) -> Group | None:
    """The verb group whose head is token `i` read as `cue`; None where the token cannot be that verb."""
    end = i + 1
    for word in cue.rest:
        j = next((j for j in range(end, min(end + 3, len(unit))) if unit[j].norm == word), None)
        if j is None or any(not grammar.is_adverb(t.norm) for t in unit[end:j]):
            return None
        end = j + 1
    if (
        cue.rest
        and end < len(unit)
        and cue.rest[-1] in grammar["preposition"]
        and unit[end].norm in grammar["time_noun"]
    ):
        return None  # *insisted on Monday* is no *insist on*
    start = i
    voice = "active"
    clitic = None
    before = unit[i - 1].norm if i else ""
    if cue.form == "adjective":
        aux, clitic, _ = _find_auxiliary(unit, i, grammar)
        if aux is None:
            if (
                before in grammar["determiner"]
                or i + 1 >= len(unit)
                or unit[i + 1].norm not in ("que", "qu'")
            ):
                return None
            voice = "bare"  # in apposition: *convaincue que …*
        elif not grammar.forms[unit[aux].norm] & COPULA:
            return None
        else:
            start = aux
    elif cue.form == "participle":
        aux, clitic, passive = _find_auxiliary(unit, i, grammar)
        if aux is None:
            if before in grammar["preposition"] or before in grammar["determiner"]:
                return None
            voice = "bare"
        else:
            start = aux
            reflexive = aux > 0 and unit[aux - 1].norm in grammar["reflexive"]
            if cue.reflexive and not reflexive:
                return None
            if passive and not reflexive:
                voice = "passive"
    elif cue.form == "gerund":
        j = i - 1
        while j >= 0 and i - j < 4 and grammar.is_adverb(unit[j].norm):
            j -= 1
        if (
            j >= 0
            and grammar.forms.get(unit[j].norm, frozenset()) & COPULA
            and grammar.words["contracted"] == frozenset()
        ):
            start = j
        elif before in grammar["article"] and (before not in grammar["object_pronoun"] or before == "her"):
            return None
    elif cue.form == "infinitive":
        j = i - 1
        while (
            j >= 0
            and i - j < 4
            and (
                grammar.is_adverb(unit[j].norm)
                or unit[j].norm in grammar["object_pronoun"]
                or unit[j].norm in ("à", "de", "d'", "to")
            )
        ):
            j -= 1
        if j >= 0 and grammar.forms.get(unit[j].norm, frozenset()) & grammar["semi_auxiliary"]:
            start = j
        elif grammar["contracted"]:
            if not (
                before in grammar["object_pronoun"]
                or before in grammar["negator"]
                or before in _BEFORE_INFINITIVE
                or before in grammar.verb_forms
            ):
                return None
        elif before != "to":
            if before in grammar["determiner"] or before in grammar["preposition"] or before == "'s":
                return None
            if i and not _agrees(unit, i, plural=True):
                return None
            cue = _as_finite(cue)  # English base form: *Republicans say*
    elif (
        before in grammar["determiner"]
        and before not in grammar["subject_pronoun"]
        and not _is_object_pronoun(unit, i - 1, grammar)
    ):
        return None
    elif before in grammar["preposition"] or before == "'s":
        return None
    elif (
        not grammar["contracted"] and i and unit[i].norm.endswith("s") and not _agrees(unit, i, plural=False)
    ):
        return None
    if (
        cue.form not in ("participle", "adjective")
        and cue.reflexive
        and not (start and any(t.norm in grammar["reflexive"] for t in unit[max(0, i - 2) : i]))
    ):
        return None
    return _with_clitics(unit, Group(start, end, i, start, voice, cue, clitic), grammar)


_BEFORE_INFINITIVE = frozenset("à de d' pour sans par afin et ou va vont".split())
_PLURAL = frozenset(
    "people police women men children media others many some most who they we you i which "
    "that those both all".split()
)


def _agrees(unit: Sequence[Token], i: int, *, plural: bool) -> bool:
    """True where what stands before an English present form can be its subject in number: *officials say*,
    not *the swing state*."""
    j = i - 1
    while j > 0 and unit[j].norm.endswith("ly"):
        j -= 1
    before = unit[j]
    if before.kind != "word":
        return True
    is_plural = before.norm in _PLURAL or (before.norm.endswith("s") and not before.norm.endswith("ss"))
    if plural:
        return is_plural or any(t.norm == "and" for t in unit[max(0, j - 3) : j])
    return not is_plural or before.is_capitalised or before.norm in ("who", "which", "that")


def _is_object_pronoun(unit: Sequence[Token], i: int, grammar: Grammar) -> bool:
    """True where *le, la, les, leur* is the object of the verb after it: a subject, *ne* or another pronoun
    stands before."""
    if unit[i].norm not in grammar["object_pronoun"] or i == 0:
        return False
    before = unit[i - 1]
    closed = (
        before.norm in grammar["preposition"]
        or before.norm in grammar["conjunction"]
        or before.norm in grammar.verb_forms
    )
    return before.kind == "word" and not closed and before.norm not in grammar["article"]


def _as_finite(cue: CueForm) -> CueForm:
    return CueForm(cue.lemma, cue.cue_class, cue.frames, "finite", cue.rest, cue.reflexive)


def _find_auxiliary(unit: Sequence[Token], i: int, grammar: Grammar) -> tuple[int | None, int | None, bool]:
    """Index of the auxiliary to the left of participle `i`, of an inverted pronoun between them, and whether
    the group is passive."""
    clitic: int | None = None
    passive = False
    for j in range(i - 1, max(-1, i - MAX_GAP - 1), -1):
        token = unit[j]
        lemmas = grammar.forms.get(token.norm, frozenset())
        if token.norm in ("été", "been", "being"):
            passive = True
            continue
        if lemmas & (PERFECT | COPULA):
            return j, clitic, passive or bool(lemmas & COPULA and not lemmas & PERFECT)
        if token.norm.startswith("-"):
            clitic = j
        elif not (
            grammar.is_adverb(token.norm)
            or token.norm in _GAP_WORDS
            or token.norm in grammar["time_noun"]
            or token.norm == "'s"
        ):
            return None, None, False
    return None, None, False


def _with_clitics(unit: Sequence[Token], group: Group, grammar: Grammar) -> Group:
    """The group with its negation and reflexive to the left, an inverted pronoun to the right; object
    pronouns are passed over."""
    start, end, clitic = group.start, group.end, group.clitic
    left = start
    while left > 0 and start - left < 4:
        norm = unit[left - 1].norm
        if norm in grammar["negation"] or (norm in grammar["reflexive"] and group.cue.reflexive):
            start = left = left - 1
        elif norm in grammar["object_pronoun"] and grammar["contracted"]:
            left -= 1
        elif norm in grammar["semi_auxiliary"] or (
            grammar.forms.get(norm, frozenset()) & grammar["semi_auxiliary"] and not grammar["contracted"]
        ):
            start = left = left - 1
        elif (
            grammar.is_adverb(unit[left - 1].norm)
            and not grammar["contracted"]
            and left > 1
            and grammar.forms.get(unit[left - 2].norm, frozenset()) & grammar["semi_auxiliary"]
        ):
            start = left = left - 2
        else:
            break
    if clitic is None and end < len(unit) and unit[end].norm.startswith("-") and unit[end].kind == "word":
        clitic, end = end, end + 1
    while (
        end < len(unit)
        and unit[end].norm in grammar["negator"]
        and any(t.norm in grammar["negation"] for t in unit[start:end])
    ):
        end += 1
    return Group(start, end, group.head, left, group.voice, group.cue, clitic)
