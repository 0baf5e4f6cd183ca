"""What is wrong with a labelled set, one line a problem."""

import json
from typing import Any, Literal, NamedTuple

Severity = Literal["error", "warning"]

MAX_SHOWN_CHARS = 60


class Problem(NamedTuple):
    """One fault: where it stands, what was found there and what would do (`allowed`).

    `line` is the line of a file, the number of the article where they are read from another layout, and 0 for
    what concerns the whole set. `id` is the article's, None where it has none; `field` a path such as
    `attributions[3].mode`, empty for a whole line. An `error` keeps the article from being used as it is
    meant, a `warning` is to be looked at.
    """

    file: str
    line: int
    id: str | None
    field: str
    found: str
    allowed: str
    severity: Severity


class Finding(NamedTuple):
    """A fault of one article, before it is known where the article stands."""

    field: str
    found: str
    allowed: str = ""
    severity: Severity = "error"


def render_problem(problem: Problem) -> str:
    """One line: `set.jsonl:12: error: fr-001: hedges[0].kind: kind 'vague'; expected one of modal, …`."""
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    parts = [place, problem.severity, problem.id or "", problem.field]
    said = f"{problem.found}; expected {problem.allowed}" if problem.allowed else problem.found
    return ": ".join([_one_line(part) for part in parts if part] + [_one_line(said)])


def quote(value: Any) -> str:
    """A value as it is shown in a message: JSON, cut after 60 characters."""
    try:
        shown = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        shown = repr(value)
    return shown if len(shown) <= MAX_SHOWN_CHARS else f"{shown[: MAX_SHOWN_CHARS - 1]}…"


def _one_line(value: str) -> str:
    """The value with every character that would break or hide a line as an escape."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in value)
