"""Loaded terms: wordings that judge beyond their information, by lexicon, each with its voice and a neutral
wording."""

from collections.abc import Iterator, Sequence

from ..data.tokens import Token
from ..data.wording import LoadedEntry, load_loaded_terms
from .records import LoadedTerm, Span
from .text import Document
from .voice import voice_at


def find_loaded_terms(document: Document, voices: bytearray) -> Iterator[LoadedTerm]:
    """The loaded terms outside boilerplate, in text order. `voices` as `read_voices` gives them."""
    tokens = document.tokens
    flags = document.is_boilerplate
    for start, end, entries in load_loaded_terms(document.lang).find(tokens):
        found = next((e for e in entries if _fits(e, tokens, start, end)), None)
        if found is None or flags[tokens[start].start]:
            continue
        last = _context_end(found, tokens, end)
        span = Span(tokens[start].start, tokens[last - 1].end)
        yield LoadedTerm(span, voice_at(voices, span.start), found.neutral)


def _fits(entry: LoadedEntry, tokens: Sequence[Token], start: int, end: int) -> bool:
    """True where the entry needs no context or has it."""
    if not entry.before and not entry.after:
        return True
    return _context_end(entry, tokens, end) > end or any(
        start >= len(words) and _same(tokens, start - len(words), words) for words in entry.after
    )


def _context_end(entry: LoadedEntry, tokens: Sequence[Token], end: int) -> int:
    """Index after the words that follow the term and make it loaded (*régime* **de Kiev**)."""
    return max((end + len(words) for words in entry.before if _same(tokens, end, words)), default=end)


def _same(tokens: Sequence[Token], i: int, words: tuple[str, ...]) -> bool:
    return i + len(words) <= len(tokens) and all(tokens[i + k].norm == w for k, w in enumerate(words))
