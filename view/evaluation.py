"""The terminal's summary of an evaluation. Readable at 80 columns and without colour.

Names and texts are untrusted: they go through `plain` and into `Text`, which interprets no markup.
"""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..eval.records import Metric, ModelResult, Report
from . import results
from .results import interval, label_of, name_of, number, signed
from .summary import count, percent, plain, words_of
from .terminal import join_sections

ALARM = "bold red"
MAX_SLICES = 5


def render_report(report: Report) -> Group:
    """The evaluation for the terminal: alarms, models beside probes, metrics, worst slices, tests."""
    sections = (
        _head(report),
        _ladder(report),
        *(_model(model) for model in report.models),
        _comparisons(report),
        _leaks(report),
        _behaviours(report),
        _foot(report),
    )
    return join_sections(sections)


def _head(report: Report) -> Iterator[RenderableType]:
    yield Text(results.title_of(report), style="bold")
    yield Text(" · ".join(results.facts_of(report)), style="dim")
    for line in results.alarms(report):
        yield Text(f"! {line}", style=ALARM)


def _ladder(report: Report) -> Iterator[RenderableType]:
    yield _heading("AGAINST PROBES", label_of(report.models[0].main) if report.models else "")
    table = _table("", ">reaches", "<", ">lift", "")
    for rung in results.ladder(report):
        style = ALARM if rung.beaten else "bold cyan" if rung.is_model else ""
        lift = signed(rung.lift) if rung.is_model else ""
        note = "beaten" if rung.beaten else rung.note
        table.add_row(
            Text(rung.name, style=style),
            Text(number(rung.metric.value), style=style),
            Text(interval(rung.metric), style="dim"),
            Text(lift, style=style),
            Text(note, style=ALARM if rung.beaten else "dim"),
        )
    yield _indented(table)


def _model(model: ModelResult) -> Iterator[RenderableType]:
    yield _heading("MODEL", name_of(model.name))
    table = _table("", ">", "<", "")
    for metric in model.metrics:
        style = "bold" if metric.name == model.main else ""
        table.add_row(Text(label_of(metric.name), style=style), *_value(metric, style))
    if table.row_count:
        yield _indented(table)
    worst = results.worst_slices(model, MAX_SLICES)
    if worst:
        yield Padding(Text("worst slices", style="dim"), (0, 0, 0, 2))
        table = _table("", ">", "<", "")
        for part in worst:
            table.add_row(Text(f"{plain(words_of(part.field))} {name_of(part.label)}"), *_value(part.metric))
        yield _indented(table)


def _comparisons(report: Report) -> Iterator[RenderableType]:
    if not report.comparisons:
        return
    yield _heading("COMPARISONS", "first less second; p corrected after Holm")
    table = _table("", ">", "<", ">", "")
    for found in report.comparisons:
        table.add_row(
            Text(f"{name_of(found.first)} – {name_of(found.second)}, {label_of(found.metric)}"),
            Text(signed(found.difference)),
            Text(interval(found), style="dim"),
            Text(f"p {number(found.p_holm)}"),
            Text(results.verdict_of(found), style="dim"),
        )
    yield _indented(table)


def _leaks(report: Report) -> Iterator[RenderableType]:
    if not report.leak_check:
        return
    yield _heading("LEAK CHECK", "outlet told from what a model puts out")
    table = _table("", ">", "<", "")
    for metric in report.leak_check:
        table.add_row(Text(label_of(metric.name)), *_value(metric))
    yield _indented(table)


def _behaviours(report: Report) -> Iterator[RenderableType]:
    if not report.behaviours:
        return
    yield _heading("BEHAVIOUR TESTS", "share that failed")
    table = _table(">", "", "")
    failing = [found for found in results.ordered_behaviours(report) if found.failures]
    for found in failing:
        change = Text(plain(words_of(found.name)))
        expected = Text(
            f"expected: {plain(found.expectation)}; {found.failures:,} of {found.n:,}", style="dim"
        )
        table.add_row(Text(percent(found.rate), style="yellow"), change, expected)
    if failing:
        yield _indented(table)
    if passing := len(report.behaviours) - len(failing):
        yield Padding(Text(f"{count('test', passing)} without a failure", style="dim"), (0, 0, 0, 2))


def _foot(report: Report) -> Iterator[RenderableType]:
    digests = {"data": report.dataset.digest, "split": report.split.digest}
    facts = [
        f"{label} {plain(digest)[: results.DIGEST_CHARS]}" for label, digest in digests.items() if digest
    ]
    if report.split.seed is not None:
        facts.append(f"seed {report.split.seed}")
    yield Text(" · ".join(facts), style="dim")
    yield Text(results.DISCLAIMER, style="dim")


def _value(metric: Metric, style: str = "") -> tuple[Text, Text, Text]:
    """Value, interval and what it is taken over."""
    taken = f"n {metric.n:,}, {count('group', metric.groups)}" if metric.n else ""
    return (
        Text(number(metric.value), style=style),
        Text(interval(metric), style="dim"),
        Text(taken, style="dim"),
    )


def _heading(words: str, note: str) -> Text:
    return Text(f"{words}  " if note else words, style="bold").append(note, style="not bold dim")


def _table(*columns: str) -> Table:
    """A table without lines. Columns whose heads begin with < or > never wrap; > ones stand to the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=any(head.strip("<>") for head in columns))
    for head in columns:
        justify = "right" if head.startswith(">") else "left"
        table.add_column(
            Text(head.strip("<>"), style="dim"), justify=justify, no_wrap=head.startswith(("<", ">"))
        )
    return table


def _indented(table: Table) -> Padding:
    return Padding(table, (0, 0, 0, 2))
