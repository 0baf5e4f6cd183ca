"""Fields of a published corpus, checked: a fault says where, which field, what was found, what would do."""

import json
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ..decode import decode
from ..span import Span

T = TypeVar("T")

KIND_NAMES: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def find_files(path: Path, *patterns: str) -> list[Path]:
    """The file itself, or the files of a folder that fit one of the patterns, sorted, pattern by pattern.

    Raises:
        FileNotFoundError: there is no such file or folder, or it has no such file.
    """
    if path.is_file():
        return [path]
    files = [file for pattern in patterns for file in sorted(path.glob(pattern)) if file.is_file()]
    if not files:
        fault = f"has no {' or '.join(patterns)}" if path.is_dir() else "there is no such file or folder"
        raise FileNotFoundError(f"{path}: {fault}")
    return list(dict.fromkeys(files))


def has_files(path: Path, *patterns: str) -> bool:
    """Whether a folder holds files of all these patterns."""
    return path.is_dir() and all(next(path.glob(pattern), None) for pattern in patterns)


def read_text(path: Path) -> str:
    """The text of a file with its line ends as they are, so that offsets into it hold."""
    return decode(path.read_bytes(), str(path)).text


def read_cells(path: Path) -> Iterator[tuple[list[str], str]]:
    """The tab-separated cells of each line that is not blank, and where it stands; nothing is quoted."""
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            yield line.rstrip("\r").split("\t"), f"{path}:{number}"


def load_object(path: Path) -> dict[str, Any]:
    """The JSON object of a file.

    Raises:
        ValueError: it is no JSON, or no object.
    """
    text = read_text(path)
    try:
        content = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise ValueError(f"{path}:{line}: this is not JSON ({error})") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path}:1: {reprlib.repr(content)} is not an object")
    return content


def take(fields: Mapping[str, Any], name: str, kind: type[T], where: str) -> T:
    """The value of a field that must be there, of one kind."""
    if name not in fields:
        raise ValueError(f"{where}: the field {name} is missing; there are {', '.join(map(str, fields))}")
    value = fields[name]
    if isinstance(value, int) and not isinstance(value, bool) and kind is float:
        return kind(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"{where}: {name} is {reprlib.repr(value)}, not {KIND_NAMES[kind]}")
    return value


def take_text(fields: Mapping[str, Any], name: str, where: str) -> str:
    """The text of a field that must be there and not be blank; as it stands, blanks at its ends kept."""
    text = take(fields, name, str, where)
    if not text.strip():
        raise ValueError(f"{where}: {name} is empty")
    return text


def take_optional(fields: Mapping[str, Any], name: str, where: str) -> str | None:
    """The text of a field without blanks at its ends; None where it is missing, null or blank."""
    if fields.get(name) is None:
        return None
    return take(fields, name, str, where).strip() or None


def pick(value: Any, allowed: Mapping[Any, T], name: str, where: str) -> T:
    """What a value stands for; `allowed` holds all that the corpus knows."""
    try:
        return allowed[value]
    except (KeyError, TypeError):
        known = ", ".join(map(str, allowed))
        raise ValueError(f"{where}: {name} {reprlib.repr(value)} is not one of {known}") from None


def check_span(text: str, start: int, end: int, found: str, where: str) -> Span:
    """The span, in which the text must be what the corpus says stands there."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{where}: {start}-{end} is no span of a text of {len(text)} characters")
    if text[start:end] != found:
        raise ValueError(
            f"{where}: at {start}-{end} stands {reprlib.repr(text[start:end])}, not {reprlib.repr(found)}"
        )
    return Span(start, end)


def read_number(value: str, name: str, where: str) -> int:
    """The whole number that a cell holds."""
    if not value.strip().isdecimal():
        raise ValueError(f"{where}: {name} is {value!r}, not a whole number")
    return int(value)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values in order, each once."""
    return tuple(dict.fromkeys(values))
