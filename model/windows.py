"""A document as windows of tokens for the encoder: whole paragraphs with the text around them as context.

Spans of an article are read in the *core* of exactly one window; what stands in its context only helps to
read them, and may hold the source or the content of a cue of the core.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .records import Span
from .text import Document

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MARKS = (("<s>", "</s>", "<pad>"), ("[CLS]", "[SEP]", "[PAD]"))  # of XLM-RoBERTa's kin, and BERT's
Ints = NDArray[np.int64]


class Marks(NamedTuple):
    """Numbers of the tokens that stand at a window's start, after each paragraph, and as padding."""

    start: int
    end: int
    pad: int


def find_marks(tokenizer: "Tokenizer") -> Marks:
    """The marks that a tokenizer has.

    Raises:
        ValueError: it has none of the known ones.
    """
    for names in MARKS:
        start, end, pad = (tokenizer.token_to_id(name) for name in names)
        if start is not None and end is not None and pad is not None:
            return Marks(start, end, pad)
    raise ValueError("the tokenizer has neither <s>, </s>, <pad> nor [CLS], [SEP], [PAD]")


@dataclass(frozen=True, slots=True)
class WindowSize:
    """Sizes in tokens: of a window's core, and of the context before and after it."""

    core: int = 288
    before: int = 64
    after: int = 32


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a document's tokens, with the marks that the encoder expects around it.

    `ids`: (n,). `starts`, `ends`: (n,) characters of the article; a mark, and a token of blanks alone, has
    `starts == ends`. `readable`: (n,), false for marks, which no span may hold. `core` is the range of tokens
    that are read here.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    readable: NDArray[np.bool_]
    core: tuple[int, int]

    def __len__(self) -> int:
        return len(self.ids)

    def tokens_of(self, span: Span) -> tuple[int, int] | None:
        """The range of tokens, half-open, that a span of the article covers here; None where it has none."""
        inside = np.flatnonzero(
            (self.starts < span.end) & (self.ends > span.start) & (self.starts < self.ends)
        )
        return (int(inside[0]), int(inside[-1]) + 1) if len(inside) else None

    def span_of(self, first: int, last: int) -> Span:
        """The characters from token `first` to token `last`, the latter excluded."""
        return Span(int(self.starts[first]), int(self.ends[last - 1]))


def find_windows(document: Document, tokenizer: "Tokenizer", size: WindowSize) -> Iterator[Window]:
    """The windows of a document, in order; their cores cover each of its tokens once.

    A core is as many paragraphs as fit; one that does not fit is cut at its sentences, and a sentence that
    does not fit anywhere.
    """
    marks = find_marks(tokenizer)
    text = document.text
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    pieces: list[int] = [0]  # where a core may end
    sentences = [s.start for s in document.sentences]
    encodings = tokenizer.encode_batch(
        [text[p.start : p.end] for p in document.paragraphs], add_special_tokens=False
    )
    for paragraph, encoding in zip(document.paragraphs, encodings, strict=True):
        first = len(ids)
        ids += encoding.ids
        for a, b in encoding.offsets:
            a, b = a + paragraph.start, b + paragraph.start
            while a < b and text[a].isspace():
                a += 1
            starts.append(a)
            ends.append(b)
        if len(ids) - first + 1 > size.core:
            pieces += _cut(starts, first, len(ids), sentences, size.core - 1)
        ids.append(marks.end)
        starts.append(paragraph.end)
        ends.append(paragraph.end)
        pieces.append(len(ids))
    everything = np.array(ids, np.int64), np.array(starts, np.int64), np.array(ends, np.int64)
    i = 0
    while i < len(pieces) - 1:
        j = i + 1
        while j + 1 < len(pieces) and pieces[j + 1] - pieces[i] <= size.core:
            j += 1
        low, high = max(0, pieces[i] - size.before), min(len(ids), pieces[j] + size.after)
        yield _window(everything, low, high, (pieces[i], pieces[j]), marks)
        i = j


def _cut(starts: Sequence[int], first: int, last: int, sentences: Sequence[int], most: int) -> Iterator[int]:
    """Tokens before which a long paragraph is cut, so that no piece has more than `most` tokens."""
    begin = first
    while last - begin > most:
        limit = begin + most
        k = bisect_left(sentences, starts[limit]) - 1
        at = limit
        if k >= 0 and sentences[k] > starts[begin]:
            at = bisect_left(starts, sentences[k], begin + 1, limit)
        yield at
        begin = at


def _window(
    everything: tuple[Ints, Ints, Ints], low: int, high: int, core: tuple[int, int], marks: Marks
) -> Window:
    ids, starts, ends = (array[low:high] for array in everything)
    closed = ids[-1] == marks.end
    extra = [] if closed else [marks.end]
    edge = [] if closed else [int(ends[-1])]
    ids = np.concatenate([[marks.start], ids, extra]).astype(np.int64)
    return Window(
        ids=ids,
        starts=np.concatenate([[starts[0]], starts, edge]).astype(np.int64),
        ends=np.concatenate([[starts[0]], ends, edge]).astype(np.int64),
        readable=(ids != marks.start) & (ids != marks.end),
        core=(core[0] - low + 1, core[1] - low + 1),
    )
