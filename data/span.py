"""A stretch of a text."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open character range; `text[start:end]` is the span."""

    start: int
    end: int


def merge_spans(spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """The characters of some spans as sorted spans that neither overlap nor touch; without empty ones."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        elif start < end:
            merged.append(Span(start, end))
    return tuple(merged)
