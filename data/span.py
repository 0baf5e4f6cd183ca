"""A stretch of a text."""

from typing import NamedTuple


class Span(NamedTuple):
    """Half-open character range; `text[start:end]` is the span."""

    start: int
    end: int
