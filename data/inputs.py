"""What a user named, as a list of things to open, and the format of each."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from .decode import decode
from .html import looks_like_html

Format = Literal["text", "html", "jsonl", "json", "csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)

SUFFIXES: Mapping[str, Format] = {
    **dict.fromkeys((".txt", ".text", ".md", ""), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".json": "json",
    ".parquet": "parquet",
}
STANDARD_INPUT = "-"


class Input(NamedTuple):
    """A file, an address or standard input, with the id of the article that is all of it.

    `suffix` is in lower case, without `.gz`; empty where there is none.
    """

    location: str
    id: str
    suffix: str = ""


def list_inputs(sources: Sequence[str]) -> list[Input]:
    """The inputs that `sources` name, in order; a folder is walked, sorted, hidden files are left out.

    Raises:
        FileNotFoundError: a source does not exist.
        ValueError: a folder has nothing to read, or standard input is named twice.
    """
    if list(sources).count(STANDARD_INPUT) > 1:
        raise ValueError("standard input (-) is named twice; name it once")
    inputs: list[Input] = []
    for source in sources:
        path = Path(source)
        if source == STANDARD_INPUT:
            inputs.append(Input(source, "stdin"))
        elif is_url(source):
            inputs.append(Input(source, source))
        elif path.is_dir():
            inputs += _list_folder(path)
        elif path.exists():
            stem, suffix = _split_suffix(path)
            inputs.append(Input(source, stem.name, suffix))
        else:
            raise FileNotFoundError(f"{source}: there is no such file or folder")
    return inputs


def is_url(source: str) -> bool:
    """Whether a source is an address that is fetched."""
    return source.lower().startswith(("http://", "https://"))


def detect_format(suffix: str, head: bytes) -> Format:
    """The format of an input by its suffix, else by its first bytes.

    What begins as a page is HTML, even in a text file; without a suffix, what begins with an object is JSONL.
    """
    named = SUFFIXES.get(suffix)
    if named not in (None, "text"):
        return named
    if head.startswith(b"PAR1"):
        return "parquet"
    try:
        text = decode(head, "").text.lstrip()
    except ValueError:
        return "text"  # whose reader says what is wrong
    if looks_like_html(text):
        return "html"
    return "text" if suffix else _detect_json(text)


def _detect_json(text: str) -> Format:
    """JSON and JSONL by the first line, of which only the beginning may be there."""
    line = text.split("\n", 1)[0].strip()
    if line in ("{", "[", "[{") or line.startswith('[{"'):
        return "json"
    try:
        return "jsonl" if isinstance(json.loads(line), dict) else "text"
    except (ValueError, RecursionError):
        return "jsonl" if line.startswith('{"') else "text"


def _list_folder(folder: Path) -> list[Input]:
    inputs: list[Input] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(root, name) for name in names if not name.startswith(".")):
            stem, suffix = _split_suffix(path)
            if suffix in SUFFIXES:
                inputs.append(Input(str(path), stem.relative_to(folder).as_posix(), suffix))
    if not inputs:
        known = ", ".join(filter(None, SUFFIXES))
        raise ValueError(f"{folder}: nothing in this folder can be read; files may end in {known}")
    return sorted(inputs)


def _split_suffix(path: Path) -> tuple[Path, str]:
    """A path without its suffix, if that is a known one, and the suffix; `.gz` is passed over."""
    path = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    suffix = path.suffix.lower()
    return (path.with_suffix("") if suffix in SUFFIXES else path), suffix
