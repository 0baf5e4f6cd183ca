"""Annotated articles: `articles/DOC.txt` with `annotations/DOC.json`, spans as in annotation.md.

`genre` and `frames` become labels. An annotation may also hold what the internal form has of an article
(`title`, `outlet`, `published`, `url`, `topic`, `event`, `pair`, `annotator`, `dataset`, `labels`).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..labelled import LabelledArticle, LabelledOptions
from .internal import from_json
from .registry import Reader

LABELS = ("genre", "frames")
LEFT_OUT = ("doc", "boilerplate", "notes")  # of which the records have nothing


def read_annotated(source: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
    """The annotated articles of a folder, by name; the text is taken as it is, line ends and all.

    Raises:
        FileNotFoundError: the folder has no annotations, or an annotated article has no text.
        ValueError: an annotation that is no JSON, has a label that does not exist or lacks one, or has a span
            outside its text.
    """
    files = sorted((source / "annotations").glob("*.json"))
    if not files:
        raise FileNotFoundError(
            f"{source}: there is no annotations/*.json here; give the folder that holds it"
        )
    for file in files:
        yield _read_article(file, source / "articles" / f"{file.stem}.txt", options)


def is_annotated(source: Path) -> bool:
    """Whether a folder has annotations, and texts, in files of their own."""
    return any(source.glob("annotations/*.json")) and any(source.glob("articles/*.txt"))


def read_exact(file: Path) -> str:
    """The text of a UTF-8 file as it is: line ends and byte-order marks count in offsets.

    Raises:
        ValueError: it is not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: this is not UTF-8 (at byte {error.start})") from None


def _read_article(file: Path, text_file: Path, options: LabelledOptions) -> LabelledArticle:
    row = _load(file)
    if row.get("doc", file.stem) != file.stem:
        raise ValueError(f"{file}: doc {row['doc']!r} is not the name of the file")
    form = {key: value for key, value in row.items() if key not in (*LABELS, *LEFT_OUT)}
    labels = {name: row[name] for name in LABELS if row.get(name) is not None}
    form |= {"id": file.stem, "text": read_exact(text_file), "labels": labels | (row.get("labels") or {})}
    form["dataset"] = options.dataset or row.get("dataset") or file.resolve().parents[1].name
    return from_json(form, str(file), complete=True)


def _load(file: Path) -> dict[str, Any]:
    try:
        row = json.loads(file.read_bytes())
    except ValueError as error:
        raise ValueError(f"{file}: this is no JSON ({error})") from None
    if not isinstance(row, dict):
        raise ValueError(f"{file}: this is no JSON object")
    return row


READERS = (Reader("annotated", read_annotated, is_annotated),)
