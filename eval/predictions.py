"""Predictions made anywhere: labels with probabilities, or scores with spans, by article.

Two forms are read. A table (JSONL, CSV, TSV): `id`, `label` (or the label column's own name), and
optionally `probabilities` (a JSON object) or a column `p_LABEL` for each label. Scores: `selon/1` JSON lines,
or a folder of one JSON file an article, from which attributions, hedges and loaded terms are taken.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..data.span import Span
from ..model.records import Attribution

PROBABILITY = "p_"
CSV_SUFFIXES = {".csv": ",", ".tsv": "\t"}


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What a model said of one article; `probabilities` by label, None where it gave none."""

    label: str | None
    probabilities: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class SpanRow:
    """What an engine found in one article: relations, hedges with kind, loaded terms with voice."""

    attributions: tuple[Attribution, ...]
    hedges: Mapping[Span, str]
    loaded: Mapping[Span, str]
    components: Mapping[str, float | None]


def read_labels(path: Path, target: str) -> dict[str, LabelRow]:
    """The predicted labels of a file by article id; `target` is the label column that is evaluated.

    Raises:
        ValueError: a line that is no row, without an id, with an id that was there, or no column of labels.
    """
    found: dict[str, LabelRow] = {}
    for where, row in _read_rows(path):
        key = row.get("id")
        if not key:
            raise ValueError(f"{where}: there is no id; each prediction needs the id of its article")
        if str(key) in found:
            raise ValueError(f"{where}: id {key!r} occurs more than once")
        found[str(key)] = _label_row(row, target, where)
    if not found:
        raise ValueError(f"{path}: there are no predictions in this file")
    return found


def _label_row(row: Mapping[str, Any], target: str, where: str) -> LabelRow:
    name = next((n for n in ("label", "prediction", "predicted", target) if n in row), None)
    probabilities = row.get("probabilities")
    if isinstance(probabilities, str):
        probabilities = json.loads(probabilities)
    if probabilities is None:
        columns = {
            k[len(PROBABILITY) :]: v
            for k, v in row.items()
            if k.startswith(PROBABILITY) and v not in (None, "")
        }
        probabilities = columns or None
    try:
        parsed = {str(k): float(v) for k, v in probabilities.items()} if probabilities else None
    except (TypeError, ValueError, AttributeError):
        raise ValueError(f"{where}: probabilities {probabilities!r} are not numbers by label") from None
    if name is None and parsed is None:
        raise ValueError(
            f"{where}: there is no column label, {target} or probabilities; found {', '.join(row)}"
        )
    label = row.get(name) if name else None
    if label in (None, "") and parsed:
        label = max(parsed, key=lambda k: parsed[k])
    return LabelRow(None if label in (None, "") else str(label), parsed)


def _read_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, row) of a JSONL, CSV or TSV file."""
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file")
    if path.is_dir():
        raise ValueError(f"{path}: this is a folder; labels are read from a JSONL or CSV file")
    try:
        yield from _read_file(path)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: this is no UTF-8 text (byte {error.start:,}); give JSONL, CSV or TSV"
        ) from None


def _read_file(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix in CSV_SUFFIXES:
            for number, row in enumerate(csv.DictReader(file, delimiter=CSV_SUFFIXES[path.suffix]), 2):
                yield f"{path}:{number}", row
            return
        for number, line in enumerate(file, 1):
            if line.strip():
                yield f"{path}:{number}", _parse(line, f"{path}:{number}")


def _parse(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"{where}: this is no JSON ({error})") from None
    if not isinstance(row, dict):
        raise ValueError(f"{where}: this is no JSON object")
    return row


def read_spans(path: Path) -> dict[str, SpanRow]:
    """The scores of a `selon/1` JSONL file, or of a folder of JSON files, by article id.

    Raises:
        FileNotFoundError: there is no such file or folder.
        ValueError: a score that is none.
    """
    if path.is_dir():
        rows = ((str(f), _parse(f.read_text("utf-8"), str(f)), f.stem) for f in sorted(path.glob("*.json")))
    else:
        rows = ((where, row, "") for where, row in _read_rows(path))
    found: dict[str, SpanRow] = {}
    for where, row, stem in rows:
        try:
            article = row.get("article") or {}
            found[str(article.get("id") or row.get("id") or stem)] = span_row(row)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise ValueError(f"{where}: this is no selon/1 score ({error!r})") from None
    if not found:
        raise ValueError(f"{path}: there are no scores here")
    return found


def span_row(score: Mapping[str, Any]) -> SpanRow:
    """What is evaluated of a score in its JSON form; parts that are missing count as empty."""
    if "attributions" not in score and "framing" not in score:
        raise ValueError("no attributions and no framing; predicted labels need --label")
    framing, sourcing = score.get("framing") or {}, score.get("sourcing") or {}
    return SpanRow(
        attributions=tuple(
            Attribution(
                source=Span(*a["source"]) if a.get("source") else None,
                cue=Span(*a["cue"]) if a.get("cue") else None,
                content=tuple(Span(*span) for span in a["content"]),
                mode=a.get("mode"),
                cue_class=a.get("cue_class"),
                source_type=a.get("source_type"),  # type: ignore[arg-type]
                naming=a.get("naming"),  # type: ignore[arg-type]
                resolved=a.get("resolved"),
                confidence=a.get("confidence", 1.0),
            )
            for a in score.get("attributions") or ()
        ),
        hedges={Span(*h["cue"]): h.get("kind", "") for h in framing.get("hedges") or ()},
        loaded={Span(*t["term"]): t.get("voice", "") for t in framing.get("loaded") or ()},
        components=sourcing.get("components") or {},
    )
