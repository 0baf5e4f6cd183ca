"""Fine-tunes an encoder on all span tasks of a recipe at once.

A run has a folder: `checkpoint.pt` holds all that is needed to go on exactly where it stopped, `log.jsonl` a
line an epoch, `stage-N.pt` the weights after a stage, `network.pt` those at the end.
"""

import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch

from ..model.windows import find_marks
from .backbone import WEIGHTS, build_network, load_tokenizer
from .batches import collate, draw_batches, plan_batches
from .checkpoint import State, resume, save_checkpoint
from .config import Recipe, Stage
from .dataset import Sample, find_samples, is_development, read_set
from .develop import measure
from .losses import compute_losses
from .network import SpanNetwork, parameter_groups

CHECKPOINT, LOG = "checkpoint.pt", "log.jsonl"
CHECKPOINT_SECONDS = 300.0
MAX_NORM = 1.0  # of a step's gradient


class Progress(NamedTuple):
    """Where a run is: what a progress bar shows. `seconds_left` is of all stages, by the pace so far."""

    stage: str
    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    seconds_left: float


Notify = Callable[[Progress | Mapping[str, Any]], None]


@dataclass(slots=True)
class _Run:
    """A run while it goes on: its network and state, and the optimiser of the present stage."""

    recipe: Recipe
    folder: Path
    network: SpanNetwork
    state: State
    pad: int
    notify: Notify
    optimiser: Any = None
    schedule: Any = None

    def save(self) -> None:
        save_checkpoint(
            self.folder / CHECKPOINT, self.recipe, self.network, self.optimiser, self.schedule, self.state
        )


def finetune(recipe: Recipe, folder: Path, run: Path, notify: Notify) -> SpanNetwork:
    """The trained network; goes on where the run in that folder stopped.

    `folder` is the one that the recipe's paths are relative to. `notify` is told of each step (`Progress`)
    and of each epoch's figures (a mapping).

    Raises:
        FileNotFoundError, ValueError: a set or the backbone can not be read, a checkpoint is another
            recipe's.
    """
    torch.manual_seed(recipe.seed)
    network = build_network(recipe, folder)
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    state, stored = resume(run / CHECKPOINT, recipe, network)
    if state.stage < len(recipe.stages):
        tokenizer = load_tokenizer(recipe, folder)
        going = _Run(recipe, run, network, state, find_marks(tokenizer).pad, notify)
        _train(going, *read_samples(recipe, folder, tokenizer), stored)
    return network.eval()


def _train(
    run: _Run, train: Sequence[Sample], development: Sequence[Sample], stored: Mapping[str, Any] | None
) -> None:
    """Trains from where the state says to the end; `stored` is what the checkpoint has of a begun stage."""
    recipe, state = run.recipe, run.state
    plan = plan_batches(recipe, train)
    run.folder.mkdir(parents=True, exist_ok=True)
    state.all_steps = sum(map(sum, plan))
    for number in range(state.stage, len(recipe.stages)):
        stage = recipe.stages[number]
        run.optimiser, run.schedule = _optimiser(recipe, stage, run.network, plan[number])
        if stored is not None:
            run.optimiser.load_state_dict(stored["optimiser"])
            run.schedule.load_state_dict(stored["schedule"])
            torch.set_rng_state(stored["rng"])
            stored = None
        while state.stage == number:
            _train_epoch(run, draw_batches(recipe, stage, train, number, state.epoch))
            figures = measure(run.network, development, recipe, run.pad)
            entry = {"stage": stage.name, "epoch": state.epoch + 1, "seconds": round(state.seconds)}
            entry |= {"loss": state.mean_losses(), "development": figures}
            run.notify(entry)
            state.end_epoch(entry)
            if _has_stalled(recipe, state, figures):
                state.all_steps -= sum(plan[number][state.epoch :])
                state.epoch = stage.epochs
            if state.epoch >= stage.epochs:
                torch.save(run.network.state_dict(), run.folder / f"stage-{number}.pt")
                state.end_stage()
            run.save()
            log = "".join(json.dumps(e) + "\n" for e in state.log)
            (run.folder / LOG).write_text(log, encoding="utf-8")
    torch.save(run.network.state_dict(), run.folder / WEIGHTS)


def _train_epoch(run: _Run, batches: Sequence[Sequence[Sample]]) -> None:
    """Trains on the batches of an epoch from `state.step` on."""
    recipe, state, network = run.recipe, run.state, run.network
    stage = recipe.stages[state.stage]
    device = next(network.parameters()).device
    network.train()
    last_saved = began = time.monotonic()
    seconds_before = state.seconds
    for number in range(state.step, len(batches)):
        batch = collate(batches[number], run.pad)
        with torch.autocast(device.type, torch.bfloat16):
            losses = compute_losses(network, batch)
        total = torch.stack(list(losses.values())).sum() / len(batch.samples)
        (total / recipe.accumulate).backward()
        state.add_losses({k: float(v.detach()) for k, v in losses.items()}, len(batch.samples))
        state.done_steps += 1
        state.seconds = seconds_before + time.monotonic() - began
        if (number + 1) % recipe.accumulate == 0 or number + 1 == len(batches):
            torch.nn.utils.clip_grad_norm_(network.parameters(), MAX_NORM)
            run.optimiser.step()
            run.optimiser.zero_grad(set_to_none=True)
            run.schedule.step()
            if time.monotonic() - last_saved >= CHECKPOINT_SECONDS and number + 1 < len(batches):
                last_saved = time.monotonic()
                state.step = number + 1
                run.save()
        left = (state.all_steps - state.done_steps) * state.seconds / state.done_steps
        mean = sum(state.mean_losses().values())
        run.notify(Progress(stage.name, state.epoch + 1, stage.epochs, number + 1, len(batches), mean, left))


def _has_stalled(recipe: Recipe, state: State, figures: Mapping[str, float]) -> bool:
    """True where the mean of the development figures has not risen for `patience` epochs."""
    if not recipe.patience or not figures:
        return False
    mean = sum(figures.values()) / len(figures)
    state.waited = 0 if mean > state.best else state.waited + 1
    state.best = max(state.best, mean)
    return state.waited >= recipe.patience


def read_samples(recipe: Recipe, folder: Path, tokenizer: Any) -> tuple[list[Sample], list[Sample]]:
    """The windows to train on, and those of development articles, of the sets that serve for either."""
    train: list[Sample] = []
    development: list[Sample] = []
    for training_set in recipe.sets:
        if training_set not in recipe.trained_on and training_set.name not in recipe.development:
            continue
        articles = read_set(training_set, folder)
        kept = is_development(recipe, training_set.name, [a.article.id for a in articles])
        convention = recipe.conventions.index(training_set.convention)
        for wanted, samples in ((False, train), (True, development)):
            chosen = [a for a, k in zip(articles, kept, strict=True) if k is wanted]
            samples += find_samples(chosen, training_set, convention, tokenizer, recipe.window)
    return train, development


def _optimiser(recipe: Recipe, stage: Stage, network: SpanNetwork, plan: Iterable[int]) -> tuple[Any, Any]:
    """AdamW, and a rate that rises over `warm_up` of the steps and falls to nothing."""
    groups = parameter_groups(network, stage.encoder_rate, stage.head_rate, recipe.weight_decay)
    optimiser = torch.optim.AdamW(groups)
    steps = sum(math.ceil(batches / recipe.accumulate) for batches in plan)
    rise = max(1, round(steps * recipe.warm_up))

    def rate(step: int) -> float:
        return min((step + 1) / rise, max(0.0, (steps - step) / max(1, steps - rise)))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
