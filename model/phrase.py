"""Shallow phrases, without a parser: the units that rules look at, verb groups and noun phrases.

A unit is a sentence whose outer quotations are each one token of kind "quote"; a quotation that spans sentences keeps its unit in one piece.
Every function takes a unit and an index and looks at a bounded stretch around it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..data.cues import CueForm
from ..data.lexicon import Grammar
from ..data.tokens import Token
from .quotation import Quotation
from .text import Document

MAX_PHRASE = 34  # tokens of a noun phrase with its apposition
MAX_GAP = 7  # tokens between an auxiliary and its participle
PERFECT, COPULA = frozenset({"avoir", "have"}), frozenset({"être", "be"})
_GAP_WORDS = frozenset(
    "quant à lui elle eux elles pour sa part leur mon ma de son côté dès d' abord jusqu' présent en effet même été been being "
    "ce cette dans un une le la".split()
)


@dataclass(frozen=True, slots=True)
class Group:
    """A verb group: tokens `start` to `end` (half-open) of its unit, head at `head`.

    `voice` is active, passive, or bare for a participle without auxiliary. `clitic` is the index of an inverted pronoun, None without.
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
        return "finite" if self.cue.form in ("participle", "adjective") and self.voice != "bare" else self.cue.form


def find_units(document: Document) -> Iterator[list[Token]]:
    """The units of the article and, after each, those inside its longer quotations."""
    flags = document.is_boilerplate
    outer = [q for q in document.quotations if q.depth == 0]
    tokens = document.tokens
    ends = iter([s.end for s in document.sentences])
    end = next(ends, 0)
    unit: list[Token] = []
    inside: list[list[Token]] = []
    i = q = 0
    while i < len(tokens):
        token = tokens[i]
        while q < len(outer) and outer[q].end <= token.start:
            q += 1
        if q < len(outer) and outer[q].start <= token.start and outer[q].mark != "—":
            quotation = outer[q]
            j = i
            while j < len(tokens) and tokens[j].start < quotation.end:
                j += 1
            if not flags[token.start]:
                unit.append(Token(quotation.start, quotation.end, document.text[quotation.start : quotation.start + 1], "«", "quote"))
                inside.append(list(tokens[i:j]))
            i = j
        else:
            if not flags[token.start]:
                unit.append(token)
            i += 1
        last = tokens[i - 1].end
        while end and end < last:
            end = next(ends, 0)
        if end == last or i == len(tokens):
            if unit:
                yield unit
            unit = []
            for quoted in inside:
                yield from _inner_units(quoted, document)
            inside = []


def _inner_units(tokens: list[Token], document: Document) -> Iterator[list[Token]]:
    """The sentences inside one quotation, without its marks; short ones are left out."""
    words = sum(t.kind == "word" for t in tokens)
    if words < 5:
        return
    unit: list[Token] = []
    for token in tokens[1:]:
        if token.kind == "mark" and token.text[0] in ".!?…;" and unit:
            yield [*unit, token]
            unit = []
        elif not (token.kind == "mark" and token.text in "«»“”\"„"):
            unit.append(token)
    if unit:
        yield unit


def is_adverb(token: Token, grammar: Grammar) -> bool:
    """True for adverbs, times and everything in *-ment* or *-ly* that may stand within a verb group."""
    norm = token.norm
    return norm in grammar["adverb"] or norm in grammar["negator"] or (norm.endswith(("ment", "ly")) and len(norm) > 5)


def read_verb_group(unit: Sequence[Token], i: int, cue: CueForm, grammar: Grammar) -> Group | None:
    """The verb group whose head is token `i` read as `cue`; None where the token cannot be that verb."""
    end = i + 1
    for word in cue.rest:
        j = next((j for j in range(end, min(end + 3, len(unit))) if unit[j].norm == word), None)
        if j is None or any(not is_adverb(t, grammar) for t in unit[end:j]):
            return None
        end = j + 1
    start = i
    voice = "active"
    clitic = None
    before = unit[i - 1].norm if i else ""
    if cue.form == "adjective":
        aux, clitic, _ = _find_auxiliary(unit, i, grammar)
        if aux is None or not grammar.forms[unit[aux].norm] & COPULA:
            return None
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
        while j >= 0 and i - j < 4 and is_adverb(unit[j], grammar):
            j -= 1
        if j >= 0 and grammar.forms.get(unit[j].norm, frozenset()) & COPULA and grammar.words["contracted"] == frozenset():
            start = j
        elif before in grammar["article"] and before not in grammar["object_pronoun"]:
            return None
    elif cue.form == "infinitive":
        j = i - 1
        while j >= 0 and i - j < 4 and (is_adverb(unit[j], grammar) or unit[j].norm in grammar["object_pronoun"] or unit[j].norm in ("à", "de", "d'", "to")):
            j -= 1
        if j >= 0 and grammar.forms.get(unit[j].norm, frozenset()) & grammar["semi_auxiliary"]:
            start = j
        elif grammar["contracted"]:
            if not (before in grammar["object_pronoun"] or before in grammar["negator"] or before in _BEFORE_INFINITIVE or before in grammar.verb_forms):
                return None
        elif before != "to":
            if before in grammar["determiner"] or before in grammar["preposition"] or before == "'s":
                return None
            if i and not _agrees(unit, i, plural=True):
                return None
            cue = _as_finite(cue)  # English base form: *Republicans say*
    elif before in grammar["determiner"] and before not in grammar["object_pronoun"] and before not in grammar["subject_pronoun"]:
        return None
    elif before in grammar["preposition"] or before == "'s":
        return None
    elif not grammar["contracted"] and i and unit[i].norm.endswith("s") and not _agrees(unit, i, plural=False):
        return None
    if cue.form not in ("participle", "adjective") and cue.reflexive and not (start and any(t.norm in grammar["reflexive"] for t in unit[max(0, i - 2) : i])):
        return None
    return _with_clitics(unit, Group(start, end, i, start, voice, cue, clitic), grammar)


_BEFORE_INFINITIVE = frozenset("à de d' pour sans par afin et ou va vont".split())
_PLURAL = frozenset("people police women men children media others many some most who they we you i which that those both all".split())


def _agrees(unit: Sequence[Token], i: int, *, plural: bool) -> bool:
    """True where what stands before an English present form can be its subject in number: *officials say*, not *the swing state*."""
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


def _as_finite(cue: CueForm) -> CueForm:
    return CueForm(cue.lemma, cue.cue_class, cue.frames, "finite", cue.rest, cue.reflexive)


def _find_auxiliary(unit: Sequence[Token], i: int, grammar: Grammar) -> tuple[int | None, int | None, bool]:
    """Index of the auxiliary to the left of participle `i`, of an inverted pronoun between them, and whether the group is passive."""
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
        elif not (is_adverb(token, grammar) or token.norm in _GAP_WORDS or token.norm in grammar["time_noun"] or token.norm == "'s"):
            return None, None, False
    return None, None, False


def _with_clitics(unit: Sequence[Token], group: Group, grammar: Grammar) -> Group:
    """The group with its negation and reflexive to the left, an inverted pronoun to the right; object pronouns are passed over."""
    start, end, clitic = group.start, group.end, group.clitic
    left = start
    while left > 0 and start - left < 4:
        norm = unit[left - 1].norm
        if norm in grammar["negation"] or (norm in grammar["reflexive"] and group.cue.reflexive):
            start = left = left - 1
        elif norm in grammar["object_pronoun"] and grammar["contracted"]:
            left -= 1
        elif norm in grammar["semi_auxiliary"] or (grammar.forms.get(norm, frozenset()) & grammar["semi_auxiliary"] and not grammar["contracted"]):
            start = left = left - 1
        elif is_adverb(unit[left - 1], grammar) and not grammar["contracted"] and left > 1 and grammar.forms.get(unit[left - 2].norm, frozenset()) & grammar["semi_auxiliary"]:
            start = left = left - 2
        else:
            break
    if clitic is None and end < len(unit) and unit[end].norm.startswith("-") and unit[end].kind == "word":
        clitic, end = end, end + 1
    while end < len(unit) and unit[end].norm in grammar["negator"] and any(t.norm in grammar["negation"] for t in unit[start:end]):
        end += 1
    return Group(start, end, group.head, left, group.voice, group.cue, clitic)


def read_noun_phrase(unit: Sequence[Token], start: int, grammar: Grammar, limit: int, *, apposition: bool = True) -> int:
    """End (half-open) of the noun phrase that begins at `start` and does not go past `limit`; `start` where there is none."""
    if start >= limit:
        return start
    first = unit[start]
    quantifier = first.norm in grammar["determiner"] or first.norm in ("beaucoup", "ceux", "celles", "those")
    if first.norm in grammar["subject_pronoun"] and first.norm != "qui" and not (quantifier and start + 1 < limit and _is_plain(unit[start + 1], grammar)):
        return start + 1
    if not can_begin_phrase(first, grammar):
        return start
    i = start
    named = False
    while i < min(limit, start + MAX_PHRASE):
        token = unit[i]
        norm = token.norm
        if token.kind == "quote":
            if token.end - token.start > 60:
                break
            i += 1
        elif token.kind == "number":
            i += 1
        elif token.kind == "mark":
            closing = _closing_bracket(unit, i, limit) if token.text in "([" else None
            if closing:
                i = closing
            elif token.text in "-–/&" and i > start and i + 1 < limit and unit[i + 1].is_capitalised and token.end == unit[i + 1].start:
                i += 1
            else:
                break
        elif token.is_capitalised and i > start and norm not in grammar["subject_pronoun"]:
            named = True
            i += 1
        elif norm in ("par", "by") and i > start and unit[i - 1].norm.endswith(("é", "ée", "és", "ées", "ed")) and not named and i + 1 < limit and can_begin_phrase(unit[i + 1], grammar):
            i += 1
        elif norm in grammar["inner"] and i > start:
            if norm in _PLACE_PREPOSITIONS and (named or _begins_name(unit, i + 1, limit)):
                break
            if i + 1 >= limit or not (can_begin_phrase(unit[i + 1], grammar) or unit[i + 1].norm in grammar["inner"] or _is_plain(unit[i + 1], grammar)):
                break
            if norm in ("et", "and", "ou", "or") and not (unit[i + 1].is_capitalised or unit[i + 1].norm in grammar["article"]):
                if not _is_plain(unit[i + 1], grammar):
                    break
            i += 1
        elif norm in grammar["determiner"] or norm == "'s" or _is_plain(token, grammar):
            if norm in grammar["determiner"] and i > start and unit[i - 1].norm not in grammar["inner"] and unit[i - 1].norm not in grammar["determiner"]:
                break
            named = named or token.is_capitalised
            i += 1
        else:
            break
    while i > start and (unit[i - 1].norm in grammar["inner"] or unit[i - 1].norm in grammar["determiner"] or unit[i - 1].norm in ("et", "and")) and unit[i - 1].norm != "'s":
        i -= 1
    if apposition and i > start:
        i = _read_apposition(unit, i, grammar, limit)
    return i


_PLACE_PREPOSITIONS = frozenset("à au aux en pour sur dans chez in at on to with from".split())


def _begins_name(unit: Sequence[Token], i: int, limit: int) -> bool:
    """True where a name stands at `i`, over an article: an addressee or a place, no part of a role (*au Monde*, *à l'AFP*)."""
    if i < limit and not unit[i].is_capitalised and i + 1 < limit and unit[i].norm in ("l'", "la", "le", "les", "the"):
        i += 1
    return i < limit and (unit[i].is_capitalised or unit[i].kind == "quote" or unit[i].norm in ("presse", "journalistes", "micro", "antenne", "reporters"))


def can_begin_phrase(token: Token, grammar: Grammar) -> bool:
    """True for a determiner, a name, a number or a quoted word; in English for any plain noun too."""
    if token.kind == "quote":
        return token.end - token.start < 60
    if token.kind == "number" or token.norm in grammar["article"] or token.norm in grammar["determiner"]:
        return token.norm != "du"
    return token.kind == "word" and (token.is_capitalised or token.norm[0] in "@#") and not is_adverb(token, grammar) and token.norm not in grammar["subordinator"] | grammar["conjunction"] | grammar["adverb"] | grammar["preposition"]


def _is_plain(token: Token, grammar: Grammar) -> bool:
    """True for what can only be taken for a noun or an adjective."""
    norm = token.norm
    return token.kind == "word" and not (
        norm in grammar.verb_forms
        or norm in grammar["preposition"]
        or norm in grammar["conjunction"]
        or norm in grammar["subordinator"]
        or norm in grammar["relative"]
        or norm in grammar["subject_pronoun"]
        or norm in grammar["negation"]
        or norm in grammar["adverb"]
        or norm in grammar["time_noun"]
        or norm.startswith("-")
    )


def _closing_bracket(unit: Sequence[Token], i: int, limit: int) -> int | None:
    """Index after the bracket that closes the one at `i`, where few tokens stand between."""
    for j in range(i + 1, min(i + 9, limit)):
        if unit[j].text in ")]":
            return j + 1
    return None


def _read_apposition(unit: Sequence[Token], i: int, grammar: Grammar, limit: int) -> int:
    """End of the phrase with what follows in commas, where that is an apposition (*Jean Dupont, maire de Lens,*)."""
    if i + 1 >= limit or unit[i].text != ",":
        return i
    first = unit[i + 1]
    if first.kind != "word" or first.norm in grammar["subject_pronoun"] or is_adverb(first, grammar):
        return i
    if not (can_begin_phrase(first, grammar) or _is_plain(first, grammar)):
        return i
    if first.norm.endswith("ant") or (first.norm.endswith("ing") and not first.is_capitalised):
        return i
    j = i + 1
    j_end = _read_plain(unit, j, grammar, limit)
    if j_end > j and (j_end >= limit or unit[j_end].text in ",.)" or unit[j_end].kind == "mark"):
        return j_end
    return i


def _read_plain(unit: Sequence[Token], start: int, grammar: Grammar, limit: int) -> int:
    """End of a stretch of nouns, adjectives and prepositions, as an apposition is."""
    i = start
    while i < min(limit, start + 26):
        token = unit[i]
        norm = token.norm
        if token.kind == "mark":
            closing = _closing_bracket(unit, i, limit) if token.text in "([" else None
            if closing:
                i = closing
                continue
            if token.text in "-–/&":
                i += 1
                continue
            break
        if token.kind in ("quote", "number") or token.is_capitalised or norm in grammar["inner"] or norm in grammar["determiner"] or norm == "'s" or _is_plain(token, grammar):
            i += 1
        else:
            break
    return i
