"""Labelled articles: one internal form for article labels, annotated spans and relations, targets with stance.

Every reader of `data/readers/` gives these records, and `write_labelled` writes them as JSON lines that
`read_labelled` reads back. What a set says nothing of is None, which is not the same as an empty tuple: an
article whose `hedges` are `()` was looked through and has none.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from .article import LANGS, Article, Lang
from .decode import check_encoding
from .labels import (
    CUE_CLASSES,
    HEDGE_KINDS,
    MODES,
    NAMINGS,
    SOURCE_TYPES,
    VOICES,
    CueClass,
    Mode,
    Naming,
    SourceType,
)
from .readers.registry import find_reader
from .span import Span
from .write import JsonlWriter
from .write import Mode as WriteMode

Label = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledAttribution:
    """An annotated relation; label fields are None where the set does not have them.

    See `model/records.py` for their meaning.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    mode: Mode | None = None
    cue_class: CueClass | None = None
    source_type: SourceType | None = None
    naming: Naming | None = None
    resolved: str | None = None


class LabelledSpan(NamedTuple):
    """A hedge with its kind, or a loaded term with its voice; the label is None where the set has none."""

    span: Span
    label: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledTarget:
    """A target with its stance: -2 clearly unfavourable to 2 clearly favourable.

    None where no voice says anything of it.
    """

    name: str
    mentions: tuple[Span, ...]
    editorial: int | None
    quoted: int | None = None


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """One article (or sentence) of a labelled set, by one annotator.

    `labels` are the article's own labels by column name. `topic`, `event` and `pair` (translations of one text)
    group articles that may not stand on both sides of a split. `dataset` names the set.
    """

    article: Article
    labels: Mapping[str, Label] = field(default_factory=dict)
    attributions: tuple[LabelledAttribution, ...] | None = None
    hedges: tuple[LabelledSpan, ...] | None = None
    loaded: tuple[LabelledSpan, ...] | None = None
    targets: tuple[LabelledTarget, ...] | None = None
    topic: str | None = None
    event: str | None = None
    pair: str | None = None
    annotator: str | None = None
    translated: bool | None = None
    dataset: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledOptions:
    """How a labelled set is read; a reader passes over what does not concern it.

    `lang` is the language of articles whose set does not give one; None tells it by their text. `columns` names
    the columns (or the keys of an export) that hold `text`, `id`, `topic` and so on, where they are not found by
    their usual names; `labels` those that hold labels, None takes all others. `names` maps the names of an
    export's labels to ours (`{"Speaker": "source"}`, see `readers/marks.py`). `split` is the part to read, where
    a set has several. `dataset` names the set; None takes the reader's or the file's name.

    Raises:
        ValueError: a language or an encoding that does not exist.
    """

    lang: Lang | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    split: str | None = None
    dataset: str | None = None

    def __post_init__(self) -> None:
        if self.lang is not None and self.lang not in LANGS:
            raise ValueError(f"language {self.lang!r} is not one of {', '.join(LANGS)}")
        if self.encoding is not None:
            check_encoding(self.encoding)


def read_labelled(
    source: str | Path, format: str | None = None, options: LabelledOptions | None = None
) -> Iterator[LabelledArticle]:
    """The labelled articles of a file, a folder or a Hugging Face data set (`hf:owner/name[:split]`), in order.

    `format` is a name in `readers.registry.READERS`; None tells it by looking.

    Raises:
        FileNotFoundError: the source does not exist, or lacks a part.
        ValueError: a format that does not exist or can not be told; while reading, with file, line and field,
            what can not be read.
    """
    path = Path(source)
    if not path.exists() and not str(source).startswith("hf:"):
        raise FileNotFoundError(f"{source}: there is no such file or folder")
    return find_reader(path, format).read(path, options or LabelledOptions())


def write_labelled(articles: Iterable[LabelledArticle], path: str | Path, mode: WriteMode = "new") -> int:
    """Writes labelled articles as JSON lines, one at a time; returns how many.

    Raises:
        FileExistsError: `mode` is `new` and the file exists.
        FileNotFoundError: its folder does not exist.
    """
    number = 0
    with JsonlWriter(path, mode) as writer:
        for number, article in enumerate(articles, 1):  # noqa: B007
            writer.write([to_json(article)])
    return number


def to_json(labelled: LabelledArticle) -> dict[str, Any]:
    """The internal form as plain JSON: spans are `[start, end]`, what is None is left out.

    Only `source` and `cue` of an attribution stand as null, as in annotation.md.
    """
    article = labelled.article
    row: dict[str, Any] = {"id": article.id, "lang": article.lang}
    row |= {name: getattr(article, name) for name in ARTICLE_STRINGS}
    row |= {name: getattr(labelled, name) for name in (*SET_STRINGS, "translated")}
    row |= {
        "extracted": article.extracted or None,
        "warnings": list(article.warnings) or None,
        "text": article.text,
        "labels": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in labelled.labels.items()
        },
        "attributions": _dump_each(labelled.attributions, _dump_attribution),
        "hedges": _dump_each(labelled.hedges, lambda hedge: _dump_span(hedge, "cue", "kind")),
        "loaded": _dump_each(labelled.loaded, lambda term: _dump_span(term, "term", "voice")),
        "targets": _dump_each(labelled.targets, _dump_target),
    }
    return {key: value for key, value in row.items() if value is not None}


def from_json(row: Mapping[str, Any], where: str, complete: bool = False) -> LabelledArticle:
    """The labelled article that a row of the internal form holds.

    `where` (`file:line`) begins what is said of a fault.
    `complete` demands that each attribution, hedge and loaded term has all its labels.

    Raises:
        ValueError: the first fault of `find_faults`.
    """
    form = _Form(row, complete)
    article = form.article()
    if form.faults:
        raise ValueError(f"{where}: {form.faults[0].sentence}")
    return article


def find_faults(row: Mapping[str, Any], complete: bool = False) -> list["FieldFault"]:
    """Everything that keeps a row from being a labelled article, in the order of its fields."""
    form = _Form(row, complete)
    form.article()
    return form.faults


class FieldFault(NamedTuple):
    """A field (`attributions[3].mode`) that does not hold what it should: what was found, and what is allowed."""

    field: str
    message: str

    @property
    def sentence(self) -> str:
        """The message with the place of its item: `attributions[3]: mode 'half' is not one of direct, …`."""
        place = self.field.rpartition(".")[0]
        return f"{place}: {self.message}" if place else self.message


ARTICLE_STRINGS = ("title", "outlet", "published", "url")
SET_STRINGS = ("dataset", "topic", "event", "pair", "annotator")
STANCES = (-2, -1, 0, 1, 2)
KEYS: Mapping[str, tuple[str, ...]] = {
    "": (
        "id", "lang", "text", *ARTICLE_STRINGS, *SET_STRINGS, "translated", "extracted", "warnings",
        "labels", "attributions", "hedges", "loaded", "targets",
    ),
    "attributions": ("source", "cue", "content", "mode", "cue_class", "source_type", "naming", "resolved"),
    "hedges": ("cue", "kind"),
    "loaded": ("term", "voice"),
    "targets": ("target", "mentions", "editorial", "quoted"),
}  # fmt: skip

Item = TypeVar("Item")
Choice = TypeVar("Choice", bound=str | int)
Layer = Literal["attributions", "hedges", "loaded", "targets"]


def _dump_each(items: Iterable[Item] | None, dump: Callable[[Item], dict[str, Any]]) -> list[Any] | None:
    return None if items is None else [dump(item) for item in items]


def _dump_attribution(item: LabelledAttribution) -> dict[str, Any]:
    labels = {
        name: getattr(item, name) for name in ("mode", "cue_class", "source_type", "naming", "resolved")
    }
    return {
        "source": item.source and list(item.source),
        "cue": item.cue and list(item.cue),
        "content": [list(span) for span in item.content],
        **{name: value for name, value in labels.items() if value is not None},
    }


def _dump_span(item: LabelledSpan, key: str, label: str) -> dict[str, Any]:
    return {key: list(item.span)} | ({label: item.label} if item.label is not None else {})


def _dump_target(item: LabelledTarget) -> dict[str, Any]:
    return {
        "target": item.name,
        "mentions": [list(span) for span in item.mentions],
        "editorial": item.editorial,
        "quoted": item.quoted,
    }


NOWHERE = Span(0, 0)  # in place of a span that is a fault
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class _Form:
    """Reads one row; what is wrong goes to `faults`, and something harmless takes its place."""

    def __init__(self, row: Mapping[str, Any], complete: bool) -> None:
        self.row, self.complete = row, complete
        self.faults: list[FieldFault] = []
        self.place = ""
        self.text = ""

    def article(self) -> LabelledArticle:
        row = self.row
        self.check_keys(row, "")
        id = self.string(row, "id")
        lang = self.choice(row, "lang", LANGS, required=True)
        self.text = self.string(row, "text")
        article = Article(
            id=id,
            lang=lang or "fr",
            text=self.text,
            **{name: self.optional_string(row, name) for name in ARTICLE_STRINGS},
            extracted=bool(self.flag(row, "extracted")),
            warnings=self.strings(row.get("warnings") or [], "warnings"),
        )
        return LabelledArticle(
            article=article,
            labels=self.labels(),
            attributions=self.each("attributions", self.attribution),
            hedges=self.each("hedges", lambda item: self.labelled_span(item, "cue", "kind", HEDGE_KINDS)),
            loaded=self.each("loaded", lambda item: self.labelled_span(item, "term", "voice", VOICES)),
            targets=self.each("targets", self.target),
            translated=self.flag(row, "translated"),
            **{name: self.optional_string(row, name) for name in SET_STRINGS},
        )

    def attribution(self, item: Mapping[str, Any]) -> LabelledAttribution:
        source, cue = (
            self.span(item[key], key) if item.get(key) is not None else None for key in ("source", "cue")
        )
        content = self.spans(item, "content")
        if not content:
            self.fault("content", "there is no content")
        return LabelledAttribution(
            source=source,
            cue=cue,
            content=content,
            mode=self.choice(item, "mode", MODES, self.complete),
            cue_class=self.choice(item, "cue_class", CUE_CLASSES, self.complete),
            source_type=self.choice(item, "source_type", SOURCE_TYPES, self.complete),
            naming=self.choice(item, "naming", NAMINGS, self.complete),
            resolved=self.optional_string(item, "resolved"),
        )

    def labelled_span(
        self, item: Mapping[str, Any], key: str, label: str, choices: Sequence[str]
    ) -> LabelledSpan:
        return LabelledSpan(self.span(item.get(key), key), self.choice(item, label, choices, self.complete))

    def target(self, item: Mapping[str, Any]) -> LabelledTarget:
        return LabelledTarget(
            name=self.string(item, "target"),
            mentions=self.spans(item, "mentions"),
            editorial=self.choice(item, "editorial", STANCES),
            quoted=self.choice(item, "quoted", STANCES),
        )

    def labels(self) -> dict[str, Label]:
        """The article's own labels; one that is null is no label."""
        labels = self.row.get("labels") or {}
        if not isinstance(labels, Mapping):
            self.fault("labels", f"labels {shorten(labels)} is no object of labels by name")
            return {}
        self.place = "labels."
        read = {
            str(name): self.label(value, str(name)) for name, value in labels.items() if value is not None
        }
        self.place = ""
        return read

    def label(self, value: Any, name: str) -> Label:
        match value:
            case str() | int():
                return value
            case float() if math.isfinite(value):
                return value
            case list():
                return self.strings(value, name)
        self.fault(name, f"{name} {shorten(value)} is no string, number or list of strings")
        return ""

    def each(self, layer: Layer, read: Callable[[Mapping[str, Any]], Item]) -> tuple[Item, ...] | None:
        """What `read` makes of each item of a list; None where there is no list."""
        items = self.row.get(layer)
        if items is None:
            return None
        if not isinstance(items, list):
            self.fault(layer, f"{layer} {shorten(items)} is no list")
            return ()
        found: list[Item] = []
        for number, item in enumerate(items):
            self.place = f"{layer}[{number}]."
            if isinstance(item, Mapping):
                self.check_keys(item, layer)
                found.append(read(item))
            else:
                self.fault("", f"{shorten(item)} is no object")
        self.place = ""
        return tuple(found)

    def fault(self, name: str, message: str) -> None:
        self.faults.append(FieldFault((self.place + name).rstrip("."), message))

    def check_keys(self, item: Mapping[str, Any], layer: str) -> None:
        for key in item:
            if key not in KEYS[layer]:
                self.fault(key, f"there is no field {key!r}; known are {', '.join(KEYS[layer])}")

    def string(self, item: Mapping[str, Any], name: str) -> str:
        """A string with more than white space, as what must be there is."""
        value = self.optional_string(item, name)
        if value is None or not value.strip():
            self.fault(name, f"{name} is {'missing' if item.get(name) is None else 'empty'}")
        return value or ""

    def optional_string(self, item: Mapping[str, Any], name: str) -> str | None:
        value = item.get(name)
        return None if value is None else self.text_of(value, name)

    def strings(self, values: Any, name: str) -> tuple[str, ...]:
        if not isinstance(values, list):
            self.fault(name, f"{name} {shorten(values)} is no list of strings")
            return ()
        return tuple(self.text_of(value, name) for value in values)

    def text_of(self, value: Any, name: str) -> str:
        if not isinstance(value, str):
            self.fault(name, f"{name} {shorten(value)} is no string")
            return "?"
        if LONE_SURROGATE.search(value):
            self.fault(name, f"{name} has a lone surrogate (half of an escaped character)")
        return value

    def flag(self, item: Mapping[str, Any], name: str) -> bool | None:
        value = item.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.fault(name, f"{name} {shorten(value)} is not one of true, false")
        return None

    def choice(
        self, item: Mapping[str, Any], name: str, choices: Sequence[Choice], required: bool = False
    ) -> Choice | None:
        """A value of a closed set; null, unless it is required, is none."""
        value = item.get(name)
        if value is None and not required:
            return None
        for choice in choices:
            if type(value) is type(choice) and value == choice:
                return choice
        self.fault(name, f"{name} {shorten(value)} is not one of {', '.join(map(str, choices))}")
        return None

    def spans(self, item: Mapping[str, Any], name: str) -> tuple[Span, ...]:
        values = item.get(name) or []
        if not isinstance(values, list):
            self.fault(name, f"{name} {shorten(values)} is no list of spans")
            return ()
        return tuple(self.span(value, name) for value in values)

    def span(self, value: Any, name: str) -> Span:
        """A pair of offsets that lies in the text and is not empty."""
        match value:
            case [int(start), int(end)] if 0 <= start < end <= len(self.text):
                return Span(start, end)
        chars = len(self.text)
        self.fault(name, f"{name} {shorten(value)} is no span [start, end] of a text of {chars} characters")
        return NOWHERE


def shorten(value: Any) -> str:
    """A value as it is quoted in a message: cut after 60 characters."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
