"""Tables of labelled articles: JSONL, JSON, CSV, TSV, Parquet, and data sets of the Hugging Face hub.

Every column that is no field of the article is a label, or those that are named. Files are read by
`data/tables.py`, which tells the line of a fault and copies nothing to disk; the `datasets` library, whose
import alone takes seconds, serves for the hub.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ..labelled import LabelledArticle, LabelledOptions
from .columns import read_columns, read_label
from .registry import Reader
from .rows import read_rows

HUB = "hf:"
SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet")


class Record(NamedTuple):
    """A row of a table, where it stands, the id it has without one of its own, and how it was decoded."""

    fields: Mapping[str, Any]
    where: str
    id: str
    warnings: tuple[str, ...] = ()


def read_table(source: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
    """The articles of a file, one a row. In CSV and TSV, digits are numbers.

    Raises:
        ValueError: with file, line and column, what can not be read; or a named column occurs in no row.
    """
    name = table_name(source)
    parse = {".csv", ".tsv"} & {suffix.lower() for suffix in source.suffixes}
    rows = read_rows(source, options.encoding)
    records = (
        Record(row.fields, f"{source}:{row.number}", f"{name}:{row.number}", row.warnings) for row in rows
    )
    return _read_records(records, str(source), name, options, bool(parse))


def read_hub(source: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
    """The articles of `hf:owner/name[:split]`, streamed; without a split, those of all its splits.

    Classes that the data set numbers are given by their names.

    Raises:
        ConnectionError: the hub can not be reached.
        FileNotFoundError: it has no such data set.
        ValueError: it has no such split, or a row can not be read.
    """
    name, _, split = source.as_posix().removeprefix(HUB).partition(":")
    split = split or options.split or ""
    tables = _load_hub(name)
    if split and split not in tables:
        raise ValueError(f"{HUB}{name}: split {split!r} is not one of {', '.join(tables)}")
    records = (
        Record(_name_classes(row, table), f"{HUB}{name}:{part}:{number}", f"{part}:{number}")
        for part, table in tables.items()
        if split in ("", part)
        for number, row in enumerate(table, 1)
    )
    return _read_records(records, f"{HUB}{name}", name, options)


def table_name(source: Path) -> str:
    """The name of a file without its suffixes."""
    stem = source.with_suffix("") if source.suffix.lower() == ".gz" else source
    return stem.stem


def is_table(source: Path) -> bool:
    """Whether a file has the suffix of a table, perhaps with .gz."""
    suffixes = [suffix.lower() for suffix in source.suffixes if suffix.lower() != ".gz"]
    return source.is_file() and bool(suffixes) and suffixes[-1] in SUFFIXES


def is_hub(source: Path) -> bool:
    """Whether a source is a data set of the hub."""
    return source.as_posix().startswith(HUB)


def _read_records(
    records: Iterable[Record], where: str, name: str, options: LabelledOptions, parse: bool = False
) -> Iterator[LabelledArticle]:
    missing = {*(options.labels or ()), *options.columns.values()}
    names: dict[str, None] = {}
    for record in records:
        missing.difference_update(record.fields)
        names |= dict.fromkeys(record.fields)
        labelled, used = read_columns(record.fields, record.id, record.where, options, record.warnings)
        labels = {
            name: label
            for name in (record.fields if options.labels is None else options.labels)
            if name in record.fields and (options.labels is not None or name not in used)
            if (label := read_label(record.fields[name], name, record.where, parse)) is not None
        }
        dataset = options.dataset or labelled.dataset or name
        yield replace(labelled, labels=labels, dataset=dataset)
    if missing:
        raise ValueError(f"{where}: there is no column {sorted(missing)[0]!r} among {', '.join(names)}")


def _load_hub(name: str) -> dict[str, Any]:
    """The splits of a data set by name, each to be streamed."""
    import logging

    import datasets

    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # or each of its retries is announced
    try:
        return {str(split): table for split, table in datasets.load_dataset(name, streaming=True).items()}
    except ConnectionError as error:
        raise ConnectionError(
            f"{HUB}{name}: the Hugging Face hub can not be reached; download the data set and give its files"
        ) from error
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{HUB}{name}: there is no such data set on the Hugging Face hub") from error
    except (ValueError, RuntimeError) as error:  # a configuration must be chosen, or it is made by a script
        raise ValueError(f"{HUB}{name}: can not be read ({str(error).splitlines()[0]})") from error


def _name_classes(row: Mapping[str, Any], table: Any) -> dict[str, Any]:
    """The row with the names of classes in place of their numbers; -1 stands for none."""
    features = table.features or {}
    named = dict(row)
    for name, feature in features.items():
        if hasattr(feature, "int2str") and isinstance(value := named.get(name), int):
            named[name] = feature.int2str(value) if value >= 0 else None
    return named


READERS = (Reader("hf", read_hub, is_hub), Reader("tabular", read_table, is_table))
