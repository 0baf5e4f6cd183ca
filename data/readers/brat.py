"""BRAT stand-off: a text `DOC.txt` with annotations in `DOC.ann` or, of several annotators, `DOC_NAME.ann`.

Texts stand beside the annotations or in a folder `text` beside theirs. Attributions are made of events
(`E1 Attribution:T4 Source:T1 Cue:T2 Content:T3`) or relations (`R1 said Arg1:T1 Arg2:T2`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from ..article import Article
from ..labelled import LabelledArticle, LabelledOptions
from ..span import Span
from .annotated import read_exact
from .columns import tell_lang
from .marks import (
    ROLE_NAMES,
    Group,
    Layers,
    Mark,
    Role,
    add_layers,
    build_layers,
    group_links,
    make_mark,
    set_attribute,
)
from .registry import Reader

ENTRY = re.compile(r"([TREAMN#*])\S*\t")
ENTITY = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")
ARGUMENT = re.compile(r"([^\s:]+):([TE]\d+)")
ANNOTATOR = re.compile(r"(.+)[_.@-]([^_.@-]+)")


class Entry(NamedTuple):
    """One entry of a stand-off file: its id, its fields, and where it stands."""

    id: str
    fields: list[str]
    where: str


class Source(NamedTuple):
    """A text, and a file of annotations to it."""

    text: Path
    annotations: Path
    annotator: str | None


@dataclass(slots=True)
class Standoff:
    """The marks of a stand-off file by id (an event has that of its trigger), and what ties them."""

    marks: dict[str, Mark] = field(default_factory=dict)
    events: dict[str, Group] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)

    def build(self, text: str, where: str) -> Layers:
        """The annotations; a mark that is part of an event is tied by nothing else."""
        tied = {mark.id for group in self.events.values() for mark in group}
        loose = [mark for id, mark in self.marks.items() if id == mark.id and id not in tied]
        ids = {mark.id for mark in loose}
        links = [link for link in self.links if ids.issuperset(link)]
        return build_layers(
            list(self.marks.values()), [*self.events.values(), *group_links(loose, links, where)], text
        )


def read_brat(source: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
    """The texts of a folder, each as often as it has annotators, in order of their files.

    A kind of annotation that no file has is None. What is no attribution for want of content is counted in
    the article's warnings.

    Raises:
        FileNotFoundError: the folder has no annotations, or there is no text to some.
        ValueError: with file and line, what can not be read, or a mark of a name that is not known.
    """
    files = sorted(source.rglob("*.ann")) if source.is_dir() else [source]
    if not files:
        raise FileNotFoundError(f"{source}: there is no *.ann in this folder")
    root = source if source.is_dir() else source.parent
    sources = [find_text(file) for file in files]
    roles: set[Role] = {role for file in files for role in _roles(file, options.names)}
    for part in sources:
        text = read_exact(part.text)
        id = (
            part.text.relative_to(root).with_suffix("").as_posix()
            if root in part.text.parents
            else part.text.stem
        )
        article = Article(id, tell_lang(text, None, str(part.text), options.lang), text)
        labelled = annotate(article, part, options.names, roles)
        yield replace(labelled, dataset=options.dataset or root.name)


def find_text(file: Path) -> Source:
    """The text of a file of annotations, whose name may end in that of its annotator.

    Raises:
        FileNotFoundError: there is none.
    """
    folders = (file.parent, file.parent.parent / "text")
    named = ANNOTATOR.fullmatch(file.stem)
    for stem, annotator in ((file.stem, None), named.groups() if named else (file.stem, None)):
        for folder in folders:
            if (text := folder / f"{stem}.txt").is_file():
                return Source(text, file, annotator)
    raise FileNotFoundError(f"{file}: there is no text {file.stem}.txt to these annotations")


def parse_standoff(file: Path, text: str, names: Mapping[str, str]) -> Standoff:
    """What a file of annotations holds; notes (`#`) and equivalences (`*`) are passed over.

    Raises:
        ValueError: with file and line: an entry that is none, a name that is not known, a span that is none,
            or at which the text is another than the entry says, a reference to what is not there.
    """
    found = Standoff()
    entries = list(_read_entries(file))
    for entry in entries:
        if entry.id[0] == "T":
            found.marks[entry.id] = _read_entity(entry, text, names)
    for entry in entries:
        match entry.id[0]:
            case "E":
                _read_event(entry, found)
            case "R":
                first, second = _arguments(entry, found, 2)
                found.links.append((first[1].id, second[1].id))
    for entry in entries:
        if entry.id[0] in "AM":
            _read_attribute(entry, found, names)
        elif entry.id[0] == "N" and len(entry.fields) > 1:
            mark = _look_up(entry.fields[0].split()[1], found, entry.where)
            mark.attributes.setdefault("resolved", entry.fields[1])
    return found


def is_brat(source: Path) -> bool:
    """Whether a folder holds `.ann` files, itself or one folder below."""
    return source.is_dir() and any(file for part in ("*.ann", "*/*.ann") for file in source.glob(part))


def annotate(
    article: Article, part: Source, names: Mapping[str, str], roles: Collection[Role]
) -> LabelledArticle:
    """The article with the annotations of a file; `roles` are those that the set annotates."""
    standoff = parse_standoff(part.annotations, article.text, names)
    labelled = LabelledArticle(article, annotator=part.annotator)
    return add_layers(labelled, standoff.build(article.text, str(part.annotations)), roles)


def _roles(file: Path, names: Mapping[str, str]) -> Iterator[Role]:
    for entry in _read_entries(file):
        if entry.id[0] == "T":
            yield make_mark("", entry.fields[0].split()[0], [], names, entry.where).role


def _read_entries(file: Path) -> Iterator[Entry]:
    """The entries; a line that begins none goes on with the text of the one before, which spans lines."""
    last: Entry | None = None
    for number, line in enumerate(read_exact(file).removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        if ENTRY.match(line):
            if last:
                yield last
            id, *fields = line.split("\t")
            last = Entry(id, fields, f"{file}:{number}")
        elif last and last.id[0] == "T":
            last.fields[-1] += f"\n{line}"
        elif line.strip():
            raise ValueError(f"{file}:{number}: {line[:60]!r} is no entry of a stand-off file")
    if last:
        yield last


def _read_entity(entry: Entry, text: str, names: Mapping[str, str]) -> Mark:
    entity = ENTITY.fullmatch(entry.fields[0])
    if not entity:
        raise ValueError(f"{entry.where}: {entry.fields[0]!r} is no name with offsets, as in 'Cue 12 20'")
    spans = [Span(*map(int, offsets.split())) for offsets in entity[2].split(";")]
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError(
                f"{entry.where}: {entry.id} {span.start} {span.end} is no span of a text of {len(text)} "
                "characters"
            )
    stands = " ".join(text[span.start : span.end] for span in spans)
    told = entry.fields[1].strip() if len(entry.fields) > 1 else stands
    if told.split() != stands.split():
        raise ValueError(f"{entry.where}: {entry.id} is {told!r}, but at {entity[2]} stands {stands!r}")
    return make_mark(entry.id, entity[1], spans, names, entry.where)


def _read_event(entry: Entry, found: Standoff) -> None:
    """An event: its trigger and its arguments, each with the role that the event gives it, else its own."""
    (_, trigger), *arguments = _arguments(entry, found, 1)
    found.marks[entry.id] = trigger
    parts = [replace(mark, role=ROLE_NAMES.get(name.lower(), mark.role)) for name, mark in arguments]
    found.events[entry.id] = [trigger, *parts]


def _read_attribute(entry: Entry, found: Standoff, names: Mapping[str, str]) -> None:
    name, target, *value = entry.fields[0].split(" ", 2)
    set_attribute(
        _look_up(target, found, entry.where), name, value[0] if value else "true", names, entry.where
    )


def _arguments(entry: Entry, found: Standoff, at_least: int) -> list[tuple[str, Mark]]:
    """The arguments of an event or a relation: the name without its number, and the mark."""
    arguments: Iterable[re.Match[str]] = ARGUMENT.finditer(entry.fields[0])
    marks = [(a[1].rstrip("0123456789"), _look_up(a[2], found, entry.where)) for a in arguments]
    if len(marks) < at_least:
        raise ValueError(f"{entry.where}: {entry.fields[0]!r} has too few arguments, as in 'Arg1:T1 Arg2:T2'")
    return marks


def _look_up(id: str, found: Standoff, where: str) -> Mark:
    if id not in found.marks:
        raise ValueError(f"{where}: there is no {id} in this file")
    return found.marks[id]


READERS = (Reader("brat", read_brat, is_brat),)
