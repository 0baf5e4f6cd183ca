"""What the annotations of a batch cost, task by task: their negative log-likelihood."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from ..model.layers import LAYERS, find_regions
from .batches import Batch
from .crf import negative_log_likelihood
from .dataset import NO_LABEL, mark_segments
from .network import SpanNetwork


def compute_losses(network: SpanNetwork, batch: Batch) -> dict[str, Tensor]:
    """The negative log-likelihood of a batch's annotations, a task; windows that say nothing of it are left
    out."""
    device = next(network.parameters()).device
    tags, states = network.encode(batch.ids.to(device), batch.mask.to(device), batch.convention.to(device))
    width = batch.ids.shape[1]
    losses = _tag_losses(batch, tags, width)
    flat = states.reshape(-1, states.shape[-1])
    losses |= _relation_losses(network, batch, flat, width)
    kinds = [(row * width + f, row * width + e, kind) for row, f, e, kind in _hedge_kinds(batch)]
    if kinds:
        pooled = torch.stack([flat[first:last].mean(0) for first, last, _ in kinds])
        gold = torch.tensor([kind for *_, kind in kinds], device=device)
        losses["hedge_kind"] = torch.nn.functional.cross_entropy(
            network.label("hedge_kind", pooled).float(), gold, reduction="sum"
        )
    return losses


def _tag_losses(batch: Batch, tags: Tensor, width: int) -> dict[str, Tensor]:
    rows, marks, allowed, owners = [], [], [], []
    for number in range(len(LAYERS)):
        for row, sample in enumerate(batch.samples):
            segments = sample.layers[number]
            if segments is None:
                continue
            free = np.zeros(width, bool)
            free[sample.window.core[0] : sample.window.core[1]] = True
            free[: len(sample.window)] &= sample.window.readable
            rows.append((row, number))
            owners.append(number)
            allowed.append(free)
            marks.append(mark_segments(segments, free))
    device = tags.device
    chosen = tags.view(len(batch.samples), width, len(LAYERS), 3)
    index = torch.tensor(rows, device=device)
    costs = negative_log_likelihood(
        chosen[index[:, 0], :, index[:, 1]],
        torch.from_numpy(np.stack(marks)).to(device),
        torch.from_numpy(np.stack(allowed)).to(device),
    )
    return {
        name: costs[[i for i, owner in enumerate(owners) if owner == number]].sum()
        for number, name in enumerate(LAYERS)
        if number in owners
    }


def _hedge_kinds(batch: Batch) -> Iterator[tuple[int, int, int, int]]:
    for row, sample in enumerate(batch.samples):
        for (first, last), kind in zip(sample.layers[1] or (), sample.hedge_kinds, strict=True):
            if kind != NO_LABEL:
                yield row, first, last, kind


def _relation_losses(network: SpanNetwork, batch: Batch, flat: Tensor, width: int) -> dict[str, Tensor]:
    golds = [(row, relation) for row, s in enumerate(batch.samples) for relation in s.relations]
    if not golds:
        return {}
    device = flat.device
    lengths = [len(s.window) for s in batch.samples]
    regions = find_regions([(row, *relation.cue) for row, relation in golds], lengths, width)
    rows, distances, present, cues = (
        torch.from_numpy(a).to(device)
        for a in (regions.rows, regions.distances, regions.present, regions.cues)
    )
    scores, mixed = network.relate(flat, rows, distances, present, cues)
    readable = np.zeros((len(batch.samples), width), bool)
    for row, sample in enumerate(batch.samples):
        readable[row, : len(sample.window)] = sample.window.readable
    allowed = readable.reshape(-1)[regions.rows] & (regions.present > 0)
    sources, contents = [], []
    for (_, relation), first, free in zip(golds, regions.firsts, allowed, strict=True):
        source = [relation.source] if relation.source else []
        sources.append(mark_segments([(a - first, b - first) for a, b in source], free, single=True))
        contents.append(mark_segments([(a - first, b - first) for a, b in relation.content], free))
    free = torch.from_numpy(allowed).to(device)
    source_marks, content_marks = (torch.from_numpy(np.stack(m)).to(device) for m in (sources, contents))
    losses = {
        "source": negative_log_likelihood(scores[..., :3], source_marks, free, single=True).sum(),
        "content": negative_log_likelihood(scores[..., 3:], content_marks, free).sum(),
    }
    inside = source_marks[..., 0]
    pooled_source = (mixed * inside[..., None]).sum(1) / inside.sum(1, keepdim=True).clamp(min=1)
    pooled_cue = (mixed * cues[..., None]).sum(1)
    for k, name in enumerate(("cue_class", "source_type", "naming")):
        gold = torch.tensor([relation.labels[k] for _, relation in golds], device=device)
        if k:
            gold = torch.where(inside.sum(1) > 0, gold, NO_LABEL)
        if (gold != NO_LABEL).any():
            pooled = pooled_source if k else pooled_cue
            losses[name] = torch.nn.functional.cross_entropy(
                network.label(name, pooled).float(), gold, reduction="sum", ignore_index=NO_LABEL
            )
    return losses
