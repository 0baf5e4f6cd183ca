from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from selon.data.article import Article
from selon.data.labelled import LabelledArticle
from selon.eval.intervals import Part, metrics_with_intervals
from selon.eval.leaks import LeakCheck, expose, leak_check
from selon.eval.measures import point_metrics
from selon.eval.metrics import LabelPredictions, class_metrics, confusion, measure_labels
from selon.eval.probes import (
    TRAIN_ONLY,
    ProbeTask,
    code_folds,
    predict_by_key,
    predict_by_words,
    predict_majority,
    predict_outlet,
    predict_probes,
    predict_shuffled,
    run_probes,
)
from selon.eval.records import Metric, ModelResult, ProbeResult
from selon.eval.reproduce import measure_babe, outlet_folds, random_folds

OUTLETS = ("Le Courrier", "La Dépêche du Val", "The Harbour Post", "North Ledger", "L’Écho", "Weekly Moor")
LEFT, RIGHT = ("tenants", "strike", "solidarity"), ("taxpayers", "order", "enterprise")
FILLER = ("council", "bridge", "river", "budget", "school", "market", "harbour", "road")
ROUNDS = 300


def make_task(folds: Callable[[Sequence[str], Sequence[str]], np.ndarray], words: float = 0.0) -> ProbeTask:
    """240 invented articles of six outlets, three for the left and three for the right, nine in ten times.

    `words` is how often (0 to 1) an article has the words of its label; the rest is the same for all.
    """
    rng = np.random.default_rng(4)
    items, gold, outlets = [], [], []
    for number in range(240):
        outlet = number % len(OUTLETS)
        label = ("left", "right")[(outlet % 2) ^ int(rng.random() < 0.1)]
        text = list(rng.choice(FILLER, 12))
        if rng.random() < words:
            text.append(str(rng.choice(LEFT if label == "left" else RIGHT)))
        article = Article(f"a{number}", "en", " ".join(text), published=f"2021-{1 + number // 6 % 12:02}-03")
        items.append(LabelledArticle(article, topic=("tax", "housing")[number // 3 % 2]))
        gold.append(label)
        outlets.append(OUTLETS[outlet])
    return ProbeTask(items, gold, folds(gold, outlets), outlets)


def at_random(gold: Sequence[str], outlets: Sequence[str]) -> np.ndarray:
    return random_folds(gold)


def between_outlets(gold: Sequence[str], outlets: Sequence[str]) -> np.ndarray:
    return outlet_folds(outlets, 3)


def small_task(gold: str, keys: str, folds: Sequence[int], texts: Sequence[str] | None = None) -> ProbeTask:
    """Articles with one letter each as label and as outlet, `-` where the outlet is not known."""
    texts = texts or ["word"] * len(gold)
    items = [LabelledArticle(Article(f"a{i}", "en", text)) for i, text in enumerate(texts)]
    return ProbeTask(items, list(gold), np.array(folds), [None if key == "-" else key for key in keys])


def answers(predictions: LabelPredictions) -> str:
    return "".join(predictions.labels[code] for code in predictions.predicted)


def value(predictions: LabelPredictions, name: str) -> float:
    found = {m.name: m.value for m in point_metrics(measure_labels(predictions))}[name]
    assert found is not None
    return found


def result_of(task: ProbeTask, predictions: LabelPredictions) -> ModelResult:
    (metrics,) = metrics_with_intervals([Part(measure_labels(predictions))], task.resampling(ROUNDS))
    return ModelResult(
        "model",
        "macro_f1",
        metrics,
        classes=class_metrics(predictions),
        labels=predictions.labels,
        confusion=tuple(tuple(row) for row in confusion(predictions).tolist()),
    )


def leak_of(
    task: ProbeTask, predictions: LabelPredictions, folds: np.ndarray | None = None
) -> LeakCheck | None:
    assert predictions.probabilities is not None
    outlets = [task.outlets[row] for row in task.tested]
    return leak_check(predictions.probabilities, predictions.gold, outlets, folds, task.resampling(ROUNDS))


# look-ups -----------------------------------------------------------------------------------------


def test_a_look_up_answers_by_what_it_saw_in_training() -> None:
    # Fold 1 is tested by what stands in fold 0: x is mostly l there, y always r.
    task = small_task("llrrr" + "rl", "xxxyy" + "xy", [TRAIN_ONLY] * 5 + [0, 0])
    assert answers(predict_outlet(task)) == "lr"
    assert answers(predict_majority(task)) == "rr"


def test_an_outlet_that_was_not_seen_gets_the_most_frequent_label() -> None:
    task = small_task("lrrr" + "ll", "xyyy" + "z-", [0] * 4 + [1, 1])
    assert answers(predict_outlet(task))[4:] == "rr"


def test_unknown_outlets_are_no_outlet() -> None:
    # Five articles without an outlet are all l; the one tested has none either, and r is more frequent.
    task = small_task("lllll" + "rrrrrr" + "l", "-----" + "abcdef" + "-", [0] * 11 + [1])
    assert answers(predict_outlet(task))[-1] == "r"


def test_equally_frequent_labels_go_by_frequency_over_all() -> None:
    task = small_task("lrrr" + "l", "xxyy" + "x", [TRAIN_ONLY] * 4 + [0])
    assert answers(predict_outlet(task)) == "r"


def test_probabilities_are_smoothed_shares() -> None:
    task = small_task("lllr" + "l", "xxxy" + "x", [TRAIN_ONLY] * 4 + [0])
    found = predict_outlet(task).probabilities
    assert found is not None
    assert found.tolist() == [[pytest.approx((3 + 0.75) / 4), pytest.approx(0.25 / 4)]]


def test_nothing_is_learnt_from_the_fold_that_is_tested() -> None:
    # Labels that only the tested fold has cannot be answered.
    task = small_task("llrr", "xxyy", [0, 0, 1, 1])
    assert answers(predict_outlet(task)) == answers(predict_majority(task)) == "rrll"
    texts = ["tenants"] * 2 + ["order"] * 2
    assert answers(predict_by_words(small_task("llrr", "xxyy", [0, 0, 1, 1], texts))) == "rrll"


def test_each_probe_knows_one_thing() -> None:
    task = make_task(at_random)
    keys = {
        "topic": [item.topic for item in task.articles],
        "date": [str(item.article.published)[:7] for item in task.articles],
        "outlet": list(task.outlets),
    }
    found = predict_probes(task)
    for name, values in keys.items():
        assert answers(found[name]) == answers(predict_by_key(task, values))
    # All are in English, which tells nothing.
    assert set(found) == {"majority", "outlet", "topic", "length", "date", "bag of words"} - (
        set() if len({len(item.article.text.split()) for item in task.articles}) > 1 else {"length"}
    )


def test_length_alone_tells_a_label_of_long_articles() -> None:
    texts = ["word " * (10 + i if i % 2 else 500 + i) for i in range(40)]
    task = small_task("lr" * 20, "-" * 40, [i % 4 // 2 for i in range(40)], texts)
    assert value(predict_probes(task)["length"], "accuracy") > 0.9


def test_language_alone_tells_a_label_of_one_language() -> None:
    task = small_task("lr" * 10, "-" * 20, [i % 4 // 2 for i in range(20)])
    french = [
        replace(item, article=replace(item.article, lang="fr" if i % 2 else "en"))
        for i, item in enumerate(task.articles)
    ]
    found = predict_probes(replace(task, articles=french))
    assert value(found["language"], "accuracy") == 1.0
    assert "outlet" not in found


def test_the_bag_of_words_reads_the_text() -> None:
    assert value(predict_by_words(make_task(at_random, words=1.0)), "accuracy") > 0.95
    assert value(predict_by_words(make_task(between_outlets, words=1.0)), "accuracy") > 0.95


def test_texts_without_words_have_no_bag() -> None:
    assert set(predict_probes(small_task("lr" * 4, "ab" * 4, [0, 0, 0, 0, 1, 1, 1, 1], [" "] * 8))) == {
        "majority",
        "outlet",
    }


def test_more_than_two_labels() -> None:
    texts = [("tenants", "river", "order")[i % 3] for i in range(30)]
    task = small_task("lcr" * 10, "-" * 30, [i // 3 % 2 for i in range(30)], texts)
    found = predict_by_words(task)
    assert value(found, "accuracy") == 1.0
    assert found.probabilities is not None
    assert found.probabilities.sum(axis=1) == pytest.approx(np.ones(30))


def test_probes_come_with_intervals_the_best_first() -> None:
    found = run_probes(make_task(at_random), "macro_f1", rounds=ROUNDS)
    assert found[0].name == "outlet"
    assert found[0].knows == "the outlet's name alone"
    metric = found[0].metric
    assert metric.low is not None and metric.high is not None and metric.value is not None
    assert (metric.name, metric.n, metric.groups) == ("macro_f1", 240, 6)
    assert 0.5 < metric.low < metric.value < metric.high < 1
    assert [p.metric.value for p in found] == sorted((p.metric.value or 0 for p in found), reverse=True)


def test_the_outlet_says_nothing_between_outlets() -> None:
    probes = {p.name: p.metric.value for p in run_probes(make_task(between_outlets), "accuracy", rounds=10)}
    assert probes["outlet"] == probes["majority"]


def test_the_best_probe_is_the_lowest_where_lower_is_better() -> None:
    task = make_task(at_random)
    numbered = replace(task, gold=["1" if label == "left" else "-1" for label in task.gold])
    found = run_probes(numbered, "mae", rounds=10)
    assert found[0].name == "outlet"
    assert [p.metric.value for p in found] == sorted(p.metric.value or 0 for p in found)


def test_the_seed_arrives() -> None:
    task = make_task(at_random)
    lows = [run_probes(task, "macro_f1", rounds=50, seed=seed)[0].metric.low for seed in (0, 0, 1)]
    assert lows[0] == lows[1] != lows[2]
    first, again, other = (predict_shuffled(task, seed).predicted.tolist() for seed in (0, 0, 1))
    assert first == again != other


@pytest.mark.parametrize(
    ("gold", "keys", "folds", "message"),
    [
        ("lr", "x", [0, 1], "2 articles came with 2 labels, 2 folds and 1 outlets"),
        ("lr", "xy", [0, 0], "fold 0 holds every article"),
        ("lr", "xy", [TRAIN_ONLY] * 2, "no article is tested"),
        ("", "", [], "no article is tested"),
    ],
)
def test_tasks_are_checked(gold: str, keys: str, folds: Sequence[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        small_task(gold, keys, folds)


def test_folds_are_coded_from_what_each_tests() -> None:
    assert code_folds(["a", "b", "c"], [["b"], {"a"}]).tolist() == [1, 0, TRAIN_ONLY]


# leaks and verdicts -------------------------------------------------------------------------------


def test_a_look_up_of_outlets_is_exposed() -> None:
    task = make_task(at_random)
    predictions = predict_outlet(task)
    verdicts = expose(
        result_of(task, predictions), run_probes(task, "macro_f1", ROUNDS), leak_of(task, predictions)
    )
    assert verdicts[0].startswith("no better than the probe outlet (0.9")
    assert any(verdict.startswith("outputs tell the outlet: ") for verdict in verdicts)
    assert not any("chance" in verdict or "answers" in verdict for verdict in verdicts)


def test_features_that_hold_the_outlet_are_exposed() -> None:
    task = make_task(at_random, words=1.0)
    rng = np.random.default_rng(0)
    one_hot = np.array([[outlet == name for name in OUTLETS] for outlet in task.outlets], dtype=float)
    features = np.hstack([rng.normal(size=(240, 30)), one_hot])
    leak = leak_check(features, task.codes, task.outlets, resampling=task.resampling(ROUNDS))
    assert leak is not None and leak.leaks
    assert leak.found.value == 1.0
    assert leak.gold.value is not None and leak.gold.value < 0.5
    noise = leak_check(features[:, :30], task.codes, task.outlets, resampling=task.resampling(ROUNDS))
    assert noise is not None and not noise.leaks


def test_shuffled_labels_are_exposed() -> None:
    task = make_task(at_random, words=1.0)
    predictions = predict_shuffled(task)
    verdicts = expose(
        result_of(task, predictions), run_probes(task, "macro_f1", ROUNDS), leak_of(task, predictions)
    )
    assert any(
        verdict.startswith("no better than the probes ") and "outlet" in verdict for verdict in verdicts
    )
    assert any(verdict.startswith("shuffled-like, no better than chance: MCC ") for verdict in verdicts)
    assert not any("tell the outlet" in verdict for verdict in verdicts)


def test_one_answer_to_everything_is_exposed() -> None:
    task = small_task("l" * 30 + "r" * 10, "abcd" * 10, [i % 5 for i in range(40)])
    predictions = predict_majority(task)
    verdicts = expose(result_of(task, predictions), run_probes(task, "macro_f1", ROUNDS))
    assert verdicts[-1] == "always answers 'l': gold has it in 75 % of the articles"
    assert verdicts[0].startswith("no better than the probe") and "majority" in verdicts[0]
    assert not any("chance" in verdict for verdict in verdicts)


def test_nearly_one_answer_is_told_from_one() -> None:
    task = small_task("l" * 50 + "r" * 50, "abcde" * 20, [i % 5 for i in range(100)])
    codes = np.array([0] * 98 + [1] * 2)
    predictions = replace(predict_majority(task), predicted=codes)
    (verdict,) = expose(result_of(task, predictions))
    assert verdict == "nearly always answers 'l': in 98 % of the articles, where gold has it in 50 %"


def test_a_good_model_is_not_exposed() -> None:
    task = make_task(at_random, words=1.0)
    perfect = replace(
        predict_by_words(task), predicted=task.codes, probabilities=np.eye(2)[task.codes] * 0.98 + 0.01
    )
    probes = [p for p in run_probes(task, "macro_f1", ROUNDS) if p.name != "bag of words"]
    # Outlets differ in their labels, which a model that is right tells as well.
    leak = leak_of(task, perfect)
    assert leak is not None and leak.found.value == leak.gold.value
    assert expose(result_of(task, perfect), probes, leak) == ()


def test_models_of_different_folds_are_not_mixed() -> None:
    # Each fold's model answers with its own constant, and each outlet is in one fold.
    task = make_task(between_outlets)
    constants = np.stack([task.folds / 10, 1 - task.folds / 10], axis=1)
    mixed = leak_check(constants, task.codes, task.outlets, resampling=task.resampling(ROUNDS))
    apart = leak_check(constants, task.codes, task.outlets, task.folds, task.resampling(ROUNDS))
    assert mixed is not None and (mixed.lift.value or 0) > 0.15
    assert apart is not None and (apart.lift.value or 0) <= 0


@pytest.mark.parametrize(
    ("outlets", "folds"),
    [(["a"] * 10, None), (["a"] * 10 + ["b"] * 4, None), ([None] * 14, None), (["a"] * 7 + ["b"] * 7, 2)],
)
def test_there_is_no_leak_check_without_two_outlets(outlets: list[str | None], folds: int | None) -> None:
    n = len(outlets)
    codes = None if folds is None else np.arange(n) * folds // n
    assert leak_check(np.zeros((n, 2)), np.zeros(n, dtype=np.int64), outlets, codes) is None


def test_outputs_are_checked() -> None:
    with pytest.raises(ValueError, match="2 rows of outputs, 1 gold labels and 1 outlets"):
        leak_check(np.zeros((2, 1)), np.zeros(1, dtype=np.int64), ["a"])
    with pytest.raises(ValueError, match="row 1 of the outputs has NaN"):
        leak_check(np.array([[0.0], [np.nan]]), np.zeros(2, dtype=np.int64), ["a", "b"])


def model(main: Metric, *others: Metric) -> ModelResult:
    return ModelResult("m", main.name, (main, *others))


def probe(name: str, value: float | None, metric: str = "macro_f1") -> ProbeResult:
    return ProbeResult(name, "", Metric(metric, value, higher_is_better=metric != "mae"))


@pytest.mark.parametrize(
    ("main", "probes", "expected"),
    [
        (Metric("macro_f1", 0.7, 0.65, 0.75), [probe("outlet", 0.6)], ()),
        (Metric("macro_f1", 0.7, 0.65, 0.75), [probe("outlet", 0.9, "accuracy"), probe("topic", None)], ()),
        (
            Metric("macro_f1", 0.7, 0.65, 0.75),
            [probe("outlet", 0.74), probe("bag of words", 0.7), probe("topic", 0.68), probe("date", 0.5)],
            (
                "no better than the probes outlet (0.740) and bag of words (0.700): macro f1 0.700",
                "not clearly better than the probe topic (0.680): macro f1 0.700, "
                "whose interval reaches 0.650",
            ),
        ),
        (
            Metric("mae", 0.7, 0.6, 0.8, higher_is_better=False),
            [probe("outlet", 0.75, "mae"), probe("majority", 0.9, "mae"), probe("topic", 0.6, "mae")],
            (
                "no better than the probe topic (0.600): mae 0.700",
                "not clearly better than the probe outlet (0.750): mae 0.700, whose interval reaches 0.800",
            ),
        ),
        (Metric("macro_f1", None), [probe("outlet", 0.7)], ()),
        (Metric("macro_f1", 0.6), [probe("outlet", 0.5)], ()),
    ],
)
def test_probes_are_named_with_their_figures(
    main: Metric, probes: list[ProbeResult], expected: tuple[str, ...]
) -> None:
    assert expose(model(main), probes) == expected


@pytest.mark.parametrize(
    ("metric", "verdict"),
    [
        (Metric("mcc", 0.3, 0.1, 0.5), None),
        (Metric("mcc", 0.3), None),
        (Metric("mcc", None), None),
        (
            Metric("mcc", 0.02, -0.05, 0.09),
            "shuffled-like, no better than chance: MCC 0.020 (-0.050 to 0.090), where chance is 0",
        ),
        (
            Metric("quadratic_kappa", -0.1),
            "shuffled-like, no better than chance: quadratic kappa -0.100, where chance is 0",
        ),
    ],
)
def test_chance_is_told_by_the_correlation(metric: Metric, verdict: str | None) -> None:
    found = expose(model(Metric("macro_f1", 0.5, 0.4, 0.6), metric))
    assert found == ((verdict,) if verdict else ())


# public corpora -----------------------------------------------------------------------------------


def test_the_figures_of_babe_are_reproduced(shared: Callable[[str], Path]) -> None:
    figures = measure_babe(shared("corpora/babe"), rounds=200)
    found = {(f.split, f.knows): f for f in figures if f.metric.name == "macro_f1"}
    for figure in found.values():
        if figure.reported is not None:
            low, high = figure.metric.low, figure.metric.high
            assert low is not None and high is not None and low <= figure.reported <= high
    values = {key: figure.metric.value or 0 for key, figure in found.items()}
    assert values["random", "outlet"] == pytest.approx(0.737, abs=0.005)
    assert values["random", "words"] == pytest.approx(0.729, abs=0.01)
    assert values["outlet", "words"] == pytest.approx(0.664, abs=0.02)
    assert values["outlet", "outlet"] < 0.5
    # The outlet's name is told from what a look-up of outlets says, and not from what the words say.
    lifts = {f.knows: f.metric for f in figures if f.split == "random" and "lift" in f.metric.name}
    assert (lifts["outlet"].low or 0) > 0.1 > (lifts["words"].value or 0)
