"""The readers of labelled sets by name, imported only when one is asked for.

A reader stands in a module of this package, which holds it in a tuple `READERS`; `MODULES` says in which one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..labelled import LabelledArticle, LabelledOptions

# In the order in which they are asked whether a source is theirs: the particular ones first.
MODULES: Mapping[str, str] = {
    "selon": "internal",
    "newsmtsc": "newsmtsc",
    "ccf": "ccf",
    "babe": "babe",
    "basil": "basil",
    "baly": "baly",
    "semeval2025": "semeval2025",
    "semeval2023": "semeval2023",
    "szeged": "szeged",
    "checkthat": "checkthat",
    "ppn": "ppn",
    "faerber": "faerber",
    "hyperpartisan": "hyperpartisan",
    "polnear": "polnear",
    "annotated": "annotated",
    "brat": "brat",
    "label_studio": "label_studio",
    "doccano": "doccano",
    "hf": "tabular",
    "tabular": "tabular",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """A layout of labelled sets.

    `read` yields the articles of a source (a file, a folder, or `hf:owner/name`), one at a time; it raises
    FileNotFoundError where the source lacks a file, and ValueError, with file, line and field, for what can
    not
    be read. `detect` tells whether a source has this layout: it looks at names and first lines only, and is
    false, never an error, for what it does not know. `citation` and `licence` are those of a published
    corpus, as its authors state them; empty for a general format.
    """

    name: str
    read: "Callable[[Path, LabelledOptions], Iterator[LabelledArticle]]"
    detect: Callable[[Path], bool]
    citation: str = ""
    licence: str = ""


class _Readers(Mapping[str, Reader]):
    """The readers, each with its module imported when it is first looked up."""

    def __getitem__(self, name: str) -> Reader:
        module = import_module(f".{MODULES[name]}", __package__)
        return next(reader for reader in module.READERS if reader.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


READERS: Mapping[str, Reader] = _Readers()


def find_reader(source: Path, format: str | None = None) -> Reader:
    """The reader of that name, else the first one that knows the layout of the source.

    Raises:
        ValueError: there is no reader of that name, or none knows the source.
    """
    if format is None:
        for reader in READERS.values():
            if reader.detect(source):
                return reader
        raise ValueError(
            f"{source}: this is no labelled set that is known; name its format: {', '.join(MODULES)}"
        )
    if format not in MODULES:
        raise ValueError(f"format {format!r} is not one of {', '.join(MODULES)}")
    return READERS[format]
