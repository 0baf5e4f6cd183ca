"""Readers of published corpora, whose layout is fixed and which therefore take no options but a name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ..labelled import LabelledArticle, LabelledOptions
from .registry import Reader


def corpus_reader(
    name: str,
    read: Callable[[Path], Iterator[LabelledArticle]],
    detect: Callable[[Path], bool],
    *,
    citation: str,
    licence: str,
) -> Reader:
    """The reader of a published corpus; `dataset` is its name unless the options give another."""

    def read_named(path: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
        for labelled in read(path):
            yield replace(labelled, dataset=options.dataset or name)

    return Reader(name, read_named, detect, citation, licence)
