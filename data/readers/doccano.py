"""Exports of doccano, JSONL or JSON: a file, or a folder that has a file an annotator.

What the names of spans stand for is told in `marks.py`. The keys beside those below, and those of `meta`, are
read as a row of a table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ..labelled import Label, LabelledArticle, LabelledOptions
from ..span import Span
from .columns import read_columns
from .marks import Mark, Role, add_layers, build_layers, group_links, make_mark
from .registry import Reader
from .rows import first_rows, read_rows
from .tabular import table_name

ITEMS = ("label", "labels", "entities", "annotations", "cats")
KEYS = (*ITEMS, "relations", "meta", "Comments")
EVERYONE = ("all", "unknown")  # files that are no annotator's
CLASSES = "label"  # the name of the article's label


class Marked(NamedTuple):
    """A span as doccano gives it; `id` is what relations call it."""

    id: str
    start: Any
    end: Any
    name: str


class Entry(NamedTuple):
    """What one annotator made of a text: spans and classes."""

    file: Path
    row: Mapping[str, Any]
    where: str
    annotator: str | None
    spans: Sequence[Marked]
    classes: Sequence[str]


def read_doccano(source: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
    """The texts of an export, each as often as it has annotators.

    Spans are `label` (`[start, end, name]`) or `entities`, with `relations`, or of old `annotations` of
    several users; classes, in `label` or `cats`, are the article's label `label`, a tuple of several.

    Raises:
        FileNotFoundError: a folder has no export.
        ValueError: with file, line and field, what can not be read, or a name that is not known.
    """
    files = sorted(source.glob("*.jsonl")) if source.is_dir() else [source]
    if not files:
        raise FileNotFoundError(f"{source}: there is no *.jsonl in this folder")
    entries = [
        entry
        for file in files
        for row in read_rows(file, options.encoding)
        for entry in _read_entries(file, row.fields, f"{file}:{row.number}")
    ]
    roles: set[Role] = {
        make_mark("", marked.name, [], options.names, entry.where).role
        for entry in entries
        for marked in entry.spans
    }
    for entry in entries:
        by_file = table_name(entry.file) if source.is_dir() else None
        labelled = _read_article(entry, roles, options)
        annotator = labelled.annotator or (None if by_file in EVERYONE else by_file)
        dataset = options.dataset or labelled.dataset or table_name(source)
        yield replace(labelled, annotator=annotator, dataset=dataset)


def is_doccano(source: Path) -> bool:
    """Whether a file, or the first one of a folder, has spans or classes as doccano writes them."""
    file = min(source.glob("*.jsonl"), default=None) if source.is_dir() else source
    if file is None or not {".json", ".jsonl"} & set(file.suffixes):
        return False
    return any(_looks_like_it(row) for row in first_rows(file))


def _looks_like_it(row: Mapping[str, Any]) -> bool:
    for key in ITEMS:
        for item in row[key] if isinstance(row.get(key), list) else ():
            match item:
                case [int(), int(), str()] | {"start_offset": _, "end_offset": _, "label": _}:
                    return True
    return "cats" in row and "entities" in row


def _read_entries(file: Path, row: Mapping[str, Any], where: str) -> Iterator[Entry]:
    """What each user made of a text; one entry, without a name, where none is told."""
    by_user: dict[str | None, tuple[list[Marked], list[str]]] = {}
    for key in ITEMS:
        items = row.get(key) or []
        for number, item in enumerate(items if isinstance(items, list) else [items]):
            user = item.get("user") if isinstance(item, dict) else None
            spans, classes = by_user.setdefault(None if user is None else str(user), ([], []))
            match item:
                case str():
                    classes.append(item)
                case [int(start), int(end), str(name)]:
                    spans.append(Marked(f"{key}{number}", start, end, name))
                case {"label": name, "start_offset": start, "end_offset": end}:
                    spans.append(Marked(str(item.get("id", number)), start, end, str(name)))
                case {"label": name}:
                    classes.append(str(name))
                case _:
                    raise ValueError(
                        f"{where}: {key}[{number}] {item!r} is no class, no [start, end, name] and no entity"
                    )
    for user, (spans, classes) in (by_user or {None: ([], [])}).items():
        yield Entry(file, row, where, user, spans, classes)


def _read_article(entry: Entry, roles: set[Role], options: LabelledOptions) -> LabelledArticle:
    row, where = entry.row, entry.where
    meta = row.get("meta")
    fields = {**(meta if isinstance(meta, dict) else {}), **{k: row[k] for k in row if k not in KEYS}}
    id = f"{table_name(entry.file)}:{where.rpartition(':')[2]}"
    labelled, _ = read_columns(fields, id, where, options)
    text = labelled.article.text
    marks = [_make_mark(marked, text, options.names, where) for marked in entry.spans]
    links = [(str(link.get("from_id")), str(link.get("to_id"))) for link in row.get("relations") or []]
    classes = tuple(entry.classes)
    name = options.names.get(CLASSES, CLASSES)
    labels: dict[str, Label] = {name: classes[0] if len(classes) == 1 else classes} if classes else {}
    labelled = replace(labelled, labels=labels, annotator=entry.annotator or labelled.annotator)
    return add_layers(labelled, build_layers(marks, group_links(marks, links, where), text), roles)


def _make_mark(marked: Marked, text: str, names: Mapping[str, str], where: str) -> Mark:
    match marked:
        case Marked(id, int(start), int(end), name) if 0 <= start < end <= len(text):
            return make_mark(id, name, [Span(start, end)], names, where)
    span = [marked.start, marked.end]
    raise ValueError(
        f"{where}: {marked.name} {span} is no span [start, end] of a text of {len(text)} characters"
    )


READERS = (Reader("doccano", read_doccano, is_doccano),)
