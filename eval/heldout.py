"""Figures of a bundle on articles that the networks behind them had not seen, for its manifest."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..data.labelled import LabelledArticle
from ..model.bundle import BASE, load_bundle
from .engine import evaluate_engine
from .intervals import ROUNDS, Resampling
from .predictions import read_spans

DIGITS = 4
SHOWN = {
    "content@0.3": "statement found (content F1 at 0.3)",
    "content@0.8": "… with nearly its exact words (content F1 at 0.8)",
    "who-said@0.5": "… and given to the right source (F1 at 0.5)",
    "cue": "cue (F1)",
    "source_type": "type of the source (accuracy on matched statements)",
    "naming": "naming of the source (accuracy on matched statements)",
    "mode": "direct, indirect or mixed (accuracy on matched statements)",
    "cue_class": "class of the cue (accuracy on matched statements)",
    "hedge": "hedge cues (F1)",
    "loaded": "loaded terms (F1)",
    "loaded_voice": "voice of loaded terms (accuracy on those found)",
}
LANGUAGES = {"fr": "French", "en": "English"}


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


def render_table(metrics: Mapping[str, Any]) -> str:
    """A Markdown table of the main figures of a manifest, with their intervals, as the README shows them."""
    lines = [
        "| on articles not seen in training, with 95 % intervals | "
        + " | ".join(LANGUAGES[lang] for lang in metrics)
        + " |",
        "|---|" + "---|" * len(metrics),
    ]
    for name, meaning in SHOWN.items():
        cells = (_cell(figures.get(name)) for figures in metrics.values())
        lines.append(f"| {meaning} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(figure: Mapping[str, Any] | None) -> str:
    if figure is None or figure["value"] is None:
        return "–"
    value, low, high = (f"{figure[key]:.2f}".removeprefix("0") for key in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the table of a bundle: `python -m selon.eval.heldout [--bundle FOLDER]`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--bundle", type=Path, default=BASE, metavar="FOLDER", help="by default the shipped one"
    )
    options = parser.parse_args(argv)
    try:
        print(render_table(load_bundle(options.bundle).manifest.metrics), end="")
    except (OSError, ValueError) as error:
        parser.error(str(error))


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


if __name__ == "__main__":
    main()
