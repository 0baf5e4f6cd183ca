"""PolNeAR 1.0, Political News Attribution Relations Corpus: attributions in US news on the election of 2016.

Citation: Edward Newell, Drew Margolin and Derek Ruths (2018): An Attribution Relations Corpus for Political
News. LREC 2018.
Licence: none stated.

Layout: BRAT stand-off, in parts (`train`, `dev`, `test`, `annotator-training`) with `text/DOC.txt` and
`attributions/DOC_NAME.ann`, of one or several annotators, and `metadata.tsv` beside the parts.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..article import Article
from ..labelled import LabelledArticle, LabelledOptions
from .annotated import read_exact
from .brat import annotate, find_text
from .registry import Reader

FOLDERS = ("attributions", "*/attributions", "data/*/attributions")
NAMES: Mapping[str, str] = {"Discard": "none", "Discuss": "none"}  # notes for the annotators' meetings


def read_polnear(source: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
    """PolNeAR: the articles of all its parts, or of `options.split`, each as often as it has annotators.

    Discarded passages and points for discussion are left out, and so is PARC 3, which comes without texts.
    """
    names = {**NAMES, **options.names}
    parts = {folder.parent.resolve().name: folder for folder in _find_folders(source)}
    if options.split and options.split not in parts:
        raise ValueError(f"{source}: split {options.split!r} is not one of {', '.join(parts)}")
    for name, folder in parts.items():
        if options.split in (None, name):
            metadata = _read_metadata(folder.parent.resolve().parent / "metadata.tsv")
            for file in sorted(folder.glob("*.ann")):
                labelled = _read_article(file, metadata, names)
                yield replace(labelled, dataset=options.dataset or "polnear")


def is_polnear(source: Path) -> bool:
    """Whether a folder is PolNeAR or one of its parts: annotations in `attributions/`, texts in `text/`."""
    return any(any(folder.glob("*.ann")) for folder in _find_folders(source))


def _find_folders(source: Path) -> list[Path]:
    """The folders of annotations that have texts beside them."""
    folders = sorted(folder for pattern in FOLDERS for folder in source.glob(pattern))
    return [folder for folder in folders if (folder.parent / "text").is_dir()]


def _read_article(
    file: Path, metadata: Mapping[str, Mapping[str, str]], names: Mapping[str, str]
) -> LabelledArticle:
    part = find_text(file)
    told = metadata.get(part.text.stem, {})
    article = Article(
        id=part.text.stem,
        lang="en",
        text=read_exact(part.text),
        title=told.get("title"),
        outlet=told.get("publisher"),
        published=told.get("publication_date"),
    )
    return annotate(article, part, names, ("content",))


def _read_metadata(file: Path) -> dict[str, dict[str, str]]:
    """The rows of `metadata.tsv` by file name, without what is `None`; none where there is no such file."""
    if not file.is_file():
        return {}
    rows = csv.DictReader(read_exact(file).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["filename"]: {key: cell for key, cell in row.items() if cell != "None"} for row in rows}


READERS = (
    Reader(
        "polnear",
        read_polnear,
        is_polnear,
        citation="Newell and others (2018), An Attribution Relations Corpus for Political News, LREC",
        licence="none stated",
    ),
)
