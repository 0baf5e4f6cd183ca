"""The model card of a bundle, as Markdown, from what its manifest says."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..eval.heldout import render_table
from ..model.bundle import Manifest


def render_card(manifest: Manifest) -> str:
    """What the bundle is for, what it was trained on, how it measured, and what it must not be used for."""
    return "\n".join(_lines(manifest)) + "\n"


def _lines(manifest: Manifest) -> Iterator[str]:
    yield f"# Bundle `{manifest.name}`, version {manifest.version}"
    yield ""
    yield f"Made {manifest.created} with selon {manifest.selon}.\n"
    yield f"**Terms of the weights: {manifest.licence}.**"
    yield ""
    yield "## What it is for"
    yield ""
    yield (
        "Reading attributions, hedges and loaded terms in French and English news articles. Each span comes "
        "with its characters; each attribution with the probability that its source and content are right. "
        "It does not say whether an article is true, and it must not be used to rank people or outlets by "
        "trustworthiness without a reader who checks the spans."
    )
    yield ""
    yield "## Training sets"
    yield ""
    yield "| set | tasks | articles | licence |"
    yield "|---|---|---|---|"
    for row in manifest.training_sets:
        yield f"| {row['name']} | {', '.join(row['tasks'])} | {row['articles']:,} | {row['licence']} |"
    yield ""
    yield from _metrics(manifest.metrics)
    if manifest.quantisation:
        yield "## int8 beside fp32"
        yield ""
        yield "On held-out articles: " + ", ".join(f"{k} {v}" for k, v in manifest.quantisation.items()) + "."
        yield ""
    yield "## Limits"
    yield ""
    yield (
        "Trained on news of a few outlets and years; other genres, older texts and other countries' press "
        "are read less well. A source or content farther than "
        f"{manifest.reach} tokens from its cue is not found. Confidence was fitted on held-out articles of "
        "the same kinds as the training articles, and is too high on others."
    )


def _metrics(metrics: Mapping[str, Any]) -> Iterator[str]:
    yield "## Measured"
    yield ""
    if not metrics:
        yield "Not measured: the recipe keeps no article out."
    else:
        yield render_table(metrics).rstrip()
    yield ""
