"""Validation of labelled sets: every fault with its place, what was found and what would do.

`check_labelled` reads a file of the internal form as bytes, so that it sees what a reader would pass over;
`check_articles` takes what any reader gives. Both end with what only the whole set shows: ids and texts
that stand twice, near-duplicates, spellings of outlets and labels.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .check_set import Seen, check_set
from .check_spans import check_spans
from .check_text import check_language, check_published, check_text
from .decode import find_byte_order_mark
from .labelled import LabelledArticle, to_json
from .lines import STREAM_ERRORS, open_stream
from .problem import Finding, Problem, quote
from .problem import render_problem as render_problem
from .readers.internal import find_faults

# What the form says of a value that is not allowed: `mode 'half' is not one of direct, …`.
MESSAGE = re.compile(
    r"there is no (?P<key>field .+); known are (?P<known>.+)"
    r"|(?P<found>(?!there ).+?)(?: is not (?P<choices>one of .+)| is no (?P<kind>.+))",
    re.DOTALL,
)


class _Row(NamedTuple):
    """A line that holds an object, with what is wrong with the line itself."""

    line: int
    fields: Mapping[str, Any]


def check_labelled(path: str | Path) -> Iterator[Problem]:
    """The problems of a file of the internal form (JSONL, plain or .gz): line by line, then those of the set.

    Raises:
        FileNotFoundError: there is no such file.
    """
    file = str(path)
    seen: list[Seen] = []
    for item in _read_lines(Path(path), file):
        if isinstance(item, Problem):
            yield item
            continue
        yield from _check_row(item.fields, item.line, file)
        seen.append(Seen.of(item.fields, item.line))
    if not seen:
        yield Problem(file, 0, None, "", "no article can be read", "one JSON object a line", "error")
    yield from check_set(seen, file)


def check_articles(articles: Iterable[LabelledArticle], source: str) -> Iterator[Problem]:
    """The problems of articles as a reader gives them; `line` is the number of the article, from 1.

    What the reader itself noted about an article (`Article.warnings`) is a warning too.
    """
    seen: list[Seen] = []
    for number, item in enumerate(articles, 1):
        fields = to_json(item)
        yield from _check_row(fields, number, source)
        seen.append(Seen.of(fields, number))
    yield from check_set(seen, source)


def find_problems(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with one article of the internal form, by itself."""
    yield from _check_form(fields)
    text = fields.get("text")
    if isinstance(text, str):
        yield from check_text(text)
        yield from check_language(text, fields.get("lang"))
    yield from check_published(fields)
    yield from check_spans(fields)
    for warning in fields.get("warnings") or ():
        if isinstance(warning, str):
            yield Finding("warnings", warning, "", "warning")


def _check_row(fields: Mapping[str, Any], line: int, file: str) -> Iterator[Problem]:
    id = fields.get("id")
    shown = id if isinstance(id, str) else None
    for finding in find_problems(fields):
        yield Problem(file, line, shown, finding.field, finding.found, finding.allowed, finding.severity)


def _check_form(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """Keys, types and closed sets; offsets are left to `check_spans`, which says more about them."""
    for fault in find_faults(fields):
        if " is no span " in fault.message:
            continue
        parts = MESSAGE.fullmatch(fault.message)
        if not parts:
            yield Finding(fault.field, fault.message)
        elif parts["key"]:
            yield Finding(fault.field, f"unknown {parts['key']}", f"one of {parts['known']}")
        else:
            yield Finding(fault.field, parts["found"], parts["choices"] or parts["kind"])


def _read_lines(path: Path, file: str) -> Iterator[_Row | Problem]:
    """The objects of a file, and what is wrong with its lines."""

    def fault(line: int, found: str, allowed: str, severity: Any = "error") -> Problem:
        return Problem(file, line, None, "", found, allowed, severity)

    returns: list[int] = []
    number = 0
    with path.open("rb", buffering=0) as raw:
        try:
            with open_stream(raw) as stream:
                mark, encoding = find_byte_order_mark(stream.head())
                if encoding not in (None, "utf-8"):
                    yield fault(0, f"the file is {encoding.upper()}", "UTF-8 without byte order mark")
                    return
                if mark:
                    stream.data.read(len(mark))
                    yield fault(1, "byte order mark", "UTF-8 without byte order mark", "warning")
                for number, data in enumerate(stream.data, 1):
                    if data.endswith(b"\r\n"):
                        returns.append(number)
                    if data.strip():
                        yield from _read_line(data, number, fault)
        except STREAM_ERRORS as error:
            yield fault(number + 1, f"the file can not be read on ({error})", "a file that is whole")
    if returns:
        found = f"{len(returns)} of {number} lines end in CR LF, the first is line {returns[0]}"
        yield fault(0, found, "lines that end in LF", "warning")


def _read_line(data: bytes, number: int, fault: Any) -> Iterator[_Row | Problem]:
    """The object of a line. One in another encoding is read all the same, for what else is wrong with it."""
    if b"\0" in data:
        yield fault(number, f"NUL at byte {data.index(0)}", "text without NUL")
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", "replace")
        around = data[max(0, error.start - 10) : error.start + 10].decode("cp1252", "replace")
        found = (
            f"byte {data[error.start]:02X} at {error.start} is not UTF-8 (as Windows-1252: {quote(around)})"
        )
        yield fault(number, found, "UTF-8 in all lines")
    repeated: list[str] = []
    try:
        fields = json.loads(text, object_pairs_hook=lambda pairs: _as_object(pairs, repeated))
    except (ValueError, RecursionError) as error:
        torn = "" if data.endswith(b"\n") else "; the line is cut off"
        yield fault(number, f"this is not JSON ({error}){torn}", "one JSON object a line")
        return
    if not isinstance(fields, dict):
        yield fault(number, f"{quote(fields)} is a JSON {type(fields).__name__}", "one JSON object a line")
        return
    for key in repeated:
        yield fault(number, f"the key {key!r} stands twice in one object", "each key once")
    yield _Row(number, fields)


def _as_object(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated += sorted({key for key in keys if keys.count(key) > 1})
    return found
