"""Lines that are no part of the article: teasers, credits, datelines, site names in headlines, share appeals.

They stay in the text and are left out of counts. The patterns stand in `data/lexicons/boilerplate.toml`.
"""

from collections.abc import Sequence
from itertools import pairwise

from ..data.article import Lang
from ..data.lexicon import load_boilerplate
from .records import Span

MAX_LINE_CHARS = 1000  # no furniture is longer; in a longer line only parts can be
HEADLINES = 3  # paragraphs in which a site name may follow a headline
MIN_HEADLINE_CHARS = 20  # what a site name stands after
SITE_WORDS = 3  # between the bars of a line of sites and sections; a headline has more
BOX_BLANK_LINES = 2  # blank lines more than between other paragraphs that a linked box leaves above itself
TEASER_MIN_WORDS, TEASER_MAX_WORDS = 8, 25


def find_boilerplate(text: str, paragraphs: Sequence[Span], lang: Lang) -> list[Span]:
    """The boilerplate spans of a text, in order, without overlap. White space at their ends is left out."""
    patterns = load_boilerplate(lang)
    text = text.replace("'", "’")
    gaps = [text.count("\n", before.end, after.start) for before, after in pairwise(paragraphs)]
    usual_gap = sorted(gaps)[len(gaps) // 2] if gaps else 1
    found: list[Span] = []
    for number, paragraph in enumerate(paragraphs):
        start, end = _trim(text, paragraph)
        line = text[start:end]
        if len(line) <= MAX_LINE_CHARS:
            if patterns.line.match(line) or (number == 0 and _is_site_line(line)):
                found.append(Span(start, end))
                continue
            if HEADLINES <= number < len(gaps) and _is_boxed(gaps, number, usual_gap) and _is_headline(line):
                found.append(Span(start, end))
                continue
            site = patterns.site.search(line) if number < HEADLINES else None
            if site and site.start() > MIN_HEADLINE_CHARS:
                found.append(_trim(text, Span(start + site.start(), end)))
                line = line[: site.start()]
        for match in patterns.span.finditer(line):
            part = _trim(text, Span(start + match.start(), start + match.end()))
            if part.end > part.start:
                found.append(part)
    return sorted(found)


def _trim(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    piece = text[span.start : span.end]
    return Span(span.end - len(piece.lstrip()), span.start + len(piece.rstrip()))


def _is_site_line(line: str) -> bool:
    """True for a line such as `Latest News | News 24`: short pieces with a capital around a bar."""
    pieces = [piece.split() for piece in line.split("|")]
    return len(pieces) > 1 and all(p and len(p) <= SITE_WORDS and p[0][0].isupper() for p in pieces)


def _is_boxed(gaps: Sequence[int], number: int, usual_gap: int) -> bool:
    """True where blank lines stand around a paragraph, above it more than elsewhere; a heading has none
    below."""
    return gaps[number] >= max(usual_gap, 2) and gaps[number - 1] >= usual_gap + BOX_BLANK_LINES


def _is_headline(line: str) -> bool:
    """True for a line that may be another article's headline: long for a heading, one clause, no mark at its
    end."""
    words = len(line.split())
    return (
        TEASER_MIN_WORDS <= words <= TEASER_MAX_WORDS
        and line[0].isupper()
        and line[-1].isalnum()
        and ". " not in line
    )
