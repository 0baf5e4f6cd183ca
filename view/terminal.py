"""The terminal's summary of a score, and of a field. Readable at 80 columns and without colour.

All of an article is untrusted: its words go through `plain` and into `Text`, which interprets no markup.
"""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..model.fields import Field
from ..model.records import VOICES, ArticleScore, Attribution, Source
from .summary import (
    DISCLAIMER,
    Term,
    absences,
    commonest_hedges,
    commonest_loaded,
    components_of,
    count,
    cues_of,
    engine_of,
    facts_of,
    percent,
    plain,
    quote,
    rates_of,
    shorten,
    sourceless,
    title_of,
    words_of,
)

BAR_CHARS = 10
QUOTE_CHARS = 120
MAX_SOURCES = 12
MAX_QUOTED_SOURCES = 3
MAX_QUOTES = 2
MAX_TERMS = 6


def render_summary(score: ArticleScore, text: str) -> Group:
    """The score of one article for the terminal; `text` is what its offsets point into."""
    sections = (
        _head(score),
        _sourcing(score),
        _ledger(score, text),
        _framing(score, text),
        _absences(score),
        [Text(DISCLAIMER, style="dim")],
    )
    return join_sections(sections)


def join_sections(sections: Iterable[Iterable[RenderableType]]) -> Group:
    """The sections that hold anything, with a blank line between them."""
    parts: list[RenderableType] = []
    for section in sections:
        lines = list(section)
        if lines:
            parts += [*lines, Text()]
    return Group(*parts[:-1])


def render_field(field: Field) -> Group:
    """What a field means, for `selon explain`."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True, style="dim")
    facts.add_column()
    for label in ("unit", "range", "direction", "formula", "anchor", "source"):
        value = getattr(field, label)
        if value:
            facts.add_row(Text(label), Text(value))
    parts = [Text(field.name, style="bold"), Text(field.meaning)]
    return Group(*parts, Padding(facts, (1, 0, 0, 2))) if facts.row_count else Group(*parts)


def _head(score: ArticleScore) -> Iterator[RenderableType]:
    yield Text(title_of(score), style="bold")
    yield Text(" · ".join([*facts_of(score), f"engine {engine_of(score)}"]), style="dim")
    for warning in score.warnings:
        yield Text(f"! {plain(warning)}", style="yellow")


def _sourcing(score: ArticleScore) -> Iterator[RenderableType]:
    sourcing = score.sourcing
    head = Text("SOURCING  ", style="bold")
    if not sourcing.applicable or sourcing.score is None:
        yield head.append(f"not applicable: {plain(sourcing.reason or 'no reason given')}")
    else:
        head.append(f"{sourcing.score} / 100", style="bold cyan")
        if sourcing.low is not None and sourcing.high is not None:
            head.append(f"  interval {sourcing.low}–{sourcing.high}")
        if sourcing.percentile is not None:
            head.append(f"  percentile {sourcing.percentile}")
        yield head
    table = _grid(3)
    for component in components_of(score):
        if component.value is not None:
            meaning = component.field.meaning.rstrip(".")
            style = "dim" if component.descriptive else ""
            bar = _bar(component.value, "dim" if component.descriptive else "cyan")
            key = Text(words_of(component.key), style=style)
            table.add_row(Text(f"{component.value:.2f}"), bar, key, Text(meaning, style="dim"))
    if table.row_count:
        yield table
    for reason in sourcing.reasons:
        yield Padding(Text(f"- {plain(reason)}"), (0, 0, 0, 2))


def _ledger(score: ArticleScore, text: str) -> Iterator[RenderableType]:
    sources = score.sourcing.sources
    head = Text("SOURCES  ", style="bold")
    yield head.append(count("source", len(sources)) if sources else "none found")
    table = _grid(2)
    for rank, source in enumerate(sources[:MAX_SOURCES]):
        table.add_row(
            Text(percent(source.share)),
            _bar(source.share, "green"),
            Group(*_source(score, source, text, MAX_QUOTES if rank < MAX_QUOTED_SOURCES else 0)),
        )
    if table.row_count:
        yield table
    notes = []
    if len(sources) > MAX_SOURCES:
        notes.append(f"and {count('more source', len(sources) - MAX_SOURCES)}")
    if lacking := len(sourceless(score)):
        notes.append(f"{count('statement', lacking)} without a source")
    if notes:
        yield Padding(Text("; ".join(notes), style="dim"), (0, 0, 0, 2))


def _source(score: ArticleScore, source: Source, text: str, max_quotes: int) -> Iterator[Text]:
    yield Text(shorten(source.name, 80) or "unnamed", style="bold")
    facts = [words_of(source.type), source.naming, count("statement", source.statements), cues_of(source)]
    if source.reason:
        facts.append(f"reason given: {quote(text, [source.reason], 80)}")
    yield Text(" · ".join(filter(None, facts)), style="dim")
    for index in source.attributions[:max_quotes]:
        yield _quotation(score.attributions[index], text)


def _quotation(attribution: Attribution, text: str) -> Text:
    start, end = attribution.content[0].start, attribution.content[-1].end
    line = Text(f"{start}–{end}  ", style="dim")
    return line.append(quote(text, attribution.content, QUOTE_CHARS), style="not dim italic")


def _framing(score: ArticleScore, text: str) -> Iterator[RenderableType]:
    yield Text("FRAMING  ", style="bold").append("occurrences per 100 words, by voice", style="not bold")
    rates = Table.grid(padding=(0, 2))
    rates.add_column(no_wrap=True)
    for _ in range(1 + len(VOICES)):
        rates.add_column(justify="right", no_wrap=True, min_width=9)
    rates.add_row(Text(), *(Text(label, style="dim") for label in ("all", *VOICES)))
    for rate in rates_of(score):
        rates.add_row(Text(rate.label), *(_number(value) for value in (rate.total, *rate.by_voice)))
    yield Padding(rates, (0, 0, 0, 2))
    terms = Table.grid(padding=(0, 2))
    terms.add_column(no_wrap=True, style="dim")
    terms.add_column()
    for label, found in (
        ("hedges", commonest_hedges(score, text, MAX_TERMS)),
        ("loaded", commonest_loaded(score, text, MAX_TERMS)),
    ):
        for row, term in enumerate(found):
            terms.add_row(Text("" if row else label), _term(term))
    if terms.row_count:
        yield Padding(terms, (1, 0, 0, 2))


def _term(term: Term) -> Text:
    line = Text(f"{term.times} × {term.wording}").append(f"  {', '.join(term.voices)}", style="dim")
    return line.append(f"  neutrally: {term.neutral}", style="italic") if term.neutral else line


def _absences(score: ArticleScore) -> Iterator[RenderableType]:
    lines = list(absences(score))
    if lines:
        yield Text("NOT APPLICABLE", style="bold")
    for line in lines:
        yield Padding(Text(line), (0, 0, 0, 2))


def _grid(fixed: int) -> Table:
    """A table without lines: a number, a bar and other columns that never wrap, then one that does."""
    table = Table.grid(padding=(0, 0, 0, 2), expand=False)
    table.add_column(justify="right", no_wrap=True, min_width=5)
    for _ in range(fixed - 1):
        table.add_column(no_wrap=True)
    table.add_column()
    return table


def _bar(share: float, style: str) -> Text:
    full = round(BAR_CHARS * min(max(share, 0.0), 1.0))
    return Text("█" * full, style=style).append("░" * (BAR_CHARS - full), style="dim")


def _number(value: float | None) -> Text:
    return Text("–", style="dim") if value is None else Text(f"{value:.2f}")
