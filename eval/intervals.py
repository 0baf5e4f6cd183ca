"""Intervals and comparisons by a cluster bootstrap: outlets are drawn, then articles within each.

Articles of one outlet resemble each other, so that drawing articles alone gives intervals that are too
narrow. A sample is a row of counts, how often each article was drawn; `metrics.py` computes every metric
from such rows:

- accuracy, macro-F1, balanced accuracy, MCC from how often each label is right, annotated and predicted;
- quadratic kappa and MAE, Pearson and bias from sums of the values, their squares and products;
- Brier from summed squared errors, ECE from confidence less accuracy summed by bin, the bins being fixed;
- F1 of spans and relations from summed `Counts`;
- AURC and accuracy at half coverage from the counts in order of confidence.

One seed draws the same samples for every metric, slice and model on the same articles: differences are
paired.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from .measures import Floats, Ints, Measure, higher_is_better, point_metrics
from .records import Comparison, Metric

ROUNDS = 1_000
SEED = 0
LEVEL = 0.95
MIN_GROUPS = (
    10  # with fewer clusters percentile intervals are known to be too narrow (Cameron and others 2008)
)
MIN_DEFINED = 0.5  # share of the samples in which a metric must be defined for an interval
BLOCK_CELLS = (
    2_000_000  # weights held at a time, 16 MB; part of what a seed means, so not to be changed lightly
)


@dataclass(frozen=True, slots=True)
class Resampling:
    """How articles are drawn: `groups` has the group of each, as codes from 0, (n_articles,)."""

    groups: Ints
    rounds: int = ROUNDS
    seed: int = SEED

    def draw(self) -> Iterator[Floats]:
        """Blocks of samples, (some rounds, n_articles): how often each article was drawn.

        Groups are drawn with replacement; each time a group is drawn, as many of its articles are drawn with
        replacement as it has. A group of one article is that article. Always the same for one seed.
        """
        n = len(self.groups)
        if not n:
            yield np.zeros((self.rounds, 0))
            return
        sizes = np.bincount(self.groups)
        members = np.argsort(self.groups, kind="stable")
        starts = np.cumsum(sizes) - sizes
        rng = np.random.default_rng(np.random.SeedSequence(self.seed))
        block = max(1, BLOCK_CELLS // n)
        for first in range(0, self.rounds, block):
            rounds = min(block, self.rounds - first)
            times = rng.multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=rounds)
            drawn = np.repeat(np.arange(times.size), (times * sizes).ravel())
            sample, group = np.divmod(drawn, len(sizes))
            within = (rng.random(len(drawn)) * sizes[group]).astype(np.int64)
            cells = sample * n + members[starts[group] + within]
            yield np.bincount(cells, minlength=rounds * n).reshape(rounds, n).astype(float)


class Part(NamedTuple):
    """A measure on some of the resampled articles: row i of the measure is article `rows[i]`; None = all."""

    measure: Measure
    rows: Ints | None = None


class Interval(NamedTuple):
    """Bounds of a percentile interval; None where the metric is defined in too few samples."""

    low: float | None
    high: float | None


def code_groups(groups: Sequence[Hashable]) -> Ints:
    """Codes from 0 in order of appearance; an article whose group is None is a group of its own."""
    codes: dict[Hashable, int] = {}
    keys = ((i,) if group is None else group for i, group in enumerate(groups))
    return np.array([codes.setdefault(key, len(codes)) for key in keys], dtype=np.int64)


def resample(parts: Sequence[Part], resampling: Resampling) -> list[dict[str, Floats]]:
    """For each part its metrics in every sample, (rounds,); NaN where one is not defined in it.

    Raises:
        ValueError: a measure has another number of articles than are resampled for it.
    """
    for measure, rows in parts:
        expected = len(resampling.groups if rows is None else rows)
        if len(measure.sizes) != expected:
            raise ValueError(f"a measure over {len(measure.sizes)} articles was given groups of {expected}")
    collected: list[dict[str, list[Floats]]] = [defaultdict(list) for _ in parts]
    for weights in resampling.draw():
        for (measure, rows), values in zip(parts, collected, strict=True):
            for name, value in measure.evaluate(weights if rows is None else weights[:, rows]).items():
                values[name].append(value)
    return [{name: np.concatenate(blocks) for name, blocks in values.items()} for values in collected]


def percentile_interval(samples: Floats, level: float = LEVEL) -> Interval:
    """The percentile interval of a metric's values in the samples, over those in which it is defined."""
    defined = samples[~np.isnan(samples)]
    if not len(defined) or len(defined) < MIN_DEFINED * len(samples):
        return Interval(None, None)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def metrics_with_intervals(parts: Sequence[Part], resampling: Resampling) -> list[tuple[Metric, ...]]:
    """The metrics of each part with 95 % intervals, and how many groups they were drawn from.

    Raises:
        ValueError: as `resample`.
    """
    measured: list[tuple[Metric, ...]] = []
    for (measure, rows), samples in zip(parts, resample(parts, resampling), strict=True):
        groups = len(np.unique(resampling.groups if rows is None else resampling.groups[rows]))
        metrics: list[Metric] = []
        for metric in point_metrics(measure):
            # No interval round a figure that does not exist.
            bounds = (
                Interval(None, None) if metric.value is None else percentile_interval(samples[metric.name])
            )
            metrics.append(replace(metric, low=bounds.low, high=bounds.high, groups=groups))
        measured.append(tuple(metrics))
    return measured


def flag_few_groups(metrics: Sequence[Metric]) -> tuple[str, ...]:
    """One warning for each number of groups that is too small for its intervals to be trusted."""
    few: dict[int, list[str]] = defaultdict(list)
    for metric in metrics:
        if metric.low is not None and metric.groups < MIN_GROUPS:
            few[metric.groups].append(metric.name)
    return tuple(
        f"only {groups} group{'s' if groups > 1 else ''} for {', '.join(dict.fromkeys(names))}: "
        f"with fewer than {MIN_GROUPS} the intervals are too narrow"
        for groups, names in sorted(few.items())
    )


def two_sided_p(differences: Floats) -> float:
    """Two-sided p that a difference is 0, from its values in the samples: twice the smaller tail, at most 1.

    Never 0: the figure itself counts as a sample (Davison and Hinkley 1997, 4.2). NaN samples are left out;
    1.0 where none is left.
    """
    defined = differences[~np.isnan(differences)]
    tail = min((defined <= 0).sum(), (defined >= 0).sum())
    return float(min(1.0, 2 * (tail + 1) / (len(defined) + 1)))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p values corrected for their number (Holm 1979), in the order given; each at most 1."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[i]))
        corrected[i] = highest
    return tuple(corrected)


def compare(measures: Mapping[str, Measure], metric: str, resampling: Resampling) -> tuple[Comparison, ...]:
    """Every pair of models on one metric by paired bootstrap, p corrected over all the pairs.

    The measures are over the same articles in the same order. A pair is left out where the metric is not
    defined for one of the two.

    Raises:
        ValueError: the numbers of articles differ, or a model lacks the metric.
    """
    points = {name: {m.name: m.value for m in point_metrics(measure)} for name, measure in measures.items()}
    for name, values in points.items():
        if metric not in values:
            raise ValueError(f"{name} has no metric {metric!r}; it has {', '.join(values)}")
    drawn = resample([Part(measure) for measure in measures.values()], resampling)
    samples = {name: values[metric] for name, values in zip(measures, drawn, strict=True)}
    found: list[Comparison] = []
    for first, second in combinations(measures, 2):
        a, b = points[first][metric], points[second][metric]
        differences = samples[first] - samples[second]
        low, high = percentile_interval(differences)
        if a is not None and b is not None and low is not None and high is not None:
            p = two_sided_p(differences)
            found.append(Comparison(first, second, metric, a - b, low, high, p, p))
    corrected = holm([comparison.p for comparison in found])
    return tuple(replace(c, p_holm=p) for c, p in zip(found, corrected, strict=True))


def difference_metric(
    name: str, first: Measure, second: Measure, metric: str, resampling: Resampling
) -> Metric:
    """One metric of `first` less that of `second` on the same articles, as a metric with its paired interval.

    Raises:
        ValueError: the numbers of articles differ.
    """
    a, b = ({m.name: m.value for m in point_metrics(measure)}[metric] for measure in (first, second))
    samples = resample([Part(first), Part(second)], resampling)
    low, high = percentile_interval(samples[0][metric] - samples[1][metric])
    value = None if a is None or b is None else a - b
    if value is None:
        low = high = None
    n, groups = int(first.sizes.sum()), len(np.unique(resampling.groups))
    return Metric(name, value, low, high, n, groups, higher_is_better(metric))
