"""Exports of Label Studio in its JSON form (not JSON-MIN), of one or more annotators.

What the names of spans and attributes stand for is told in `marks.py`; the `data` of a task is read as a row
of a table, in which `LabelledOptions.columns` names what is not found.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ..labelled import Label, LabelledArticle, LabelledOptions
from ..span import Span
from .columns import read_columns, read_label
from .marks import NONE, Mark, Role, add_layers, build_layers, group_links, make_mark, set_attribute
from .registry import Reader
from .rows import first_row, read_rows
from .tabular import table_name

SPANS = ("labels", "hypertextlabels")
# The key that holds the value of a result, by the result's type.
VALUE_KEYS: Mapping[str, str] = {
    "choices": "choices",
    "rating": "rating",
    "number": "number",
    "textarea": "text",
    "taxonomy": "taxonomy",
    "datetime": "datetime",
}
ANNOTATIONS = ("annotations", "completions")  # the second of old


class Annotation(NamedTuple):
    """What one annotator made of a task. `where` says which task it is."""

    task: Mapping[str, Any]
    annotator: str | None
    results: Sequence[Mapping[str, Any]]
    where: str


def read_label_studio(source: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
    """The tasks of an export, each as often as it was annotated; what was cancelled is left out.

    Choices, ratings and such are labels of the article by the names of their controls; those of a region are
    attributes of its span.

    Raises:
        ValueError: with file, number of the task and field, what can not be read; a name that is not known.
    """
    annotations = [
        annotation
        for row in read_rows(source, options.encoding)
        for annotation in _read_annotations(row.fields, f"{source}:{row.number}")
    ]
    roles: set[Role] = {
        make_mark("", name, [], options.names, annotation.where).role
        for annotation in annotations
        for result in annotation.results
        for name in _span_names(result)
    }
    name = table_name(source)
    for annotation in annotations:
        yield _read_article(annotation, roles, name, options)


def is_label_studio(source: Path) -> bool:
    """Whether a file holds tasks with `data` and annotations."""
    row = first_row(source) or {}
    return isinstance(row.get("data"), dict) and any(isinstance(row.get(key), list) for key in ANNOTATIONS)


def _read_annotations(task: Mapping[str, Any], where: str) -> Iterator[Annotation]:
    if not isinstance(task.get("data"), dict):
        raise ValueError(f"{where}: field 'data' is {task.get('data')!r}, it should hold the text")
    made = next((task[key] for key in ANNOTATIONS if isinstance(task.get(key), list)), None)
    if made is None:
        raise ValueError(f"{where}: field 'annotations' is missing; export the tasks as JSON, not JSON-MIN")
    for annotation in made:
        by = annotation.get("completed_by")
        by = by.get("email", by.get("id")) if isinstance(by, dict) else by
        if not annotation.get("was_cancelled"):
            yield Annotation(task, None if by is None else str(by), annotation.get("result", []), where)


def _read_article(
    annotation: Annotation, roles: set[Role], file: str, options: LabelledOptions
) -> LabelledArticle:
    task, annotator, results, where = annotation
    number = where.rpartition(":")[2]
    labelled, _ = read_columns(task["data"], str(task.get("id", number)), where, options)
    text = labelled.article.text
    marks = [mark for result in results for mark in _read_region(result, text, options.names, where)]
    by_id = {mark.id: mark for mark in marks}
    links = [(str(r.get("from_id")), str(r.get("to_id"))) for r in results if r.get("type") == "relation"]
    labels: dict[str, Label] = {}
    for result in results:
        key = VALUE_KEYS.get(result.get("type", ""))
        value = _value(result).get(key) if key else None
        name = result.get("from_name", "")
        if value is None:
            continue
        if mark := by_id.get(result.get("id", "")):
            value = value[0] if isinstance(value, list) and len(value) == 1 else value
            set_attribute(mark, name, str(value), options.names, where)
        elif (known := options.names.get(name, name)) != NONE:
            labels |= _read_value(value, known, where)
    labelled = replace(
        labelled,
        labels=labels,
        annotator=annotator or labelled.annotator,
        dataset=options.dataset or labelled.dataset or file,
    )
    return add_layers(labelled, build_layers(marks, group_links(marks, links, where), text), roles)


def _value(result: Mapping[str, Any]) -> Mapping[str, Any]:
    value = result.get("value")
    return value if isinstance(value, dict) else {}


def _span_names(result: Mapping[str, Any]) -> Sequence[str]:
    kind = result.get("type")
    return _value(result).get(kind, ()) if kind in SPANS else ()


def _read_region(
    result: Mapping[str, Any], text: str, names: Mapping[str, str], where: str
) -> Iterator[Mark]:
    """The marks of a region, one a label; the first has the id of the region."""
    for number, name in enumerate(_span_names(result)):
        value = _value(result)
        offsets = value.get("globalOffsets", value)
        span = find_span(text, offsets.get("start"), offsets.get("end"), value.get("text"), where)
        yield make_mark(
            result["id"] if not number else f"{result['id']}#{number}", name, [span], names, where
        )


def find_span(text: str, start: Any, end: Any, stands: str | None, where: str) -> Span:
    """The span that a browser gives; where `stands` tells, offsets that count UTF-16 units are seen through.

    Raises:
        ValueError: it is no span of the text, or something else stands there.
    """
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        raise ValueError(f"{where}: {start!r} to {end!r} is no span; offsets are characters of the text")
    units = text.encode("utf-16-le")
    counted = [len(units[: 2 * offset].decode("utf-16-le", "ignore")) for offset in (start, end)]
    for span in (Span(start, end), Span(*counted)):
        found = text[span.start : span.end]
        if span.end <= len(text) and (stands is None or _squeeze(found) == _squeeze(stands)):
            return span
    raise ValueError(
        f"{where}: at {start} to {end} of a text of {len(text)} characters stands {text[start:end]!r}, "
        f"not {stands!r}"
    )


def _squeeze(text: str) -> str:
    """A text without white space, and without the `\\n` that Label Studio writes for a line end."""
    return re.sub(r"\s|\\n", "", text)


def _read_value(value: Any, name: str, where: str) -> dict[str, Label]:
    """The label of an article: one choice as it is, several as a tuple, a path of a taxonomy with `/`."""
    if isinstance(value, list):
        items = ["/".join(item) if isinstance(item, list) else item for item in value]
        value = items[0] if len(items) == 1 else items
    label = read_label(value, name, where)
    return {} if label is None else {name: label}


READERS = (Reader("label_studio", read_label_studio, is_label_studio),)
