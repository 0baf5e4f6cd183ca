"""Decodes what a segment layer scored: the best set of segments of each sequence.

`training/crf.py` tells what the scores mean and trains them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

IMPOSSIBLE = -1e4


class Segment(NamedTuple):
    """A range of tokens, half-open, with its score: its log odds against there being none."""

    first: int
    last: int
    score: float


class Decoded(NamedTuple):
    """The best set of segments of a sequence, and the log of its probability."""

    segments: tuple[Segment, ...]
    log_probability: float


def decode(scores: NDArray[np.floating], allowed: NDArray[np.bool_], single: bool = False) -> list[Decoded]:
    """The most likely segments of each sequence, at most one with `single`.

    `scores`: (n, t, 3) inside, begin, end. `allowed`: (n, t), false where no segment may stand.
    """
    free = np.where(allowed[..., None], scores, IMPOSSIBLE).astype(np.float64)
    n, length = allowed.shape
    if not n or not length:
        return [Decoded((), 0.0)] * n
    inside, begin, end = np.ascontiguousarray(free.transpose(2, 1, 0))  # by token, as the chain runs
    closes = np.zeros((length + 1, n), bool)  # the best way to be outside before t ends a segment at t - 1
    opens = np.zeros((length, n), bool)  # the best way to be inside at t begins a segment there
    outside = np.zeros(n)
    never = np.zeros(n)
    within = np.full(n, IMPOSSIBLE)
    total, total_within = np.zeros(n), np.full(n, IMPOSSIBLE)  # the same with sums for maxima
    for t in range(length + 1):
        if t:
            closed = within + end[t - 1]
            closes[t] = closed > outside
            outside = np.maximum(outside, closed)
            total = np.logaddexp(total, total_within + end[t - 1])
        if t < length:
            opened = (never if single else outside) + begin[t]
            opens[t] = opened >= within
            within = inside[t] + np.maximum(within, opened)
            total_within = inside[t] + np.logaddexp(total_within, (never if single else total) + begin[t])
    sums = np.concatenate([np.zeros((1, n)), np.cumsum(inside, 0)])
    return [
        Decoded(
            tuple(
                Segment(a, b, float(sums[b, row] - sums[a, row] + begin[a, row] + end[b - 1, row]))
                for a, b in _trace(closes[:, row], opens[:, row], single)
            ),
            float(outside[row] - total[row]),
        )
        for row in range(n)
    ]


def _trace(closes: NDArray[np.bool_], opens: NDArray[np.bool_], single: bool) -> Sequence[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    ends = np.flatnonzero(closes)
    starts = np.flatnonzero(opens)
    limit = len(closes)
    while len(ends) and (k := int(np.searchsorted(ends, limit, "right")) - 1) >= 0:
        last = int(ends[k])
        first = int(starts[np.searchsorted(starts, last, "left") - 1])
        found.append((first, last))
        if single:
            break
        limit = first
    return found[::-1]
