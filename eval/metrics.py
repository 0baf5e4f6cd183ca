"""Metrics of predicted labels, label sets, probabilities, counts of spans, and features.

Each function makes a measure (`measures.py`), which gives its metrics for any weighting of the articles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .measures import (
    Floats,
    Ints,
    Measure,
    RankMeasure,
    SumMeasure,
    Values,
    mean_defined,
    rank_confidence,
    ratio,
)
from .records import Bin, ClassMetrics, CoveragePoint
from .spans import Counts

MISSING = -1  # code of a prediction that is not there: it counts as wrong
BINS = 10
SUM_TOLERANCE = 1e-3  # probabilities that were rounded to three digits still sum to 1


@dataclass(frozen=True, slots=True)
class LabelPredictions:
    """Gold and predicted labels of articles, as codes into `labels`; `MISSING` where there is no prediction.

    `probabilities`: (n_articles, n_labels), rows sum to 1, columns as in labels.
    """

    labels: tuple[str, ...]
    gold: Ints
    predicted: Ints
    probabilities: Floats | None = None

    @property
    def right(self) -> Floats:
        """1 where the prediction is the gold label, else 0: (n_articles,)."""
        return (self.gold == self.predicted).astype(float)

    @property
    def confidence(self) -> Floats:
        """Probability of the predicted label, 0 where there is none: (n_articles,).

        Raises:
            ValueError: the predictions came without probabilities.
        """
        if self.probabilities is None:
            raise ValueError("confidence needs probabilities, and these predictions have none")
        chosen = self.probabilities[np.arange(len(self.gold)), self.predicted]
        return np.where(self.predicted == MISSING, 0.0, chosen)


class Tally(NamedTuple):
    """How often each label is right, annotated and predicted, each (..., n_labels)."""

    hits: Floats
    gold: Floats
    predicted: Floats


# input --------------------------------------------------------------------------------------------


def code_labels(
    gold: Sequence[str],
    predicted: Sequence[str | None],
    probabilities: Sequence[Mapping[str, float]] | None = None,
    labels: Sequence[str] = (),
) -> LabelPredictions:
    """Labels as codes.

    `labels` gives their order; others that occur follow, numbers by value, words by letter.

    Raises:
        ValueError: lengths differ, or a row of probabilities has NaN, a value outside 0 to 1, or another sum.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold labels and {len(predicted)} predictions: give one for each")
    if probabilities is not None and len(probabilities) != len(gold):
        raise ValueError(f"{len(gold)} gold labels and {len(probabilities)} rows of probabilities")
    seen = {*gold, *(label for label in predicted if label is not None)}
    seen.update(label for row in probabilities or () for label in row)
    names = (*labels, *sorted(seen.difference(labels), key=_label_order))
    codes = {label: code for code, label in enumerate(names)}
    table = None
    if probabilities is not None:
        table = np.array([[row.get(label, 0.0) for label in names] for row in probabilities], dtype=float)
        table = table.reshape(len(gold), len(names))
        check_probabilities(table)
    return LabelPredictions(
        names,
        np.array([codes[label] for label in gold], dtype=np.int64),
        np.array([MISSING if label is None else codes[label] for label in predicted], dtype=np.int64),
        table,
    )


def check_probabilities(probabilities: Floats) -> None:
    """Checks that every row is a distribution.

    Raises:
        ValueError: NaN, a value outside 0 to 1, or another sum than 1; the first such row, from 0, is named.
    """
    for fault, rows in (
        ("NaN or infinity", ~np.isfinite(probabilities).all(axis=1)),
        ("a value outside 0 to 1", ((probabilities < 0) | (probabilities > 1 + SUM_TOLERANCE)).any(axis=1)),
        ("another sum than 1", abs(probabilities.sum(axis=1) - 1) > SUM_TOLERANCE),
    ):
        if rows.any():
            row = int(rows.argmax())
            found = ", ".join(f"{value:g}" for value in probabilities[row])
            raise ValueError(f"row {row} of the probabilities has {fault}: {found}")


def label_values(labels: Sequence[str]) -> Floats:
    """The numbers that ordinal labels stand for, such as `-2` to `2`.

    Raises:
        ValueError: a label is no number.
    """
    values = [_number(label) for label in labels]
    if None in values:
        label = labels[values.index(None)]
        raise ValueError(f"ordinal measures need labels that are numbers; {label!r} is none")
    return np.array(values, dtype=float)


# labels -------------------------------------------------------------------------------------------


def measure_labels(predictions: LabelPredictions) -> SumMeasure:
    """`accuracy`, `macro_f1`, `balanced_accuracy` (0 to 1) and `mcc` (-1 to 1).

    All follow from how often each label is right, annotated and predicted. Macro-F1 is over the labels that
    occur in gold or prediction, balanced accuracy over those that occur in gold, as in scikit-learn.
    """
    size = len(predictions.labels)
    gold, predicted = _one_hot(predictions.gold, size), _one_hot(predictions.predicted, size)

    def formula(sums: Floats) -> Values:
        tally = Tally(*np.split(sums, 3, axis=-1))
        return {
            "accuracy": ratio(tally.hits.sum(axis=-1), tally.gold.sum(axis=-1)),
            "macro_f1": macro_f1(tally),
            "balanced_accuracy": mean_defined(ratio(tally.hits, tally.gold)),
            "mcc": matthews(tally),
        }

    return SumMeasure(np.hstack([gold * predicted, gold, predicted]), formula, np.ones(len(gold)))


def measure_ordinal(predictions: LabelPredictions) -> SumMeasure:
    """`quadratic_kappa` (at most 1, 0 = chance; Cohen 1968) and `mae` in steps of the labels' own numbers.

    A missing prediction counts as the label farthest from gold.

    Raises:
        ValueError: a label is no number.
    """
    values = label_values(predictions.labels)
    gold = values[predictions.gold]
    predicted = values[predictions.predicted] if len(values) else gold
    if len(values):
        low, high = values.min(), values.max()
        farthest = np.where(gold - low > high - gold, low, high)
        predicted = np.where(predictions.predicted == MISSING, farthest, predicted)
    error = gold - predicted
    statistics = (np.ones_like(gold), gold, predicted, gold**2, predicted**2, error**2, abs(error))

    def formula(sums: Floats) -> Values:
        n, first, second, first_squared, second_squared, squared, absolute = np.moveaxis(sums, -1, 0)
        by_chance = first_squared + second_squared - 2 * ratio(first * second, n)
        return {"quadratic_kappa": 1 - ratio(squared, by_chance), "mae": ratio(absolute, n)}

    return SumMeasure(np.stack(statistics, axis=1), formula, np.ones(len(gold)))


def measure_label_sets(gold: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> SumMeasure:
    """`macro_f1`, `micro_f1` and `exact_match` (0 to 1) of label sets, both (n_articles, n_labels).

    Raises:
        ValueError: the shapes differ.
    """
    if gold.shape != predicted.shape:
        raise ValueError(f"gold label sets have shape {gold.shape}, predicted ones {predicted.shape}")
    exact, ones = (gold == predicted).all(axis=1), np.ones(len(gold))
    table = np.hstack([gold & predicted, gold, predicted, exact[:, None], ones[:, None]]).astype(float)

    def formula(sums: Floats) -> Values:
        tally = Tally(*np.split(sums[..., :-2], 3, axis=-1))
        hits, annotated, answered = (part.sum(axis=-1) for part in tally)
        return {
            "macro_f1": macro_f1(tally),
            "micro_f1": ratio(2 * hits, annotated + answered),
            "exact_match": ratio(sums[..., -2], sums[..., -1]),
        }

    return SumMeasure(table, formula, ones)


def macro_f1(tally: Tally) -> Floats:
    """Mean F1 of the labels that occur in gold or prediction, 0 to 1; NaN where none does."""
    return mean_defined(ratio(2 * tally.hits, tally.gold + tally.predicted))


def matthews(tally: Tally) -> Floats:
    """Matthews correlation for several labels (Gorodkin 2004), -1 to 1; 0 where a side has one label."""
    n = tally.gold.sum(axis=-1)
    missing = n - tally.predicted.sum(axis=-1)
    covariance = tally.hits.sum(axis=-1) * n - (tally.gold * tally.predicted).sum(axis=-1)
    spread_gold = n**2 - (tally.gold**2).sum(axis=-1)
    spread_predicted = n**2 - (tally.predicted**2).sum(axis=-1) - missing**2
    spread = np.sqrt(np.maximum(spread_gold * spread_predicted, 0))
    return np.where(n == 0, np.nan, np.nan_to_num(ratio(covariance, spread)))


def class_metrics(predictions: LabelPredictions) -> tuple[ClassMetrics, ...]:
    """Precision, recall and F1 of each label, in their order; 0 where there is nothing to count."""
    table = confusion(predictions)
    hits, gold = table.diagonal(), np.bincount(predictions.gold, minlength=len(table))
    predicted = table.sum(axis=0)
    precision = np.nan_to_num(ratio(hits, predicted))
    recall = np.nan_to_num(ratio(hits, gold))
    f1 = np.nan_to_num(ratio(2 * hits, gold + predicted))
    return tuple(
        ClassMetrics(
            label, float(precision[i]), float(recall[i]), float(f1[i]), int(gold[i]), int(predicted[i])
        )
        for i, label in enumerate(predictions.labels)
    )


def confusion(predictions: LabelPredictions) -> Ints:
    """Articles by gold label (rows) and predicted label (columns), without those not predicted."""
    size = len(predictions.labels)
    there = predictions.predicted != MISSING
    cells = predictions.gold[there] * size + predictions.predicted[there]
    return np.bincount(cells, minlength=size * size).reshape(size, size)


# probabilities ------------------------------------------------------------------------------------


def measure_probabilities(predictions: LabelPredictions, bins: int = BINS) -> SumMeasure:
    """`brier` (0 to 2, sum over labels; Brier 1950) and `ece` (0 to 1; adaptive, Nguyen and O'Connor 2015).

    The bins of the ECE hold equal numbers of articles and are fixed on the whole set, so that a sample's ECE
    comes from sums over bins. It is never negative, hence an interval stands somewhat above the figure
    where a model is calibrated well.

    Raises:
        ValueError: the predictions came without probabilities.
    """
    confidence, right = predictions.confidence, predictions.right
    assert predictions.probabilities is not None
    errors = predictions.probabilities - _one_hot(predictions.gold, len(predictions.labels))
    members = _one_hot(equal_mass_bins(confidence, bins), bins)
    ones = np.ones(len(right))
    columns = (ones[:, None], (errors**2).sum(axis=1)[:, None], members * (confidence - right)[:, None])

    def formula(sums: Floats) -> Values:
        n = sums[..., 0]
        return {"brier": ratio(sums[..., 1], n), "ece": ratio(abs(sums[..., 2:]).sum(axis=-1), n)}

    return SumMeasure(np.hstack(columns), formula, ones)


def measure_abstention(predictions: LabelPredictions) -> RankMeasure:
    """`aurc` and `accuracy_at_50`: what is gained by answering only where the model is sure.

    Raises:
        ValueError: the predictions came without probabilities.
    """
    return RankMeasure(predictions.confidence, predictions.right)


def equal_mass_bins(values: Floats, bins: int = BINS) -> Ints:
    """The bin of each value, from 0: about equal numbers, lowest values first, equal values together."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1], method="lower"))
    return np.searchsorted(edges, values, side="left").astype(np.int64)


def reliability(predictions: LabelPredictions, bins: int = BINS) -> tuple[Bin, ...]:
    """Confidence and accuracy by bins of equal numbers, least sure first; empty bins are left out."""
    confidence, right = predictions.confidence, predictions.right
    members = equal_mass_bins(confidence, bins)
    chosen = [members == code for code in np.unique(members)]
    return tuple(Bin(float(confidence[m].mean()), float(right[m].mean()), int(m.sum())) for m in chosen)


def risk_coverage(predictions: LabelPredictions, points: int = 100) -> tuple[CoveragePoint, ...]:
    """The risk-coverage curve at up to `points` thresholds, surest first; the last answers everything."""
    confidence, right = predictions.confidence, predictions.right
    if not len(right):
        return ()
    order, starts = rank_confidence(confidence)
    ends = np.append(starts[1:], len(order))
    chosen = np.unique(np.linspace(0, len(ends) - 1, min(points, len(ends))).round().astype(int))
    hits = right[order].cumsum()
    return tuple(
        CoveragePoint(float(end / len(order)), float(hits[end - 1] / end), float(confidence[order[end - 1]]))
        for end in ends[chosen]
    )


# spans and features -------------------------------------------------------------------------------


def measure_counts(name: str, counts: Sequence[Counts], accuracy: bool = False) -> SumMeasure:
    """F1 of spans or relations under `name`, with `name precision` and `name recall`, from counts an article.

    Micro-averages, 0 to 1. `n` counts annotated items. For an `accuracy` the three are one, and only it is
    given.
    """
    table = np.array([(c.found, c.gold, c.right, c.predicted) for c in counts], dtype=float).reshape(-1, 4)

    def formula(sums: Floats) -> Values:
        found, gold, right, predicted = np.moveaxis(sums, -1, 0)
        recall, precision = np.nan_to_num(ratio(found, gold)), np.nan_to_num(ratio(right, predicted))
        f1 = np.nan_to_num(ratio(2 * recall * precision, recall + precision))
        values = (
            {name: f1} if accuracy else {name: f1, f"{name} precision": precision, f"{name} recall": recall}
        )
        return {key: np.where(gold + predicted > 0, value, np.nan) for key, value in values.items()}

    return SumMeasure(table, formula, table[:, 1])


def measure_regression(gold: Sequence[float], predicted: Sequence[float]) -> SumMeasure:
    """`pearson` (-1 to 1), `mae` and `bias` (mean of predicted less gold, in the feature's unit; best is 0).

    Pairs in which either is NaN (a feature that does not apply) are left out, of `n` as well.

    Raises:
        ValueError: lengths differ.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold values and {len(predicted)} predicted ones: give one for each")
    x, y = np.asarray(gold, dtype=float), np.asarray(predicted, dtype=float)
    used = np.isfinite(x) & np.isfinite(y)
    x, y = np.where(used, x, 0.0), np.where(used, y, 0.0)
    # Pearson does not mind the shift, and the sums of squares lose no digits.
    centre = (float(x[used].mean()), float(y[used].mean())) if used.any() else (0.0, 0.0)
    a, b = np.where(used, x - centre[0], 0.0), np.where(used, y - centre[1], 0.0)
    statistics = np.stack([used, a, b, a * a, b * b, a * b, abs(y - x), y - x], axis=1).astype(float)

    def formula(sums: Floats) -> Values:
        n, first, second, first_squared, second_squared, product, absolute, signed = np.moveaxis(sums, -1, 0)
        spread = _spread(first_squared, first, n) * _spread(second_squared, second, n)
        return {
            "pearson": ratio(product - ratio(first * second, n), np.sqrt(spread)),
            "mae": ratio(absolute, n),
            "bias": ratio(signed, n),
        }

    return SumMeasure(statistics, formula, used.astype(float))


def measure_of(predictions: LabelPredictions, metric: str) -> Measure:
    """The measure of labels that has a metric.

    Raises:
        ValueError: no measure of labels has it, or it needs probabilities or numbers that are not there.
    """
    for names, measure in (
        (("accuracy", "macro_f1", "balanced_accuracy", "mcc"), measure_labels),
        (("quadratic_kappa", "mae"), measure_ordinal),
        (("brier", "ece"), measure_probabilities),
        (("aurc", "accuracy_at_50"), measure_abstention),
    ):
        if metric in names:
            return measure(predictions)
    raise ValueError(f"{metric!r} is no metric of labels, such as macro_f1, mcc, quadratic_kappa or brier")


def _one_hot(codes: Ints, size: int) -> Floats:
    """(n, size); a row of zeros where the code is `MISSING`."""
    return (codes[:, None] == np.arange(size)).astype(float)


def _spread(squares: Floats, total: Floats, n: Floats) -> Floats:
    """Sum of squared distances from the mean, exactly 0 where only rounding is left."""
    spread = squares - np.nan_to_num(ratio(total**2, n))
    return np.where(spread > 1e-12 * squares, spread, 0.0)


def _number(label: str) -> float | None:
    try:
        return float(label)
    except ValueError:
        return None


def _label_order(label: str) -> tuple[bool, float, str]:
    """Numbers before words, numbers by value."""
    value = _number(label)
    return (value is None, value or 0.0, label)
