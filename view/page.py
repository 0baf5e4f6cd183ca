"""The HTML page of a score: the article with its spans marked, the ledger and the numbers beside it.

One file that asks the network for nothing and runs no script. The template escapes all of the article.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model.records import VOICES, ArticleScore, Span
from . import summary
from .templating import make_environment

QUOTE_CHARS = 140
MAX_TERMS = 12
# The rules that light up a source's statements cost the browser time: the end of a long ledger goes without.
MAX_LINKED_SOURCES = 60
# A piece under many spans names the innermost few: the page grows with the text and not with the nesting.
MAX_NAMED = 4
PARAGRAPH = re.compile(r"[^\r\n]+")
UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Mark(NamedTuple):
    """A span to highlight.

    `kind` is its style, `source` its source's rank in the ledger (from 1, 0 for none), `note` what hovering
    shows, `anchor` the id that links lead to, `reference` whether the source's number follows it.
    """

    span: Span
    kind: str
    source: int
    note: str
    anchor: str = ""
    reference: bool = False


@dataclass(slots=True)
class Piece:
    """A stretch of text under the same spans, with what begins (`anchors`) and ends there (`references`)."""

    text: str
    classes: str
    note: str
    anchors: list[str] = field(default_factory=list)
    references: list[int] = field(default_factory=list)


class Paragraph(NamedTuple):
    """Pieces of one line of the text, and the line breaks before it."""

    breaks: str
    pieces: list[Piece]


class Statement(NamedTuple):
    """One attribution as the ledger shows it."""

    anchor: str
    quotation: str
    mode: str
    cue_class: str


def render_page(score: ArticleScore, text: str) -> str:
    """The page of one article as HTML, in linear time; `text` is what the score's offsets point into."""
    ranks = _ranks(score)
    return (
        make_environment()
        .get_template("article.html")
        .render(
            score=score,
            summary=summary,
            voices=VOICES,
            paragraphs=_paragraphs(text, _marks(score, ranks)),
            ledger=[
                (rank, source, [_statement(score, text, index, rank) for index in source.attributions])
                for rank, source in enumerate(score.sourcing.sources, start=1)
            ],
            sourceless=[_statement(score, text, index, 0) for index in summary.sourceless(score)],
            linked=min(len(score.sourcing.sources), MAX_LINKED_SOURCES),
            reason_of=lambda source: (
                summary.quote(text, [source.reason], QUOTE_CHARS) if source.reason else ""
            ),
            hedges=summary.commonest_hedges(score, text, MAX_TERMS),
            loaded=summary.commonest_loaded(score, text, MAX_TERMS),
            address=_address(score.article.url),
        )
    )


def _ranks(score: ArticleScore) -> dict[int, int]:
    """Rank of the source of each attribution in the ledger, from 1."""
    return {
        index: rank
        for rank, source in enumerate(score.sourcing.sources, start=1)
        for index in source.attributions
    }


def _anchor(index: int, rank: int) -> str:
    return f"s{rank}-a{index}"


def _statement(score: ArticleScore, text: str, index: int, rank: int) -> Statement:
    attribution = score.attributions[index]
    quotation = summary.quote(text, attribution.content, QUOTE_CHARS)
    return Statement(_anchor(index, rank), quotation, attribution.mode, attribution.cue_class)


def _address(url: str | None) -> str:
    """The URL if a browser may follow it (http and https only), else nothing."""
    return url if url and re.match(r"https?://", url) else ""


def _marks(score: ArticleScore, ranks: dict[int, int]) -> Iterator[Mark]:
    """Every span of the score with its style and what is to be said of it."""
    names = [summary.shorten(source.name, 60) for source in score.sourcing.sources]
    seen: set[Span] = set()
    for index, attribution in enumerate(score.attributions):
        rank = ranks.get(index, 0)
        name = names[rank - 1] if rank else "no source"
        if attribution.source:
            seen.add(attribution.source)
            yield Mark(attribution.source, "source", rank, f"source: {name}")
        if attribution.cue:
            yield Mark(attribution.cue, "cue", rank, f"{attribution.cue_class} cue")
        note = f"{attribution.mode} content: {name}"
        last = len(attribution.content) - 1
        for place, span in enumerate(attribution.content):
            anchor = "" if place else _anchor(index, rank)
            yield Mark(span, attribution.mode, rank, note, anchor, reference=place == last)
    for rank, source in enumerate(score.sourcing.sources, start=1):
        for span in source.mentions:
            if span not in seen:
                seen.add(span)
                yield Mark(span, "source", rank, f"source: {names[rank - 1]}")
    for hedge in score.framing.hedges:
        yield Mark(hedge.cue, "hedge", 0, f"hedge, {summary.words_of(hedge.kind)}, {hedge.voice} voice")
    for term in score.framing.loaded:
        neutral = f"; neutrally: {summary.plain(term.neutral)}" if term.neutral else ""
        yield Mark(term.term, "loaded", 0, f"loaded term, {term.voice} voice{neutral}")
    for span in score.boilerplate:
        yield Mark(span, "boilerplate", 0, "no part of the article")


def _paragraphs(text: str, marks: Iterable[Mark]) -> list[Paragraph]:
    """The text cut at line breaks and at every border of a mark; the parts joined are the text."""
    paragraphs = []
    sweep = _Sweep(text, marks)
    end = 0
    for line in PARAGRAPH.finditer(text):
        paragraphs.append(Paragraph(text[end : line.start()], list(sweep.pieces(*line.span()))))
        end = line.end()
    if end < len(text) or not paragraphs:
        paragraphs.append(Paragraph(text[end:], []))
    return paragraphs


class _Sweep:
    """Walks once over the borders of all marks, in text order, and knows which marks are open."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self.text = text
        spans = [mark for mark in (_trim(text, mark) for mark in marks) if mark.span.start < mark.span.end]
        self.opening = sorted(spans, key=lambda mark: (mark.span.start, -mark.span.end), reverse=True)
        self.closing = sorted(spans, key=lambda mark: mark.span.end, reverse=True)
        self.stack: list[Mark] = []  # open marks, the innermost last; may hold closed ones below
        self.kinds: dict[str, int] = {}

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of `text[start:end]`; calls must go forward."""
        while start < end:
            anchors = self._advance(start)
            border = min(end, self._next_border())
            piece = Piece(UNSHOWABLE.sub("\ufffd", self.text[start:border]), *self._style(start), anchors)
            while self.closing and self.closing[-1].span.end <= border:
                mark = self._close()
                if mark.reference:
                    piece.references.append(mark.source)
            yield piece
            start = border

    def _advance(self, position: int) -> list[str]:
        """Opens what begins up to the position, closes what ended; the anchors that began."""
        anchors = []
        while self.opening and self.opening[-1].span.start <= position:
            mark = self.opening.pop()
            self.stack.append(mark)
            self.kinds[mark.kind] = self.kinds.get(mark.kind, 0) + 1
            if mark.anchor:
                anchors.append(mark.anchor)
        while self.closing and self.closing[-1].span.end <= position:
            self._close()
        return anchors

    def _close(self) -> Mark:
        mark = self.closing.pop()
        self.kinds[mark.kind] -= 1
        return mark

    def _next_border(self) -> int:
        borders = [len(self.text)]
        if self.opening:
            borders.append(self.opening[-1].span.start)
        if self.closing:
            borders.append(self.closing[-1].span.end)
        return min(borders)

    def _style(self, position: int) -> tuple[str, str]:
        """Classes and note of the piece that begins at the position."""
        while self.stack and self.stack[-1].span.end <= position:
            self.stack.pop()
        inner = [mark for mark in self.stack[-4 * MAX_NAMED :] if mark.span.end > position][-MAX_NAMED:]
        kinds = [kind for kind, number in self.kinds.items() if number]
        sources = dict.fromkeys(f"s{mark.source}" for mark in inner if mark.source)
        return " ".join([*kinds, *sources]), "; ".join(dict.fromkeys(mark.note for mark in reversed(inner)))


def _trim(text: str, mark: Mark) -> Mark:
    """The mark within the text and without white space at its end, where a reference would be lost."""
    start, end = max(mark.span.start, 0), min(mark.span.end, len(text))
    while end > start and text[end - 1].isspace():
        end -= 1
    return mark._replace(span=Span(start, end))
