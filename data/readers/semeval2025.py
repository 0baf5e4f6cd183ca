"""SemEval-2025 task 10: roles of entities and narratives in articles on Ukraine and on climate change.

Citation: Tarek Mahmoud and others (2025): Entity Framing and Role Portrayal in the News. Findings of ACL 2025
(roles); Nikolaos Nikolaidis and others (2025): PolyNarrative: A Multilingual, Multilabel, Multi-domain
Dataset for Narrative Extraction from News Articles. ACL 2025 (narratives).
Licence: none stated; the organisers give the data to those who register.

Layout: a folder a language (`EN`), or one above, with `raw-documents/*.txt`, `subtask-1-annotations.txt`
(file, mention, first and last character, role, finer roles) and `subtask-2-annotations.txt` (file,
narratives, subnarratives, parted by `;`), tab-separated. The texts in other languages than English are left
out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ..article import Article
from ..labelled import Label, LabelledArticle, LabelledTarget
from ..span import Span
from .fields import check_span, find_files, has_files, pick, read_cells, read_number, read_text, unique
from .published import corpus_reader

LANG = "EN"
FOREIGN = ("BG", "HI", "PT", "RU")
ROLES: Mapping[str, str] = {"Protagonist": "protagonist", "Antagonist": "antagonist", "Innocent": "innocent"}
TOPICS: Mapping[str, str] = {"UA": "war in Ukraine", "CC": "climate change"}

# The offsets of 9 mentions of 530, in two documents of the English training set, are too high by 1 or 2.
MAX_SHIFT = 2


class Mention(NamedTuple):
    """A mention of an entity in a role; `role` and the finer roles in lower case."""

    name: str
    span: Span
    role: str
    finer: tuple[str, ...]
    shifted: bool


def read(path: Path) -> Iterator[LabelledArticle]:
    """The English articles of a folder.

    `targets` are the entities by the words of their mentions; the task tells no voices apart and knows roles
    instead of stance, so that `editorial` is None. `labels`: `protagonist`, `antagonist` and `innocent` with
    the names of those so presented, `roles` with the finer ones (`Name: rebel`), `narratives` and
    `subnarratives`. Articles without an entry in subtask 1 have neither targets nor roles. A mention whose
    offsets are off by up to two characters is put right, with a warning.
    """
    folder = _find_folder(path)
    documents = {file.name: file for file in find_files(folder / "raw-documents", "*.txt")}
    roles = _read_lines(folder / "subtask-1-annotations.txt", documents)
    narratives = _read_lines(folder / "subtask-2-annotations.txt", documents)
    for name, file in documents.items():
        text = read_text(file)
        mentions = [_read_mention(cells, text, where) for cells, where in roles.get(name, [])]
        labels: dict[str, Label] = {}
        if mentions:
            labels |= {
                role: unique(mention.name for mention in mentions if mention.role == role)
                for role in ROLES.values()
            }
            labels["roles"] = unique(
                f"{mention.name}: {finer}" for mention in mentions for finer in mention.finer
            )
        for cells, where in narratives.get(name, []):
            if len(cells) != 3:
                raise ValueError(f"{where}: {len(cells)} columns, not 3 (file, narratives, subnarratives)")
            labels["narratives"], labels["subnarratives"] = (unique(cell.split(";")) for cell in cells[1:])
        yield LabelledArticle(
            Article(
                file.stem,
                "en",
                text,
                title=text.lstrip().split("\n", 1)[0].strip() or None,
                warnings=tuple(
                    f"offsets of {mention.name!r} put right" for mention in mentions if mention.shifted
                ),
            ),
            labels=labels,
            targets=tuple(_group(mentions)) if mentions else None,
            topic=next((topic for code, topic in TOPICS.items() if f"_{code}_" in name), None),
            dataset="semeval2025",
        )


def count_left_out(path: Path) -> dict[str, int]:
    """How many texts a folder has that are not read, by language code."""
    counts = {code: len(list(path.glob(f"{code}/raw-documents/*.txt"))) for code in FOREIGN}
    return {code: count for code, count in counts.items() if count}


def _find_folder(path: Path) -> Path:
    folder = path if (path / "raw-documents").is_dir() else path / LANG
    if not (folder / "raw-documents").is_dir():
        raise FileNotFoundError(f"{path}: has no raw-documents or {LANG}/raw-documents")
    return folder


def _read_lines(path: Path, documents: Mapping[str, Path]) -> dict[str, list[tuple[list[str], str]]]:
    """The cells of each line and where it stands, by document."""
    lines: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
    if not path.exists():
        return lines
    for cells, where in read_cells(path):
        if cells[0] not in documents:
            raise ValueError(f"{where}: there is no document {cells[0]!r} in raw-documents")
        lines[cells[0]].append((cells, where))
    return lines


def _read_mention(cells: list[str], text: str, where: str) -> Mention:
    if len(cells) < 5:
        raise ValueError(f"{where}: {len(cells)} columns, not at least 5 (file, mention, first, last, role)")
    _, name, first, last, role, *finer = cells
    start, end = read_number(first, "first character", where), read_number(last, "last character", where) + 1
    shift = next((by for by in range(MAX_SHIFT + 1) if text[start - by : end - by] == name), 0)
    span = check_span(text, start - shift, end - shift, name, where)
    return Mention(name, span, pick(role, ROLES, "role", where), tuple(map(str.lower, finer)), shift > 0)


def _group(mentions: list[Mention]) -> Iterator[LabelledTarget]:
    for name in unique(mention.name for mention in mentions):
        spans = sorted(mention.span for mention in mentions if mention.name == name)
        yield LabelledTarget(name, tuple(dict.fromkeys(spans)), editorial=None)


def detect(path: Path) -> bool:
    """Whether a folder, or its folder `EN`, has documents and the annotations of a subtask."""
    return any(
        has_files(folder, "raw-documents/*.txt", "subtask-*-annotations.txt")
        for folder in (path, path / LANG)
    )


READERS = (
    corpus_reader(
        "semeval2025",
        read,
        detect,
        citation="Mahmoud and others (2025), Entity Framing; Nikolaidis and others (2025), PolyNarrative",
        licence="none stated",
    ),
)
