"""Figures on development windows after an epoch: whether training helps, not how good the bundle is.

Sources and contents are read at annotated cues here; `selon evaluate` measures the whole.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import torch

from ..model.layers import LAYERS
from ..model.segments import decode
from .batches import Batch, collate
from .config import Recipe
from .dataset import Sample, Tokens
from .losses import read_at_cues, read_windows
from .network import SpanNetwork


def measure(network: SpanNetwork, samples: Sequence[Sample], recipe: Recipe, pad: int) -> dict[str, float]:
    """Exact-span F1 of each layer, of sources and of contents by set and language-blind; 0 to 1.

    The names are `set/layer`; empty without development windows.
    """
    network.eval()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])  # spans that are in both, twice; in either
    size = max(1, 2 * recipe.batch_tokens // (recipe.window.core + recipe.window.before))
    ordered = sorted(samples, key=lambda s: len(s.window))
    for start in range(0, len(ordered), size):
        for key, gold, found in _read(network, collate(ordered[start : start + size], pad)):
            counts[key][0] += 2 * len(gold & found)
            counts[key][1] += len(gold) + len(found)
    return {key: round(both / max(1, either), 4) for key, (both, either) in sorted(counts.items())}


def _read(network: SpanNetwork, batch: Batch) -> Iterator[tuple[str, set[Tokens], set[Tokens]]]:
    """For each window and layer, and each annotated cue: `set/layer`, the annotated spans, those found."""
    with torch.no_grad(), torch.autocast(next(network.parameters()).device.type, torch.bfloat16):
        tags, states = read_windows(network, batch)
        at_cues = read_at_cues(network, batch, states)
    for number, layer in enumerate(LAYERS):
        decoded = decode(tags[..., number, :].float().cpu().numpy(), batch.core)
        for sample, result in zip(batch.samples, decoded, strict=True):
            if (segments := sample.layers[number]) is not None:
                yield f"{sample.set_name}/{layer}", set(segments), {s[:2] for s in result.segments}
    if at_cues is None:
        return
    scores = at_cues.scores.float().cpu().numpy()
    sources = decode(scores[..., :3], at_cues.allowed, single=True)
    contents = decode(scores[..., 3:], at_cues.allowed)
    for (row, gold), first, source, content in zip(
        at_cues.golds, at_cues.regions.firsts.tolist(), sources, contents, strict=True
    ):
        for layer, wanted, result in (
            ("source", (gold.source,) if gold.source else (), source),
            ("content", gold.content, content),
        ):
            found = {(s.first + first, s.last + first) for s in result.segments}
            yield f"{batch.samples[row].set_name}/{layer}", set(wanted), found
