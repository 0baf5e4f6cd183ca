"""SemEval-2023 task 3: genre, frames and persuasion techniques of news articles in several languages.

Citation: Jakub Piskorski, Nicolas Stefanovitch, Giovanni Da San Martino and Preslav Nakov (2023):
SemEval-2023 Task 3: Detecting the Category, the Framing, and the Persuasion Techniques in Online News in a
Multi-lingual Setup. SemEval-2023.
Licence: for research within the task; the data may not be passed on. Whoever holds a copy can read it here.

Layout: `data/LANG/` with, for each part (`train`, `dev`) and subtask N, the texts
`PART-articles-subtask-N/articleID.txt` and the labels `PART-labels-subtask-N.txt`: ID and genre; ID and
frames; ID, number of the line (from 1) and techniques.
`PART-labels-subtask-3-spans/articleID-labels-subtask-3.txt` has ID, technique, first and next character. A
folder `articles` and files `labels-subtask-N.txt` without the part's name are read too. The languages `en`
and `fr` are read.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..article import LANGS, Article, Lang
from ..labelled import Label, LabelledArticle, LabelledSpan
from ..span import Span
from .fields import pick, read_cells, read_number, read_text, unique
from .published import corpus_reader

GENRES: Mapping[str, str] = {name: name for name in ("reporting", "opinion", "satire")}
FRAMES: Mapping[str, str] = {
    "Capacity_and_resources": "capacity_resources",
    "Crime_and_punishment": "crime_punishment",
    "Cultural_identity": "cultural_identity",
    "Economic": "economic",
    "External_regulation_and_reputation": "external_regulation_reputation",
    "Fairness_and_equality": "fairness_equality",
    "Health_and_safety": "health_safety",
    "Legality_Constitutionality_and_jurisprudence": "legality_constitutionality",
    "Morality": "morality",
    "Policy_prescription_and_evaluation": "policy",
    "Political": "political",
    "Public_opinion": "public_opinion",
    "Quality_of_life": "quality_of_life",
    "Security_and_defense": "security_defense",
}
TECHNIQUES = frozenset(
    """Appeal_to_Authority Appeal_to_Fear-Prejudice Appeal_to_Hypocrisy Appeal_to_Popularity Appeal_to_Time
    Appeal_to_Values Causal_Oversimplification Consequential_Oversimplification Conversation_Killer Doubt
    Exaggeration-Minimisation False_Dilemma-No_Choice Flag_Waving Guilt_by_Association Loaded_Language
    Name_Calling-Labeling Obfuscation-Vagueness-Confusion Questioning_the_Reputation Red_Herring Repetition
    Slogans Straw_Man Whataboutism""".split()
)
LOADED = ("Loaded_Language", "Name_Calling-Labeling")  # the techniques whose spans are loaded terms

FOREIGN = ("es", "ge", "gr", "it", "ka", "po", "ru")
LABEL_FILE = re.compile(r"(?:(?P<part>[a-z]+)-)?labels-subtask-(?P<subtask>[123])\.txt")


@dataclass(slots=True)
class _Entry:
    """What the files of one part say of an article; `at` is the first place that names it."""

    at: str
    labels: dict[str, Label] = field(default_factory=dict)
    techniques: list[str] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)


def read(path: Path) -> Iterator[LabelledArticle]:
    """The labelled articles of a language's folder, or of the folders `en` and `fr` below.

    `labels`: `genre`, `frames` (by the names of the guidelines), `techniques` (all of the article), each
    missing where the article is not in its subtask, and `part`. `loaded` are the spans of loaded language and
    of names called, where the spans of the subtask are there; the set does not tell their voice.

    Raises:
        FileNotFoundError: the folder has no labels, or a labelled article has no text.
        ValueError: the language can not be told by the folder's name, or a line can not be read.
    """
    for folder, lang in _list_folders(path):
        parts = sorted({match["part"] or "" for match in _label_files(folder).values()})
        for part in parts:
            yield from _read_part(folder, part, lang)


def count_left_out(path: Path) -> dict[str, int]:
    """How many articles a folder has in other languages, by the task's code of the language."""
    counts: dict[str, int] = {}
    for root in (path, path / "data"):
        for code in FOREIGN:
            names = {file.name for file in root.glob(f"{code}/*articles*/article*.txt")}
            if names:
                counts[code] = len(names)
    return counts


def _list_folders(path: Path) -> list[tuple[Path, Lang]]:
    if _label_files(path):
        for lang in LANGS:
            if path.resolve().name == lang:
                return [(path, lang)]
        raise ValueError(f"{path}: the folder's name tells the language and is not one of {', '.join(LANGS)}")
    roots = (path, path / "data")
    folders: list[tuple[Path, Lang]] = [(root / lang, lang) for root in roots for lang in LANGS]
    folders = [(folder, lang) for folder, lang in folders if _label_files(folder)]
    if not folders:
        raise FileNotFoundError(f"{path}: has no labels-subtask-N.txt, nor has a folder en or fr in it")
    return folders


def _label_files(folder: Path) -> dict[Path, re.Match[str]]:
    matches = (
        (file, LABEL_FILE.fullmatch(file.name)) for file in sorted(folder.glob("*labels-subtask-?.txt"))
    )
    return {file: match for file, match in matches if match}


def _read_part(folder: Path, part: str, lang: Lang) -> Iterator[LabelledArticle]:
    entries: dict[str, _Entry] = {}
    for file, match in _label_files(folder).items():
        if (match["part"] or "") == part:
            _read_labels(file, match["subtask"], entries)
    prefix = f"{part}-" if part else ""
    spans = _read_spans(folder / f"{prefix}labels-subtask-3-spans")
    for id, entry in sorted(entries.items()):
        text = read_text(_find_text(folder, prefix, id, entry.at))
        title, _, rest = text.partition("\n")
        article = Article(
            f"{lang}-{id}", lang, text, title=title.strip() or None if rest.startswith("\n") else None
        )
        labels = entry.labels | ({"part": part} if part else {})
        if "techniques" in labels:
            labels["techniques"] = unique(entry.techniques)
        _check_lines(entry, text)
        yield LabelledArticle(
            article,
            labels=labels,
            loaded=_find_loaded(spans.get(id, []), text) if spans and "techniques" in labels else None,
            dataset="semeval2023",
        )


def _read_labels(file: Path, subtask: str, entries: dict[str, _Entry]) -> None:
    columns = 3 if subtask == "3" else 2
    for cells, where in read_cells(file):
        if len(cells) == columns - 1 and subtask == "3":
            cells.append("")  # no technique in this line
        if len(cells) != columns:
            raise ValueError(f"{where}: {len(cells)} columns, not {columns}")
        id, *_, last = (cell.strip() for cell in cells)
        names = [name.strip() for name in last.split(",") if name.strip()]
        entry = entries.setdefault(id, _Entry(where))
        if subtask == "1":
            entry.labels["genre"] = pick(last, GENRES, "genre", where)
        elif subtask == "2":
            entry.labels["frames"] = unique(pick(name, FRAMES, "frame", where) for name in names)
        else:
            entry.labels["techniques"] = ()
            entry.techniques += [_check_technique(name, where) for name in names]
            entry.lines.append((read_number(cells[1], "line", where), where))


def _check_technique(name: str, where: str) -> str:
    return pick(name, {technique: technique for technique in sorted(TECHNIQUES)}, "technique", where)


def _check_lines(entry: _Entry, text: str) -> None:
    lines = text.split("\n")
    for number, where in entry.lines:
        if not 1 <= number <= len(lines) or not lines[number - 1].strip():
            raise ValueError(
                f"{where}: line {number} is empty or missing in the text, which has {len(lines)} lines"
            )


def _find_text(folder: Path, prefix: str, id: str, where: str) -> Path:
    """The text of an article; that of subtask 3 first, into which the spans' offsets go."""
    names = [f"{prefix}articles-subtask-{subtask}" for subtask in (3, 2, 1)] + [f"{prefix}articles"]
    for name in names:
        file = folder / name / f"article{id}.txt"
        if file.is_file():
            return file
    raise FileNotFoundError(f"{where}: there is no article{id}.txt in {', '.join(names)}")


def _read_spans(folder: Path) -> dict[str, list[tuple[Span, str, str]]]:
    """Span, technique and place of each line, by article."""
    spans: dict[str, list[tuple[Span, str, str]]] = defaultdict(list)
    for file in sorted(folder.glob("article*-labels-subtask-3.txt")):
        for cells, where in read_cells(file):
            if len(cells) < 4:
                raise ValueError(f"{where}: {len(cells)} columns, not 4 (article, technique, start, end)")
            start, end = read_number(cells[2], "start", where), read_number(cells[3], "end", where)
            spans[cells[0].strip()].append(
                (Span(start, end), _check_technique(cells[1].strip(), where), where)
            )
    return spans


def _find_loaded(spans: list[tuple[Span, str, str]], text: str) -> tuple[LabelledSpan, ...]:
    for span, _, where in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError(
                f"{where}: {span.start}-{span.end} is no span of a text of {len(text)} characters"
            )
    return tuple(
        LabelledSpan(span) for span in sorted({span for span, technique, _ in spans if technique in LOADED})
    )


def detect(path: Path) -> bool:
    """Whether a folder, or its folder `en` or `fr` (in `data`, too), has the labels of a subtask."""
    return any(
        _label_files(root) for root in (path, *(path / top / lang for top in (".", "data") for lang in LANGS))
    )


READERS = (
    corpus_reader(
        "semeval2023",
        read,
        detect,
        citation="Piskorski and others (2023), SemEval-2023 Task 3",
        licence="research within the task; not to be passed on",
    ),
)
