"""Figures on development windows after an epoch: whether training helps, not how good the bundle is.

Sources and contents are read at annotated cues here; `selon evaluate` measures the whole.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import torch

from ..model.layers import LAYERS, find_regions
from ..model.segments import decode
from .batches import collate
from .config import Recipe
from .dataset import Sample
from .network import SpanNetwork

Found = set[tuple[int, ...]]


def measure(network: SpanNetwork, samples: Sequence[Sample], recipe: Recipe, pad: int) -> dict[str, float]:
    """Exact-span F1 of each layer, of sources and of contents by set and language-blind; 0 to 1.

    The names are `set/layer`; empty without development windows.
    """
    network.eval()
    gold: dict[str, Found] = {}
    found: dict[str, Found] = {}
    size = max(1, 2 * recipe.batch_tokens // (recipe.window.core + recipe.window.before))
    ordered = sorted(samples, key=lambda s: len(s.window))
    device = next(network.parameters()).device
    for start in range(0, len(ordered), size):
        batch = collate(ordered[start : start + size], pad)
        width = batch.ids.shape[1]
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
            tags, states = network.encode(
                batch.ids.to(device), batch.mask.to(device), batch.convention.to(device)
            )
            golds = [(row, r) for row, s in enumerate(batch.samples) for r in s.relations]
            lengths = [len(s.window) for s in batch.samples]
            regions = find_regions([(row, *r.cue) for row, r in golds], lengths, width)
            tensors = [
                torch.from_numpy(a).to(device)
                for a in (regions.rows, regions.distances, regions.present, regions.cues)
            ]
            scores = network.relate(states.reshape(-1, states.shape[-1]), *tensors)[0] if golds else None
        allowed = np.zeros((len(batch.samples), width), bool)
        core = np.zeros((len(batch.samples), width), bool)
        for row, sample in enumerate(batch.samples):
            allowed[row, : len(sample.window)] = sample.window.readable
            core[row, sample.window.core[0] : sample.window.core[1]] = True
        for number, layer in enumerate(LAYERS):
            decoded = decode(tags[..., 3 * number : 3 * number + 3].float().cpu().numpy(), allowed & core)
            for row, sample in enumerate(batch.samples):
                if (segments := sample.layers[number]) is not None:
                    key = f"{sample.set_name}/{layer}"
                    place = start + row
                    gold.setdefault(key, set()).update((place, *s) for s in segments)
                    spans = found.setdefault(key, set())
                    spans.update((place, s.first, s.last) for s in decoded[row].segments)
        if scores is None:
            continue
        near = allowed.reshape(-1)[regions.rows] & (regions.present > 0)
        values = scores.float().cpu().numpy()
        for part, layer in ((values[..., :3], "source"), (values[..., 3:], "content")):
            results = decode(part, near, single=layer == "source")
            for (row, relation), result, first in zip(golds, results, regions.firsts, strict=True):
                key = f"{batch.samples[row].set_name}/{layer}"
                place = (start + row, *relation.cue)
                wanted = (
                    relation.content if layer == "content" else (relation.source,) if relation.source else ()
                )
                gold.setdefault(key, set()).update((*place, *s) for s in wanted)
                spans = found.setdefault(key, set())
                spans.update((*place, s.first + int(first), s.last + int(first)) for s in result.segments)
    return {key: round(_f1(gold[key], found.get(key, set())), 4) for key in sorted(gold)}


def _f1(gold: Iterable[tuple[int, ...]], found: Iterable[tuple[int, ...]]) -> float:
    gold, found = set(gold), set(found)
    return 2 * len(gold & found) / max(1, len(gold) + len(found))
