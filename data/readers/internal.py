"""The internal form: one JSON object a line, as `write_labelled` writes it, spans as in annotation.md."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, get_args

from ..article import LANGS, Article
from ..labelled import (
    ARTICLE_STRINGS,
    SET_STRINGS,
    Label,
    LabelledArticle,
    LabelledAttribution,
    LabelledOptions,
    LabelledSpan,
    LabelledTarget,
)
from ..labels import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES
from ..span import Span
from .registry import Reader
from .rows import first_row, read_rows

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
LAYERS: tuple[Layer, ...] = get_args(Layer)

NOWHERE = Span(0, 0)  # in place of a span that is a fault
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class FieldFault(NamedTuple):
    """A field (`attributions[3].mode`) that does not hold what it should: what was found, what is allowed."""

    field: str
    message: str

    @property
    def sentence(self) -> str:
        """The message with the place of its item: `attributions[3]: mode 'half' is not one of direct, …`."""
        place = self.field.rpartition(".")[0]
        return f"{place}: {self.message}" if place else self.message


def from_json(row: Mapping[str, Any], where: str, complete: bool = False) -> LabelledArticle:
    """The labelled article that a row of the internal form holds.

    `where` (`file:line`) begins what is said of a fault. `complete` demands that each attribution, hedge and
    loaded term has all its labels.

    Raises:
        ValueError: the first fault of `find_faults`.
    """
    form = _Form(row, complete)
    article = form.article()
    if form.faults:
        raise ValueError(f"{where}: {form.faults[0].sentence}")
    return article


def find_faults(row: Mapping[str, Any], complete: bool = False) -> list[FieldFault]:
    """Everything that keeps a row from being a labelled article, in the order of its fields."""
    form = _Form(row, complete)
    form.article()
    return form.faults


def read_internal(source: Path, options: LabelledOptions) -> Iterator[LabelledArticle]:
    """The articles of a file of the internal form; `options.dataset` renames their set.

    Raises:
        ValueError: with file, line and field, the first fault.
    """
    for row in read_rows(source, options.encoding):
        labelled = from_json(row.fields, f"{source}:{row.number}")
        if row.warnings:
            article = replace(labelled.article, warnings=labelled.article.warnings + row.warnings)
            labelled = replace(labelled, article=article)
        if options.dataset is not None:
            labelled = replace(labelled, dataset=options.dataset)
        yield labelled


def is_internal(source: Path) -> bool:
    """Whether the first row of a file has `id`, `lang`, `text` and an object of labels or a list of spans."""
    row = first_row(source) or {}
    annotated = isinstance(row.get("labels"), dict) or any(isinstance(row.get(key), list) for key in LAYERS)
    return annotated and {"id", "lang", "text"} <= row.keys()


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
            place = f"{layer}[{number}]"
            if not isinstance(item, Mapping):
                self.fault(place, f"{place} {shorten(item)} is no object")
                continue
            self.place = f"{place}."
            self.check_keys(item, layer)
            found.append(read(item))
            self.place = ""
        return tuple(found)

    def fault(self, name: str, message: str) -> None:
        self.faults.append(FieldFault(self.place + name, message))

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
            case [int(start), int(end)] if 0 <= start < end <= len(self.text) and not _has_flag(value):
                return Span(start, end)
        chars = len(self.text)
        self.fault(name, f"{name} {shorten(value)} is no span [start, end] of a text of {chars} characters")
        return NOWHERE


def shorten(value: Any) -> str:
    """A value as it is quoted in a message: cut after 60 characters."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _has_flag(value: Sequence[Any]) -> bool:
    """Whether a value is true or false, which Python counts as numbers."""
    return any(isinstance(item, bool) for item in value)


READERS = (Reader("selon", read_internal, is_internal),)
