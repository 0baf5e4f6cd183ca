"""A metric by slices: language, outlet, genre, length, machine translation, topic, year, data set.

All slices are read from the same bootstrap samples, so that their intervals can be compared. Slices by outlet
are drawn by article: within one outlet there is nothing else to draw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..data.dates import parse_day
from ..data.labelled import LabelledArticle
from .intervals import Part, Resampling, metrics_with_intervals
from .measures import Measure
from .records import Example, Metric, SliceResult

MIN_ITEMS = 20
EXAMPLES_A_SLICE = 3
MIN_SLICE_GROUPS = 3
UNKNOWN = "unknown"
LENGTH_BANDS = (50, 150, 400, 800)  # words: a sentence or two, a brief, a short report, a report, longer ones


def length_band(text: str) -> str:
    """The band of a text's length in words, by spaces: `under 50 words`, `50 to 149 words` and so on."""
    words = len(text.split())
    for low, high in zip((0, *LENGTH_BANDS), LENGTH_BANDS, strict=False):
        if words < high:
            return f"{low} to {high - 1} words" if low else f"under {high} words"
    return f"{LENGTH_BANDS[-1]} words and more"


def slice_labels(
    articles: Sequence[LabelledArticle],
    outlets: Sequence[str | None],
    genres: Sequence[str | None] | None = None,
) -> dict[str, list[str]]:
    """The slice of each article by field; fields of which no article tells anything are left out.

    `outlets` are canonical. `genres` are, where none are given, the labels named `genre`.
    """
    if genres is None:
        genres = [_text(item.labels.get("genre")) for item in articles]
    days = [parse_day(item.article.published) for item in articles]
    translated = {None: None, True: "translated", False: "original"}
    fields: Mapping[str, Sequence[str | None]] = {
        "language": [item.article.lang for item in articles],
        "outlet": outlets,
        "genre": genres,
        "length": [length_band(item.article.text) for item in articles],
        "machine-translated": [translated[item.translated] for item in articles],
        "topic": [item.topic for item in articles],
        "year": [str(day.year) if day else None for day in days],
        "dataset": [item.dataset for item in articles],
    }
    return {
        field: [UNKNOWN if label is None else label for label in labels]
        for field, labels in fields.items()
        if any(label is not None for label in labels)
    }


def measure_slices(
    measure: Measure, main: str, labels: Mapping[str, Sequence[str]], resampling: Resampling
) -> tuple[SliceResult, ...]:
    """The main metric on every slice, the worst first, those too small to say much after all others.

    A slice is small with fewer than 20 items or 3 groups; within an outlet its articles are the groups.

    Raises:
        ValueError: lengths differ, or the measure has no such metric.
    """
    by_article = replace(resampling, groups=np.arange(len(resampling.groups)))
    results: list[SliceResult] = []
    for outlet in (False, True):
        wanted = {field: names for field, names in labels.items() if (field == "outlet") == outlet}
        results += _measure(measure, main, wanted, by_article if outlet else resampling)
    return tuple(sorted(results, key=lambda result: (result.small, _goodness(result.metric))))


def pick_examples(
    examples: Sequence[Example], labels: Mapping[str, Sequence[str]], each: int = EXAMPLES_A_SLICE
) -> tuple[Example, ...]:
    """For every slice its first examples, each once, told which slices it stands in.

    `examples` has one an article, in the order of `labels`; wrong ones are taken before right ones.
    """
    rows = range(len(examples))
    placed = [tuple((field, names[i]) for field, names in labels.items()) for i in rows]
    wanted: dict[int, None] = {}
    for names in labels.values():
        for name in dict.fromkeys(names):
            chosen = [i for i in rows if names[i] == name]
            chosen.sort(key=lambda i: examples[i].expected == examples[i].predicted)
            wanted.update(dict.fromkeys(chosen[:each]))
    return tuple(replace(examples[i], slices=placed[i]) for i in wanted)


def _measure(
    measure: Measure, main: str, labels: Mapping[str, Sequence[str]], resampling: Resampling
) -> list[SliceResult]:
    keys: list[tuple[str, str]] = []
    parts: list[Part] = []
    for field, names in labels.items():
        if len(names) != len(resampling.groups):
            raise ValueError(
                f"{len(names)} articles have a {field}, but {len(resampling.groups)} are measured"
            )
        column = np.array(names, dtype=object)
        for name in sorted(set(names)):
            rows = np.flatnonzero(column == name)
            keys.append((field, name))
            parts.append(Part(measure.take(rows), rows))
    results: list[SliceResult] = []
    for (field, name), metrics in zip(keys, metrics_with_intervals(parts, resampling), strict=True):
        metric = next((metric for metric in metrics if metric.name == main), None)
        if metric is None:
            raise ValueError(f"there is no metric {main!r}; there are {', '.join(m.name for m in metrics)}")
        small = metric.n < MIN_ITEMS or metric.groups < MIN_SLICE_GROUPS
        results.append(SliceResult(field, name, metric, small))
    return results


def _text(label: object) -> str | None:
    return None if label is None else str(label)


def _goodness(metric: Metric) -> float:
    """For an order from worst to best; what cannot be computed comes last."""
    if metric.value is None:
        return np.inf
    return metric.value if metric.higher_is_better else -metric.value
