"""Recipes: what a bundle is trained from, read from a TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from ..model.bundle import CHOICES
from ..model.windows import WindowSize
from .network import NetworkSize

TASKS = ("attribution", "attributes", "hedge", "loaded")
Config = TypeVar("Config")


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """A labelled set of a recipe.

    `tasks` are those that its annotations are used for; on the others it says nothing. `convention` names the
    way it was annotated: sets that share one are told apart no further. `licence` is what the card will say.
    """

    name: str
    path: str
    format: str | None = None
    tasks: tuple[str, ...] = TASKS
    convention: str = "selon"
    licence: str = "not stated"
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of training: how many epochs, over which share of each set (0 to 1, drawn each epoch)."""

    name: str
    sets: Mapping[str, float]
    epochs: int = 1
    encoder_rate: float = 1e-4
    head_rate: float = 5e-4


@dataclass(frozen=True, slots=True)
class Recipe:
    """What `selon finetune` reads; paths are relative to the recipe's folder.

    `start` is a file of weights that training begins with, `layers` keeps the lowest layers of the backbone,
    None all of them. `batch_tokens` counts padding; `accumulate` batches make one step. `swap_marks` is the
    share of windows whose quotation marks are exchanged for another country's. `development` names the
    articles of a set that are kept out of training: a list of ids, or `fold/folds`; after `patience` epochs
    without a better figure on them a stage ends, 0 never ends one. `folds` is how often the last stage is
    trained without a part of `fold_set`, see `build.py`. `learned` says what the bundle takes from
    the encoder, see `Decoding`.
    """

    name: str
    backbone: str
    sets: tuple[TrainingSet, ...]
    stages: tuple[Stage, ...]
    version: str = "1"
    start: str | None = None
    seed: int = 1
    layers: int | None = None
    freeze_embeddings: bool = True
    batch_tokens: int = 2048
    accumulate: int = 1
    weight_decay: float = 0.01
    warm_up: float = 0.1
    swap_marks: float = 0.2
    patience: int = 0
    folds: int = 0
    fold_set: str | None = None
    learned: tuple[str, ...] = ()
    window: WindowSize = field(default_factory=WindowSize)
    network: NetworkSize = field(default_factory=NetworkSize)
    development: Mapping[str, tuple[str, ...] | str] = field(default_factory=dict)

    @property
    def conventions(self) -> tuple[str, ...]:
        """The conventions of its sets, the one of the annotation guidelines first."""
        return tuple(dict.fromkeys(["selon", *(s.convention for s in self.sets)]))

    @property
    def trained_on(self) -> tuple[TrainingSet, ...]:
        """The sets that a stage draws from."""
        return tuple(s for s in self.sets if any(s.name in stage.sets for stage in self.stages))


def read_recipe(path: Path) -> Recipe:
    """The recipe of a TOML file.

    Raises:
        FileNotFoundError: it does not exist.
        ValueError: it is not TOML, a key is missing or unknown, or a value does not fit; with file and key.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not a TOML file: {error}") from None
    where = str(path)
    sets = tuple(_build(TrainingSet, s, f"{where}: [[sets]]") for s in _tables(raw, "sets", where))
    stages = tuple(_build(Stage, s, f"{where}: [[stages]]") for s in _tables(raw, "stages", where))
    for table, kind in (("window", WindowSize), ("network", NetworkSize)):
        if table in raw:
            raw[table] = _build(kind, raw[table], f"{where}: [{table}]")
    development = {k: v if isinstance(v, str) else tuple(v) for k, v in raw.get("development", {}).items()}
    recipe = _build(Recipe, {**raw, "sets": sets, "stages": stages, "development": development}, where)
    _check(recipe, where)
    return recipe


def _tables(raw: Mapping[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    found = raw.get(key)
    if not isinstance(found, list) or not found:
        raise ValueError(f"{where}: [[{key}]] is missing; a recipe needs at least one")
    return found


def _build(kind: type[Config], values: Mapping[str, Any], where: str) -> Config:
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in values:
        if key not in known:
            raise ValueError(f"{where}: {key!r} is not one of {', '.join(known)}")
    try:
        return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})
    except TypeError as error:
        raise ValueError(f"{where}: {str(error).partition(') ')[2] or error}") from None


def _check(recipe: Recipe, where: str) -> None:
    names = {s.name for s in recipe.sets}
    for training_set in recipe.sets:
        for task in training_set.tasks:
            if task not in TASKS:
                raise ValueError(
                    f"{where}: task {task!r} of {training_set.name!r} is not one of {', '.join(TASKS)}"
                )
    for name in recipe.learned:
        if name not in CHOICES:
            raise ValueError(f"{where}: learned {name!r} is not one of {', '.join(CHOICES)}")
    used = {key for stage in recipe.stages for key in stage.sets} | set(recipe.development)
    if unknown := sorted(used - names):
        raise ValueError(
            f"{where}: {unknown[0]!r} is not the name of a [[sets]] table ({', '.join(sorted(names))})"
        )
