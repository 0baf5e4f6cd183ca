"""What the views of an evaluation say, as plain text and records: names, numbers, alarms, orders."""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..eval.records import (
    BehaviourResult,
    Comparison,
    Metric,
    ModelResult,
    ProbeResult,
    Report,
    SliceResult,
    SplitInfo,
)
from .summary import count, plain, shorten, words_of

DISCLAIMER = (
    "These figures say how far predictions agree with annotations, on this data set. "
    "They do not say whether an article is right."
)
NAME_CHARS = 60
MISSING = "–"
SIGNIFICANT = 0.05  # level that a corrected p is read at; the customary one, tuned on nothing
# Digits of a digest that are shown; `metrics.json` has the whole.
DIGEST_CHARS = 12
DATE_CHARS = len("2026-11-24")
LABELS = {
    "macro_f1": "macro-F1",
    "micro_f1": "micro-F1",
    "mcc": "MCC",
    "mae": "MAE",
    "ece": "ECE",
    "brier": "Brier score",
    "aurc": "risk-coverage area",
    "accuracy_at_50": "accuracy of the surest half",
    "pearson": "Pearson’s r",
}
MEANINGS = {
    "accuracy": "share of articles whose label is right",
    "macro_f1": "mean of the classes’ F1, each class counting the same",
    "micro_f1": "F1 over all labels together",
    "balanced_accuracy": "mean of the classes’ recall",
    "mcc": "Matthews correlation, -1 to 1, 0 = chance",
    "quadratic_kappa": "agreement beyond chance, far misses counting more; 0 = chance",
    "mae": "mean distance from gold; lower is better",
    "brier": "squared error of the probabilities, 0 to 2; lower is better",
    "ece": "gap between confidence and accuracy, 0 to 1; lower is better",
    "aurc": "mean error when only the surest are answered; lower is better",
    "accuracy_at_50": "accuracy when the less sure half is left unanswered",
    "exact_match": "share of articles whose whole label set is right",
    "pearson": "correlation of predicted and gold feature, -1 to 1",
    "bias": "mean of predicted less gold; best is 0",
}
SPLITS = {
    "outlet": "no outlet stands on both sides",
    "event": "no event stands on both sides",
    "topic": "no topic stands on both sides",
    "time": "the test articles are the later ones",
    "article": "no article stands on both sides",
    "random": "outlets, events and near-copies may stand on both sides",
    "given": "as the data set comes",
    "none": "nothing was trained on this data set",
}


class Rung(NamedTuple):
    """A model or a probe among the others. `beaten` is a model that no better than equals the best probe."""

    name: str
    note: str
    metric: Metric
    is_model: bool
    lift: float | None
    beaten: bool


def known(value: float | None) -> float | None:
    """The value, None where it is no finite number."""
    return value if value is not None and math.isfinite(value) else None


def number(value: float | None, digits: int = 3) -> str:
    """The value with so many digits, a dash where there is none."""
    return MISSING if (value := known(value)) is None else f"{value:.{digits}f}"


def signed(value: float | None, digits: int = 3) -> str:
    """The value with its sign; a zero has none."""
    if (value := known(value)) is None:
        return MISSING
    shown = f"{value:+.{digits}f}"
    return shown if float(shown) else shown[1:]


def interval(metric: Metric | Comparison) -> str:
    """`[0.701, 0.772]`, empty where there is no interval."""
    low, high = known(metric.low), known(metric.high)
    return "" if low is None or high is None else f"[{low:.3f}, {high:.3f}]"


def label_of(name: str) -> str:
    """The name of a metric as it is written in prose."""
    return LABELS.get(name) or shorten(words_of(name), NAME_CHARS)


def name_of(name: str) -> str:
    """The name of a model, outlet or label on one short line."""
    return shorten(name, NAME_CHARS) or "unnamed"


def title_of(report: Report) -> str:
    """What was evaluated on which data set."""
    return f"{plain(words_of(report.target)) or report.task} on {name_of(report.dataset.name)}"


def split_of(split: SplitInfo) -> str:
    """How train and test were parted, in words."""
    kind = plain(split.kind)
    return f"{kind}: {SPLITS[kind]}" if kind in SPLITS else kind


def main_metric(model: ModelResult) -> Metric:
    """The metric that probes and comparisons are made by; without a value where the model lacks it."""
    return next((metric for metric in model.metrics if metric.name == model.main), Metric(model.main, None))


def best_probe(report: Report, model: ModelResult) -> ProbeResult | None:
    """The probe that does best by the model's main metric."""
    probes = [
        probe
        for probe in report.probes
        if probe.metric.name == model.main and known(probe.metric.value) is not None
    ]
    return max(probes, key=lambda probe: _goodness(probe.metric), default=None)


def is_beaten(report: Report, model: ModelResult) -> bool:
    """Whether a probe does as well as the model or better."""
    metric, probe = main_metric(model), best_probe(report, model)
    if probe and known(metric.value) is not None:
        return _goodness(metric) <= _goodness(probe.metric)
    return (lift := known(model.lift)) is not None and lift <= 0


def ladder(report: Report) -> list[Rung]:
    """Models and probes together, the best first; a model stands below a probe that equals it."""
    rungs = [
        Rung(
            name_of(model.name),
            "model",
            main_metric(model),
            True,
            known(model.lift),
            is_beaten(report, model),
        )
        for model in report.models
    ]
    rungs += [
        Rung(name_of(probe.name), f"knows {plain(probe.knows)}", probe.metric, False, None, False)
        for probe in report.probes
    ]
    return sorted(rungs, key=lambda rung: (-_goodness(rung.metric), rung.is_model))


def headline(report: Report, model: ModelResult) -> str:
    """What the model reaches and how that compares with the best probe, in one sentence."""
    metric, probe = main_metric(model), best_probe(report, model)
    reached = " ".join(filter(None, (f"{label_of(metric.name)} {number(metric.value)}", interval(metric))))
    sentence = f"{name_of(model.name)} reaches {reached}"
    if probe is None:
        return f"{sentence}; there is no probe to hold it against."
    against = f"the best probe, {name_of(probe.name)} ({number(probe.metric.value)})"
    if known(metric.value) is None:
        return f"{sentence}; {against}."
    gap = abs(_goodness(metric) - _goodness(probe.metric))
    if not is_beaten(report, model):
        return f"{sentence}, {number(gap)} better than {against}{_overlap(metric, probe.metric)}."
    return (
        f"{sentence}, {number(gap)} worse than {against}."
        if gap
        else f"{sentence}, no better than {against}."
    )


def _overlap(first: Metric, second: Metric) -> str:
    ends = [known(end) for end in (first.low, first.high, second.low, second.high)]
    if None in ends:
        return ""
    low, high, other_low, other_high = (end for end in ends if end is not None)
    return "; their intervals overlap" if low <= other_high and other_low <= high else ""


def alarms(report: Report) -> list[str]:
    """What must be read before any number, each once: split, probes that win, verdicts, leaks, warnings."""
    warnings = [plain(warning) for warning in report.warnings]
    said = any("random" in line.lower() and "split" in line.lower() for line in warnings)
    lines = []
    if report.split.kind == "random" and not said:
        lines.append(f"The split is random: {SPLITS['random']}, so figures say little of new outlets.")
    for model in report.models:
        if is_beaten(report, model):
            lines.append(headline(report, model))
        lines += [f"{name_of(model.name)}: {plain(verdict)}" for verdict in model.verdicts]
    lines += [f"On both sides of the split: {plain(leak)}" for leak in report.split.leaks]
    return list(dict.fromkeys(filter(None, [*lines, *warnings])))


def ordered_slices(model: ModelResult) -> list[SliceResult]:
    """All slices, the worst first, and those too small to say much after the others."""
    return sorted(model.slices, key=lambda found: (found.small, _goodness(found.metric, missing=math.inf)))


def worst_slices(model: ModelResult, limit: int) -> list[SliceResult]:
    """The slices that are worse than the model over all, worst first, none of them small."""
    whole = _goodness(main_metric(model), missing=math.inf)
    found = (
        part
        for part in ordered_slices(model)
        if not part.small and known(part.metric.value) is not None and _goodness(part.metric) < whole
    )
    return list(found)[:limit]


def metric_names(models: Iterable[ModelResult]) -> list[str]:
    """Names of all metrics, each once: the main ones, then the others in the order they come."""
    models = list(models)
    names = dict.fromkeys(metric.name for model in models for metric in model.metrics)
    mains = dict.fromkeys(model.main for model in models if model.main in names)
    return list(mains | names)


def ordered_behaviours(report: Report) -> list[BehaviourResult]:
    """The behaviour tests, those that fail most first."""
    return sorted(report.behaviours, key=lambda found: -found.rate)


def verdict_of(comparison: Comparison) -> str:
    """Whether the difference is more than chance, in words."""
    return "differ" if comparison.p_holm < SIGNIFICANT else "not told apart"


def facts_of(report: Report) -> Iterator[str]:
    """Sizes, languages, split and version in short."""
    dataset = report.dataset
    yield count("article", dataset.articles)
    yield count("group", dataset.groups)
    if dataset.langs:
        yield ", ".join(plain(lang) for lang in dataset.langs)
    yield f"{plain(report.split.kind)} split" if report.split.kind != "none" else "no split"
    if report.created:
        yield plain(report.created)[:DATE_CHARS]
    if report.version:
        yield f"selon {plain(report.version)}"


def repeat_of(report: Report) -> list[tuple[str, str]]:
    """What is needed to repeat the evaluation, as label and value; digests whole."""
    dataset, split = report.dataset, report.split
    rows = (
        ("Data set", plain(dataset.name)),
        ("Digest of the data", plain(dataset.digest)),
        ("Articles", f"{dataset.articles:,} in {count('group', dataset.groups)}"),
        ("Languages", ", ".join(plain(lang) for lang in dataset.langs)),
        ("Licence of the data", plain(dataset.licence) or "not stated"),
        ("Split", split_of(split)),
        ("Digest of the split", plain(split.digest or "")),
        ("Seed", "" if split.seed is None else str(split.seed)),
        ("Computed", plain(report.created)),
        ("Version", plain(report.version) and f"selon {plain(report.version)}"),
        ("Form of metrics.json", plain(report.schema)),
    )
    return [(label, value) for label, value in rows if value]


def _goodness(metric: Metric, missing: float = -math.inf) -> float:
    """The value turned so that more is better; `bias` is best at 0."""
    if (value := known(metric.value)) is None:
        return missing
    if metric.name == "bias":
        return -abs(value)
    return value if metric.higher_is_better else -value
