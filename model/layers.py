"""What the encoder tags, which labels it reads, and the region of tokens around a cue that it reads for it.

Shared by the network that is trained and by the runtime that scores with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .records import CUE_CLASSES, HEDGE_KINDS, NAMINGS, SOURCE_TYPES

LAYERS = ("cue", "hedge", "loaded")  # tagged over a whole window, in the order of the encoder's scores
ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "cue_class": CUE_CLASSES,
    "source_type": SOURCE_TYPES,
    "naming": NAMINGS,
    "hedge_kind": HEDGE_KINDS,
}
REACH = 128  # tokens before and after a cue in which its source and contents are looked for
MAX_DISTANCE = 2 * REACH
FLAT = 8  # distances up to this have a bucket each, those beyond share one by their logarithm
BUCKETS_A_DOUBLING = 3


@dataclass(frozen=True, slots=True)
class Regions:
    """The tokens around each of n cues, r of them, as rows of the states of a batch of windows.

    `rows`: (n, r) indices. `distances`: (n, r) buckets, see `distance_buckets`. `present`: (n, r), 1.0 where
    the window has a token. `cues`: (n, r), the share of a token in the cue; rows sum to 1. `firsts`: (n,),
    the token of its window that a region begins at.
    """

    rows: NDArray[np.int64]
    distances: NDArray[np.int64]
    present: NDArray[np.float32]
    cues: NDArray[np.float32]
    firsts: NDArray[np.int64]

    def allowed(self, readable: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(n, r): where a segment may stand. `readable` has a flag a token of the padded windows."""
        return readable.reshape(-1)[self.rows] & (self.present > 0)


def distance_buckets(distances: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of signed distances in tokens, from 0; farther ones share a bucket with more others."""
    size = np.minimum(np.abs(distances), MAX_DISTANCE)
    far = FLAT + np.floor(np.log2(np.maximum(size, FLAT) / FLAT) * BUCKETS_A_DOUBLING).astype(np.int64)
    bucket = np.where(size <= FLAT, size, far + 1)
    return np.where(distances < 0, -bucket, bucket) + count_buckets() // 2


def count_buckets() -> int:
    """How many buckets there are: as many before a cue as after it, and one for the cue."""
    return 2 * (FLAT + 1 + int(np.floor(np.log2(MAX_DISTANCE / FLAT) * BUCKETS_A_DOUBLING))) + 1


def find_regions(cues: Sequence[tuple[int, int, int]], lengths: Sequence[int], width: int) -> Regions:
    """The regions of cues, each given as its window's number, its first token and the one after its last.

    `lengths` are the tokens of each window of the batch, `width` is the length they are padded to.
    """
    table = np.array(cues, np.int64).reshape(-1, 3)
    window, first, last = table[:, :1], table[:, 1:2], table[:, 2:]
    sizes = np.array(lengths, np.int64)[window]
    r = min(width, 2 * REACH)
    firsts = np.clip(first - REACH, 0, np.maximum(sizes - r, 0))
    positions = firsts + np.arange(r)
    present = positions < sizes
    inside = (positions >= first) & (positions < last)
    distances = np.where(positions < first, positions - first, np.maximum(positions - last + 1, 0))
    return Regions(
        rows=window * width + np.minimum(positions, width - 1),
        distances=distance_buckets(distances),
        present=present.astype(np.float32),
        cues=(inside / np.maximum(inside.sum(1, keepdims=True), 1)).astype(np.float32),
        firsts=firsts[:, 0],
    )
