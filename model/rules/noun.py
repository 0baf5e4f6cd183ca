"""Noun phrases, without a parser: a determiner or name and what can only be nouns, adjectives and their
complements."""

from collections.abc import Sequence

from ...data.lexicon import Grammar
from ...data.tokens import Token

MAX_PHRASE = 34  # tokens of a noun phrase with its apposition
MAX_APPOSITION = 26
MAX_QUOTED_NAME = 60  # characters of a quotation that is a name within a phrase (« gilets jaunes »)


def read_noun_phrase(
    unit: Sequence[Token], start: int, grammar: Grammar, limit: int, *, apposition: bool = True
) -> int:
    """End (half-open) of the noun phrase that begins at `start` and does not go past `limit`; `start` where
    there is none."""
    if start >= limit:
        return start
    first = unit[start]
    quantifier = first.norm in grammar["determiner"] or first.norm in (
        "beaucoup",
        "ceux",
        "celles",
        "those",
        "one",
    )
    if (
        first.norm in grammar["subject_pronoun"]
        and first.norm != "qui"
        and not (quantifier and start + 1 < limit and is_plain(unit[start + 1], grammar))
    ):
        return start + 1
    if not can_begin_phrase(first, grammar):
        return start
    i = start
    named = False
    while i < min(limit, start + MAX_PHRASE):
        token = unit[i]
        norm = token.norm
        if token.kind == "quote":
            if token.end - token.start > MAX_QUOTED_NAME:
                break
            i += 1
        elif token.kind == "number":
            i += 1
        elif token.kind == "mark":
            closing = _closing_bracket(unit, i, limit) if token.text in "([" else None
            if closing:
                i = closing
            elif (
                token.text in "-–/&"
                and i > start
                and i + 1 < limit
                and unit[i + 1].is_capitalised
                and token.end == unit[i + 1].start
            ):
                i += 1
            else:
                break
        elif token.is_capitalised and i > start and norm not in grammar["subject_pronoun"]:
            named = True
            i += 1
        elif (
            norm in ("par", "by")
            and i > start
            and unit[i - 1].norm.endswith(("é", "ée", "és", "ées", "ed"))
            and not named
            and i + 1 < limit
            and can_begin_phrase(unit[i + 1], grammar)
        ):
            i += 1
        elif norm in grammar["inner"] and i > start:
            if norm in _PLACE_PREPOSITIONS and (named or _begins_name(unit, i + 1, limit)):
                break
            if i + 1 >= limit or not (
                can_begin_phrase(unit[i + 1], grammar)
                or unit[i + 1].norm in grammar["inner"]
                or is_plain(unit[i + 1], grammar)
            ):
                break
            if norm in ("et", "and", "ou", "or") and not (
                unit[i + 1].is_capitalised or unit[i + 1].norm in grammar["article"]
            ):
                if not is_plain(unit[i + 1], grammar):
                    break
            i += 1
        elif norm in grammar.verb_forms and i > start and unit[i - 1].norm in grammar["article"]:
            i += 1  # *its lead author*, *la marche*
        elif norm in grammar["determiner"] or norm == "'s" or is_plain(token, grammar):
            if (
                norm in grammar["determiner"]
                and i > start
                and unit[i - 1].norm not in grammar["inner"]
                and unit[i - 1].norm not in grammar["determiner"]
                and unit[i - 1].norm not in ("par", "by")
            ):
                break
            named = named or token.is_capitalised
            i += 1
        else:
            break
    while (
        i > start
        and (
            unit[i - 1].norm in grammar["inner"]
            or unit[i - 1].norm in grammar["determiner"]
            or unit[i - 1].norm in ("et", "and")
        )
        and unit[i - 1].norm != "'s"
    ):
        i -= 1
    if apposition and i > start:
        end = _read_appositions(unit, i, grammar, limit)
        listed = end > i and (unit[i + 1].norm in grammar["article"] or not grammar["contracted"])
        if not listed or any(
            t.is_capitalised for t in unit[start + 1 : end]
        ):  # *a failure, the senator* are two
            i = end
    return i


_PLACE_PREPOSITIONS = frozenset("à au aux en pour sur dans chez in at on to with from".split())


def _begins_name(unit: Sequence[Token], i: int, limit: int) -> bool:
    """True where a name stands at `i`, over an article: an addressee or a place, no part of a role (*au
    Monde*, *à l'AFP*)."""
    if (
        i < limit
        and not unit[i].is_capitalised
        and i + 1 < limit
        and unit[i].norm in ("l'", "la", "le", "les", "the")
    ):
        i += 1
    return i < limit and (
        unit[i].is_capitalised
        or unit[i].kind == "quote"
        or unit[i].norm in ("presse", "journalistes", "micro", "antenne", "reporters")
    )


def can_begin_phrase(token: Token, grammar: Grammar) -> bool:
    """True for a determiner, a name, a number or a quoted word; in English for any plain noun too."""
    if token.kind == "quote":
        return token.end - token.start < MAX_QUOTED_NAME
    if token.kind == "number" or token.norm in grammar["article"] or token.norm in grammar["determiner"]:
        return token.norm != "du"
    return (
        token.kind == "word"
        and (token.is_capitalised or token.norm[0] in "@#")
        and not grammar.is_adverb(token.norm)
        and token.norm
        not in grammar["subordinator"] | grammar["conjunction"] | grammar["adverb"] | grammar["preposition"]
    )


def is_plain(token: Token, grammar: Grammar) -> bool:
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


def _read_appositions(unit: Sequence[Token], i: int, grammar: Grammar, limit: int) -> int:
    """End of the phrase with up to three appositions; one may be an age (*Moe Birch, 41, a moulder,*)."""
    for _ in range(3):
        room = i + 2 < limit and unit[i + 1].kind == "number"
        aged = room and unit[i].text == "," and unit[i + 2].text == ","
        end = i + 2 if aged else _read_apposition(unit, i, grammar, limit)
        if end == i:
            break
        i = end
    return i


def _read_apposition(unit: Sequence[Token], i: int, grammar: Grammar, limit: int) -> int:
    """End of the phrase with what follows in commas, where that is an apposition (*Jean Dupont, maire de
    Lens,*)."""
    if i + 1 >= limit or unit[i].text != ",":
        return i
    first = unit[i + 1]
    if (
        first.kind != "word"
        or first.norm in grammar["subject_pronoun"]
        or first.norm in ("lui", "eux", "elles", "moi")
        or grammar.is_adverb(first.norm)
    ):
        return i
    if not (can_begin_phrase(first, grammar) or is_plain(first, grammar)):
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
    while i < min(limit, start + MAX_APPOSITION):
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
        if (
            token.kind in ("quote", "number")
            or token.is_capitalised
            or norm in grammar["inner"]
            or norm in grammar["determiner"]
            or norm == "'s"
            or is_plain(token, grammar)
        ):
            i += 1
        else:
            break
    return i
