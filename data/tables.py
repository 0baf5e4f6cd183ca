"""Rows of a corpus: JSONL, JSON, CSV, TSV and Parquet.

A row that can not be read is a `Fault` in the stream, never the end of it.
"""

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from .decode import decode
from .lines import MAX_LINE_BYTES, Line, Stream, read_lines

Field = Literal["text", "title", "id", "lang", "outlet", "published", "url"]
FIELDS: tuple[Field, ...] = get_args(Field)

# What corpora call the fields, the likeliest first; lower case.
COLUMN_NAMES: Mapping[Field, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "maintext", "texte", "contenu", "corps"),
    "title": ("title", "headline", "titre"),
    "id": ("id", "uid", "doc", "doc_id", "article_id", "identifiant"),
    "lang": ("lang", "language", "langue"),
    "outlet": ("outlet", "source", "media", "média", "journal", "newspaper", "publisher", "site", "sitename"),
    "published": (
        "published", "date", "published_at", "date_published", "date_publish", "publication_date", "pubdate",
    ),
    "url": ("url", "link", "news_link", "lien"),
}  # fmt: skip

PARQUET_BATCH_ROWS = 128


class Row(NamedTuple):
    """One row: `number` is its line (in CSV, the one it begins on) or its place in the table, from 1.

    `share` is how much of the file has been read, 0 to 1; None where that is not known.
    """

    number: int
    fields: Mapping[str, object]
    share: float | None
    warnings: tuple[str, ...] = ()


class Fault(NamedTuple):
    """A row, or the rest of a file, that can not be read: what was found there."""

    number: int
    message: str
    share: float | None
    reason: Literal["unreadable", "no_text"] = "unreadable"


def read_jsonl(stream: Stream, where: str, encoding: str | None = None) -> Iterator[Row | Fault]:
    """The objects of a file that has one on each line; blank lines are passed over."""
    for line in read_lines(stream, where, encoding):
        if line.fault is not None:
            yield Fault(line.number, line.fault, stream.share())
        elif line.text.strip():
            yield _parse_line(line, stream.share())


def read_json(data: bytes, where: str, encoding: str | None = None) -> Iterator[Row | Fault]:
    """The objects of a JSON document: one, or a list of them. `number` counts them from 1."""
    decoded = decode(data, where, encoding)
    try:
        content = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        yield Fault(1, f"this is not JSON ({error})", 1.0)
        return
    items = content if isinstance(content, list) else [content]
    for number, item in enumerate(items, 1):
        yield _as_row(item, Line(number, "", decoded.warnings), number / len(items))


def read_csv(
    stream: Stream, where: str, encoding: str | None = None, named: Mapping[Field, str] | None = None
) -> Iterator[Row | Fault]:
    """The rows of a table with a head, separated by what gives a column of text: tab, `;`, `|` or `,`.

    A row whose quotation marks do not close, or with more cells than the head, is a fault.
    """
    csv.field_size_limit(MAX_LINE_BYTES)
    lines = read_lines(stream, where, encoding)
    head = next(lines, None)
    if head is None or head.fault is not None:
        yield Fault(1, head.fault or "" if head else "the file is empty", stream.share())
        return
    try:
        separator, names = split_head(head.text, named or {})
    except csv.Error as error:
        yield Fault(1, f"the head of this table is not CSV ({error})", stream.share())
        return
    if "text" not in find_columns(names, named or {}):
        yield Fault(1, missing_text_message(names), 1.0, "no_text")
        return
    yield from _read_cells(lines, separator, names, stream)


def read_parquet(path: Path, named: Mapping[Field, str]) -> Iterator[Row | Fault]:
    """The rows of a Parquet file, of which only the columns that hold a field are read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            columns = find_columns(names, named)
            if "text" not in columns:
                yield Fault(1, missing_text_message(names), 1.0, "no_text")
                return
            for batch in file.iter_batches(PARQUET_BATCH_ROWS, columns=sorted(set(columns.values()))):
                for fields in batch.to_pylist():
                    number += 1
                    yield Row(number, fields, number / file.metadata.num_rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Fault(number + 1, f"this is not a sound Parquet file ({error})", 1.0)


def find_columns(names: Sequence[str], named: Mapping[Field, str]) -> dict[Field, str]:
    """The column of each field: as `named`, else the likeliest of `COLUMN_NAMES`, in any case of letters.

    A field without a column is left out.
    """
    present = {name.strip("\ufeff ").lower(): name for name in reversed(names)}
    columns: dict[Field, str] = {}
    for field in FIELDS:
        wanted = (named[field].strip().lower(),) if field in named else COLUMN_NAMES[field]
        if field in named and named[field] in names:
            columns[field] = named[field]
        elif found := next((present[name] for name in wanted if name in present), None):
            columns[field] = found
    return columns


def missing_text_message(names: Sequence[str]) -> str:
    """The sentence for a table or a row in which no column of text is found."""
    return f"there is no column of text among {', '.join(names) or 'none'}; name the one that holds it"


def split_head(line: str, named: Mapping[Field, str]) -> tuple[str, list[str]]:
    """The separator of a table and the names of its columns, from its first line.

    Raises:
        csv.Error: the line is no head, as when lines end in carriage returns alone.
    """
    splits = [(separator, next(csv.reader([line], delimiter=separator), [])) for separator in "\t;|,"]
    separator, names = max(splits, key=lambda split: ("text" in find_columns(split[1], named), len(split[1])))
    return separator, [name.strip() for name in names]


def cell_text(value: object) -> str | None:
    """A cell as text: dates in ISO 8601; None where it is empty, not a number, or no single value."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value).strip() or None
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat is not None else None


def _parse_line(line: Line, share: float | None) -> Row | Fault:
    try:
        return _as_row(json.loads(line.text), line, share)
    except (ValueError, RecursionError) as error:
        return Fault(line.number, f"this line is not JSON ({error})", share)


def _as_row(content: object, line: Line, share: float | None) -> Row | Fault:
    if isinstance(content, dict):
        return Row(line.number, content, share, line.warnings)
    return Fault(line.number, f"this is a JSON {type(content).__name__}, not an object", share)


def _read_cells(
    lines: Iterator[Line], separator: str, names: list[str], stream: Stream
) -> Iterator[Row | Fault]:
    """The rows below the head. A fault ends a row, not the table: reading goes on with the next line."""
    warnings: list[str] = []
    ended = 1

    def texts() -> Iterator[str]:
        nonlocal ended
        for line in lines:
            ended = line.number
            if line.fault is not None:
                raise csv.Error(line.fault)
            warnings.extend(line.warnings)
            yield line.text

    reader = csv.reader(texts(), delimiter=separator, strict=True)
    while True:
        begun = ended + 1
        warnings.clear()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Fault(begun, f"this row is not CSV ({error}); check its quotation marks", stream.share())
            reader = csv.reader(texts(), delimiter=separator, strict=True)
            continue
        if cells is None:
            return
        if any(cells[len(names) :]):
            yield Fault(begun, f"this row has {len(cells)} cells, the head has {len(names)}", stream.share())
        elif cells:
            yield Row(begun, dict(zip(names, cells, strict=False)), stream.share(), tuple(warnings))
