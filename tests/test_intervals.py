import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selon.eval.intervals import (
    Part,
    Resampling,
    code_groups,
    compare,
    difference_metric,
    flag_few_groups,
    holm,
    metrics_with_intervals,
    percentile_interval,
    resample,
    two_sided_p,
)
from selon.eval.measures import SumMeasure
from selon.eval.metrics import (
    code_labels,
    measure_abstention,
    measure_counts,
    measure_labels,
    measure_ordinal,
    measure_probabilities,
)
from selon.eval.records import Metric
from selon.eval.spans import Counts

LABELS = ("-2", "-1", "0", "1", "2")


def share_right(right: list[int]) -> SumMeasure:
    """The accuracy of some answers, 1 or 0 each."""
    return measure_labels(code_labels(["1"] * len(right), [str(answer) for answer in right]))


def by_article(n: int, rounds: int = 2_000, seed: int = 0) -> Resampling:
    return Resampling(np.arange(n), rounds, seed)


# drawing ------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(0, 99))
def test_whole_groups_are_drawn_as_often_as_there_are_groups(groups: list[int], seed: int) -> None:
    codes = code_groups(groups)
    sizes = np.bincount(codes)
    (weights,) = Resampling(codes, rounds=20, seed=seed).draw()
    assert weights.shape == (20, len(groups))
    drawn = np.array([weights[:, codes == group].sum(axis=1) for group in range(len(sizes))]).T
    assert (drawn % sizes == 0).all()  # a drawn group gives as many articles as it has
    assert ((drawn // sizes).sum(axis=1) == len(sizes)).all()


def test_articles_within_a_group_are_drawn_alike() -> None:
    codes = code_groups(["a"] * 3 + ["b"] * 2)
    (weights,) = Resampling(codes, rounds=40_000).draw()
    assert weights.mean(axis=0) == pytest.approx([1.0] * 5, abs=0.03)
    assert (weights[:, :3].max(axis=1) == 3).any()  # not always whole groups: their articles are drawn too


def test_samples_follow_from_the_seed_alone() -> None:
    codes = code_groups(list("aabbc"))
    first, again, other = (np.concatenate(list(Resampling(codes, 300, seed).draw())) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_many_articles_are_drawn_in_blocks() -> None:
    blocks = list(by_article(30_000, rounds=100).draw())
    assert [len(block) for block in blocks] == [66, 34]
    assert (blocks[0][:34] != blocks[1]).any()
    assert all((block.sum(axis=1) == 30_000).all() for block in blocks)


def test_articles_without_a_group_are_groups_of_their_own() -> None:
    assert code_groups(["x", None, "x", None, "y"]).tolist() == [0, 1, 0, 2, 3]
    assert code_groups([]).tolist() == []


# intervals ----------------------------------------------------------------------------------------


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    right = [1] * 60 + [0] * 40
    ((accuracy, *_),) = metrics_with_intervals([Part(share_right(right))], by_article(100))
    assert (accuracy.value, accuracy.n, accuracy.groups) == (0.6, 100, 100)
    # Quantiles of the binomial distribution with n = 100 and p = .6.
    assert accuracy.low == pytest.approx(0.50, abs=0.011)
    assert accuracy.high == pytest.approx(0.69, abs=0.011)


def test_outlets_that_differ_widen_the_interval() -> None:
    right = [1] * 50 + [0] * 50
    outlets = [f"outlet {i // 10}" for i in range(100)]  # each all right, or all wrong
    ((narrow, *_),) = metrics_with_intervals([Part(share_right(right))], by_article(100))
    ((wide, *_),) = metrics_with_intervals([Part(share_right(right))], Resampling(code_groups(outlets)))
    assert (
        narrow.low is not None and narrow.high is not None and wide.low is not None and wide.high is not None
    )
    assert wide.groups == 10
    assert wide.high - wide.low > 2.5 * (narrow.high - narrow.low)


@pytest.mark.parametrize("seed", range(3))
def test_every_interval_holds_its_figure(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gold, table = rng.choice(LABELS, 200), rng.dirichlet(np.ones(5), 200)
    predicted = [
        LABELS[i] for i in np.where(rng.random(200) < 0.5, table.argmax(axis=1), rng.integers(0, 5, 200))
    ]
    rows = [dict(zip(LABELS, row, strict=True)) for row in table]
    predictions = code_labels(gold.tolist(), predicted, rows, LABELS)
    counts = [Counts.of_hits(int(h), int(h + m), int(h + f)) for h, m, f in rng.integers(0, 4, (200, 3))]
    measures = [
        measure_labels(predictions),
        measure_ordinal(predictions),
        measure_probabilities(predictions),
        measure_abstention(predictions),
        measure_counts("cue", counts),
    ]
    resampling = Resampling(rng.integers(0, 20, 200), rounds=300, seed=seed)
    for metrics in metrics_with_intervals([Part(measure) for measure in measures], resampling):
        for metric in metrics:
            assert metric.value is not None and metric.low is not None and metric.high is not None
            assert metric.low <= metric.value <= metric.high, metric
            assert metric.low < metric.high


def test_the_interval_covers_as_often_as_it_says() -> None:
    # 40 outlets of 5 articles, each with its own level: does the interval hold .5, the level of all?
    rng = np.random.default_rng(7)
    outlets, covered = np.repeat(np.arange(40), 5), 0
    for trial in range(200):
        right = (rng.random(200) < np.repeat(rng.uniform(0.1, 0.9, 40), 5)).astype(int)
        resampling = Resampling(outlets, rounds=200, seed=trial)
        accuracy = metrics_with_intervals([Part(share_right(right.tolist()))], resampling)[0][0]
        assert accuracy.low is not None and accuracy.high is not None
        covered += accuracy.low <= 0.5 <= accuracy.high
    assert 0.93 <= covered / 200 <= 1.0  # drawing within outlets as well is somewhat cautious


def test_spans_are_summed_in_each_sample() -> None:
    counts = [Counts.of_hits(1, 2, 2), Counts.of_hits(0, 3, 1), Counts.of_hits(4, 4, 5)]
    weights = np.array([[2.0, 0.0, 1.0]])
    total = counts[0] + counts[0] + counts[2]
    found = measure_counts("cue", counts).evaluate(weights)
    assert {name: value[0] for name, value in found.items()} == pytest.approx(
        {"cue": total.f1, "cue precision": total.precision, "cue recall": total.recall}
    )


def test_a_part_uses_the_samples_of_the_whole() -> None:
    measure, rows = share_right([1, 0, 1, 1, 0, 1]), np.array([0, 1, 4])
    resampling = by_article(6, rounds=50)
    whole, part = resample([Part(measure), Part(measure.take(rows), rows)], resampling)
    (weights,) = resampling.draw()
    expected = measure.take(rows).evaluate(weights[:, rows])["accuracy"]
    assert part["accuracy"] == pytest.approx(expected, nan_ok=True)
    assert len(whole["accuracy"]) == 50


def test_groups_of_a_part_are_its_own() -> None:
    measure, rows = share_right([1, 0, 1, 1]), np.array([0, 1])
    resampling = Resampling(code_groups(["a", "a", "b", "c"]), rounds=50)
    ((metric, *_),) = metrics_with_intervals([Part(measure.take(rows), rows)], resampling)
    assert (metric.n, metric.groups) == (2, 1)


def test_no_interval_where_the_metric_is_seldom_defined() -> None:
    assert percentile_interval(np.array([np.nan, np.nan, 0.3])) == (None, None)
    assert percentile_interval(np.array([np.nan, 0.2, 0.2])) == (0.2, 0.2)
    assert percentile_interval(np.array([])) == (None, None)


def test_no_interval_without_articles_or_value() -> None:
    empty = Resampling(code_groups([]), rounds=10)
    for metrics in metrics_with_intervals([Part(share_right([])), Part(measure_counts("cue", []))], empty):
        assert {(m.value, m.low, m.high, m.n, m.groups) for m in metrics} == {(None, None, None, 0, 0)}


def test_a_measure_fits_the_groups() -> None:
    with pytest.raises(ValueError, match="over 2 articles was given groups of 3"):
        resample([Part(share_right([1, 0]))], by_article(3))


def test_few_groups_are_flagged_and_keep_their_interval() -> None:
    metrics = [
        Metric("accuracy", 0.5, 0.4, 0.6, 90, 9),
        Metric("mcc", 0.5, 0.4, 0.6, 90, 9),
        Metric("macro_f1", 0.5, 0.4, 0.6, 90, 10),
        Metric("ece", 0.5, None, None, 90, 1),
        Metric("mae", 0.5, 0.5, 0.5, 90, 1),
    ]
    assert flag_few_groups(metrics) == (
        "only 1 group for mae: with fewer than 10 the intervals are too narrow",
        "only 9 groups for accuracy, mcc: with fewer than 10 the intervals are too narrow",
    )
    ((metric, *_),) = metrics_with_intervals([Part(share_right([1, 0, 1]))], by_article(3))
    assert metric.low is not None and flag_few_groups([metric])


# comparisons --------------------------------------------------------------------------------------


def test_a_paired_comparison_sees_what_two_intervals_do_not() -> None:
    rng = np.random.default_rng(0)
    hard = rng.random(300) < 0.5
    first = np.where(hard, 0, 1)
    first[np.flatnonzero(hard)[:12]] = 1  # right wherever the second is, and 12 times more
    second = np.where(hard, 0, 1)
    measures = {"first": share_right(first.tolist()), "second": share_right(second.tolist())}
    (found,) = compare(measures, "accuracy", by_article(300))
    assert found.difference == pytest.approx(12 / 300)
    assert 0 < found.low < found.difference < found.high
    assert found.p == found.p_holm < 0.01
    a, b = metrics_with_intervals([Part(measure) for measure in measures.values()], by_article(300))
    assert a[0].low is not None and b[0].high is not None
    assert a[0].low < b[0].high  # they overlap


def test_equal_models_do_not_differ() -> None:
    measure = share_right([1, 0, 1, 1] * 10)
    (found,) = compare({"a": measure, "b": measure}, "accuracy", by_article(40))
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


def test_p_values_are_uniform_where_nothing_differs() -> None:
    rng = np.random.default_rng(1)
    p_values = []
    for trial in range(200):
        a, b = rng.integers(0, 2, (2, 100))
        measures = {"a": share_right(a.tolist()), "b": share_right(b.tolist())}
        p_values.append(compare(measures, "accuracy", by_article(100, 200, trial))[0].p)
    assert np.mean([p < 0.05 for p in p_values]) < 0.1
    assert np.mean([p < 0.5 for p in p_values]) == pytest.approx(0.5, abs=0.12)


def test_every_pair_is_compared_and_corrected() -> None:
    measures = {name: share_right([1] * n + [0] * (60 - n)) for name, n in (("a", 50), ("b", 40), ("c", 39))}
    found = compare(measures, "accuracy", by_article(60))
    assert [(c.first, c.second) for c in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [c.p_holm for c in found] == list(holm([c.p for c in found]))


def test_comparing_needs_the_metric_and_the_same_articles() -> None:
    measure = share_right([1, 0, 1])
    with pytest.raises(ValueError, match="b has no metric 'accuracy'; it has cue"):
        compare({"a": measure, "b": measure_counts("cue", [Counts()] * 3)}, "accuracy", by_article(3))
    with pytest.raises(ValueError, match="over 2 articles"):
        compare({"a": measure, "b": share_right([1, 0])}, "accuracy", by_article(3))


def test_a_difference_is_a_metric() -> None:
    first, second = share_right([1] * 30), share_right([1, 0] * 15)
    found = difference_metric("lift", first, second, "accuracy", by_article(30))
    assert (found.name, found.value, found.n, found.groups) == ("lift", 0.5, 30, 30)
    assert found.low is not None and found.high is not None and 0.2 < found.low < 0.5 < found.high < 0.8


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([1.0] * 99, 2 / 100),
        ([-1.0] * 99, 2 / 100),
        ([0.0] * 99, 1.0),
        ([1.0] * 95 + [-1.0] * 4, 2 * 5 / 100),
        ([1.0] * 9 + [np.nan] * 90, 2 / 10),
        ([np.nan], 1.0),
    ],
)
def test_two_sided_p(differences: list[float], p: float) -> None:
    assert two_sided_p(np.array(differences)) == pytest.approx(p)


@pytest.mark.parametrize(
    ("p_values", "corrected"),
    [
        ([], ()),
        ([0.04], (0.04,)),
        ([0.01, 0.04, 0.03], (0.03, 0.06, 0.06)),
        ([0.5, 0.6], (1.0, 1.0)),
        ([0.03, 0.001, 0.02, 0.9], (0.06, 0.004, 0.06, 0.9)),
    ],
)
def test_holm(p_values: list[float], corrected: tuple[float, ...]) -> None:
    assert holm(p_values) == pytest.approx(corrected)


def test_a_thousand_samples_of_five_thousand_articles_are_quick() -> None:
    rng = np.random.default_rng(0)
    table = rng.dirichlet(np.ones(5), 5_000)
    gold = [LABELS[i] for i in rng.integers(0, 5, 5_000)]
    predicted = [LABELS[i] for i in table.argmax(axis=1)]
    rows = [dict(zip(LABELS, row, strict=True)) for row in table]
    predictions = code_labels(gold, predicted, rows, LABELS)
    start = time.perf_counter()
    measures = [
        measure_labels(predictions),
        measure_ordinal(predictions),
        measure_probabilities(predictions),
        measure_abstention(predictions),
    ]
    resampling = Resampling(rng.integers(0, 150, 5_000))
    metrics_with_intervals([Part(measure) for measure in measures], resampling)
    compare({"a": measures[0], "b": measures[0]}, "macro_f1", resampling)
    assert time.perf_counter() - start < 20  # 3 s on two cores
