"""Figures of a bundle on articles that the networks behind them had not seen, for its manifest."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..data.labelled import LabelledArticle
from .engine import evaluate_engine
from .intervals import ROUNDS, Resampling
from .predictions import read_spans

DIGITS = 4


def measure_held_out(
    items: Sequence[LabelledArticle], folder: Path, rounds: int = ROUNDS
) -> dict[str, dict[str, dict[str, float | int | None]]]:
    """By language and metric: value, the ends of its 95 % interval (articles resampled) and n.

    `folder` has the scores of the articles, as `selon score --out FOLDER/` writes them.

    Raises:
        ValueError: a score is none, or none is of these articles.
    """
    rows = read_spans(folder)
    return {
        lang: _measure([i for i in items if i.article.lang == lang], rows, rounds) for lang in _langs(items)
    }


def _langs(items: Sequence[LabelledArticle]) -> list[str]:
    return sorted({item.article.lang for item in items}, reverse=True)


def _measure(
    items: Sequence[LabelledArticle], rows: Any, rounds: int
) -> dict[str, dict[str, float | int | None]]:
    groups = np.arange(len(items))
    result = evaluate_engine("held-out", items, rows, [None] * len(items), Resampling(groups, rounds)).result
    return {
        metric.name: {
            "value": _round(metric.value),
            "low": _round(metric.low),
            "high": _round(metric.high),
            "n": metric.n,
        }
        for metric in result.metrics
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
