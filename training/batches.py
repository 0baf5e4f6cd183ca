"""Windows in batches of about one length: the same ones whenever an epoch is asked for."""

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .config import Recipe, Stage
from .dataset import Sample

POOL_BATCHES = 40  # windows of so many batches are sorted by length together


class Batch(NamedTuple):
    """Windows of about one length, as tensors; see `SpanNetwork.encode`.

    `readable` and `core`, (b, t), tell where a segment may stand, and where one may that is tagged.
    """

    samples: tuple[Sample, ...]
    ids: Tensor
    mask: Tensor
    convention: Tensor
    readable: NDArray[np.bool_]
    core: NDArray[np.bool_]


def draw_batches(
    recipe: Recipe, stage: Stage, train: Sequence[Sample], number: int, epoch: int
) -> list[list[Sample]]:
    """The batches of an epoch: the same whenever asked for."""
    rng = random.Random(f"{recipe.seed}/{number}/{epoch}")
    drawn: list[Sample] = []
    for name, share in stage.sets.items():
        articles = sorted({s.article for s in train if s.set_name == name})
        chosen = set(rng.sample(articles, round(len(articles) * share)))
        drawn += [s for s in train if s.set_name == name and s.article in chosen]
    rng.shuffle(drawn)
    drawn = [s.swapped if s.swapped and rng.random() < recipe.swap_marks else s for s in drawn]
    batches: list[list[Sample]] = []
    pool = POOL_BATCHES * max(1, recipe.batch_tokens // (recipe.window.core + recipe.window.before))
    for start in range(0, len(drawn), pool):
        part = sorted(drawn[start : start + pool], key=lambda s: len(s.window))
        while part:
            size = max(1, recipe.batch_tokens // len(part[-1].window))
            batches.append(part[-size:])
            del part[-size:]
    rng.shuffle(batches)
    return batches


def plan_batches(recipe: Recipe, train: Sequence[Sample]) -> list[list[int]]:
    """The number of batches of each epoch of each stage.

    Raises:
        ValueError: a stage has nothing to train on.
    """
    plan = [
        [len(draw_batches(recipe, stage, train, number, epoch)) for epoch in range(stage.epochs)]
        for number, stage in enumerate(recipe.stages)
    ]
    for stage, batches in zip(recipe.stages, plan, strict=True):
        if not all(batches):
            raise ValueError(f"stage {stage.name!r}: its sets hold nothing to train on")
    return plan


def collate(samples: Sequence[Sample], pad: int) -> Batch:
    """The windows padded to the longest of them."""
    width = max(len(s.window) for s in samples)
    ids = torch.full((len(samples), width), pad)
    mask = torch.zeros((len(samples), width), dtype=torch.long)
    readable, core = (np.zeros((len(samples), width), bool) for _ in range(2))
    for row, sample in enumerate(samples):
        window = sample.window
        ids[row, : len(window)] = torch.from_numpy(window.ids)
        mask[row, : len(window)] = 1
        readable[row, : len(window)] = window.readable
        core[row, window.core[0] : window.core[1]] = True
    convention = torch.tensor([s.convention for s in samples])[:, None].expand(-1, width)
    return Batch(tuple(samples), ids, mask, convention, readable, core & readable)
