import math
import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from selon.eval.measures import Measure, point_metrics
from selon.eval.metrics import (
    LabelPredictions,
    class_metrics,
    code_labels,
    confusion,
    equal_mass_bins,
    measure_abstention,
    measure_counts,
    measure_label_sets,
    measure_labels,
    measure_of,
    measure_ordinal,
    measure_probabilities,
    measure_regression,
    reliability,
    risk_coverage,
)
from selon.eval.spans import Counts

ORDINAL = ("-2", "-1", "0", "1", "2")


def values(measure: Measure) -> dict[str, float | None]:
    return {metric.name: metric.value for metric in point_metrics(measure)}


def sure(labels: Sequence[str], confidences: Sequence[float]) -> LabelPredictions:
    """Gold is always `a`; `labels` are the predictions, `a` or `b`, each with its probability."""
    rows = [{p: c, "ab".replace(p, ""): 1 - c} for p, c in zip(labels, confidences, strict=True)]
    return code_labels(["a"] * len(labels), labels, rows)


def random_labels(seed: int, n: int, labels: Sequence[str]) -> tuple[list[str], list[str], np.ndarray]:
    rng = np.random.default_rng(seed)
    gold = rng.choice(labels, n)
    predicted = np.where(rng.random(n) < 0.4, gold, rng.choice(labels, n))
    return gold.tolist(), predicted.tolist(), rng.dirichlet(np.ones(len(labels)), n)


# labels -------------------------------------------------------------------------------------------


def test_labels_by_hand() -> None:
    # left: 2 of 3 found, 2 of 3 right, F1 2/3; right: 1 of 2 and 1 of 2, F1 1/2
    gold, predicted = ["left", "left", "left", "right", "right"], ["left", "left", "right", "right", "left"]
    found = values(measure_labels(code_labels(gold, predicted)))
    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["macro_f1"] == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert found["balanced_accuracy"] == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert found["mcc"] == pytest.approx((2 * 1 - 1 * 1) / math.sqrt(3 * 3 * 2 * 2))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("labels", [("a", "b"), ("left", "center", "right"), ORDINAL])
def test_labels_agree_with_scikit_learn(seed: int, labels: Sequence[str]) -> None:
    gold, predicted, _ = random_labels(seed, 83, labels)
    predictions = code_labels(gold, predicted)
    assert values(measure_labels(predictions)) == pytest.approx(
        {
            "accuracy": sk.accuracy_score(gold, predicted),
            "macro_f1": sk.f1_score(gold, predicted, average="macro"),
            "balanced_accuracy": sk.balanced_accuracy_score(gold, predicted),
            "mcc": sk.matthews_corrcoef(gold, predicted),
        }
    )
    names = list(predictions.labels)
    assert confusion(predictions).tolist() == sk.confusion_matrix(gold, predicted, labels=names).tolist()
    expected = np.array(sk.precision_recall_fscore_support(gold, predicted, labels=names)).T
    rows = [(c.precision, c.recall, c.f1, c.support) for c in class_metrics(predictions)]
    assert np.array(rows) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(4))
def test_ordinal_measures_agree_with_scikit_learn(seed: int) -> None:
    gold, predicted, _ = random_labels(seed, 60, ORDINAL)
    found = values(measure_ordinal(code_labels(gold, predicted, labels=ORDINAL)))
    numbers = [int(label) for label in gold], [int(label) for label in predicted]
    assert found == pytest.approx(
        {
            "quadratic_kappa": sk.cohen_kappa_score(*numbers, weights="quadratic", labels=[-2, -1, 0, 1, 2]),
            "mae": sk.mean_absolute_error(*numbers),
        }
    )


def test_ordinal_measures_by_hand() -> None:
    # errors 0, 1, 2, 0; squared 5; expected by chance (2 + 2 + 4 + 0 ... ) see the sums below
    gold, predicted = ["-2", "0", "0", "2"], ["-2", "1", "-2", "2"]
    found = values(measure_ordinal(code_labels(gold, predicted)))
    chance = sum((int(g) - int(p)) ** 2 for g in gold for p in predicted) / 4
    assert found == {"quadratic_kappa": pytest.approx(1 - 5 / chance), "mae": 3 / 4}


def test_distances_are_those_of_the_numbers_and_not_of_the_places() -> None:
    assert values(measure_ordinal(code_labels(["-2", "2"], ["2", "2"])))["mae"] == 2.0


def test_a_missing_prediction_counts_as_wrong() -> None:
    gold = ["a", "a", "b", "b"]
    predictions = code_labels(gold, ["a", None, "b", None])
    found = values(measure_labels(predictions))
    with warnings.catch_warnings():  # scikit-learn warns of the label that gold does not have
        warnings.simplefilter("ignore")
        other = sk.f1_score(gold, ["a", "?", "b", "?"], labels=["a", "b"], average="macro")
    assert found["accuracy"] == 0.5
    assert found["macro_f1"] == pytest.approx(other) == pytest.approx(2 / 3)
    assert found["mcc"] == pytest.approx(sk.matthews_corrcoef(gold, ["a", "?", "b", "?"]))
    assert confusion(predictions).tolist() == [[1, 0], [0, 1]]
    assert [c.support for c in class_metrics(predictions)] == [2, 2]


def test_a_missing_ordinal_prediction_counts_as_the_farthest() -> None:
    assert values(measure_ordinal(code_labels(["1", "-2"], [None, "-2"], labels=ORDINAL)))["mae"] == 1.5


def test_a_label_that_gold_does_not_have_costs_macro_f1() -> None:
    found = values(measure_labels(code_labels(["a", "a"], ["a", "c"])))
    assert found["macro_f1"] == pytest.approx((2 / 3 + 0) / 2)
    assert found["balanced_accuracy"] == 0.5  # over the labels of gold


def test_one_class_only() -> None:
    predictions = code_labels(["a", "a"], ["a", "a"])
    assert values(measure_labels(predictions)) == {
        "accuracy": 1.0,
        "macro_f1": 1.0,
        "balanced_accuracy": 1.0,
        "mcc": 0.0,  # as in scikit-learn: nothing varies
    }
    assert values(measure_ordinal(code_labels(["1"], ["1"]))) == {"quadratic_kappa": None, "mae": 0.0}


def test_nothing_gives_no_values() -> None:
    empty = code_labels([], [], [], labels=("1", "2"))
    for measure in (
        measure_labels(empty),
        measure_ordinal(empty),
        measure_probabilities(empty),
        measure_abstention(empty),
        measure_ordinal(code_labels([], [])),
        measure_regression([], []),
        measure_counts("cue", []),
    ):
        assert set(values(measure).values()) == {None}
        assert {metric.n for metric in point_metrics(measure)} == {0}
    assert reliability(empty) == risk_coverage(empty) == ()
    assert [c.f1 for c in class_metrics(empty)] == [0.0, 0.0]


def test_numbers_are_ordered_by_value_and_words_by_letter() -> None:
    assert code_labels(["2", "-1", "10"], ["b", "a", "-2"]).labels == ("-2", "-1", "2", "10", "a", "b")
    assert code_labels(["b"], ["a"], labels=("b",)).labels == ("b", "a")


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [(["a"], [], "1 gold labels and 0 predictions"), (["a"], ["a", "b"], "1 gold labels and 2 predictions")],
)
def test_lengths_must_agree(gold: list[str], predicted: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        code_labels(gold, predicted)


def test_ordinal_labels_are_numbers() -> None:
    with pytest.raises(ValueError, match="'pro' is none"):
        measure_ordinal(code_labels(["1", "pro"], ["1", "1"]))


# probabilities ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"a": math.nan, "b": 1.0}, "row 1 of the probabilities has NaN"),
        ({"a": math.inf, "b": 0.0}, "row 1 of the probabilities has NaN or infinity"),
        ({"a": -0.5, "b": 1.5}, "row 1 of the probabilities has a value outside 0 to 1: -0.5, 1.5"),
        ({"a": 0.5, "b": 0.4}, "row 1 of the probabilities has another sum than 1: 0.5, 0.4"),
        ({}, "row 1 of the probabilities has another sum than 1: 0, 0"),
    ],
)
def test_probabilities_are_checked_and_the_row_is_named(row: Mapping[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        code_labels(["a", "b"], ["a", "b"], [{"a": 1.0}, row])


def test_probabilities_are_one_row_an_article() -> None:
    with pytest.raises(ValueError, match="2 gold labels and 1 rows"):
        code_labels(["a", "b"], ["a", "b"], [{"a": 1.0}])


def test_confidence_needs_probabilities() -> None:
    with pytest.raises(ValueError, match="needs probabilities"):
        measure_abstention(code_labels(["a"], ["a"]))


def test_brier_by_hand() -> None:
    predictions = code_labels(["a", "b"], ["a", "a"], [{"a": 0.8, "b": 0.2}, {"a": 0.6, "b": 0.4}])
    # .2² + .2² and .6² + .6²
    assert values(measure_probabilities(predictions))["brier"] == pytest.approx((0.08 + 0.72) / 2)


def test_brier_of_two_labels_is_twice_that_of_scikit_learn() -> None:
    gold, _, table = random_labels(1, 50, ("a", "b"))
    rows = [{"a": p, "b": q} for p, q in table]
    predictions = code_labels(gold, gold, rows)
    expected = 2 * sk.brier_score_loss([label == "b" for label in gold], table[:, 1])
    assert values(measure_probabilities(predictions))["brier"] == pytest.approx(expected)


def test_calibration_error_by_hand() -> None:
    # Two bins of two: confidence .6, .7 with one right; .9, .9 with both right.
    predictions = sure("aaab", [0.9, 0.9, 0.7, 0.6])
    assert values(measure_probabilities(predictions, bins=2))["ece"] == pytest.approx(
        (2 * abs(0.65 - 0.5) + 2 * abs(0.9 - 1)) / 4
    )
    assert [(b.confidence, b.accuracy, b.n) for b in reliability(predictions, 2)] == [
        (pytest.approx(0.65), 0.5, 2),
        (pytest.approx(0.9), 1.0, 2),
    ]


def test_a_calibrated_model_has_a_small_error_and_an_overconfident_one_has_not() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.5, 1, 4_000)
    labels = np.where(rng.random(4_000) < confidence, "a", "b")
    calibrated = values(measure_probabilities(sure(labels.tolist(), confidence.tolist())))["ece"]
    boasting = values(measure_probabilities(sure(labels.tolist(), (0.5 + confidence / 2).tolist())))["ece"]
    assert calibrated is not None and boasting is not None
    assert calibrated < 0.03
    assert boasting == pytest.approx(0.125, abs=0.02)


@given(
    st.lists(st.sampled_from([0.1, 0.2, 0.25, 0.5, 0.9]) | st.floats(0, 1), min_size=1, max_size=40),
    st.integers(1, 8),
)
def test_bins_keep_order_and_equal_values(numbers: list[float], bins: int) -> None:
    found = equal_mass_bins(np.array(numbers), bins).tolist()
    assert all(0 <= code < bins for code in found)
    pairs = [
        (a, b, i, j) for a, i in zip(numbers, found, strict=True) for b, j in zip(numbers, found, strict=True)
    ]
    assert all(i == j for a, b, i, j in pairs if a == b)
    assert all(i <= j for a, b, i, j in pairs if a < b)


@pytest.mark.parametrize("n", [10, 20, 100, 101, 999])
def test_bins_are_of_equal_numbers(n: int) -> None:
    sizes = np.bincount(equal_mass_bins(np.random.default_rng(n).random(n), 10), minlength=10)
    assert sizes.max() - sizes.min() <= 1


# abstention ---------------------------------------------------------------------------------------


def test_risk_and_coverage_by_hand() -> None:
    predictions = sure("aaba", [0.9, 0.8, 0.7, 0.6])
    found = values(measure_abstention(predictions))
    assert found["aurc"] == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4)
    assert found["accuracy_at_50"] == 1.0
    assert [(p.coverage, p.accuracy, p.threshold) for p in risk_coverage(predictions)] == [
        (0.25, 1.0, 0.9),
        (0.5, 1.0, 0.8),
        (0.75, pytest.approx(2 / 3), 0.7),
        (1.0, 0.75, 0.6),
    ]


def test_equal_confidence_gains_nothing_in_whatever_order() -> None:
    for labels in ("aabb", "bbaa", "abab"):
        predictions = sure(labels, [0.7] * 4)
        assert values(measure_abstention(predictions)) == {"aurc": 0.5, "accuracy_at_50": 0.5}
        assert [(p.coverage, p.accuracy) for p in risk_coverage(predictions)] == [(1.0, 0.5)]


def test_half_coverage_takes_a_part_of_equally_sure_articles() -> None:
    # The surest one is right; of three equally sure ones, a third is right: (1 + 1/3) / 2.
    found = values(measure_abstention(sure("aabb", [0.9, 0.7, 0.7, 0.7])))
    assert found["accuracy_at_50"] == pytest.approx((1 + 1 / 3) / 2)


def test_the_curve_is_thinned_and_ends_at_full_coverage() -> None:
    rng = np.random.default_rng(3)
    predictions = sure(rng.choice(["a", "b"], 500).tolist(), rng.random(500).tolist())
    curve = risk_coverage(predictions, points=20)
    assert len(curve) == 20
    assert curve[-1].coverage == 1.0
    assert curve[-1].accuracy == pytest.approx(predictions.right.mean())
    assert [p.threshold for p in curve] == sorted((p.threshold for p in curve), reverse=True)


# label sets, counts, features ---------------------------------------------------------------------


def test_label_sets_agree_with_scikit_learn() -> None:
    rng = np.random.default_rng(5)
    gold, predicted = rng.random((40, 4)) < 0.4, rng.random((40, 4)) < 0.5
    assert values(measure_label_sets(gold, predicted)) == pytest.approx(
        {
            "macro_f1": sk.f1_score(gold, predicted, average="macro"),
            "micro_f1": sk.f1_score(gold, predicted, average="micro"),
            "exact_match": sk.accuracy_score(gold, predicted),
        }
    )


def test_label_sets_by_hand() -> None:
    gold = np.array([[True, False, False], [True, True, False]])
    predicted = np.array([[True, False, False], [False, True, False]])
    found = values(measure_label_sets(gold, predicted))
    # The third label occurs nowhere and is left out.
    assert found == pytest.approx({"macro_f1": (2 / 3 + 1) / 2, "micro_f1": 4 / 5, "exact_match": 0.5})
    with pytest.raises(ValueError, match="shape"):
        measure_label_sets(gold, predicted[:, :2])


def test_counts_are_summed_before_f1_is_taken() -> None:
    counts = [Counts.of_hits(1, 2, 1), Counts.of_hits(1, 2, 3), Counts()]
    total = sum(counts, Counts())
    metrics = point_metrics(measure_counts("cue", counts))
    assert {m.name: m.value for m in metrics} == pytest.approx(
        {"cue": total.f1, "cue precision": total.precision, "cue recall": total.recall}
    )
    assert {m.n for m in metrics} == {4}
    assert values(measure_counts("mode", [Counts.of_hits(3, 4, 4)], accuracy=True)) == {"mode": 0.75}
    assert values(measure_counts("cue", [Counts()]))["cue"] is None
    assert values(measure_counts("cue", [Counts.of_hits(0, 0, 2)]))["cue"] == 0.0


def test_regression_by_hand() -> None:
    found = values(measure_regression([0.0, 1.0, 2.0], [1.0, 1.0, 4.0]))
    assert found == pytest.approx({"pearson": 3 / math.sqrt(2 * 6), "mae": 1.0, "bias": 1.0})


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=30))
@settings(deadline=None)
def test_regression_agrees_with_numpy(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs, dtype=float).T
    found = values(measure_regression(x.tolist(), y.tolist()))
    assert found["mae"] == pytest.approx(sk.mean_absolute_error(x, y))
    assert found["bias"] == pytest.approx((y - x).mean())
    if x.std() > 0 and y.std() > 0:
        assert found["pearson"] == pytest.approx(np.corrcoef(x, y)[0, 1])
    else:
        assert found["pearson"] is None


def test_features_that_do_not_apply_are_left_out() -> None:
    metrics = point_metrics(measure_regression([0.2, math.nan, 0.4, 0.5], [0.3, 0.1, 0.5, math.nan]))
    assert {m.name: m.value for m in metrics} == pytest.approx({"pearson": 1.0, "mae": 0.1, "bias": 0.1})
    assert {m.n for m in metrics} == {2}


def test_a_metric_is_found_by_its_name() -> None:
    predictions = code_labels(["1", "2"], ["1", "1"], [{"1": 1.0}, {"1": 0.6, "2": 0.4}])
    for name in ("accuracy", "macro_f1", "mcc", "quadratic_kappa", "mae", "brier", "ece", "aurc"):
        assert name in values(measure_of(predictions, name))
    with pytest.raises(ValueError, match="'f1' is no metric of labels"):
        measure_of(predictions, "f1")


def test_direction_is_told() -> None:
    predictions = code_labels(["1", "2"], ["1", "1"], [{"1": 1.0}, {"1": 0.6, "2": 0.4}])
    lower = {
        metric.name
        for name in ("accuracy", "mae", "brier", "aurc")
        for metric in point_metrics(measure_of(predictions, name))
        if not metric.higher_is_better
    }
    assert lower == {"mae", "brier", "ece", "aurc"}


@given(st.data())
@settings(deadline=None, max_examples=30)
def test_weights_count_as_repeated_articles(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 12))
    weights = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n).filter(any))
    gold, predicted, table = random_labels(data.draw(st.integers(0, 999)), n, ORDINAL)
    predictions = code_labels(
        gold, predicted, [dict(zip(ORDINAL, row, strict=True)) for row in table], ORDINAL
    )
    rows = np.repeat(np.arange(n), weights)
    for measure in (
        measure_labels(predictions),
        measure_ordinal(predictions),
        measure_probabilities(predictions),
        measure_abstention(predictions),
        measure_regression(table[:, 0].tolist(), table[:, 1].tolist()),
    ):
        weighted = measure.evaluate(np.array([weights], dtype=float))
        repeated = measure.take(rows).evaluate(np.ones((1, len(rows))))
        for name, value in weighted.items():
            assert value == pytest.approx(repeated[name], nan_ok=True, abs=1e-9)
