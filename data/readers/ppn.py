"""PPN: articles of five sites that VIGINUM names as parts of one campaign, in French and English.

Licence: CC BY-NC 4.0. The copy at hand names no paper to cite.

Layout: `articles.jsonl` with `id`, `outlet`, `lang`, `title`, `date`, `text` and `pair`, which the two
versions of one article share. There are no labels: the set serves to compare scores across languages, and
shows what a split must keep on one side. Many texts occur more than once.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..article import LANGS, Article
from ..labelled import LabelledArticle
from .fields import find_files, has_files, pick, take_optional, take_text
from .published import corpus_reader
from .rows import first_row, read_rows

FILE = "articles.jsonl*"
MIDNIGHT = " 00:00:00"


def read(path: Path) -> Iterator[LabelledArticle]:
    """The articles of a file or a folder, with `pair` where both versions were found."""
    for file in find_files(path, FILE):
        for row in read_rows(file):
            yield _read_article(row.fields, f"{file}:{row.number}")


def _read_article(fields: Mapping[str, Any], where: str) -> LabelledArticle:
    date = take_optional(fields, "date", where)
    article = Article(
        take_text(fields, "id", where),
        pick(fields.get("lang"), {lang: lang for lang in LANGS}, "lang", where),
        take_text(fields, "text", where),
        title=take_optional(fields, "title", where),
        outlet=take_optional(fields, "outlet", where),
        published=date and date.removesuffix(MIDNIGHT).replace(" ", "T"),
    )
    return LabelledArticle(article, pair=take_optional(fields, "pair", where), dataset="ppn")


def detect(path: Path) -> bool:
    """Whether the ids are those of PPN's files, or a folder holds such a file."""
    if path.is_dir():
        return has_files(path, FILE) and detect(next(path.glob(FILE)))
    return str((first_row(path) or {}).get("id", "")).startswith("ppn_data/")


READERS = (corpus_reader("ppn", read, detect, citation="", licence="CC BY-NC 4.0"),)
