"""The plots of an evaluation as inline SVG, in the colours of the page they stand in.

Drawn by matplotlib, which is imported only when something is drawn. The same report gives the same
characters. Text stays text, every plot has a title and a description, and nothing is told by colour alone:
models differ by marker and by dashes too. An empty string is returned where there is nothing to draw.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..eval.records import BehaviourResult, Metric, ModelResult, Report, SliceResult
from .results import interval, known, label_of, ladder, main_metric, name_of, number, ordered_slices
from .summary import percent, shorten, words_of
from .svg import ALARM, CARD, INK, LINE, SERIES, SOFT, new_figure, settings_of, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDE = 400  # widths in px
WIDE = 480
ROW = 26
LABEL_CHARS = 26
SLICE_ROW = 21
MAX_COLUMN_ROWS = 10
MAX_CLASSES = 12
MAX_SLICES_A_FIELD = 8
MAX_SHADE = 0.45  # of a cell of the confusion matrix: its numbers keep a contrast above 4.5
MARKERS = ("o", "s", "^", "D")
DASHES = ("-", "--", "-.", ":")
REFERENCE: dict[str, Any] = {"linestyle": (0, (3, 3)), "linewidth": 1, "zorder": 0}
CENTRED: dict[str, Any] = {"ha": "center", "va": "center"}
Fields = list[tuple[str, list[SliceResult]]]


def draw_ladder(report: Report) -> str:
    """Models (filled, a cross if beaten) and probes (hollow) with intervals; the best probe as a line."""
    main = report.models[0].main if report.models else ""
    rungs = [r for r in ladder(report) if r.metric.name == main and known(r.metric.value) is not None]
    if not rungs:
        return ""
    with settings_of("ladder"):
        figure, axes = new_figure(WIDE, 64 + ROW * len(rungs))
        for row, rung in enumerate(rungs):
            colour = ALARM if rung.beaten else SERIES[0] if rung.is_model else SOFT
            marker = "X" if rung.beaten else "s" if rung.is_model else "o"
            _range(axes, row, rung.metric, colour, filled=rung.is_model, marker=marker)
        best = next((rung.metric.value for rung in rungs if not rung.is_model), None)
        if best is not None:
            axes.axvline(best, color=SOFT, **REFERENCE)
        _rows(axes, [_short(rung.name) for rung in rungs])
        for tick, rung in zip(axes.get_yticklabels(), rungs, strict=True):
            tick.set_fontweight("bold" if rung.is_model else "normal")
        axes.set_xlabel(label_of(main))
        told = (f"{'model' if rung.is_model else 'probe'} {_said(rung.name, rung.metric)}" for rung in rungs)
        return svg_of(figure, "ladder", "Models beside probes, best first", "; ".join(told))


def draw_reliability(models: Sequence[ModelResult]) -> str:
    """Accuracy against confidence by bins, a marker's area growing with the articles in the bin."""
    models = [model for model in models if model.reliability]
    if not models:
        return ""
    most = max(found.n for model in models for found in model.reliability) or 1
    told = []
    with settings_of("reliability"):
        figure, axes = new_figure(SIDE, SIDE)
        axes.plot([0, 1], [0, 1], color=SOFT, **REFERENCE)
        axes.text(0.05, 0.09, "as sure as right", rotation=45, rotation_mode="anchor", color=SOFT, size=10)
        for place, model in enumerate(models):
            bins = sorted(model.reliability, key=lambda found: found.confidence)
            x, y = [found.confidence for found in bins], [found.accuracy for found in bins]
            sizes = [16 + 100 * found.n / most for found in bins]
            line = _line(place)
            axes.plot(x, y, label=_short(model.name), **line)
            axes.scatter(x, y, s=sizes, marker=line["marker"], color=line["color"], edgecolor=CARD, zorder=3)
            told.append(
                f"{name_of(model.name)}: "
                + ", ".join(
                    f"confidence {number(b.confidence, 2)} accuracy {number(b.accuracy, 2)} (n {b.n})"
                    for b in bins
                )
            )
        _unit(axes, "mean confidence", "accuracy", legend=len(models) > 1)
        return svg_of(figure, "reliability", "Reliability: accuracy by confidence", "; ".join(told))


def draw_coverage(models: Sequence[ModelResult]) -> str:
    """The risk-coverage curve: share wrong among the articles answered, against the share answered."""
    models = [model for model in models if model.coverage]
    if not models:
        return ""
    told = []
    with settings_of("coverage"):
        figure, axes = new_figure(SIDE, SIDE)
        for place, model in enumerate(models):
            points = sorted(model.coverage, key=lambda point: point.coverage)
            x, y = [point.coverage for point in points], [1 - point.accuracy for point in points]
            axes.plot(x, y, label=_short(model.name), markevery=max(1, len(x) // 6), **_line(place))
            told.append(
                f"{name_of(model.name)}: "
                + ", ".join(
                    f"{percent(1 - point.accuracy)} wrong at {percent(point.coverage)}"
                    for point in points[:: max(1, len(points) // 5)]
                )
            )
        _unit(axes, "share answered, surest first", "share wrong among them", legend=len(models) > 1)
        most = max(1 - point.accuracy for model in models for point in model.coverage)
        axes.set_ylim(0, min(1.02, max(0.1, 1.2 * most)))
        return svg_of(figure, "coverage", "Risk by coverage", "; ".join(told))


def draw_confusion(model: ModelResult, place: int) -> str:
    """Gold labels in rows, predicted in columns: counts, shaded by their share of the row."""
    size = len(model.labels)
    if not model.confusion or not 0 < size <= MAX_CLASSES:
        return ""
    from matplotlib.patches import Rectangle

    names = [name_of(label) for label in model.labels]
    shown = [_short(label, 14) for label in model.labels]
    with settings_of(f"confusion-{place}"):
        side = max(SIDE - 60, 110 + 48 * size)
        figure, axes = new_figure(side, side - 20)
        for row, counts in enumerate(model.confusion):
            total = sum(counts) or 1
            for column, value in enumerate(counts):
                right, corner = row == column, (column - 0.5, row - 0.5)
                shade = MAX_SHADE * value / total
                axes.add_patch(Rectangle(corner, 1, 1, facecolor=SERIES[0], alpha=shade, linewidth=0))
                if right:
                    axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=INK, linewidth=1, zorder=3))
                axes.text(column, row - 0.1, f"{value:,}", weight="bold" if right else "normal", **CENTRED)
                axes.text(column, row + 0.24, percent(value / total), size=9, **CENTRED)
        axes.set(xlim=(-0.5, size - 0.5), ylim=(size - 0.5, -0.5), xlabel="predicted", ylabel="gold")
        axes.set_xticks(range(size), shown, rotation=30 if max(map(len, shown)) > 8 else 0)
        axes.set_yticks(range(size), shown)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        told = (
            f"gold {label}: " + ", ".join(f"{n} {other}" for other, n in zip(names, counts, strict=False))
            for label, counts in zip(names, model.confusion, strict=False)
        )
        title = f"Confusion of {name_of(model.name)}"
        return svg_of(figure, f"confusion-{place}", title, "; ".join(told))


def draw_slices(model: ModelResult, place: int) -> list[str]:
    """The main metric by slice with intervals, in one or two plots of the same scale, to stand side by side.

    Worst first in a field; a line for all articles; small slices hollow.
    """
    fields = list(_by_field(model))
    shown = [part.metric for _, parts in fields for part in parts] + [main_metric(model)]
    ends = [known(end) for metric in shown for end in (metric.low, metric.value, metric.high)]
    marks = [end for end in ends if end is not None]
    if not fields or not marks:
        return []
    margin = 0.04 * (max(marks) - min(marks)) or 0.05
    limits = min(marks) - margin, max(marks) + margin
    return [
        _draw_fields(model, columns, f"slices-{place}-{column}", limits)
        for column, columns in enumerate(_balanced(fields))
    ]


def _draw_fields(model: ModelResult, fields: Fields, name: str, limits: tuple[float, float]) -> str:
    from matplotlib.transforms import blended_transform_factory

    chosen = [part for _, parts in fields for part in parts]
    whole = main_metric(model)
    with settings_of(name):
        figure, axes = new_figure(WIDE, 60 + SLICE_ROW * (len(chosen) + len(fields)))
        beside = blended_transform_factory(axes.transAxes, axes.transData)
        head: dict[str, Any] = {"transform": beside, "va": "center", "weight": "bold"}
        ticks: list[int] = []
        row = 0
        for field, parts in fields:
            axes.text(0.005, row + 0.1, _short(words_of(field)), **head)
            for line, part in enumerate(parts, start=1):
                ticks.append(row + line)
                _range(axes, ticks[-1], part.metric, SOFT if part.small else SERIES[0], filled=not part.small)
            row += 1 + len(parts)
        if (value := known(whole.value)) is not None:
            axes.axvline(value, color=INK, **REFERENCE)
        _rows(axes, [f"{_short(part.label)}  {part.metric.n:,}" for part in chosen], ticks, row)
        for tick, part in zip(axes.get_yticklabels(), chosen, strict=True):
            tick.set_color(SOFT if part.small else INK)
        axes.set(xlim=limits, xlabel=label_of(model.main))
        told = (
            f"{words_of(part.field)} {_said(part.label, part.metric)}{' (small)' if part.small else ''}"
            for part in chosen
        )
        return svg_of(
            figure, name, f"Slices of {name_of(model.name)}, {_said('all', whole)}", "; ".join(told)
        )


def draw_behaviours(behaviours: Sequence[BehaviourResult]) -> str:
    """Quantiles of the change by behaviour test that changes anything: 5 to 95 %, 25 to 75 %, median."""
    drawn = [
        b
        for b in behaviours
        if len(b.differences) == 7 and any(b.differences) and None not in map(known, b.differences)
    ]
    if not drawn:
        return ""
    with settings_of("behaviours"):
        figure, axes = new_figure(WIDE, 64 + ROW * len(drawn))
        axes.axvline(0, color=SOFT, **REFERENCE)
        for row, behaviour in enumerate(drawn):
            least, low, first, median, third, high, most = behaviour.differences
            axes.plot([least, most], [row, row], color=LINE, linewidth=1.2)
            axes.plot([low, high], [row, row], color=SERIES[0], linewidth=1.6)
            axes.plot([first, third], [row, row], color=SERIES[0], linewidth=8, solid_capstyle="butt")
            axes.plot([median], [row], "o", color=CARD, markersize=5, markeredgecolor=INK)
        _rows(axes, [_short(words_of(behaviour.name), 34) for behaviour in drawn])
        axes.set_xlabel("change of the score")
        told = (
            f"{words_of(b.name)}: median {number(b.differences[3], 2)}, middle half "
            f"{number(b.differences[2], 2)} to {number(b.differences[4], 2)}, failed {percent(b.rate)}"
            for b in drawn
        )
        return svg_of(figure, "behaviours", "Change of the score by behaviour test", "; ".join(told))


def _by_field(model: ModelResult) -> Iterator[tuple[str, list[SliceResult]]]:
    """Fields that part the articles, in the order they come, each with its worst slices that have a value."""
    order = list(dict.fromkeys(part.field for part in model.slices))
    drawn = [p for p in ordered_slices(model) if known(p.metric.value) is not None and p.metric.n]
    drawn.sort(key=lambda part: order.index(part.field))
    for field, group in groupby(drawn, key=lambda part: part.field):
        parts = list(group)
        if len(parts) > 1:
            yield field, parts[:MAX_SLICES_A_FIELD]


def _balanced(fields: Fields) -> list[Fields]:
    """The fields in one column, or in two of about the same height where there are many."""
    heights = [1 + len(parts) for _, parts in fields]
    if sum(heights) <= MAX_COLUMN_ROWS:
        return [fields]
    cut = min(range(1, len(fields) + 1), key=lambda n: abs(sum(heights[:n]) - sum(heights[n:])))
    return [column for column in (fields[:cut], fields[cut:]) if column]


def _line(place: int) -> dict[str, Any]:
    """Colour, marker and dashes of the model at that place; sixteen differ."""
    return {
        "color": SERIES[place % 4],
        "marker": MARKERS[place % 4],
        "linestyle": DASHES[(place + place // 4) % 4],
        "linewidth": 1.7,
        "markersize": 5,
    }


def _short(label: str, max_chars: int = LABEL_CHARS) -> str:
    return shorten(label, max_chars) or "unnamed"


def _said(label: str, metric: Metric) -> str:
    """Label, value, interval and n for a description."""
    parts = (name_of(label), number(metric.value), interval(metric), f"n {metric.n}" if metric.n else "")
    return " ".join(filter(None, parts))


def _range(axes: "Axes", row: int, metric: Metric, colour: str, *, filled: bool, marker: str = "o") -> None:
    """A marker at the value, which must be known, and a line over the interval."""
    value, low, high = known(metric.value), known(metric.low), known(metric.high)
    assert value is not None
    if low is not None and high is not None:
        axes.plot([low, high], [row, row], color=colour, linewidth=2 if filled else 1.2)
    inner = colour if filled else CARD
    axes.plot(
        [value], [row], marker, color=inner, markeredgecolor=colour, markeredgewidth=1.5, markersize=6.5
    )


def _rows(axes: "Axes", names: list[str], ticks: list[int] | None = None, rows: int | None = None) -> None:
    """Names the rows, the first on top, with a grid for the values."""
    axes.set_yticks(range(len(names)) if ticks is None else ticks, names)
    axes.set_ylim((len(names) if rows is None else rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def _unit(axes: "Axes", x: str, y: str, *, legend: bool) -> None:
    """Axes from 0 to 1 with names."""
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel=x, ylabel=y)
    axes.grid()
    axes.set_axisbelow(True)
    if legend:
        axes.legend(loc="best", fontsize=10.5)
