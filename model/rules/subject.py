"""Who speaks: the subject of a verb group, before it or inverted after it, the antecedent of a relative, the
main subject of a unit."""

from ..records import Span
from .noun import can_begin_phrase, is_plain
from .unit import Unit
from .verb import Group

MAX_LEFT = 30  # tokens to the left in which a subject is looked for
MAX_RIGHT = 14  # tokens between a verb and its inverted subject
MAX_FORMULA = 14  # tokens of a formula of anonymity with what belongs to it
_AFTER_VERB = frozenset(
    "à au aux dans sur devant lors en dès via auprès par depuis face to in on at during".split()
)
_ASIDES = frozenset({"lui", "elle", "eux", "quant", "though", "however"})


def subject_span(unit: Unit, group: Group) -> Span | None:
    """The subject of a group as it stands in the text; None for gerunds, infinitives and verbs that share
    one."""
    if group.clitic is not None:
        token = unit[group.clitic]
        return Span(token.end - len(token.norm.rsplit("-", 1)[-1]), token.end)
    if group.form in ("gerund", "infinitive") and group.start == group.head:
        return None
    start = subject_start(unit, group)
    if start is None:
        return None
    if unit[start].norm in ("qui", "who"):
        return _antecedent(unit, start)
    formula = _anonymity_before(unit, group.left)
    if formula is not None and start < formula:
        return unit.span(start, group.left - (unit[group.left - 1].text == ","))
    end = unit.noun_phrase(start, group.left)
    if end == start and not unit.french:
        end = start + sum(is_plain(t, unit.grammar) for t in unit.tokens[start : group.left])
    return unit.span(start, end) if end > start else None


def subject_start(unit: Unit, group: Group) -> int | None:
    """Start of the longest noun phrase that ends where the group begins, over adverbs and asides; None where
    there is none."""
    grammar = unit.grammar
    stop = group.left
    while (
        stop > 0
        and grammar.is_adverb(unit[stop - 1].norm)
        and unit[stop - 1].norm not in grammar["subject_pronoun"]
    ):
        stop -= 1
    if stop > 0 and (unit[stop - 1].norm in grammar["subject_pronoun"] or unit[stop - 1].norm == "qui"):
        return stop - 1
    formula = _anonymity_before(unit, stop)
    stop = _skip_aside(unit, stop) if formula is None else formula - (unit[formula - 1].text == ",")
    best: int | None = None
    for start in range(stop - 1, max(0, stop - MAX_LEFT) - 1, -1):
        if _ends_search(unit, start):
            break
        if not _may_begin(unit, start):
            continue
        end = unit.noun_phrase(start, stop, apposition=unit[start].norm != "des")
        if end == stop or (end == stop - 1 and unit[end].text == ","):
            best = start
    return best if best is not None or unit.french else _plain_subject(unit, stop)


def _plain_subject(unit: Unit, stop: int) -> int | None:
    """Start of an English subject without article (*officials*), where the clause begins with it."""
    start = stop
    while start > 0 and stop - start < 4 and is_plain(unit[start - 1], unit.grammar):
        start -= 1
    opens = (
        start == 0
        or unit[start - 1].kind in ("mark", "quote")
        or unit[start - 1].norm in unit.grammar["conjunction"]
    )
    return start if start < stop and opens and unit[stop - 1].norm.endswith("s") else None


def _ends_search(unit: Unit, index: int) -> bool:
    """True where a clause begins: a subject does not reach over it."""
    token = unit[index]
    return (
        token.text in ";:"
        or token.norm in ("que", "qu'", "that")
        or index in unit.starts
        or (token.norm in unit.grammar.verb_forms and not token.is_capitalised)
    )


def _may_begin(unit: Unit, index: int) -> bool:
    """True where a subject may begin: not within a name and not after a preposition."""
    token = unit[index]
    if (
        token.kind == "quote"
        or token.norm in unit.grammar["subordinator"]
        or not can_begin_phrase(token, unit.grammar)
    ):
        return False
    if index == 0:
        return True
    before = unit[index - 1]
    return before.norm not in unit.grammar["preposition"] and not (
        before.kind == "word" and before.is_capitalised and token.is_capitalised
    )


def _anonymity_before(unit: Unit, stop: int) -> int | None:
    """Start of a formula of anonymity that ends at `stop` (*un responsable* **ayant requis l'anonymat** *a
    dit*), or None."""
    end = stop - 1 if stop and unit[stop - 1].text == "," else stop
    first = max(0, end - MAX_FORMULA)
    for start, formula_end, (kind, _) in unit.speakers.hidden.find(unit.tokens[first:end]):
        if kind == "anonymous" and formula_end + first == end and start + first > 0:
            return start + first
    return None


def _skip_aside(unit: Unit, stop: int) -> int:
    """Passes over *, lui,*, *, de son côté,*, a relative clause in commas, to the left of a verb group."""
    grammar = unit.grammar
    if stop > 2 and unit[stop - 1].text == ",":
        for k in range(stop - 2, max(0, stop - 22), -1):
            if unit[k].text == ",":
                first = unit[k + 1].norm
                aside = first in grammar["relative"] or first in grammar["preposition"] or first in _ASIDES
                return k if aside or grammar.is_adverb(first) else stop
    return stop


def _antecedent(unit: Unit, relative: int) -> Span | None:
    """The noun phrase that a relative pronoun takes up, without a contracted article."""
    grammar = unit.grammar
    stop = relative - 1 if relative and unit[relative - 1].text == "," else relative
    for start in range(stop - 1, max(-1, stop - MAX_RIGHT), -1):
        if unit[start].kind == "mark" and unit[start].text not in "()":
            return None
        if unit[start].norm == "du" and start + 1 < stop:
            return unit.span(start + 1, stop)
        inside = (
            start and unit[start - 1].norm in grammar["inner"] and unit[start].norm not in grammar["article"]
        )
        if not inside and can_begin_phrase(unit[start], grammar) and unit.noun_phrase(start, stop) == stop:
            contracted = unit[start].norm in grammar["contracted"] and start + 1 < stop
            return unit.span(start + contracted, stop)
    return None


def inverted_subject(unit: Unit, group: Group) -> tuple[int, int] | None:
    """The subject of a verb that follows its content: *…, a dit X*, *"…," said X*; None where the verb is
    not inverted.

    In English a subject before the verb comes first, unless a comma stands between and no clause follows the
    verb.
    """
    if group.clitic is not None:
        return None
    right = subject_after(unit, group)
    if right is None or unit.french:
        return right
    before = unit[group.left - 1] if group.left else None
    separated = before is not None and (before.kind == "quote" or before.text in ",?!")
    after = unit.norm(right[1])
    closes = (
        right[1] >= unit.end
        or after == ","
        or after in unit.grammar["preposition"]
        or unit.is_adverbial(right[1])
    )
    return right if separated and closes else None


def subject_after(unit: Unit, group: Group) -> tuple[int, int] | None:
    """The inverted subject: tokens of a noun phrase right of the group, over adverbs and short complements;
    None without."""
    grammar = unit.grammar
    j = group.end
    limit = min(unit.end, group.end + MAX_RIGHT)
    while j < limit:
        norm = unit[j].norm
        if norm in ("quant", "pour", "de") and unit.norm(j + 1) in ("à", "sa", "son", "leur"):
            j += 3
        elif unit.is_adverbial(j) or (norm in ("ce", "cette") and unit.norm(j + 1) in grammar["time_noun"]):
            j += 1
        elif norm in _AFTER_VERB and j + 1 < limit:
            j = max(j + 1, unit.noun_phrase(j + 1, apposition=False))
        elif norm == "," and unit.norm(j + 2) == ",":  # *a lancé, furieux, le capitaine*
            j += 3
        elif norm == "," and j > group.end:
            j += 1
        else:
            break
    if j >= unit.end:
        return None
    end = unit.noun_phrase(j)
    if unit[j].norm in grammar["subject_pronoun"] and end <= j + 1:
        return None if unit.french else (j, j + 1)
    if (
        end <= j
        and not unit.french
        and is_plain(unit[j], grammar)
        and j + 1 < unit.end
        and unit[j + 1].is_capitalised
    ):
        end = unit.noun_phrase(j + 1)  # *admitted captain Joe Ray*
    return (j, _with_formula(unit, end)) if end > j else None


def _with_formula(unit: Unit, end: int) -> int:
    """End of a source with the formula of anonymity that follows it (*un conseiller* **ayant requis
    l'anonymat**)."""
    for first in range(
        end, end - 3, -1
    ):  # its first words may have been taken for a noun (*un conseiller* **ayant**)
        formula = unit.speakers.hidden.at(unit.tokens, first) if first < unit.end else None
        if formula and formula[1][0] == "anonymous" and formula[0] - first > 1:
            return formula[0]
    return end


def main_subject(unit: Unit, before: int, after: int = 0) -> Span | None:
    """The noun phrase or pronoun that opens the unit (or what stands after token `after`) or follows a comma
    or conjunction, where a verb
    stands after it."""
    grammar = unit.grammar
    for start in range(after, min(before, after + MAX_LEFT + 10)):
        token = unit[start]
        if token.norm in grammar["subordinator"] or token.kind == "quote":
            continue
        if (
            start > after + 1
            and unit[start - 1].text != ","
            and unit[start - 1].norm not in grammar["conjunction"]
        ):
            continue
        if token.norm in grammar["subject_pronoun"]:
            return unit.span(start, start + 1)
        end = unit.noun_phrase(start, before)
        follows = unit.norm(end)
        if end > start and (
            follows in grammar.verb_forms
            or end in unit.starts
            or follows in grammar["negation"]
            or follows in grammar["reflexive"]
        ):
            return unit.span(start, end)
    return None
