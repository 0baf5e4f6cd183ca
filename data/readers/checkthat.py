"""CLEF CheckThat!: sentences of news, subjective or objective.

Citation: Federico Ruggeri, Arianna Muti, Katerina Korre and others (2025): Overview of the CLEF-2025
CheckThat! Lab Task 1 on Subjectivity in News Articles. CLEF 2025.
Licence: CC BY-NC-SA 4.0.

Layout: `data/LANGUAGE/PART_xx.tsv`, with `sentence_id`, `sentence`, `label` in whatever order, some with
`solved_conflict`. The files are no CSV: a line is a row, and most quotation marks are part of the sentence.
In some files a cell with marks was quoted as CSV does; it is unquoted. Only the English files are read (there
are no French ones); `multilingual` repeats sentences of the others without their language. Files without
labels are left out.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..article import LANGS, Article, Lang
from ..labelled import LabelledArticle
from .fields import find_files, pick, read_cells
from .published import corpus_reader

FOLDERS = (".", "*", "data/*")
NAME = re.compile(r"(?:train|dev|dev_test|test)_(?P<lang>[a-z]+?)(?:_labeled)?\.tsv")
UNLABELLED = "_unlabeled"
LABELS: Mapping[str, str] = {"SUBJ": "subjective", "OBJ": "objective"}
QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def read(path: Path) -> Iterator[LabelledArticle]:
    """The sentences of a file or of a folder's English files.

    `labels` has `subjectivity` (subjective, objective), and `solved_conflict` (yes, no) where the file tells
    whether the annotators disagreed at first.

    Raises:
        ValueError: a file by its own name is in another language than French or English.
    """
    for file in _list_files(path):
        lang = _find_lang(file)
        if lang is not None:
            yield from _read_file(file, lang)
        elif path.is_file():
            raise ValueError(f"{path}: the language in the file's name is not one of {', '.join(LANGS)}")


def count_left_out(path: Path) -> dict[str, int]:
    """How many labelled sentences a folder has in other languages, by the code in the file's name."""
    counts: dict[str, int] = {}
    for file in _list_files(path):
        match = NAME.fullmatch(file.name)
        if match and _find_lang(file) is None:
            counts[match["lang"]] = counts.get(match["lang"], 0) + sum(1 for _ in read_cells(file)) - 1
    return counts


def _list_files(path: Path) -> list[Path]:
    files = find_files(path, *(f"{folder}/*.tsv" for folder in FOLDERS))
    return [file for file in files if path.is_file() or UNLABELLED not in file.name]


def _find_lang(file: Path) -> Lang | None:
    match = NAME.fullmatch(file.name)
    return next((lang for lang in LANGS if match and match["lang"] == lang), None)


def _read_file(file: Path, lang: Lang) -> Iterator[LabelledArticle]:
    lines = read_cells(file)
    head, where = next(lines, ([], f"{file}:1"))
    if missing := {"sentence_id", "sentence", "label"}.difference(head):
        raise ValueError(f"{where}: the column {sorted(missing)[0]} is missing; there are {', '.join(head)}")
    for cells, where in lines:
        row = dict(zip(head, cells, strict=False))
        if not len(head) - 1 <= len(cells) <= len(head) or not row["sentence"].strip():
            raise ValueError(f"{where}: {len(cells)} cells, not {len(head)}, or no sentence")
        label = pick(row.get("label"), LABELS, "label", where)
        labels = {"subjectivity": label}
        if conflict := row.get("solved_conflict"):
            labels["solved_conflict"] = pick(
                conflict, {"True": "yes", "False": "no"}, "solved_conflict", where
            )
        article = Article(row["sentence_id"], lang, unquote(row["sentence"]))
        yield LabelledArticle(article, labels=labels, dataset="checkthat")


def unquote(cell: str) -> str:
    """A cell without CSV's quotation (each mark inside is doubled); any other cell as it stands."""
    match = QUOTED.fullmatch(cell)
    return match[1].replace('""', '"') if match and '""' in match[1] else cell


def detect(path: Path) -> bool:
    """Whether a file's head has the columns, or a folder such files by their names."""
    if path.is_dir():
        return any(NAME.fullmatch(file.name) for folder in FOLDERS for file in path.glob(f"{folder}/*.tsv"))
    if path.suffix != ".tsv" or not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        return {"sentence_id", "sentence", "label"} <= set(file.readline().strip().split("\t"))


READERS = (
    corpus_reader(
        "checkthat",
        read,
        detect,
        citation="Ruggeri and others (2025), CLEF-2025 CheckThat! Lab Task 1",
        licence="CC BY-NC-SA 4.0",
    ),
)
