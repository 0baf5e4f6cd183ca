"""Article-Bias-Prediction: articles collected by AllSides, labelled by their outlet's rating.

Citation: Ramy Baly, Giovanni Da San Martino, James Glass and Preslav Nakov (2020): We Can Detect Your Bias:
Predicting the Political Ideology of News Articles. EMNLP 2020.
Licence: Apache-2.0 (its repository).

Layout: `data/jsons/ID.json`, one article each, or the same objects as JSONL. The label is as good as the
outlet's name: never split this set at random. `content_original` is read where it is there, else `content`,
which is tokenized.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..article import Article
from ..labelled import LabelledArticle
from .fields import find_files, has_files, load_object, pick, take, take_optional, take_text
from .published import corpus_reader
from .rows import first_row, read_rows

FILES = ("data/jsons/*.json", "jsons/*.json", "*.json", "*.jsonl", "*.jsonl.gz")
LEANS: Mapping[str, int] = {"left": 0, "center": 1, "right": 2}
DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d\d)")


def read(path: Path) -> Iterator[LabelledArticle]:
    """The articles of a file or a folder; `labels` has `us_lean` (left, center, right)."""
    for file in find_files(path, *FILES):
        if file.suffix == ".json":
            yield _read_article(load_object(file), f"{file}:1")
            continue
        for row in read_rows(file):
            yield _read_article(row.fields, f"{file}:{row.number}")


def _read_article(fields: Mapping[str, Any], where: str) -> LabelledArticle:
    lean = take_text(fields, "bias_text", where)
    if pick(lean, LEANS, "bias_text", where) != take(fields, "bias", int, where):
        raise ValueError(
            f"{where}: bias is {fields['bias']}, but bias_text is {lean!r}, which is {LEANS[lean]}"
        )
    original = take_optional(fields, "content_original", where)
    article = Article(
        take_text(fields, "ID", where),
        "en",
        take_text(fields, "content_original" if original else "content", where),
        title=take_optional(fields, "title", where),
        outlet=take_text(fields, "source", where),
        published=read_date(take_optional(fields, "date", where)),
        url=take_optional(fields, "url", where),
    )
    topic = take_optional(fields, "topic", where)
    return LabelledArticle(article, labels={"us_lean": lean}, topic=topic, dataset="baly")


def read_date(date: str | None) -> str | None:
    """A date in ISO 8601; the set has some as month/day/year of this century. Others stay as written."""
    if date is None or not (match := DATE.fullmatch(date)):
        return date
    month, day, year = match.groups()
    return f"20{year}-{month:0>2}-{day:0>2}"


def detect(path: Path) -> bool:
    """Whether a file has the set's fields, or a folder its folder `jsons` or a file with them."""
    if path.is_dir():
        return has_files(path, "data/jsons/*.json") or any(
            detect(file) for file in sorted(path.glob("*.jsonl*"))[:1]
        )
    return {"bias_text", "source_url", "content"} <= (first_row(path) or {}).keys()


READERS = (
    corpus_reader(
        "baly",
        read,
        detect,
        citation="Baly and others (2020), We Can Detect Your Bias, EMNLP",
        licence="Apache-2.0",
    ),
)
