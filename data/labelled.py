"""Labelled articles: one internal form for article labels, annotated spans and relations, and targets with stance.

Every reader of `data/readers/` gives these records, and `write_labelled` writes them as JSON lines that `read_labelled` reads back. What a set
says nothing of is None, which is not the same as an empty tuple: an article whose `hedges` are `()` was looked through and has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .article import Article
from .labels import CueClass, Mode, Naming, SourceType
from .span import Span

Label = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledAttribution:
    """An annotated relation; label fields are None where the set does not have them. See `model/records.py` for their meaning."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    mode: Mode | None = None
    cue_class: CueClass | None = None
    source_type: SourceType | None = None
    naming: Naming | None = None
    resolved: str | None = None


class LabelledSpan(NamedTuple):
    """A hedge with its kind, or a loaded term with its voice; the label is None where the set does not tell it."""

    span: Span
    label: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledTarget:
    """A target with its stance: -2 clearly unfavourable to 2 clearly favourable; None where no voice says anything of it."""

    name: str
    mentions: tuple[Span, ...]
    editorial: int | None
    quoted: int | None = None


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """One article (or sentence) of a labelled set, by one annotator.

    `labels` are the article's own labels by column name. `topic`, `event` and `pair` (translations of one text) group articles that may not stand
    on both sides of a split. `dataset` names the set.
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
