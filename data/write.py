"""Rows to JSONL and Parquet, in bounded memory, so that what was computed is kept when a run breaks off."""

import hashlib
import json
import math
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, Self

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]
Mode = Literal["new", "append", "replace"]

ROW_GROUP_ROWS = 1_000
MAX_NAME_CHARS = 150  # of a file in a folder of scores; file systems take 255 bytes


class Line(NamedTuple):
    """A row as it is written: its id, and its JSON in UTF-8 with the line end.

    Rendered by the process that computed it, it is cheap to pass on.
    """

    id: str
    data: bytes


def render_line(row: Row) -> Line:
    """The row as a line. Its id is its `id`, else that of its `article`, else empty. NaN becomes null."""
    return Line(_find_id(row) or "", f"{_dump(row)}\n".encode("utf-8", "replace"))


class JsonlWriter:
    """Writes one JSON object a line; what a `write` was given is in the file when it returns.

    `mode` is `new` (the file must not exist), `append` or `replace`. NaN and infinities, which JSON has not,
    become null.

    Raises:
        FileExistsError: `mode` is `new` and the file exists.
        FileNotFoundError: its folder does not exist.
    """

    def __init__(self, path: str | Path, mode: Mode = "new") -> None:
        self.path = Path(path)
        self._mode: Mode = mode
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        check_target(self.path, self._mode)
        self._file = self.path.open({"new": "xb", "append": "ab", "replace": "wb"}[self._mode])
        return self

    def write(self, rows: Iterable[Row | Line]) -> None:
        """Write rows as lines, in one piece: a run that breaks off tears at most the last line."""
        if self._file is None:
            raise ValueError(f"{self.path}: the writer is not open; use it in a with statement")
        self._file.write(_join(rows))
        self._file.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class LazyJsonlWriter(JsonlWriter):
    """A `JsonlWriter` that makes its file with the first row. In mode `replace` an older one goes at once."""

    def __enter__(self) -> Self:
        if self._mode == "replace":
            self.path.unlink(missing_ok=True)
        return self

    def write(self, rows: Iterable[Row | Line]) -> None:
        """Write rows as lines."""
        if self._file is None:
            super().__enter__()
        super().write(rows)


class StreamWriter:
    """Writes rows as JSON lines to an open stream (standard output), each `write` at once."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def write(self, rows: Iterable[Row | Line]) -> None:
        """Write rows as lines."""
        self._stream.write(_join(rows))
        self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class FolderWriter:
    """Writes one JSON file a row into a folder, named by the row's id; a file is there whole or not at all.

    What a file name can not hold becomes `_`; where that leaves two ids with one name, the second gets a
    digest of its id. `mode` is `new` (the folder must hold no JSON), `append` (files that are there are kept)
    or `replace` (those of the same name are replaced, others left).

    Raises:
        FileExistsError: `mode` is `new` and the folder holds JSON files, or it is a file.
    """

    def __init__(self, folder: str | Path, mode: Mode = "replace") -> None:
        self.folder = Path(folder)
        self._mode: Mode = mode
        self._names: set[str] = set()  # without regard to case, as some file systems see them

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        found = {path.stem.casefold() for path in self.folder.glob("*.json")}
        if self._mode == "new" and found:
            raise FileExistsError(f"{self.folder}: this folder holds JSON files; give another one")
        self._names = found if self._mode == "append" else set()
        return self

    def write(self, rows: Iterable[Row | Line]) -> None:
        """Write each row to its own file."""
        for row in rows:
            line = row if isinstance(row, Line) else render_line(row)
            path = self.folder / f"{self._name(line.id)}.json"
            partial = path.with_suffix(".json.partial")
            partial.write_bytes(line.data)
            partial.replace(path)

    def _name(self, id: str) -> str:
        name = re.sub(r"[^\w.#-]", "_", id)[:MAX_NAME_CHARS].lstrip(".") or "article"
        name = name.encode("utf-8", "replace").decode("utf-8")
        if name.casefold() in self._names:
            name += f"-{hashlib.sha256(id.encode('utf-8', 'replace')).hexdigest()[:12]}"
        self._names.add(name.casefold())
        return name

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class ParquetWriter:
    """Writes rows to a Parquet file, a group of 1,000 at a time.

    The file is written beside its name, as `NAME.partial.parquet`, and takes its name when all is done. If
    the run breaks off with an error or is interrupted, the partial file is closed soundly and stays: it holds
    every row so far. A killed process leaves nothing that can be read; where that matters, write JSONL, which
    can be resumed.

    `schema` None is fixed from the first group (see `infer_schema`); give it where a column may be empty for
    long, or where a file without rows is wanted too.

    Raises:
        FileExistsError: `mode` is `new` and the file exists.
        FileNotFoundError: its folder does not exist.
        ValueError: a row has a column that the schema has not, or a value that does not fit its column.
    """

    def __init__(
        self,
        path: str | Path,
        schema: "pa.Schema | None" = None,
        mode: Literal["new", "replace"] = "new",
        row_group_rows: int = ROW_GROUP_ROWS,
    ) -> None:
        self.path = Path(path)
        self.partial_path = self.path.with_suffix(".partial.parquet")
        self._schema = schema
        self._mode: Mode = mode
        self._row_group_rows = row_group_rows
        self._pending: list[Row] = []
        self._writer: Any = None  # pyarrow.parquet.ParquetWriter

    def __enter__(self) -> Self:
        check_target(self.path, self._mode)
        return self

    def write(self, rows: Iterable[Row]) -> None:
        """Take rows; every full group goes to disk."""
        for row in rows:
            self._pending.append(row)
            if len(self._pending) >= self._row_group_rows:
                self._write_group()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None or self._pending:
                self._write_group()
        finally:
            if self._writer is not None:
                self._writer.close()
        if kind is None and self._writer is not None:
            self.partial_path.replace(self.path)

    def _write_group(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows, self._pending = self._pending, []
        if not rows and (self._writer is not None or self._schema is None):
            return
        if self._schema is None:
            self._schema = infer_schema(rows)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.partial_path, self._schema, compression="zstd")
        known = set(self._schema.names)
        if unknown := sorted(set().union(*rows) - known):
            raise ValueError(
                f"{self.path}: column {unknown[0]!r} is not in the schema ({', '.join(self._schema.names)})"
            )
        try:
            table = pa.Table.from_pylist([dict(row) for row in rows], schema=self._schema)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as fault:
            raise ValueError(f"{self.path}: a value does not fit its column ({fault})") from None
        self._writer.write_table(table)


def infer_schema(rows: Iterable[Row]) -> "pa.Schema":
    """The schema of some rows. What is empty in all of them (a column, a list, a field) is taken for text.

    Raises:
        ValueError: values of one column do not agree.
    """
    import pyarrow as pa

    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    fields: list[pa.Field] = []
    for name in names:
        try:
            found = pa.array([row.get(name) for row in rows]).type
        except (pa.ArrowInvalid, pa.ArrowTypeError) as fault:
            raise ValueError(f"the values of column {name!r} do not agree ({fault})") from None
        fields.append(pa.field(name, _null_as_text(found)))
    return pa.schema(fields)


def written_ids(path: str | Path) -> set[str]:
    """The ids of the rows already in a JSONL file or a folder of scores: a run goes on where it broke off.

    An id is the row's `id`, or that of its `article`. A torn last line is cut off the file. Where there is no
    file, the set is empty.

    Raises:
        ValueError: the file is not one of scores; it is left as it is.
    """
    path = Path(path)
    if path.is_dir():
        return {_id_of(file.read_bytes(), str(file)) for file in path.glob("*.json")}
    if not path.exists():
        return set()
    ids: set[str] = set()
    end = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                if not b'{"'.startswith(line[:2]):
                    raise ValueError(
                        f"{path}:{number}: this is not a line of scores; give another output file"
                    )
                break
            ids.add(_id_of(line, f"{path}:{number}"))
            end += len(line)
    if end < path.stat().st_size:
        os.truncate(path, end)
    return ids


def _id_of(line: bytes, where: str) -> str:
    try:
        found = _find_id(json.loads(line))
    except ValueError:
        found = None
    if found is None:
        raise ValueError(f"{where}: this is not a line of scores; give another output file")
    return found


def _find_id(row: Any) -> str | None:
    try:
        found = row.get("id") or row["article"]["id"]
    except (KeyError, TypeError, AttributeError):
        return None
    return found if isinstance(found, str) else None


def check_target(path: Path, mode: Mode) -> None:
    """Nothing, if a file can be written at `path`.

    Raises:
        FileExistsError: `mode` is `new` and the file exists.
        FileNotFoundError: its folder does not exist.
    """
    if mode == "new" and path.exists():
        raise FileExistsError(f"{path}: this file exists; remove it, or give another output file")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: the folder {path.parent} does not exist; make it first")


def _join(rows: Iterable[Row | Line]) -> bytes:
    return b"".join((row if isinstance(row, Line) else render_line(row)).data for row in rows)


def _dump(row: Row) -> str:
    try:
        return json.dumps(row, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(row), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    """The value with null for every number that is not finite."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def _null_as_text(found: "pa.DataType") -> "pa.DataType":
    import pyarrow as pa

    if pa.types.is_null(found):
        return pa.string()
    if pa.types.is_list(found):
        return pa.list_(_null_as_text(found.value_type))
    if pa.types.is_struct(found):
        return pa.struct([pa.field(item.name, _null_as_text(item.type)) for item in found])
    return found
