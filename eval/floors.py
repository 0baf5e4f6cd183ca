"""Floors: figures that the rule engine must not fall below, pinned with a digest of the annotated set.

`python -m selon.eval.floors --gold DIR [--update [--allow-regression]]`
"""

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from .gold import digest_gold, read_gold
from .rules import estimate, group_measured, measure_gold

FLOORS = Path(__file__).with_name("floors.json")
TOLERANCE = (
    0.005  # room for a change that gains elsewhere: a dozen relations of the whole set; rules are exact
)
LANGUAGES = ("fr", "en")  # groups that have floors: on the development split a floor would say too little


@dataclass(frozen=True, slots=True)
class Floor:
    """A pinned figure.

    `metric` is group and metric (`fr/content@0.3`), `value` 0 to 1, `tolerance` how far below it a figure may
    fall, `data` the SHA-256 of the annotated set (`digest_gold`), `date` the day of measuring (ISO 8601).
    """

    metric: str
    value: float
    tolerance: float
    data: str
    date: str


class Verdict(NamedTuple):
    """What a check of floors found, in sentences; all is well where both are empty."""

    below: list[str]
    stale: list[str]


def read_floors(path: Path = FLOORS) -> list[Floor]:
    """The floors of a file, none where there is no file.

    Raises:
        ValueError: the file is no list of floors.
    """
    if not path.exists():
        return []
    names = {field.name for field in fields(Floor)}
    try:
        items = json.loads(path.read_text("utf-8"))
        if not all(set(item) == names for item in items):
            raise ValueError(f"each floor has {', '.join(sorted(names))}, and nothing else")
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: this is no list of floors ({error})") from None
    return [Floor(**item) for item in items]


def write_floors(floors: Sequence[Floor], path: Path = FLOORS) -> None:
    """Writes the floors, one a line."""
    lines = ",\n".join(json.dumps(asdict(floor)) for floor in floors)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def measure_floors(gold: Path) -> dict[str, float]:
    """Every figure that can have a floor, by `group/metric`, 0 to 1; what cannot be counted is left out.

    Raises:
        FileNotFoundError, ValueError: as `read_gold`.
    """
    groups = group_measured(measure_gold(read_gold(gold)))
    return {
        f"{name}/{metric}": found.value
        for name in LANGUAGES
        if name in groups
        for metric, found in estimate(groups[name], rounds=1).items()
        if found.value is not None
    }


def check_floors(floors: Sequence[Floor], figures: Mapping[str, float], digest: str) -> Verdict:
    """Which floors the figures are below, and which were measured on another set."""
    verdict = Verdict([], [])
    for floor in floors:
        figure = figures.get(floor.metric)
        if floor.data != digest:
            verdict.stale.append(f"{floor.metric}: measured on {floor.data[:12]}, this set is {digest[:12]}")
        elif figure is None:
            verdict.below.append(f"{floor.metric}: there is nothing to count any more")
        elif figure < floor.value - floor.tolerance:
            allowed = f"{floor.value:.4f} - {floor.tolerance:g}"
            verdict.below.append(f"{floor.metric}: {figure:.4f} is below the floor {allowed} of {floor.date}")
    return verdict


def update_floors(
    floors: Sequence[Floor], figures: Mapping[str, float], digest: str, date: str, allow_regression: bool
) -> list[Floor]:
    """The floors at the present figures, new metrics included; one that stays the same keeps its date.

    Raises:
        ValueError: a floor would be lowered or lost, on whichever data, and that is not allowed.
    """
    old = {floor.metric: floor for floor in floors}
    pinned = {metric: math.floor(figure * 10_000) / 10_000 for metric, figure in figures.items()}
    lowered = [
        f"{metric} {floor.value:.4f} -> " + (f"{pinned[metric]:.4f}" if metric in pinned else "nothing")
        for metric, floor in old.items()
        if pinned.get(metric, -1.0) < floor.value
    ]
    if lowered and not allow_regression:
        raise ValueError(f"floors would be lowered: {'; '.join(lowered)} (--allow-regression lowers them)")
    updated: list[Floor] = []
    for metric, value in pinned.items():
        before = old.get(metric)
        if before is None:
            updated.append(Floor(metric, value, TOLERANCE, digest, date))
        elif (before.value, before.data) == (value, digest):
            updated.append(before)
        else:
            updated.append(replace(before, value=value, data=digest, date=date))
    return updated


def run(gold: Path, path: Path = FLOORS, update: bool = False, allow_regression: bool = False) -> bool:
    """Checks the floors of a file, or pins the present figures, and prints what it found.

    Returns whether all floors hold and none is of other data.

    Raises:
        FileNotFoundError, ValueError: as `read_floors`, `measure_floors` and `update_floors`.
    """
    floors, figures, digest = read_floors(path), measure_floors(gold), digest_gold(gold)
    if update:
        today = datetime.now(UTC).date().isoformat()
        floors = update_floors(floors, figures, digest, today, allow_regression)
        write_floors(floors, path)
        print(f"{len(floors)} floors written to {path}")
        return True
    verdict = check_floors(floors, figures, digest)
    for sentence in (*verdict.below, *verdict.stale):
        print(sentence)
    if verdict.stale:
        print("the data set has changed: look at the figures, then measure the floors again with --update")
    if not floors:
        print(f"{path} has no floors yet: --update measures them")
    held = bool(floors) and not verdict.below and not verdict.stale
    if held:
        print(f"{len(floors)} floors hold")
    return held


def main(argv: Sequence[str] | None = None) -> int:
    """Checks or updates the floors; returns 1 where one is not held or must be measured again."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--gold", type=Path, required=True, metavar="DIR", help="the annotated set")
    parser.add_argument(
        "--floors", type=Path, default=FLOORS, metavar="FILE", help="default: beside this module"
    )
    parser.add_argument("--update", action="store_true", help="set the floors to the present figures")
    parser.add_argument("--allow-regression", action="store_true", help="with --update: lower floors too")
    options = parser.parse_args(argv)
    if options.allow_regression and not options.update:
        parser.error("--allow-regression goes with --update")
    try:
        return 0 if run(options.gold, options.floors, options.update, options.allow_regression) else 1
    except (OSError, ValueError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    raise SystemExit(main())
