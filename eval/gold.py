"""An annotated set from disk: `articles/DOC.txt` and `annotations/DOC.json` (docs/annotation.md)."""

import hashlib
from pathlib import Path

from ..data.labelled import LabelledArticle, LabelledOptions
from ..data.readers.annotated import read_annotated

# The articles of the development split by name; figures on them are given apart.
DEVELOPMENT = frozenset([f"fr-{n:03}" for n in range(61, 73)] + [f"en-{n:03}" for n in range(19, 25)])


def read_gold(folder: Path) -> list[LabelledArticle]:
    """The annotated articles of a folder, by name.

    Raises:
        FileNotFoundError, ValueError: as `read_annotated`.
    """
    return list(read_annotated(folder, LabelledOptions()))


def digest_gold(folder: Path) -> str:
    """SHA-256 over the sorted digests and names of all texts and annotations, as 64 hexadecimal digits."""
    files = [*folder.glob("articles/*.txt"), *folder.glob("annotations/*.json")]
    lines = (f"{hashlib.sha256(f.read_bytes()).hexdigest()} {f.parent.name}/{f.name}\n" for f in files)
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
