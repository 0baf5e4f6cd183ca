"""Repeats, on public corpora, figures that show how far an outlet's name goes and what a split hides.

`python -m selon.eval.reproduce --shared DIR [--corpus babe | baly] [--rounds N]`

DIR holds `corpora/babe` and `corpora/baly` as they are distributed. BABE takes about 10 seconds, Baly some
minutes.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..data.labelled import read_labelled
from ..data.outlet import group_outlets
from .intervals import ROUNDS, SEED, Part, metrics_with_intervals
from .leaks import leak_check
from .measures import Ints
from .metrics import LabelPredictions, measure_labels
from .probes import TRAIN_ONLY, ProbeTask, predict_by_words, predict_outlet
from .records import Metric
from .rules import print_rows

FOLDS = 5


class Figure(NamedTuple):
    """A figure that was measured: on which corpus and split, by what, and what it was before, if known."""

    corpus: str
    split: str
    knows: str
    metric: Metric
    reported: float | None


def random_folds(labels: Sequence[str], folds: int = FOLDS, seed: int = SEED) -> Ints:
    """Folds that spread labels alike and put outlets on both sides: what not to do, done to show it."""
    from sklearn.model_selection import StratifiedKFold

    return _codes(StratifiedKFold(folds, shuffle=True, random_state=seed).split(labels, labels), len(labels))


def outlet_folds(outlets: Sequence[str | None], folds: int = FOLDS) -> Ints:
    """Folds in which every outlet stands whole, about equal in size."""
    from sklearn.model_selection import GroupKFold

    names = [outlet or "" for outlet in outlets]
    return _codes(GroupKFold(folds).split(names, groups=names), len(names))


def _codes(splits: Iterator[tuple[Ints, Ints]], n: int) -> Ints:
    codes = np.full(n, TRAIN_ONLY)
    for fold, (_, test) in enumerate(splits):
        codes[test] = fold
    return codes


def measure_babe(folder: Path, rounds: int = ROUNDS) -> list[Figure]:
    """BABE's sentences, biased or not: the outlet's name and the words at random, the words between outlets.

    Outlets are those that the set names.
    """
    items = [item for item in read_labelled(folder, "babe") if "bias" in item.labels]
    gold, outlets = [str(item.labels["bias"]) for item in items], [item.article.outlet for item in items]
    at_random = ProbeTask(items, gold, random_folds(gold), outlets)
    between = ProbeTask(items, gold, outlet_folds(outlets), outlets)
    return [
        *_figures("babe", "random", "outlet", at_random, predict_outlet, {"macro_f1": 0.737}, rounds),
        *_figures("babe", "random", "words", at_random, predict_by_words, {"macro_f1": 0.729}, rounds),
        *_figures("babe", "outlet", "outlet", between, predict_outlet, {}, rounds),
        *_figures("babe", "outlet", "words", between, predict_by_words, {"macro_f1": 0.664}, rounds),
    ]


def measure_baly(folder: Path, rounds: int = ROUNDS) -> list[Figure]:
    """Baly's articles, left, center or right: at random, between outlets, and by the media split.

    Its valid part is tested here; the figures reported were measured on its test part.
    """
    train = list(read_labelled(folder / "media_train.jsonl.gz", "baly"))
    valid = list(read_labelled(folder / "media_valid.jsonl.gz", "baly"))
    both = [*train, *valid]
    gold = [str(item.labels["us_lean"]) for item in both]
    outlets = [item.article.outlet for item in both]
    n = len(train)
    at_random = ProbeTask(train, gold[:n], random_folds(gold[:n]), outlets[:n])
    canonical = group_outlets(item.article for item in train)
    between = ProbeTask(train, gold[:n], outlet_folds(canonical), canonical)
    media = ProbeTask(both, gold, np.repeat([TRAIN_ONLY, 0], [n, len(valid)]), outlets)
    accuracy = {"accuracy": 0.765}
    return [
        *_figures("baly", "random", "outlet", at_random, predict_outlet, {"accuracy": 1.0}, rounds),
        *_figures("baly", "random", "words", at_random, predict_by_words, accuracy, rounds),
        *_figures("baly", "outlet", "outlet", between, predict_outlet, {}, rounds),
        *_figures("baly", "outlet", "words", between, predict_by_words, {}, rounds),
        *_figures(
            "baly", "media", "words", media, predict_by_words, {"accuracy": 0.592, "macro_f1": 0.563}, rounds
        ),
    ]


def _figures(
    corpus: str,
    split: str,
    knows: str,
    task: ProbeTask,
    predict: Callable[[ProbeTask], LabelPredictions],
    reported: Mapping[str, float],
    rounds: int,
) -> Iterator[Figure]:
    found = predict(task)
    (metrics,) = metrics_with_intervals([Part(measure_labels(found))], task.resampling(rounds))
    for metric in metrics:
        if metric.name in ("accuracy", "macro_f1"):
            yield Figure(corpus, split, knows, metric, reported.get(metric.name))
    assert found.probabilities is not None
    outlets = [task.outlets[row] for row in task.tested]
    folds = None if split == "random" else task.folds[task.tested]
    leak = leak_check(found.probabilities, found.gold, outlets, folds)
    for metric in leak or ():
        yield Figure(corpus, split, knows, metric, None)


MEASURES = {"babe": measure_babe, "baly": measure_baly}


def main(argv: Sequence[str] | None = None) -> None:
    """Reads the options, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, required=True, metavar="DIR", help="the folder with corpora/")
    parser.add_argument("--corpus", choices=sorted(MEASURES), help="one only; default: all")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="samples of the bootstrap")
    options = parser.parse_args(argv)
    rows = [("corpus", "split", "knows", "metric", "value", "interval", "n", "groups", "reported")]
    for name in [options.corpus] if options.corpus else MEASURES:
        try:
            figures = MEASURES[name](options.shared / "corpora" / name, options.rounds)
        except (OSError, ValueError) as error:
            parser.error(str(error))
        rows += [_row(figure) for figure in figures]
    print_rows(rows)


def _row(figure: Figure) -> tuple[str, ...]:
    metric = figure.metric
    bounds = "" if metric.low is None else f"{metric.low:.3f} to {metric.high:.3f}"
    reported = "" if figure.reported is None else f"{figure.reported:.3f}"
    value = "" if metric.value is None else f"{metric.value:.3f}"
    return (*figure[:3], metric.name, value, bounds, str(metric.n), str(metric.groups), reported)


if __name__ == "__main__":
    main()
