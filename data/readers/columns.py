"""Columns of a table, or keys of an export, as the fields and the labels of an article."""

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..article import Article, Lang
from ..decode import replace_surrogates
from ..labelled import SET_STRINGS, Label, LabelledArticle, LabelledOptions
from ..language import decide_language
from ..tables import COLUMN_NAMES, cell_text

# What sets call the fields, the likeliest first; lower case.
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    **COLUMN_NAMES,
    "topic": ("topic", "sujet", "thème", "theme"),
    "event": ("event", "story", "événement"),
    "pair": ("pair",),
    "annotator": ("annotator", "rater", "coder", "annotateur", "annotatrice"),
    "translated": ("translated",),
    "dataset": ("dataset",),
}
FLAGS: Mapping[str, bool] = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)\.\d+")


class Columns(NamedTuple):
    """An article without its labels, and the columns that its fields were found in."""

    labelled: LabelledArticle
    used: frozenset[str]


def read_columns(
    row: Mapping[str, Any], id: str, where: str, options: LabelledOptions, warnings: tuple[str, ...] = ()
) -> Columns:
    """The fields of an article in a row; `id` is its id where no column holds one.

    Raises:
        ValueError: there is no text, the language is neither French nor English, or a field has another value
            than it can have; the message begins with `where`.
    """
    columns = find_fields(row, options.columns)
    cells = {field: cell_text(row[column]) for field, column in columns.items() if field != "text"}
    cells = {field: cell and replace_surrogates(cell).text for field, cell in cells.items()}
    text = _read_text(row, columns.get("text"), where)
    article = Article(
        id=cells.get("id") or id,
        lang=tell_lang(text, cells.get("lang"), where, options.lang),
        text=text,
        title=cells.get("title"),
        outlet=cells.get("outlet"),
        published=cells.get("published"),
        url=cells.get("url"),
        warnings=warnings,
    )
    translated = row[columns["translated"]] if "translated" in columns else None
    groups: dict[str, Any] = {field: cells.get(field) for field in SET_STRINGS}
    labelled = LabelledArticle(
        article, translated=_read_flag(translated, columns.get("translated", ""), where), **groups
    )
    return Columns(labelled, frozenset(columns.values()))


def find_fields(row: Mapping[str, Any], named: Mapping[str, str]) -> dict[str, str]:
    """The column of each field: the one that is named, else the likeliest of `FIELD_NAMES`, in any case.

    Raises:
        ValueError: a column is named for a field that does not exist.
    """
    if unknown := [field for field in named if field not in FIELD_NAMES]:
        raise ValueError(f"{unknown[0]!r} is not a field of an article; known are {', '.join(FIELD_NAMES)}")
    taken = set(named.values())
    present = {name.strip("\ufeff ").lower(): name for name in reversed(list(row)) if name not in taken}
    columns = {field: name for field, name in named.items() if name in row}
    for field, names in FIELD_NAMES.items():
        if field not in named and (found := next((present[n] for n in names if n in present), None)):
            columns[field] = found
    return columns


def tell_lang(text: str, declared: str | None, where: str, default: Lang | None) -> Lang:
    """The language that a set declares, else the default, else the one that the text reads like.

    Raises:
        ValueError: it is neither French nor English, or can not be told.
    """
    if default and not declared:
        return default
    decision = decide_language(text, declared)
    if decision.lang is None:
        raise ValueError(f"{where}: {decision.message}")
    return decision.lang


def read_label(value: Any, name: str, where: str, parse: bool = False) -> Label | None:
    """A label in a cell: None where it is empty, a tuple for a list; `parse` makes numbers of digits.

    Raises:
        ValueError: the cell holds an object, or a list of something else than strings.
    """
    match value:
        case None | "":
            return None
        case str():
            return _parse_number(value) if parse else replace_surrogates(value).text
        case int():
            return value
        case float():
            return value if math.isfinite(value) else None
        case [*items] if all(isinstance(item, str) for item in items):
            return tuple(items)
    if (text := cell_text(value)) is not None:
        return text
    kind = "list" if isinstance(value, list) else f"{type(value).__name__}"
    raise ValueError(
        f"{where}: field {name!r} holds a {kind} that is no label; name the columns that hold labels"
    )


def _parse_number(value: str) -> str | int | float:
    value = value.strip()
    if INTEGER.fullmatch(value):
        return int(value)
    return float(value) if DECIMAL.fullmatch(value) else value


def _read_text(row: Mapping[str, Any], column: str | None, where: str) -> str:
    if column is None:
        raise ValueError(
            f"{where}: field 'text' is in none of the columns {', '.join(map(str, row))}; "
            "name the one that holds it"
        )
    text = row[column]
    if not isinstance(text, str) or not text.strip():
        found = "is empty" if text is None or isinstance(text, str) else f"holds a {type(text).__name__}"
        raise ValueError(f"{where}: field {column!r} {found}, it should hold the text")
    return replace_surrogates(text).text


def _read_flag(value: Any, column: str, where: str) -> bool | None:
    if value in (None, ""):
        return None
    flag = FLAGS.get(str(value).strip().lower())
    if flag is None:
        raise ValueError(f"{where}: field {column!r} is {value!r}, not one of true, false")
    return flag
