"""What exposes a model: probes that do as well, outputs that tell the outlet, one answer, chance."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .intervals import ROUNDS, SEED, Part, Resampling, code_groups, difference_metric, metrics_with_intervals
from .measures import Floats, Ints, SumMeasure, ratio
from .metrics import equal_mass_bins
from .records import Metric, ModelResult, ProbeResult

LEAK_FOLDS = 5  # and an outlet takes part only with as many articles
LEAK_BINS = 10
MAX_BINNED = 20  # outputs with more columns are features, taken as they stand
# Lift that counts as a leak: words learnt at random reach .02 on BABE and .05 on Baly (not clear of 0),
# a look-up of outlets .56 and .32.
MIN_LEAK = 0.05
ALWAYS = 0.95  # share of one label among the answers from which on a model is said to answer little else
CHANCE = ("mcc", "quadratic_kappa")  # metrics that are 0 by chance, the first that a model has is taken


class LeakCheck(NamedTuple):
    """How often the outlet is told from a model's outputs or features, from gold, and by the commonest.

    `found`, `gold` and `majority` are accuracies, 0 to 1; `lift` is `found` less the better of the other two,
    paired. A model that is right tells of the outlet what gold tells, which is no leak.
    """

    found: Metric
    gold: Metric
    majority: Metric
    lift: Metric

    @property
    def leaks(self) -> bool:
        """Whether the outputs tell clearly more of the outlet than gold does."""
        lift = self.lift
        return lift.value is not None and lift.value >= MIN_LEAK and lift.low is not None and lift.low > 0


def leak_check(
    outputs: Floats,
    gold: Ints,
    outlets: Sequence[str | None],
    folds: Ints | None = None,
    resampling: Resampling | None = None,
    name: str = "outputs",
) -> LeakCheck | None:
    """How well a linear model tells the outlet from probabilities or features, (n_articles, n_columns).

    Cross-validated within outlets, so that every outlet is known and only its articles are new. `folds` are
    those of the model under test: outlets are told apart within one fold only, since the models of two
    folds differ by more than the outlets do. Up to 20 columns are cut into ten bins of equal numbers each.
    `gold` are label codes; `resampling` gives rounds and seed, its groups are not used.

    None where no fold has two outlets of at least five articles.

    Raises:
        ValueError: lengths differ, or an output is NaN.
    """
    if not len(outputs) == len(gold) == len(outlets):
        raise ValueError(
            f"{len(outputs)} rows of outputs, {len(gold)} gold labels and {len(outlets)} outlets"
        )
    if not np.isfinite(outputs).all():
        row = int((~np.isfinite(outputs)).any(axis=1).argmax())
        raise ValueError(f"row {row} of the outputs has NaN or infinity")
    seed = SEED if resampling is None else resampling.seed
    rounds = ROUNDS if resampling is None else resampling.rounds
    named = np.array([outlet is not None for outlet in outlets], dtype=bool)
    codes = code_groups(outlets)
    folds = np.zeros(len(codes), dtype=np.int64) if folds is None else folds
    features, labels = _spread_out(outputs), (gold[:, None] == np.unique(gold)).astype(float)
    right: dict[str, Floats] = {key: np.full(len(codes), np.nan) for key in ("found", "gold", "majority")}
    for fold in np.unique(folds):
        rows = _in_large_outlets(np.flatnonzero((folds == fold) & named), codes)
        if len(np.unique(codes[rows])) < 2:
            continue
        parts = _deal_within(codes[rows], seed)
        for key, columns in (("found", features), ("gold", labels), ("majority", np.zeros((len(codes), 1)))):
            right[key][rows] = _tell(columns[rows], codes[rows], parts)
    used = np.flatnonzero(~np.isnan(right["found"]))
    if not len(used):
        return None
    measures = {key: _accuracy(hits[used]) for key, hits in right.items()}
    drawn = Resampling(code_groups(codes[used].tolist()), rounds, seed)
    measured = metrics_with_intervals([Part(measure) for measure in measures.values()], drawn)
    names = (f"outlet from {name}", "outlet from gold labels", "outlet by majority")
    found, by_gold, majority = (
        _rename(metrics[0], title) for metrics, title in zip(measured, names, strict=True)
    )
    better = "gold" if (by_gold.value or 0) > (majority.value or 0) else "majority"
    lift = difference_metric(f"lift of {names[0]}", measures["found"], measures[better], "accuracy", drawn)
    return LeakCheck(found, by_gold, majority, lift)


def expose(
    model: ModelResult, probes: Sequence[ProbeResult] = (), leak: LeakCheck | None = None
) -> tuple[str, ...]:
    """What speaks against a model, one sentence each, without its name; empty where nothing does.

    It equals no probe, or is not clearly better than one; its outputs tell the outlet; it always gives one
    answer; it does no better than chance, as a model does that was trained on shuffled labels.
    """
    verdicts = [*_expose_by_probes(model, probes)]
    if leak is not None and leak.leaks:
        verdicts.append(
            f"outputs tell the outlet: a linear model has it right in {_percent(leak.found.value)} of the "
            f"articles, against {_percent(leak.gold.value)} from gold labels and "
            f"{_percent(leak.majority.value)} by majority"
        )
    always = _expose_one_answer(model)
    verdicts += always or _expose_chance(model)
    return tuple(verdicts)


def _expose_by_probes(model: ModelResult, probes: Sequence[ProbeResult]) -> list[str]:
    main = next((metric for metric in model.metrics if metric.name == model.main), None)
    if main is None or main.value is None:
        return []
    sign = 1 if main.higher_is_better else -1
    worst = main.low if main.higher_is_better else main.high
    equal: list[str] = []
    close: list[str] = []
    for probe in probes:
        value = probe.metric.value
        if probe.metric.name != model.main or value is None:
            continue
        said = f"{probe.name} ({value:.3f})"
        if sign * (main.value - value) <= 1e-9:
            equal.append(said)
        elif worst is not None and sign * (worst - value) <= 0:
            close.append(said)
    name = model.main.replace("_", " ")
    verdicts: list[str] = []
    if equal:
        verdicts.append(f"no better than the probe{_list(equal)}: {name} {main.value:.3f}")
    if close:
        verdicts.append(
            f"not clearly better than the probe{_list(close)}: {name} {main.value:.3f}, "
            f"whose interval reaches {worst:.3f}"
        )
    return verdicts


def _expose_one_answer(model: ModelResult) -> list[str]:
    table = np.array(model.confusion, dtype=float)
    if not table.size or not table.sum():
        return []
    answered, annotated = table.sum(axis=0) / table.sum(), table.sum(axis=1) / table.sum()
    top = int(answered.argmax())
    label = model.labels[top]
    if annotated[top] >= answered[top] or answered[top] < ALWAYS:
        return []
    gold = f"gold has it in {_percent(annotated[top])}"
    if answered[top] == 1:
        return [f"always answers {label!r}: {gold} of the articles"]
    return [f"nearly always answers {label!r}: in {_percent(answered[top])} of the articles, where {gold}"]


def _expose_chance(model: ModelResult) -> list[str]:
    metrics = {metric.name: metric for metric in model.metrics}
    metric = next((metrics[name] for name in CHANCE if name in metrics), None)
    if metric is None or metric.value is None:
        return []
    low = metric.value if metric.low is None else metric.low
    if low > 0:
        return []
    reach = "" if metric.low is None else f" ({metric.low:.3f} to {metric.high:.3f})"
    name = "MCC" if metric.name == "mcc" else metric.name.replace("_", " ")
    return [f"shuffled-like, no better than chance: {name} {metric.value:.3f}{reach}, where chance is 0"]


# the linear model of the leak check ---------------------------------------------------------------


def _spread_out(outputs: Floats) -> Floats:
    """Few columns as indicators of bins, since an outlet may have any range of them; many standardised."""
    if outputs.shape[1] <= MAX_BINNED:
        binned = [equal_mass_bins(column, LEAK_BINS) for column in outputs.T]
        return np.hstack([(bins[:, None] == np.arange(LEAK_BINS)).astype(float) for bins in binned])
    deviation = outputs.std(axis=0)
    return (outputs - outputs.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)


def _in_large_outlets(rows: Ints, codes: Ints) -> Ints:
    sizes = np.bincount(codes[rows]) if len(rows) else np.zeros(1)
    return rows[sizes[codes[rows]] >= LEAK_FOLDS] if len(rows) else rows


def _deal_within(codes: Ints, seed: int) -> Ints:
    """The part, 0 to 4, of each article, such that every outlet is spread over all parts."""
    order = np.random.default_rng(seed).permutation(len(codes))
    order = order[np.argsort(codes[order], kind="stable")]
    parts = np.empty(len(codes), dtype=np.int64)
    parts[order] = np.arange(len(codes)) % LEAK_FOLDS
    return parts


def _tell(columns: Floats, codes: Ints, parts: Ints) -> Floats:
    """1 where the outlet is told right by a model that was fitted on the other parts, else 0."""
    from sklearn.linear_model import RidgeClassifier

    told = np.empty_like(codes)
    for part in range(LEAK_FOLDS):
        test = parts == part
        model = RidgeClassifier(alpha=1.0).fit(columns[~test], codes[~test])
        told[test] = np.asarray(model.predict(columns[test]))
    return (told == codes).astype(float)


def _accuracy(hits: NDArray[np.float64]) -> SumMeasure:
    ones = np.ones(len(hits))
    return SumMeasure(
        np.stack([hits, ones], axis=1),
        lambda sums: {"accuracy": ratio(sums[..., 0], sums[..., 1])},
        ones,
    )


def _rename(metric: Metric, name: str) -> Metric:
    return Metric(name, metric.value, metric.low, metric.high, metric.n, metric.groups)


def _list(names: Sequence[str]) -> str:
    """` a`, or `s a, b and c`, to follow a noun."""
    return f" {names[0]}" if len(names) == 1 else f"s {', '.join(names[:-1])} and {names[-1]}"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.0f} %"
