"""What the annotations of a batch cost, task by task: their negative log-likelihood."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..model.layers import LAYERS, Regions, find_regions
from .batches import Batch
from .crf import negative_log_likelihood
from .dataset import NO_LABEL, GoldRelation, mark_segments
from .network import SpanNetwork


class AtCues(NamedTuple):
    """What the network reads around the annotated cues of a batch, n of them; see `SpanNetwork.relate`.

    `golds` are the relations with the row of their window, `allowed` is (n, r).
    """

    golds: list[tuple[int, GoldRelation]]
    regions: Regions
    allowed: NDArray[np.bool_]
    scores: Tensor
    mixed: Tensor


def read_windows(network: SpanNetwork, batch: Batch) -> tuple[Tensor, Tensor]:
    """Tag scores (b, t, layers, 3) and states (b * t, width)."""
    device = next(network.parameters()).device
    tags, states = network.encode(batch.ids.to(device), batch.mask.to(device), batch.convention.to(device))
    return tags.view(*batch.ids.shape, len(LAYERS), 3), states.reshape(-1, states.shape[-1])


def read_at_cues(network: SpanNetwork, batch: Batch, states: Tensor) -> AtCues | None:
    """What the network reads around the annotated cues; None where there is none."""
    golds = [(row, relation) for row, s in enumerate(batch.samples) for relation in s.relations]
    if not golds:
        return None
    lengths = [len(s.window) for s in batch.samples]
    regions = find_regions([(row, *gold.cue) for row, gold in golds], lengths, batch.ids.shape[1])
    scores, mixed = network.relate(
        states,
        *(
            torch.from_numpy(array).to(states.device)
            for array in (regions.rows, regions.distances, regions.present, regions.cues)
        ),
    )
    return AtCues(golds, regions, regions.allowed(batch.readable), scores, mixed)


def compute_losses(network: SpanNetwork, batch: Batch) -> dict[str, Tensor]:
    """The negative log-likelihood of a batch's annotations, a task; windows that say nothing of it are left
    out."""
    tags, states = read_windows(network, batch)
    losses = _tag_losses(batch, tags)
    if (found := read_at_cues(network, batch, states)) is not None:
        losses |= _relation_losses(network, found)
    width = batch.ids.shape[1]
    kinds = [(row * width + f, row * width + e, kind) for row, f, e, kind in _hedge_kinds(batch)]
    if kinds:
        pooled = torch.stack([states[first:last].mean(0) for first, last, _ in kinds])
        losses["hedge_kind"] = _label_loss(network, "hedge_kind", pooled, [kind for *_, kind in kinds])
    return losses


def _label_loss(network: SpanNetwork, name: str, pooled: Tensor, gold: Sequence[int]) -> Tensor:
    return torch.nn.functional.cross_entropy(
        network.label(name, pooled).float(),
        torch.tensor(gold, device=pooled.device),
        reduction="sum",
        ignore_index=NO_LABEL,
    )


def _tag_losses(batch: Batch, tags: Tensor) -> dict[str, Tensor]:
    told = [
        (row, number, segments)
        for number in range(len(LAYERS))
        for row, sample in enumerate(batch.samples)
        if (segments := sample.layers[number]) is not None
    ]
    rows, numbers = [row for row, _, _ in told], [number for _, number, _ in told]
    allowed = batch.core[rows]
    marks = np.stack([mark_segments(s, free) for (*_, s), free in zip(told, allowed, strict=True)])
    costs = negative_log_likelihood(
        tags[rows, :, numbers],
        torch.from_numpy(marks).to(tags.device),
        torch.from_numpy(allowed).to(tags.device),
    )
    return {
        name: costs[[i for i, owner in enumerate(numbers) if owner == number]].sum()
        for number, name in enumerate(LAYERS)
        if number in numbers
    }


def _hedge_kinds(batch: Batch) -> Iterator[tuple[int, int, int, int]]:
    for row, sample in enumerate(batch.samples):
        for (first, last), kind in zip(sample.layers[1] or (), sample.hedge_kinds, strict=True):
            if kind != NO_LABEL:
                yield row, first, last, kind


def _relation_losses(network: SpanNetwork, found: AtCues) -> dict[str, Tensor]:
    device = found.scores.device
    sources, contents = [], []
    for (_, relation), first, free in zip(found.golds, found.regions.firsts, found.allowed, strict=True):
        source = [relation.source] if relation.source else []
        sources.append(mark_segments([(a - first, b - first) for a, b in source], free, single=True))
        contents.append(mark_segments([(a - first, b - first) for a, b in relation.content], free))
    free = torch.from_numpy(found.allowed).to(device)
    source_marks, content_marks = (torch.from_numpy(np.stack(m)).to(device) for m in (sources, contents))
    losses = {
        "source": negative_log_likelihood(found.scores[..., :3], source_marks, free, single=True).sum(),
        "content": negative_log_likelihood(found.scores[..., 3:], content_marks, free).sum(),
    }
    inside = source_marks[..., 0]
    cues = torch.from_numpy(found.regions.cues).to(device)
    pooled_source = (found.mixed * inside[..., None]).sum(1) / inside.sum(1, keepdim=True).clamp(min=1)
    pooled_cue = (found.mixed * cues[..., None]).sum(1)
    has_source = (inside.sum(1) > 0).tolist()
    for k, name in enumerate(("cue_class", "source_type", "naming")):
        gold = [
            relation.labels[k] if k == 0 or known else NO_LABEL
            for (_, relation), known in zip(found.golds, has_source, strict=True)
        ]
        if any(label != NO_LABEL for label in gold):
            losses[name] = _label_loss(network, name, pooled_source if k else pooled_cue, gold)
    return losses
