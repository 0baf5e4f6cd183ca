"""A labelled set in numbers, for the terminal: sizes, labels by language and outlet, layers, agreement."""

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..data.summary import Summary
from .summary import count, plain, shorten
from .terminal import join_sections

MAX_OUTLETS = 8
MAX_LABELS = 12


def render_summary(summary: Summary) -> Group:
    """The set's sizes, its labels by language and outlet, its layers, annotators and their agreement."""
    return join_sections((_sizes(summary), _labels(summary), _layers(summary), _agreement(summary)))


def _sizes(summary: Summary) -> Iterator[RenderableType]:
    shortest, median, longest, total = summary.words
    yield Text("SET  ", style="bold").append(
        f"{count('article', summary.articles)}, {count('annotation', summary.annotations)}, {total:,} words "
        f"({shortest:,} to {longest:,}, median {median:,.0f})",
        style="not bold",
    )
    for name, values in (
        ("data sets", summary.datasets),
        ("languages", summary.langs),
        ("outlets", summary.outlets),
    ):
        yield Padding(Text(f"{name}: {_counts(values, MAX_OUTLETS)}"), (0, 0, 0, 2))
    groups = ", ".join(f"{number:,} {name}s" for name, number in summary.groups.items() if number)
    if groups:
        yield Padding(Text(f"groups: {groups}"), (0, 0, 0, 2))
    missing = _counts({name: number for name, number in summary.missing.items() if number}, MAX_LABELS)
    if missing:
        yield Padding(Text(f"articles without: {missing}", style="dim"), (0, 0, 0, 2))


def _labels(summary: Summary) -> Iterator[RenderableType]:
    """One table a label column: labels by language, and the outlets that have most of each."""
    for column, labels in summary.labels.items():
        table = Table.grid(padding=(0, 2))
        langs = sorted(summary.langs)
        table.add_row(
            Text(shorten(column, 30), style="bold"),
            *(Text(lang, style="dim") for lang in langs),
            Text("outlets", style="dim"),
        )
        for label in list(labels)[:MAX_LABELS]:
            cells = [cell for cell in summary.cells if (cell.column, cell.label) == (column, label)]
            by_lang = [sum(cell.articles for cell in cells if cell.lang == lang) for lang in langs]
            outlets: dict[str, int] = {}
            for cell in cells:
                outlets[cell.outlet] = outlets.get(cell.outlet, 0) + cell.articles
            table.add_row(
                Text(shorten(label, 30)),
                *(Text(f"{n:,}") for n in by_lang),
                Text(_counts(outlets, 4), style="dim"),
            )
        if len(labels) > MAX_LABELS:
            table.add_row(Text(f"and {len(labels) - MAX_LABELS:,} more labels", style="dim"))
        yield Padding(table, (0, 0, 0, 2))


def _layers(summary: Summary) -> Iterator[RenderableType]:
    for layer in summary.layers:
        yield Text(f"{layer.name}: {layer.items:,} in {count('article', layer.articles)}")
        for field, labels in layer.labels.items():
            yield Padding(Text(f"{field}: {_counts(labels, MAX_LABELS)}", style="dim"), (0, 0, 0, 2))


def _agreement(summary: Summary) -> Iterator[RenderableType]:
    if not summary.agreement:
        return
    yield Text(f"AGREEMENT  {len(summary.annotators)} annotators", style="bold")
    table = Table.grid(padding=(0, 2))
    for found in summary.agreement:
        value = "–" if found.value is None else f"{found.value:.3f}"
        units = f"{found.units:,} units, {found.annotators} annotators"
        table.add_row(Text(plain(found.what)), Text(found.measure), Text(value), Text(units, style="dim"))
    yield Padding(table, (0, 0, 0, 2))


def _counts(values: Mapping[str, int], limit: int) -> str:
    """`a 12, b 3 and 4 more`, the largest first."""
    ranked = sorted(values.items(), key=lambda item: -item[1])
    shown = ", ".join(f"{shorten(name, 40)} {number:,}" for name, number in ranked[:limit])
    return shown + (f" and {len(ranked) - limit:,} more" if len(ranked) > limit else "")
