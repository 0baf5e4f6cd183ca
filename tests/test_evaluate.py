"""Evaluation from gold and predictions to a report: bad models are exposed, spans score as published."""

import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from selon.data.article import Article
from selon.data.labelled import (
    LabelledArticle,
    LabelledAttribution,
    LabelledSpan,
    read_labelled,
    write_labelled,
)
from selon.data.outlet import canonical_outlet
from selon.data.span import Span
from selon.data.split import make_folds
from selon.eval.engine import score_spans
from selon.eval.evaluate import EvaluateOptions, evaluate, evaluate_labels, evaluate_spans
from selon.eval.predictions import LabelRow, read_labels, read_spans
from selon.eval.probes import ProbeTask, code_folds, predict_majority, predict_outlet
from selon.eval.records import ModelResult, Report
from selon.model.score import render_json, score_article

LABELS = ("favor", "against")
OPTIONS = EvaluateOptions("stance", rounds=200)


def make_set(outlets: int = 12, each: int = 40) -> list[LabelledArticle]:
    """Articles whose outlets lean one way nine times in ten; in half of them a word tells the label."""
    rng = np.random.default_rng(3)
    items = []
    for o in range(outlets):
        for i in range(each):
            leaning = LABELS[o % 2] if rng.random() < 0.9 else LABELS[1 - o % 2]
            word = {"favor": "welcome", "against": "deplorable"}[leaning] if rng.random() < 0.5 else "planned"
            noise = " ".join(f"w{rng.integers(0, 500)}" for _ in range(rng.integers(20, 60)))
            article = Article(f"{o}-{i}", "en", f"The bridge is {word}. {noise}.", outlet=f"Courier {o}")
            items.append(LabelledArticle(article, {"stance": leaning}))
    return items


def as_rows(items: Sequence[LabelledArticle], predictions: object) -> dict[str, LabelRow]:
    labels, predicted, table = predictions.labels, predictions.predicted, predictions.probabilities  # type: ignore[attr-defined]
    return {
        item.article.id: LabelRow(labels[code], dict(zip(labels, map(float, row), strict=True)))
        for item, code, row in zip(items, predicted, table, strict=True)
    }


@pytest.fixture(scope="module")
def exposed() -> tuple[Report, Report]:
    """Reports on models that are bad on purpose: on a random split, and between outlets."""
    items = make_set(12, 40)
    outlets = [canonical_outlet(item.article.outlet) for item in items]
    gold = [str(item.labels["stance"]) for item in items]
    dealt = np.random.default_rng(1).permutation(gold).tolist()  # MCC .014; one deal in 40 passes for better
    reports = []
    for kind in ("random", "outlet"):
        folds = make_folds(items, 5, kind, 0, allow_random=kind == "random")  # type: ignore[arg-type]
        coded = code_folds([item.article.id for item in items], [fold.ids("test") for fold in folds])
        task = ProbeTask(items, gold, coded, outlets)
        models = {
            "leaky": as_rows(items, predict_outlet(task)),
            "shuffled": {item.article.id: LabelRow(label) for item, label in zip(items, dealt, strict=True)},
            "majority": {item.article.id: LabelRow("favor") for item in items},
            "folds": as_rows(items, predict_majority(task)),
        }
        options = EvaluateOptions("stance", kind, rounds=200)  # type: ignore[arg-type]
        reports.append(evaluate_labels(items, models, "made", options))
    return reports[0], reports[1]


def model(report: Report, name: str) -> ModelResult:
    return next(m for m in report.models if m.name == name)


def test_a_model_that_looks_up_the_outlet_is_exposed_on_a_random_split(
    exposed: tuple[Report, Report],
) -> None:
    verdicts = " ".join(model(exposed[0], "leaky").verdicts)
    assert "no better than the probe" in verdicts
    assert "outlet" in verdicts
    assert "outputs tell the outlet" in verdicts
    assert any("random" in warning for warning in exposed[0].warnings)


def test_a_model_that_looks_up_the_outlet_falls_between_outlets(exposed: tuple[Report, Report]) -> None:
    def macro(report: Report) -> float:
        value = next(m.value for m in model(report, "leaky").metrics if m.name == "macro_f1")
        assert value is not None
        return value

    assert macro(exposed[0]) > 0.8
    assert macro(exposed[1]) < 0.6
    assert not any("random" in warning for warning in exposed[1].warnings)


@pytest.mark.parametrize("report", [0, 1])
def test_shuffled_and_constant_models_are_exposed(exposed: tuple[Report, Report], report: int) -> None:
    assert any("shuffled-like" in v for v in model(exposed[report], "shuffled").verdicts)
    assert any("always answers 'favor'" in v for v in model(exposed[report], "majority").verdicts)
    assert any("probe" in v and "majority" in v for v in model(exposed[report], "folds").verdicts)


def test_each_model_stands_beside_the_best_probe(exposed: tuple[Report, Report]) -> None:
    for report in exposed:
        best = max(p.metric.value or 0.0 for p in report.probes)
        assert {"majority", "outlet", "length", "bag of words"} <= {p.name for p in report.probes}
        for found in report.models:
            main = next(m.value for m in found.metrics if m.name == found.main)
            assert found.lift == pytest.approx((main or 0.0) - best)


def test_the_seed_and_rounds_arrive() -> None:
    items = make_set(6, 6)
    rows = {item.article.id: LabelRow(LABELS[i % 2]) for i, item in enumerate(items)}

    def interval(seed: int) -> tuple[float | None, float | None]:
        report = evaluate_labels(items, {"a": rows}, "made", EvaluateOptions("stance", rounds=100, seed=seed))
        metric = next(m for m in report.models[0].metrics if m.name == "accuracy")
        return metric.low, metric.high

    assert interval(1) == interval(1)
    assert interval(1) != interval(2)


def test_missing_predictions_count_as_wrong_and_are_told() -> None:
    items = make_set(6, 6)
    rows = {item.article.id: LabelRow(str(item.labels["stance"])) for item in items[:18]}
    report = evaluate_labels(items, {"half": rows}, "made", OPTIONS)
    accuracy = next(m.value for m in report.models[0].metrics if m.name == "accuracy")
    assert accuracy == pytest.approx(0.5)
    assert any("18 of 36 articles have no prediction" in w for w in report.warnings)


def test_two_models_are_compared_with_correction() -> None:
    items = make_set(10, 10)
    right = {i.article.id: LabelRow(str(i.labels["stance"])) for i in items}
    wrong = {i.article.id: LabelRow("favor") for i in items}
    report = evaluate_labels(items, {"right": right, "wrong": wrong}, "made", OPTIONS)
    (comparison,) = report.comparisons
    assert (comparison.first, comparison.second) == ("right", "wrong")
    assert comparison.difference > 0.4
    assert comparison.p_holm < 0.05


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("a.jsonl", ['{"id": "x"}'], "a.jsonl:1: there is no column label, stance or probabilities"),
        ("a.jsonl", ['{"label": "favor"}'], "a.jsonl:1: there is no id"),
        (
            "a.jsonl",
            ['{"id": "x", "label": "a"}', '{"id": "x", "label": "a"}'],
            "a.jsonl:2: id 'x' occurs more",
        ),
        ("a.jsonl", ["{"], "a.jsonl:1: this is no JSON"),
        ("a.jsonl", ['{"id": "x", "probabilities": {"a": "b"}}'], "a.jsonl:1: probabilities"),
        ("a.csv", ["id,other", "x,y"], "a.csv:2: there is no column label"),
        ("a.jsonl", [], "there are no predictions"),
    ],
)
def test_predictions_that_cannot_be_read(tmp_path: Path, name: str, lines: list[str], said: str) -> None:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(ValueError, match=r"^") as error:
        read_labels(path, "stance")
    assert said in str(error.value)


def test_predictions_in_columns_are_those_in_json(tmp_path: Path) -> None:
    table, lines = tmp_path / "p.csv", tmp_path / "p.jsonl"
    table.write_text("id,stance,p_favor,p_against\nx,favor,.75,.25\ny,,.1,.9\n", "utf-8")
    rows = [
        {"id": "x", "label": "favor", "probabilities": {"favor": 0.75, "against": 0.25}},
        {"id": "y", "probabilities": {"favor": 0.1, "against": 0.9}},
    ]
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert read_labels(table, "stance") == read_labels(lines, "stance")
    assert read_labels(lines, "stance")["y"].label == "against"


TEXT = "Le maire a dit que le pont serait peut-être fermé. « C'est un scandale », a dénoncé Léa Roy."


def annotated() -> LabelledArticle:
    def at(piece: str) -> Span:
        return Span(TEXT.index(piece), TEXT.index(piece) + len(piece))

    relations = (
        LabelledAttribution(
            at("Le maire"), at("a dit"), (at("que le pont serait peut-être fermé"),), "indirect"
        ),
        LabelledAttribution(at("Léa Roy"), at("a dénoncé"), (at("« C'est un scandale »"),), "direct"),
    )
    return LabelledArticle(
        Article("a", "fr", TEXT, outlet="Le Pont"),
        {},
        relations,
        (LabelledSpan(at("peut-être"), "adverb"),),
        (),
    )


def test_spans_of_a_perfect_engine_are_perfect() -> None:
    gold = annotated()
    report = evaluate_spans(
        [gold], {"rules": {"a": score_spans(gold.article)}}, "one", EvaluateOptions(rounds=50)
    )
    metrics = {m.name: m.value for m in report.models[0].metrics}
    assert (
        metrics["content@0.8"] == metrics["who-said@0.8"] == metrics["cue exact"] == metrics["hedge"] == 1.0
    )
    assert report.models[0].worst == ()


def test_scores_are_read_from_a_file_and_from_a_folder(tmp_path: Path) -> None:
    gold = annotated()
    score = render_json(score_article(gold.article))
    (tmp_path / "scores").mkdir()
    (tmp_path / "scores" / "a.json").write_text(json.dumps(score), "utf-8")
    (tmp_path / "scores.jsonl").write_text(json.dumps(score) + "\n", "utf-8")
    assert (
        read_spans(tmp_path / "scores")
        == read_spans(tmp_path / "scores.jsonl")
        == {"a": score_spans(gold.article)}
    )


def test_a_set_without_what_is_asked_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    write_labelled(make_set(2, 2), path)
    articles = list(read_labelled(path))
    with pytest.raises(ValueError, match="no article has annotated spans; name a label column"):
        evaluate(articles, {"rules": None}, "set", EvaluateOptions())
    with pytest.raises(ValueError, match="no article has a label 'tone'; it has stance"):
        evaluate_labels(articles, {"a": {}}, "set", EvaluateOptions("tone"))
    with pytest.raises(ValueError, match="no id of the predictions is one of the set"):
        evaluate_labels(articles, {"a": {"z": LabelRow("favor")}}, "set", OPTIONS)


def test_the_figures_are_those_of_the_published_scorer(shared: Callable[[str], Path], tmp_path: Path) -> None:
    gold = shared("gold")
    spec = importlib.util.spec_from_file_location("score_attributions", gold / "score_attributions.py")
    assert spec and spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    articles = list(read_labelled(gold))
    for item in articles:
        path = tmp_path / f"{item.article.id}.json"
        path.write_text(json.dumps(render_json(score_article(item.article))), "utf-8")
    published = scorer.evaluate(gold / "annotations", tmp_path)
    report = evaluate(articles, {"rules": None}, "gold", EvaluateOptions(rounds=10))
    metrics = {m.name: m.value for m in report.models[0].metrics}
    for name in ("content@0.3", "content@0.5", "content@0.8", "who-said@0.3", "who-said@0.5", "who-said@0.8"):
        assert metrics[name] == pytest.approx(published[name]["f1"], abs=1e-3)
    for name in ("cue", "source"):
        assert metrics[name] == pytest.approx(published[f"{name} overlap>=.5"]["f1"], abs=1e-3)
    for name in ("source_type", "naming", "mode", "cue_class"):
        assert metrics[name] == pytest.approx(published[f"{name} accuracy"], abs=1e-3)
