"""Hedges: cues by which a text lessens its commitment, by lexicon; and the French conditional of hearsay, by
rule.

Kinds after Hyland (1998); the conditional after Kronning (2002), *Le conditionnel journalistique*.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ..data.lexicon import Grammar, load_grammar
from ..data.tokens import Token
from ..data.wording import HedgeEntry, load_hedges
from .records import Attribution, Hedge, HedgeKind, Span
from .text import Document, flag_characters
from .voice import EDITORIAL, REPORTED, voice_at

# Endings that only a conditional has, among verbs in -er, -ir, -oir, -re; *tirait*, *déclarait* are
# imperfects.
_CONDITIONAL = re.compile(
    r".*(?:[^aeiouyéèr]er|[uoi]er|[^tpmsvrc]ir|n?dr|[ae]vr|ttr|îtr|err|aur)(?:ait|aient)$|(?:ser|aur|fer|ir|pourr|devr|voudr|faudr|verr|courr|mourr|créer)(?:ait|aient)$"
    r"|.*(?:ouvr|couvr|offr|souffr|part|serv|sort|dorm|sent|ment|choisis|finiss)ir(?:ait|aient)$|.*(?:viv|suiv|écriv|romp|vainc|batt)r(?:ait|aient)$"
)
_NOT_HEARSAY = frozenset(
    f"{stem}{ending}"
    for stem in (
        "pourr",
        "devr",
        "voudr",
        "faudr",
        "vaudr",
        "souhaiter",
        "aimer",
        "préférer",
        "dir",
        "conviendr",
        "suffir",
    )
    for ending in ("ait", "aient")
) | {
    "portrait",
    "retrait",
    "attrait",
    "extrait",
    "errait",
    "erraient",
    "éclairait",
    "restaurait",
    "instaurait",
    "engendrait",
    "serrait",
    "serraient",
    "cadrait",
    "admirait",
}
_TIMES = frozenset({"midi", "minuit", "h", "heures", "heure"})
MAX_PARTICIPLE_GAP = 4  # words between *auraient* and its participle (*auraient eux aussi subi*)


def find_hedges(
    document: Document, voices: bytearray, attributions: Sequence[Attribution] = ()
) -> list[Hedge]:
    """The hedges outside boilerplate, in text order; `voices` as `read_voices` gives them."""
    grammar = load_grammar(document.lang)
    tokens, flags = document.tokens, document.is_boilerplate
    found: list[Hedge] = []
    for start, end, entry in load_hedges(document.lang).find(tokens):
        if not flags[tokens[start].start] and _fits(entry, tokens, start, end, grammar):
            found.append(_hedge(tokens, start, end, entry.kind, voices))  # type: ignore[arg-type]
    if document.lang == "fr":
        taken = {h.cue.start for h in found}
        future_in_past = flag_characters(
            len(document.text),
            [
                c
                for a in attributions
                for c in a.content
                if document.text[c.start : c.start + 2].lower() == "qu"
            ],
        )
        found.extend(
            h
            for h in _find_hearsay(document, grammar, voices, future_in_past)
            if h.cue.start not in taken and not flags[h.cue.start]
        )
    return sorted(found, key=lambda h: h.cue)


def _hedge(tokens: Sequence[Token], start: int, end: int, kind: HedgeKind, voices: bytearray) -> Hedge:
    span = Span(tokens[start].start, tokens[end - 1].end)
    return Hedge(span, kind, voice_at(voices, span.start))


def _fits(entry: HedgeEntry, tokens: Sequence[Token], start: int, end: int, grammar: Grammar) -> bool:
    """True where every flag of the entry holds; of the flags that ask for what follows, one."""
    wanted = []
    for flag in entry.flags:
        if flag == "weak":
            return False
        if flag == "lower":
            if tokens[start].is_capitalised and start and tokens[start - 1].kind != "mark":
                return False
        elif flag == "affirmed":
            if start and tokens[start - 1].norm in grammar["negation"]:
                return False
        elif flag == "after":
            before = tokens[start - 1] if start else None
            if (
                before is None
                or before.kind == "mark"
                or not (before.norm in grammar["determiner"] or before.norm == "'s")
            ):
                return False
        elif flag == "not_as_as":
            if end < len(tokens) and tokens[end].norm == "as" and start and tokens[start - 1].norm != "named":
                return False
        elif flag.startswith("-"):
            if end < len(tokens) and tokens[end].norm == flag[1:]:
                return False
        elif flag not in (
            "plural",
            "fixed",
            "finite",
            "conditional",
            "present",
            "imperfect",
            "past",
            "future",
        ):
            wanted.append(flag.removeprefix("+"))
    return not wanted or any(_follows(flag, tokens, end, grammar) for flag in wanted)


def _follows(flag: str, tokens: Sequence[Token], end: int, grammar: Grammar) -> bool:
    """True where what a flag asks for stands after the hedge."""
    if end >= len(tokens):
        return False
    after = tokens[end]
    if flag == "number":
        for token in tokens[end : end + 2]:
            if token.kind == "number" or (
                token.norm in grammar["number"] and token.norm not in ("un", "one")
            ):
                return True
            if not (
                token.norm in ("a", "the", "half", "les", "le", "la", "un", "une", "de", "d'")
                or token.text in "$€£"
            ):
                return False
        return False
    if flag == "time":
        return after.kind == "number" or after.norm in _TIMES or after.norm in grammar["time_noun"]
    if flag == "noun":
        return (
            after.kind == "word"
            and after.norm
            not in grammar["preposition"] | grammar["conjunction"] | grammar["relative"] | grammar.verb_forms
        )
    if flag == "inf":
        return after.norm.endswith(("er", "ir", "re", "oir"))
    if flag == "de":
        return after.norm in ("de", "d'", "du", "des")
    if flag == "à":
        return after.norm in ("à", "au", "aux")
    if flag == "que":
        return after.norm in ("que", "qu'")
    return after.norm == flag


def _find_hearsay(
    document: Document, grammar: Grammar, voices: bytearray, future_in_past: bytearray
) -> Iterator[Hedge]:
    """Conditionals by which the text takes no charge of what it tells (*aurait fui*), not those that an *si*
    or a past *que* commands."""
    tokens = document.tokens
    conditional = _conditional_sentences(document, grammar)
    for i, token in enumerate(tokens):
        if token.kind != "word" or not token.norm.endswith(("rait", "raient")) or conditional[token.start]:
            continue
        if (
            token.norm in _NOT_HEARSAY
            or not _CONDITIONAL.match(token.norm)
            or voices[token.start] not in (EDITORIAL, REPORTED)
            or future_in_past[token.start]
        ):
            continue
        participle = (
            _participle_after(tokens, i, grammar)
            if token.norm.startswith(("aur", "ser")) and len(token.norm) <= 8
            else None
        )
        if participle is None and (voices[token.start] == REPORTED or token.norm.startswith("aur")):
            continue
        end = participle + 1 if participle is not None else i + 1
        yield _hedge(tokens, i, end, "reportative", voices)


def _conditional_sentences(document: Document, grammar: Grammar) -> bytearray:
    """A flag a character: 1 in the sentences that hold an *si*, *s'il* or *à condition*, before or after
    their conditional."""
    tokens = document.tokens
    starts = [s.start for s in document.sentences]
    found: list[Span] = []
    for i, token in enumerate(tokens):
        if token.norm in grammar["conditional_if"]:
            following = tokens[i + 1].norm if i + 1 < len(tokens) else ""
            if token.norm == "si" or following in ("il", "ils"):
                k = bisect_right(starts, token.start) - 1
                if k >= 0:
                    found.append(document.sentences[k])
    return flag_characters(len(document.text), found)


def _participle_after(tokens: Sequence[Token], i: int, grammar: Grammar) -> int | None:
    """Index of the past participle of auxiliary `i` (the second one in *aurait été envisagée*), or None."""
    found: int | None = None
    for j in range(i + 1, min(i + 2 + MAX_PARTICIPLE_GAP, len(tokens))):
        norm = tokens[j].norm
        if (
            norm.endswith(("é", "ée", "és", "ées", "i", "ie", "is", "it", "u", "ue", "us", "ert", "int"))
            and len(norm) > 2
            and tokens[j].kind == "word"
        ):
            if norm not in ("lui", "qui", "aussi", "ici", "ainsi", "parmi", "depuis"):
                found = j
                if norm == "été":
                    continue
                return found
        if not (
            grammar.is_adverb(norm) or norm.startswith("-") or norm in ("eux", "elles", "elle", "lui", "été")
        ):
            return found
    return found
