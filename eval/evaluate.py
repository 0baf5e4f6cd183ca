"""Evaluation: a gold set and predictions in, a `Report` out. Probes stand beside every model.

Two tasks: article labels (any label column, by predictions from anywhere) and spans (attributions, hedges and
loaded terms, by the rule engine or any `selon/1` scores).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..data.grouping import SplitKind
from ..data.labelled import LabelledArticle, to_json
from ..data.outlet import canonical_outlet
from ..data.split import make_folds
from ..model.bundle import is_bundle
from .engine import evaluate_engine, score_spans
from .intervals import ROUNDS, Part, Resampling, code_groups, compare, flag_few_groups, metrics_with_intervals
from .leaks import LeakCheck, expose, leak_check
from .metrics import (
    LabelPredictions,
    Measure,
    class_metrics,
    code_labels,
    confusion,
    measure_abstention,
    measure_labels,
    measure_of,
    measure_ordinal,
    measure_probabilities,
    reliability,
    risk_coverage,
)
from .predictions import LabelRow, SpanRow, read_labels, read_spans
from .probes import ProbeTask, code_folds, run_probes
from .records import DatasetInfo, Example, ModelResult, ProbeResult, Report, SplitInfo
from .slices import measure_slices, pick_examples, slice_labels

RULES = "rules"
FOLDS = 5
MAX_EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class EvaluateOptions:
    """How an evaluation is made.

    `target` is the label column, None for spans. `split` is how the probes are cross-validated, and how the
    models are said to have been; `random` must be asked for by name. `rounds` and `seed` are the bootstrap's.
    """

    target: str | None = None
    split: SplitKind = "outlet"
    main: str = "macro_f1"
    rounds: int = ROUNDS
    seed: int = 0
    command: str = ""


def evaluate(
    gold: Sequence[LabelledArticle], models: Mapping[str, Path | None], dataset: str, options: EvaluateOptions
) -> Report:
    """The report on some models: each a file of predictions or a bundle's folder, None for the rule engine.

    Raises:
        ValueError: no article has what is evaluated, or predictions that do not fit the set.
    """
    if options.target is None:
        return evaluate_spans(gold, {n: _load_spans(gold, p) for n, p in models.items()}, dataset, options)
    loaded = {name: read_labels(path, options.target) for name, path in models.items() if path is not None}
    if len(loaded) < len(models):
        raise ValueError(f"the rule engine predicts no label {options.target!r}; give files of predictions")
    return evaluate_labels(gold, loaded, dataset, options)


def _load_spans(gold: Sequence[LabelledArticle], path: Path | None) -> Mapping[str, SpanRow]:
    """Scores from a file or folder, or of articles scored now: by a bundle, or the rule engine."""
    if path is not None and not is_bundle(path):
        return read_spans(path)
    return {item.article.id: score_spans(item.article, path) for item in gold}


# labels -------------------------------------------------------------------------------------------


def evaluate_labels(
    gold: Sequence[LabelledArticle],
    models: Mapping[str, Mapping[str, LabelRow]],
    dataset: str,
    options: EvaluateOptions,
) -> Report:
    """The report on predicted labels. An article without a prediction counts as wrong, one without gold is
    left
    out.

    Raises:
        ValueError: no article has the label, or no prediction fits.
    """
    target = options.target or ""
    items = [item for item in gold if isinstance(item.labels.get(target), str | int | float)]
    if not items:
        raise ValueError(f"{dataset}: no article has a label {target!r}; it has {_labels_of(gold)}")
    labels = [_text(item.labels[target]) for item in items]
    outlets = [canonical_outlet(item.article.outlet, item.article.url) for item in items]
    resampling = Resampling(code_groups(outlets), options.rounds, options.seed)
    predictions = {name: _code(items, labels, rows, name) for name, rows in models.items()}
    warnings: list[str] = []
    probes = _probe(items, labels, outlets, options, warnings)
    slices = slice_labels(items, outlets)
    results = [
        _label_result(name, items, p, probes, slices, resampling, options) for name, p in predictions.items()
    ]
    leaks = {name: _leak(name, p, outlets, resampling) for name, p in predictions.items()}
    results = [replace(r, verdicts=expose(r, probes, leaks[r.name])) for r in results]
    measures = {name: measure_of(p, options.main) for name, p in predictions.items()}
    missing = {name: int((p.predicted < 0).sum()) for name, p in predictions.items()}
    warnings += [
        f"{name}: {n:,} of {len(items):,} articles have no prediction, which counts as wrong"
        for name, n in missing.items()
        if n
    ]
    for name, p in predictions.items():
        strange = sorted({p.labels[code] for code in p.predicted if code >= 0} - set(labels))
        if strange:
            known = ", ".join(sorted(set(labels)))
            warnings.append(f"{name}: predicts {', '.join(map(repr, strange))}, but the set has only {known}")
    if options.split == "random":
        warnings.insert(
            0, "the split is random: outlets stand on both sides, and the figures measure them as well"
        )
    warnings += flag_few_groups([m for r in results for m in r.metrics if m.name == options.main])
    return _report(
        items,
        dataset,
        options,
        resampling,
        models=tuple(sorted(results, key=lambda r: -(_main_value(r) or 0.0))),
        probes=probes,
        leak_check=tuple(m for leak in leaks.values() if leak for m in leak),
        comparisons=compare(measures, options.main, resampling) if len(measures) > 1 else (),
        warnings=tuple(warnings),
    )


def _code(
    items: Sequence[LabelledArticle], labels: Sequence[str], rows: Mapping[str, LabelRow], name: str
) -> LabelPredictions:
    """Predictions in the order of the articles."""
    found = [rows.get(item.article.id) for item in items]
    if not any(found):
        raise ValueError(
            f"{name}: no id of the predictions is one of the set, such as {items[0].article.id!r}"
        )
    probabilities = [row.probabilities for row in found if row is not None]
    uniform = dict.fromkeys(sorted(set(labels)), 1 / len(set(labels)))
    given = all(p is not None for p in probabilities)
    shares = [(row.probabilities if row and row.probabilities else uniform) for row in found]
    try:
        return code_labels(labels, [row.label if row else None for row in found], shares if given else None)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _probe(
    items: Sequence[LabelledArticle],
    labels: Sequence[str],
    outlets: Sequence[str | None],
    options: EvaluateOptions,
    warnings: list[str],
) -> tuple[ProbeResult, ...]:
    """The probes on folds of the split's kind; none, with a warning, where the set is too small for folds."""
    try:
        folds = make_folds(items, FOLDS, options.split, options.seed, allow_random=options.split == "random")
    except ValueError as error:
        warnings.append(f"no probes: {error}")
        return ()
    tests = [fold.ids("test") for fold in folds]
    task = ProbeTask(items, labels, code_folds([item.article.id for item in items], tests), outlets)
    return run_probes(task, options.main, options.rounds, options.seed)


def _label_result(
    name: str,
    items: Sequence[LabelledArticle],
    predictions: LabelPredictions,
    probes: Sequence[ProbeResult],
    slices: Mapping[str, Sequence[str]],
    resampling: Resampling,
    options: EvaluateOptions,
) -> ModelResult:
    """Everything measured of one model's labels."""
    measures: list[Measure] = [measure_labels(predictions)]
    if all(_is_number(label) for label in predictions.labels):
        measures.append(measure_ordinal(predictions))
    sure = predictions.probabilities is not None
    if sure:
        measures += [measure_probabilities(predictions), measure_abstention(predictions)]
    metrics = tuple(
        m for part in metrics_with_intervals([Part(m) for m in measures], resampling) for m in part
    )
    main = next((m for m in metrics if m.name == options.main), None)
    if main is None:
        raise ValueError(f"{name}: {options.main} needs probabilities, and these predictions have none")
    reached = [p.metric.value for p in probes if p.metric.value is not None]
    best = (max if main.higher_is_better else min)(reached, default=None)
    return ModelResult(
        name=name,
        main=options.main,
        metrics=metrics,
        classes=class_metrics(predictions),
        labels=predictions.labels,
        confusion=tuple(tuple(int(n) for n in row) for row in confusion(predictions)),
        reliability=reliability(predictions) if sure else (),
        coverage=risk_coverage(predictions) if sure else (),
        slices=measure_slices(measure_of(predictions, options.main), options.main, slices, resampling),
        worst=_worst(items, predictions),
        examples=pick_examples([_example(i, items, predictions) for i in range(len(items))], slices),
        lift=None if best is None or main.value is None else main.value - best,
    )


def _leak(
    name: str,
    predictions: LabelPredictions,
    outlets: Sequence[str | None],
    resampling: Resampling,
) -> LeakCheck | None:
    """How well the outlet is told from a model's probabilities, or from its labels where it gave none."""
    outputs = predictions.probabilities
    if outputs is None:
        outputs = (predictions.predicted[:, None] == np.arange(len(predictions.labels))).astype(float)
    return leak_check(outputs, predictions.gold, outlets, None, resampling, f"{name}'s outputs")


def _worst(items: Sequence[LabelledArticle], predictions: LabelPredictions) -> tuple[Example, ...]:
    """The errors that the model was surest of."""
    confidence = predictions.confidence if predictions.probabilities is not None else predictions.right * 0
    wrong = [i for i in range(len(items)) if not predictions.right[i]]
    order = sorted(wrong, key=lambda i: -confidence[i])[:MAX_EXAMPLES]
    return tuple(_example(i, items, predictions) for i in order)


def _example(i: int, items: Sequence[LabelledArticle], predictions: LabelPredictions) -> Example:
    """Article `i` with what was expected and predicted."""
    names = (*predictions.labels, "no prediction")  # code -1 is the last
    sure = predictions.probabilities is not None and predictions.predicted[i] >= 0
    return Example(
        id=items[i].article.id,
        text=items[i].article.text,
        expected=names[predictions.gold[i]],
        predicted=names[predictions.predicted[i]],
        confidence=float(predictions.confidence[i]) if sure else None,
    )


def _labels_of(gold: Sequence[LabelledArticle]) -> str:
    return ", ".join(sorted({key for item in gold for key in item.labels})) or "none"


def _text(label: Any) -> str:
    """A label as predictions write it: 1.0 is 1."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def _is_number(label: str) -> bool:
    try:
        float(label)
    except ValueError:
        return False
    return True


def _main_value(result: ModelResult) -> float | None:
    return next((m.value for m in result.metrics if m.name == result.main), None)


# spans --------------------------------------------------------------------------------------------


def evaluate_spans(
    gold: Sequence[LabelledArticle],
    models: Mapping[str, Mapping[str, SpanRow]],
    dataset: str,
    options: EvaluateOptions,
) -> Report:
    """The report on attributions, hedges and loaded terms.

    Raises:
        ValueError: no article has annotated spans, or no score fits.
    """
    items = [i for i in gold if i.attributions is not None or i.hedges is not None or i.loaded is not None]
    if not items:
        raise ValueError(f"{dataset}: no article has annotated spans; name a label column with --label")
    outlets = [canonical_outlet(i.article.outlet, i.article.url) for i in items]
    resampling = Resampling(code_groups(outlets), options.rounds, options.seed)
    engines = {name: evaluate_engine(name, items, rows, outlets, resampling) for name, rows in models.items()}
    results = tuple(engine.result for engine in engines.values())
    measures = {name: engine.main for name, engine in engines.items()}
    comparisons = compare(measures, results[0].main, resampling) if len(measures) > 1 else ()
    warnings = tuple(w for engine in engines.values() for w in engine.warnings)
    few = flag_few_groups([m for r in results for m in r.metrics if m.name == r.main])
    return _report(
        items, dataset, options, resampling, models=results, comparisons=comparisons, warnings=warnings + few
    )


def digest_set(items: Sequence[LabelledArticle]) -> str:
    """SHA-256 over the sorted articles in their internal form, as 64 hexadecimal digits."""
    lines = sorted(json.dumps(to_json(item), ensure_ascii=False, sort_keys=True) for item in items)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


def _report(
    items: Sequence[LabelledArticle],
    dataset: str,
    options: EvaluateOptions,
    resampling: Resampling,
    **parts: Any,
) -> Report:
    """The report with what is known of the set and the run."""
    from datetime import UTC, datetime

    from ..model.score import package_version

    return Report(
        task="spans" if options.target is None else "labels",
        target=options.target or "attributions, hedges, loaded terms",
        dataset=DatasetInfo(
            name=dataset,
            digest=digest_set(items),
            articles=len(items),
            groups=len(set(resampling.groups.tolist())),
            langs=tuple(sorted({i.article.lang for i in items})),
        ),
        split=SplitInfo("none" if options.target is None else options.split, None, options.seed),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        version=package_version(),
        command=options.command,
        **parts,
    )
