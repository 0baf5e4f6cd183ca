"""Lines that are no part of the article: teasers, credits, datelines, site names in headlines, share appeals.

They stay in the text and are left out of counts. The patterns stand in `data/lexicons/boilerplate.toml`.
"""

from collections.abc import Sequence

from ..data.article import Lang
from ..data.lexicon import load_boilerplate
from .records import Span

MAX_LINE_CHARS = 1000  # no furniture is longer; a longer line is only searched at its ends
HEADLINES = 3  # paragraphs in which a site name may follow a headline
TEASER_MIN_WORDS, TEASER_MAX_WORDS = 6, 25


def find_boilerplate(text: str, paragraphs: Sequence[Span], lang: Lang) -> list[Span]:
    """The boilerplate spans of a text, in order, without overlap."""
    patterns = load_boilerplate(lang)
    text = text.replace("'", "’")
    gaps = [
        text.count("\n", before.end, after.start)
        for before, after in zip(paragraphs, paragraphs[1:], strict=False)
    ]
    usual_gap = sorted(gaps)[len(gaps) // 2] if gaps else 1
    found: list[Span] = []
    for number, paragraph in enumerate(paragraphs):
        start, end = _trim(text, paragraph)
        if end - start <= MAX_LINE_CHARS:
            line = text[start:end]
            if patterns.line.match(line) or _is_site_line(line, number, patterns.site):
                found.append(Span(start, end))
                continue
            if number and _is_set_apart(line, number, gaps, usual_gap):
                found.append(Span(start, end))
                continue
            if number < HEADLINES and (site := patterns.site.search(line)) and site.start() > 20:
                found.append(Span(start + site.start(), end))
        for match in patterns.span.finditer(text, start, end):
            if match.end() > match.start() and not (found and match.start() < found[-1].end):
                found.append(Span(*_trim(text, Span(*match.span()))))
    return sorted(found)


def _trim(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    piece = text[span.start : span.end]
    return Span(span.start + len(piece) - len(piece.lstrip()), span.end - len(piece) + len(piece.rstrip()))


def _is_site_line(line: str, number: int, site: object) -> bool:
    """True for a first line such as `Latest News | News 24`: short pieces in title case around a bar."""
    return (
        number == 0
        and "|" in line
        and len(line) < 60
        and line[-1:] not in '.!?»”"'
        and all(piece.strip()[:1].isupper() for piece in line.split("|"))
    )


def _is_set_apart(line: str, number: int, gaps: Sequence[int], usual_gap: int) -> bool:
    """True for the headline of another article: one line without a full stop where a linked box left more
    blank lines than elsewhere."""
    words = len(line.split())
    return (
        gaps[number - 1] > usual_gap
        and TEASER_MIN_WORDS <= words <= TEASER_MAX_WORDS
        and line[-1] not in '.!?…:;»”",)'
        and line[0].isupper()
        and number < len(gaps)
    )
