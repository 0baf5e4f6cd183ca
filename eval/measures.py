"""Measures: metrics of one model that can be computed for any weighting of the articles.

A measure is made once of gold and prediction. It then gives its metrics for weights of shape
(rounds, n_articles): ones for the figure itself, the counts of a bootstrap sample for its interval
(`intervals.py`). So a figure and its interval cannot come from two formulas.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from .records import Metric

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Values = dict[str, Floats]

LOWER_IS_BETTER = frozenset({"mae", "brier", "ece", "aurc"})


class Measure(Protocol):
    """Some metrics of one model on one list of articles."""

    @property
    def sizes(self) -> Floats:
        """What each article adds to the `n` of a metric: (n_articles,)."""
        ...

    def evaluate(self, weights: Floats) -> Values:
        """Each metric, (rounds,), for weights of shape (rounds, n_articles); NaN where it is not defined."""
        ...

    def take(self, rows: Ints) -> Self:
        """The same measure on some of the articles."""
        ...


@dataclass(frozen=True, slots=True)
class SumMeasure:
    """Metrics that follow from sums of sufficient statistics, (n_articles, n_statistics)."""

    statistics: Floats
    formula: Callable[[Floats], Values]
    sizes: Floats

    def evaluate(self, weights: Floats) -> Values:
        """The formula applied to weighted sums."""
        return self.formula(weights @ self.statistics)

    def take(self, rows: Ints) -> Self:
        """The same measure on some of the articles."""
        return replace(self, statistics=self.statistics[rows], sizes=self.sizes[rows])


@dataclass(frozen=True, slots=True)
class RankMeasure:
    """Metrics of abstention, which follow from the order of confidence. `right` is 1 or 0 an article."""

    confidence: Floats
    right: Floats

    @property
    def sizes(self) -> Floats:
        """One an article."""
        return np.ones(len(self.right))

    def evaluate(self, weights: Floats) -> Values:
        """Area under the risk-coverage curve, and accuracy on the surest half of the articles.

        `aurc` (0 to 1, lower = better) is the mean over articles of the share of errors among those that
        are at least as sure (Geifman and El-Yaniv 2017); of equally sure ones each counts a part.
        """
        if not len(self.right):
            nothing = np.full(len(weights), np.nan)
            return {"aurc": nothing, "accuracy_at_50": nothing}
        order, starts = rank_confidence(self.confidence)
        answered = np.add.reduceat(weights[:, order], starts, axis=1)
        right = np.add.reduceat(weights[:, order] * self.right[order], starts, axis=1)
        covered, total = answered.cumsum(axis=1), answered.sum(axis=1)
        risk = 1 - ratio(right.cumsum(axis=1), covered)
        half = total[:, None] / 2
        taken = np.clip(half - covered + answered, 0, answered)
        surest = (taken * np.nan_to_num(ratio(right, answered))).sum(axis=1)
        return {
            "aurc": ratio((answered * np.nan_to_num(risk)).sum(axis=1), total),
            "accuracy_at_50": ratio(surest, total / 2),
        }

    def take(self, rows: Ints) -> Self:
        """The same measure on some of the articles."""
        return replace(self, confidence=self.confidence[rows], right=self.right[rows])


def point_metrics(measure: Measure) -> tuple[Metric, ...]:
    """The metrics of a measure without intervals; the value is None where it is not defined."""
    values = measure.evaluate(np.ones((1, len(measure.sizes))))
    n = int(measure.sizes.sum())
    return tuple(
        Metric(
            name,
            None if np.isnan(value[0]) else float(value[0]),
            n=n,
            higher_is_better=higher_is_better(name),
        )
        for name, value in values.items()
    )


def higher_is_better(name: str) -> bool:
    """Whether more of a metric is better; `bias`, best at 0, counts as such."""
    return name not in LOWER_IS_BETTER


# arithmetic ---------------------------------------------------------------------------------------


def ratio(a: NDArray[np.number], b: NDArray[np.number]) -> Floats:
    """a / b, NaN where b is 0."""
    return np.divide(a, b, out=np.full(np.shape(b), np.nan), where=b != 0)


def mean_defined(values: Floats) -> Floats:
    """Mean over the last axis of what is not NaN; NaN where all is."""
    there = ~np.isnan(values)
    return ratio(np.where(there, values, 0.0).sum(axis=-1), there.sum(axis=-1))


def rank_confidence(confidence: Floats) -> tuple[Ints, Ints]:
    """Rows in order of falling confidence, and where in it each run of equal ones starts."""
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    return order, np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
