"""Labelled articles: one form for article labels, annotated spans and relations, and targets with stance.

Every reader of `data/readers/` gives these records, and `write_labelled` writes them as JSON lines that
`read_labelled` reads back (`readers/internal.py`). What a set says nothing of is None, which is not the same
as an empty tuple: an article whose `hedges` are `()` was looked through and has none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from .article import LANGS, Article, Lang
from .decode import check_encoding
from .labels import CueClass, Mode, Naming, SourceType
from .readers.registry import find_reader
from .span import Span
from .write import JsonlWriter
from .write import Mode as WriteMode

Label = str | int | float | tuple[str, ...]

ARTICLE_STRINGS = ("title", "outlet", "published", "url")
SET_STRINGS = ("dataset", "topic", "event", "pair", "annotator")

Item = TypeVar("Item")


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

    `labels` are the article's own labels by column name. `topic`, `event` and `pair` (translations of one
    text) group articles that may not stand on both sides of a split. `dataset` names the set.
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

    `lang` is the language of articles whose set does not give one; None tells it by their text. `columns`
    names the columns (or the keys of an export) that hold `text`, `id`, `topic` and so on, where they are not
    found by their usual names; `labels` those that hold labels, None takes all others. `names` maps the names
    of an export's labels to ours (`{"Speaker": "source"}`, see `readers/marks.py`). `split` is the part to
    read, where a set has several. `dataset` names the set; None takes the reader's or the file's name.

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
    """The labelled articles of a file, a folder or a Hugging Face data set (`hf:owner/name[:split]`).

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
