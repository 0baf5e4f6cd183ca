"""What a labelled set holds: sizes, labels by language and outlet, layers, annotators and their agreement."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from .agreement import Agreement, measure_agreement
from .labelled import Label, LabelledArticle
from .labels import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES
from .outlet import group_outlets

NO_OUTLET = "(none)"


class Cell(NamedTuple):
    """How many articles of one language and canonical outlet have a label of a column."""

    column: str
    label: str
    lang: str
    outlet: str
    articles: int


class Layer(NamedTuple):
    """A kind of annotation: in how many articles it was looked for, and how many of it there are.

    `labels` counts by label field (`mode`, `kind`, `editorial` …), in the order of the annotation scheme.
    """

    name: str
    articles: int
    items: int
    labels: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Summary:
    """A labelled set in numbers.

    An article is one id; `annotations` counts each annotator's version of it. Words are what stands between
    white space; `words` are the shortest, the median and the longest article and the sum. `cells` is the
    table label × language × outlet, by column, label, language and number; `labels`, `langs` and `outlets`
    are its margins, over annotations. `groups` counts distinct values of topic, event and pair, `missing`
    articles without outlet, date, topic and so on.
    """

    articles: int
    annotations: int
    datasets: Mapping[str, int]
    langs: Mapping[str, int]
    outlets: Mapping[str, int]
    words: tuple[int, float, int, int]
    labels: Mapping[str, Mapping[str, int]]
    cells: tuple[Cell, ...]
    layers: tuple[Layer, ...]
    groups: Mapping[str, int]
    missing: Mapping[str, int]
    annotators: Mapping[str, int]
    agreement: tuple[Agreement, ...]


def summarise(articles: Iterable[LabelledArticle]) -> Summary:
    """The set in numbers; all zeros and empty for an empty one."""
    items = list(articles)
    outlets = [outlet or NO_OUTLET for outlet in group_outlets(item.article for item in items)]
    first = {item.article.id: item for item in reversed(items)}
    words = sorted(len(item.article.text.split()) for item in first.values()) or [0]
    counts: Counter[tuple[str, str, str, str]] = Counter()
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for item, outlet in zip(items, outlets, strict=True):
        for column, value in item.labels.items():
            for label in show_label(value):
                labels[column][label] += 1
                counts[column, label, item.article.lang, outlet] += 1
    cells = [Cell(*key, number) for key, number in counts.items()]
    return Summary(
        articles=len(first),
        annotations=len(items),
        datasets=_count(item.dataset or "(none)" for item in items),
        langs=_count(item.article.lang for item in items),
        outlets=_count(outlets),
        words=(words[0], float(median(words)), words[-1], sum(words)),
        labels={column: dict(labels[column].most_common()) for column in sorted(labels)},
        cells=tuple(sorted(cells, key=lambda cell: (cell[:3], -cell.articles, cell.outlet))),
        layers=tuple(_count_layers(items)),
        groups={
            name: len({getattr(item, name) for item in items} - {None}) for name in ("topic", "event", "pair")
        },
        missing=_count_missing(list(first.values())),
        annotators=_count(item.annotator for item in items if item.annotator),
        agreement=measure_agreement(items),
    )


def show_label(value: Label) -> tuple[str, ...]:
    """A label as text; each of several."""
    return value if isinstance(value, tuple) else (str(value),)


def _count_layers(items: Sequence[LabelledArticle]) -> Iterator[Layer]:
    layers = {
        "attributions": {
            "mode": MODES, "cue_class": CUE_CLASSES, "source_type": SOURCE_TYPES, "naming": NAMINGS,
        },
        "hedges": {"label": HEDGE_KINDS},
        "loaded": {"label": VOICES},
        "targets": {"editorial": (-2, -1, 0, 1, 2), "quoted": (-2, -1, 0, 1, 2)},
    }  # fmt: skip
    for name, fields in layers.items():
        found = [getattr(item, name) for item in items if getattr(item, name) is not None]
        if not found:
            continue
        labels: dict[str, Mapping[str, int]] = {}
        for field, choices in fields.items():
            counts = Counter(getattr(part, field) for parts in found for part in parts)
            labels[field] = {str(choice): counts[choice] for choice in choices if counts[choice]}
        yield Layer(name, len(found), sum(map(len, found)), {field: by for field, by in labels.items() if by})


def _count_missing(items: Sequence[LabelledArticle]) -> dict[str, int]:
    """How many articles lack what a split can go by."""
    values = {
        "outlet": [item.article.outlet or item.article.url for item in items],
        "published": [item.article.published for item in items],
        "topic": [item.topic for item in items],
        "event": [item.event for item in items],
    }
    return {name: sum(not value for value in found) for name, found in values.items()}


def _count(values: Iterable[str]) -> dict[str, int]:
    """How often each value stands, the most frequent first, then by name."""
    counts = Counter(values)
    return {value: counts[value] for value in sorted(counts, key=lambda value: (-counts[value], value))}
