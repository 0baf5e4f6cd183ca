"""Where a training run stands, on disk: all that is needed to go on exactly there."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from .config import Recipe
from .network import SpanNetwork


@dataclass(slots=True)
class State:
    """What changes while a run goes on.

    `step` counts the batches of the epoch that are done, `done_steps` those of the run. `losses` are sums
    over the epoch's `windows`. `best` and `waited` belong to early stopping.
    """

    stage: int = 0
    epoch: int = 0
    step: int = 0
    done_steps: int = 0
    all_steps: int = 0
    seconds: float = 0.0
    losses: dict[str, float] = field(default_factory=dict)
    windows: int = 0
    log: list[dict[str, Any]] = field(default_factory=list)
    best: float = -math.inf
    waited: int = 0

    def add_losses(self, losses: Mapping[str, float], windows: int) -> None:
        """Takes up the losses of a batch."""
        self.windows += windows
        for name, value in losses.items():
            self.losses[name] = self.losses.get(name, 0.0) + value

    def mean_losses(self) -> dict[str, float]:
        """Losses a window of the epoch so far, a task."""
        return {name: round(value / max(1, self.windows), 4) for name, value in self.losses.items()}

    def end_epoch(self, entry: dict[str, Any]) -> None:
        """Keeps the epoch's entry of the log and begins the next."""
        self.log.append(entry)
        self.epoch, self.step, self.losses, self.windows = self.epoch + 1, 0, {}, 0

    def end_stage(self) -> None:
        """Begins the next stage."""
        self.stage, self.epoch, self.best, self.waited = self.stage + 1, 0, -math.inf, 0


def save_checkpoint(
    path: Path, recipe: Recipe, network: SpanNetwork, optimiser: Any, schedule: Any, state: State
) -> None:
    """Writes a checkpoint; the old one stays until the new one is whole."""
    content = {
        "recipe": _signature(recipe),
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        "rng": torch.get_rng_state(),
        "state": {name: getattr(state, name) for name in State.__dataclass_fields__},
    }
    torch.save(content, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def resume(path: Path, recipe: Recipe, network: SpanNetwork) -> tuple[State, dict[str, Any] | None]:
    """The state that a checkpoint holds, with the network's weights put back, and what the optimiser needs:
    None at the beginning of a stage.

    Raises:
        ValueError: the checkpoint can not be read, or is another recipe's.
    """
    if not path.exists():
        return State(), None
    try:
        stored = torch.load(path, weights_only=True)
    except (RuntimeError, ValueError, EOFError, OSError) as error:
        raise ValueError(f"{path}: not a checkpoint ({str(error).splitlines()[0]}); delete it") from None
    if stored["recipe"] != _signature(recipe):
        raise ValueError(f"{path}: begun with another recipe; give another folder, or delete this one")
    network.load_state_dict(stored["network"])
    state = State(**stored["state"])
    torch.set_rng_state(stored["rng"])
    begins_stage = not state.epoch and not state.step
    return state, None if begins_stage else stored


def _signature(recipe: Recipe) -> str:
    """What of a recipe training depends on, as text; not where the weights lie that it begins with."""
    start = Path(recipe.start).name if recipe.start else None
    return repr(replace(recipe, start=start, name="", version="", learned=(), folds=0, fold_set=None))
