"""The records of an evaluation: what `evaluate.py` computes, `view/report.py` shows and `metrics.json` holds.

All are plain data: `dataclasses.asdict` of a `Report` is the stable form `selon-evaluation/1`. Values are
floats in the metric's own unit; a value
that cannot be computed is None. Intervals are 95 % bootstrap intervals over groups unless said otherwise.
"""

from dataclasses import dataclass, field
from typing import Literal

SCHEMA = "selon-evaluation/1"
Task = Literal["labels", "spans", "targets"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number with its interval. `n` counts what it is taken over (articles, relations, spans), `groups`
    the clusters of the bootstrap."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    groups: int = 0
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class ClassMetrics:
    """Precision, recall and F1 of one class, with its counts."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability plot: mean confidence, accuracy (both 0 to 1) and how many stand in it."""

    confidence: float
    accuracy: float
    n: int


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """A point of the risk-coverage curve: answering the surest `coverage` (0 to 1) of articles gives
    `accuracy`."""

    coverage: float
    accuracy: float
    threshold: float


@dataclass(frozen=True, slots=True)
class SliceResult:
    """The main metric on one slice; `small` where it has too few items or groups to say much."""

    field: str
    label: str
    metric: Metric
    small: bool


@dataclass(frozen=True, slots=True)
class Example:
    """One article (or relation) with what was expected and what was predicted. `spans` are (start, end,
    what) into `text`."""

    id: str
    text: str
    expected: str
    predicted: str
    confidence: float | None = None
    note: str = ""
    spans: tuple[tuple[int, int, str], ...] = ()
    slices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelResult:
    """Everything measured of one model. `main` names the metric that probes and comparisons are made by."""

    name: str
    main: str
    metrics: tuple[Metric, ...]
    classes: tuple[ClassMetrics, ...] = ()
    labels: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()  # rows: gold, columns: predicted, both as in labels
    reliability: tuple[Bin, ...] = ()
    coverage: tuple[CoveragePoint, ...] = ()
    slices: tuple[SliceResult, ...] = ()
    worst: tuple[Example, ...] = ()
    examples: tuple[Example, ...] = ()
    lift: float | None = None  # main metric less that of the best probe
    verdicts: tuple[
        str, ...
    ] = ()  # sentences that expose it: no better than a probe, leaks the outlet, always one label


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a probe reaches on the same articles: `knows` says what it was given (outlet, topic, length,
    …)."""

    name: str
    knows: str
    metric: Metric


@dataclass(frozen=True, slots=True)
class Comparison:
    """Difference of two models (first less second) by paired bootstrap; `p_holm` is corrected for the number
    of comparisons."""

    first: str
    second: str
    metric: str
    difference: float
    low: float
    high: float
    p: float
    p_holm: float


@dataclass(frozen=True, slots=True)
class BehaviourResult:
    """A behaviour test: what was done to the articles, what was expected, how often it failed (0 to 1)."""

    name: str
    expectation: str
    n: int
    failures: int
    rate: float
    differences: tuple[float, ...] = ()  # quantiles 0, 5, 25, 50, 75, 95, 100 of the change
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """The gold set: name, SHA-256 over its contents, sizes, and the terms it comes under."""

    name: str
    digest: str
    articles: int
    groups: int
    langs: tuple[str, ...]
    licence: str = ""


@dataclass(frozen=True, slots=True)
class SplitInfo:
    """How train and test were parted: `kind` (outlet, event, time, article, random, given, none), seed and
    digest."""

    kind: str
    digest: str | None
    seed: int | None
    leaks: tuple[str, ...] = ()  # what stands on both sides all the same


@dataclass(frozen=True, slots=True)
class Report:
    """One evaluation. `warnings` are shown first, in red; `command` repeats it."""

    task: Task
    target: str  # the label column, or "attributions, hedges, loaded terms"
    dataset: DatasetInfo
    split: SplitInfo
    models: tuple[ModelResult, ...]
    probes: tuple[ProbeResult, ...] = ()
    leak_check: tuple[
        Metric, ...
    ] = ()  # outlet predicted from each model's outputs: accuracy, and that of the majority
    comparisons: tuple[Comparison, ...] = ()
    behaviours: tuple[BehaviourResult, ...] = ()
    warnings: tuple[str, ...] = ()
    created: str = ""
    version: str = ""
    command: str = ""
    schema: str = field(default=SCHEMA)
