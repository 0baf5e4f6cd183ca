"""Texts that stand twice in a set, word for word or nearly: pairs of them and the clusters that they make.

Near-duplicates are found by MinHash with locality-sensitive hashing (the library datasketch) and then
compared in full, so that a pair is never reported by chance. The time grows with the number of words, not
with that of pairs.

Source: Broder (1997), On the resemblance and containment of documents.
"""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

WORD = re.compile(r"[^\W_]+")

# Of 24,000 texts (English and French press, sentences of BABE, two-sentence units of climate coverage) no
# pair from 0.3 on was a chance one: wire copy that another newsroom lengthened shares 0.3 to 0.6, one
# printed with a few edits 0.6 to 1. Below 0.5 most of the words are other ones.
MIN_SIMILARITY = 0.5
SHINGLE_WORDS = 3

# 42 bands of 3: a pair of similarity 0.5 is looked at with a probability of 0.996, one of 0.6 with 0.99997.
BANDS, ROWS = 42, 3

# A pair is compared in full where its signatures agree so nearly: their share of equal values is off by
# more than 0.15 once in 1,000 pairs.
SIGNATURE_MARGIN = 0.15

# More members of a large cluster, and more texts made after one pattern (weather, results), would make the
# time quadratic: they are looked for, but nothing is found by them.
MAX_INDEXED = 50
MAX_CANDIDATES = 1_000


class Duplicate(NamedTuple):
    """Two texts by index, the earlier first, and how much they share: 1 where their words are the same."""

    first: int
    second: int
    similarity: float


class Clusters:
    """Disjoint sets of the numbers 0 to `size - 1` (union-find); a set goes by its smallest number."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def find(self, item: int) -> int:
        """The smallest number of the item's set."""
        while self._parents[item] != item:
            self._parents[item] = self._parents[self._parents[item]]
            item = self._parents[item]
        return item

    def join(self, one: int, other: int) -> bool:
        """Make two sets one; False where they were one already."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parents[second] = first
        return first != second

    def groups(self) -> list[list[int]]:
        """All sets, each in order, sorted by their smallest number."""
        found: dict[int, list[int]] = {}
        for item in range(len(self._parents)):
            found.setdefault(self.find(item), []).append(item)
        return list(found.values())


def find_duplicates(
    texts: Sequence[str], min_similarity: float = MIN_SIMILARITY, seed: int = 1
) -> list[Duplicate]:
    """Pairs of texts that are the same or nearly, by second index.

    The similarity is the Jaccard index of the sets of three-word sequences, 0 to 1; case, accents' encoding
    and punctuation do not count. A pair is given where it joins two clusters, so a story that stands n
    times gives n - 1 pairs. Texts without words are left out. 8,000 articles take about 10 s on one core.

    Raises:
        ValueError: `min_similarity` is not above 0 and up to 1.
    """
    if not 0 < min_similarity <= 1:
        raise ValueError(f"min_similarity {min_similarity} is not above 0 and up to 1")
    shingles = [find_shingles(text) for text in texts]
    clusters = Clusters(len(texts))
    pairs: list[Duplicate] = []
    distinct: list[int] = []
    seen: dict[bytes, int] = {}
    for index, text in enumerate(texts):
        words = " ".join(_words(text)).encode("utf-8", "replace")
        first = seen.setdefault(words, index) if words else None
        if first == index:
            distinct.append(index)
        elif first is not None:
            clusters.join(first, index)
            pairs.append(Duplicate(first, index, 1.0))
    if min_similarity < 1:
        pairs += _find_near(distinct, shingles, min_similarity, clusters, seed)
    return sorted(pairs, key=lambda pair: (pair.second, pair.first))


def cluster_duplicates(size: int, pairs: Iterable[Duplicate]) -> list[list[int]]:
    """Clusters of two and more of `size` texts, by their first index."""
    clusters = Clusters(size)
    for pair in pairs:
        clusters.join(pair.first, pair.second)
    return [group for group in clusters.groups() if len(group) > 1]


def find_shingles(text: str) -> np.ndarray:
    """The distinct three-word sequences of a text as sorted 32-bit hashes; of shorter ones all words as one.

    Two sequences of one text share a hash once in 4 thousand million pairs.
    """
    words = np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in _words(text)), np.uint64)
    if not len(words):
        return np.empty(0, np.uint32)
    size = min(SHINGLE_WORDS, len(words))
    mixed = np.zeros(len(words) - size + 1, np.uint64)
    for place in range(size):
        mixed = (mixed ^ words[place : len(words) - size + 1 + place]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def similarity(one: np.ndarray, other: np.ndarray) -> float:
    """The Jaccard index of two sets of hashes, 0 to 1; 0 where both are empty."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    union = len(one) + len(other) - shared
    return shared / union if union else 0.0


def _find_near(
    indices: Sequence[int], shingles: Sequence[np.ndarray], threshold: float, clusters: Clusters, seed: int
) -> Iterator[Duplicate]:
    """Pairs that join clusters. Each text is held against the earlier ones that share one of its bands."""
    from datasketch import MinHash, MinHashLSH

    bands = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    empty = MinHash(num_perm=BANDS * ROWS, seed=seed, hashfunc=int)
    signatures = np.zeros((len(shingles), BANDS * ROWS), np.uint32)
    indexed: Counter[int] = Counter()
    for index in indices:
        minhash = empty.copy()
        minhash.update_batch(shingles[index].tolist())
        signatures[index] = minhash.hashvalues
        candidates = np.sort(np.array(bands.query(minhash), np.intp))
        shared = (signatures[candidates] == signatures[index]).mean(axis=1)
        for other in candidates[shared >= threshold - SIGNATURE_MARGIN].tolist():
            if clusters.find(other) == clusters.find(index):
                continue
            found = similarity(shingles[other], shingles[index])
            if found >= threshold:
                clusters.join(other, index)
                yield Duplicate(other, index, found)
        cluster = clusters.find(index)
        if indexed[cluster] < MAX_INDEXED and len(candidates) < MAX_CANDIDATES:
            indexed[cluster] += 1
            bands.insert(index, minhash, check_duplication=False)


def _words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())
