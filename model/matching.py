"""Which predicted relations are which annotated ones, by the characters that their contents share.

The criterion is that of the Gender Gap Tracker's evaluation of quotations (Asr and others 2021), with the
source added: two relations match at threshold t if the characters that their contents share are at least t
times the larger content; matching is one to one, best overlap first.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ..data.span import Span, merge_spans

RIGHT_OVERLAP = 0.5  # of the contents, with the same source, for a relation to be right
SOURCE_SHARE = 0.5  # of the shorter span, from which on the sources of two relations agree


class Relation(Protocol):
    """What is compared of a relation, annotated or predicted."""

    @property
    def source(self) -> Span | None:
        """Who says it."""
        ...

    @property
    def cue(self) -> Span | None:
        """By which words."""
        ...

    @property
    def content(self) -> tuple[Span, ...]:
        """What is said."""
        ...


class Pair(NamedTuple):
    """An annotated and a predicted relation that were matched, by index; `overlap` is over 0, at most 1."""

    gold: int
    predicted: int
    overlap: float


# characters ---------------------------------------------------------------------------------------


def count_chars(spans: Sequence[Span]) -> int:
    """Characters in merged spans."""
    return sum(end - start for start, end in spans)


def count_shared(a: Sequence[Span], b: Sequence[Span]) -> int:
    """Characters that two lists of merged spans share."""
    shared = i = j = 0
    while i < len(a) and j < len(b):
        shared += max(0, min(a[i].end, b[j].end) - max(a[i].start, b[j].start))
        if a[i].end <= b[j].end:
            i += 1
        else:
            j += 1
    return shared


def content_overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    """Characters that two lists of merged spans share over those of the larger; 0 to 1."""
    shared = count_shared(a, b)
    return shared / max(count_chars(a), count_chars(b)) if shared else 0.0


# relations ----------------------------------------------------------------------------------------


def match_relations(gold: Sequence[Relation], predicted: Sequence[Relation]) -> list[Pair]:
    """Relations that share content, one to one, best overlap first; of equal ones the later relation first.

    What is matched at a threshold is the part of this that reaches it.
    """
    gold_content = [merge_spans(a.content) for a in gold]
    predicted_content = [merge_spans(a.content) for a in predicted]
    candidates = [
        (overlap, i, j)
        for i, a in enumerate(gold_content)
        for j, b in enumerate(predicted_content)
        if a
        and b
        and a[0].start < b[-1].end
        and b[0].start < a[-1].end
        and (overlap := content_overlap(a, b))
    ]
    pairs: list[Pair] = []
    taken_gold: set[int] = set()
    taken_predicted: set[int] = set()
    for overlap, i, j in sorted(candidates, reverse=True):
        if i not in taken_gold and j not in taken_predicted:
            taken_gold.add(i)
            taken_predicted.add(j)
            pairs.append(Pair(i, j, overlap))
    return pairs


def agree_on_source(a: Span | None, b: Span | None) -> bool:
    """Whether two sources are one: both are missing, or they share half of the shorter one's characters."""
    if a is None or b is None:
        return a is b
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared >= SOURCE_SHARE * min(a.end - a.start, b.end - b.start)


def select_pairs(
    gold: Sequence[Relation],
    predicted: Sequence[Relation],
    pairs: Sequence[Pair],
    threshold: float,
    same_source: bool,
) -> list[Pair]:
    """The pairs that reach a threshold (0 to 1), and whose sources agree where that is asked."""
    return [
        p
        for p in pairs
        if p.overlap >= threshold
        and (not same_source or agree_on_source(gold[p.gold].source, predicted[p.predicted].source))
    ]


def find_right(gold: Sequence[Relation], predicted: Sequence[Relation]) -> list[Pair]:
    """The pairs of an annotated relation and a predicted one that is right: the same source, and at least
    half of the content."""
    return select_pairs(gold, predicted, match_relations(gold, predicted), RIGHT_OVERLAP, same_source=True)
