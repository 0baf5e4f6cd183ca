"""Rows of a labelled set from JSONL, JSON, CSV, TSV and Parquet, with all their columns; the first fault
ends it."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ..inputs import detect_format, list_inputs
from ..lines import STREAM_ERRORS, Stream, open_stream
from ..tables import (
    PARQUET_BATCH_ROWS,
    Fault,
    Field,
    Row,
    find_columns,
    read_csv,
    read_json,
    read_jsonl,
    split_head,
)


def read_rows(path: Path, encoding: str | None = None) -> Iterator[Row]:
    """The rows of a file, plain or (but for Parquet) as .gz, in order, with all their columns.

    `number` is the line (CSV: the one the row begins on), in JSON and Parquet the place, from 1.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a row can not be read; the message begins with file and line.
    """
    try:
        for row in _read(path, encoding):
            if isinstance(row, Fault):
                raise ValueError(f"{path}:{row.number}: {row.message}")
            yield row
    except STREAM_ERRORS as error:
        if isinstance(error, FileNotFoundError | IsADirectoryError | PermissionError):
            raise
        raise ValueError(f"{path}: can not be read ({error})") from None


def first_rows(path: Path, count: int = 20) -> list[dict[str, Any]]:
    """The first rows of a file, to tell its layout by: those that can be read; none of a folder."""
    if not path.is_file():
        return []
    try:
        return [dict(row.fields) for row in islice(_read(path, None), count) if isinstance(row, Row)]
    except (ValueError, *STREAM_ERRORS):
        return []


def first_row(path: Path) -> dict[str, Any] | None:
    """The first row of a file that can be read; None for a folder, or what has no rows."""
    return next(iter(first_rows(path)), None)


def _read(path: Path, encoding: str | None) -> Iterator[Row | Fault]:
    (entry,) = list_inputs([str(path)])
    with path.open("rb", buffering=0) as raw, open_stream(raw) as stream:
        match detect_format(entry.suffix, stream.head()):
            case "jsonl":
                yield from read_jsonl(stream, str(path), encoding)
            case "json":
                yield from read_json(stream.data.read(), str(path), encoding)
            case "csv":
                yield from _read_table(stream, path, encoding)
            case "parquet":
                yield from _read_parquet(path)
            case other:
                raise ValueError(f"{path}: this is {other}, not JSONL, JSON, CSV, TSV or Parquet")


def _read_table(stream: Stream, path: Path, encoding: str | None) -> Iterator[Row | Fault]:
    """The rows of a table, whichever of its columns holds the text: that is for the reader of the set to
    say."""
    line = stream.head().split(b"\n", 1)[0].decode(encoding or "utf-8", "replace").strip("\ufeff\r")
    _, names = split_head(line, {})
    if not names:
        raise ValueError(f"{path}: the file is empty, or its first line names no columns")
    named: dict[Field, str] = {} if "text" in find_columns(names, {}) else {"text": names[0]}
    yield from read_csv(stream, str(path), encoding, named)


def _read_parquet(path: Path) -> Iterator[Row | Fault]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(PARQUET_BATCH_ROWS):
                for fields in batch.to_pylist():
                    number += 1
                    yield Row(number, fields, number / file.metadata.num_rows)
    except (pa.ArrowException, ValueError) as error:
        yield Fault(number + 1, f"this is not a sound Parquet file ({error})", 1.0)
