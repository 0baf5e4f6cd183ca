"""One engine's spans against annotated ones: attributions, hedges, loaded terms, and features derived from
them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..data.article import Article
from ..data.labelled import LabelledArticle
from ..model.batch import score_json
from ..model.matching import Relation, find_right
from ..model.records import NAMINGS, Attribution, Naming, Source, SourceType
from ..model.sourcing import COMPONENTS, score_sourcing
from ..model.text import read_document
from .intervals import Part, Resampling, metrics_with_intervals
from .metrics import Measure, measure_counts, measure_regression
from .predictions import SpanRow, span_row
from .records import Example, Metric, ModelResult, SliceResult
from .slices import MIN_ITEMS, measure_slices, pick_examples, slice_labels
from .spans import (
    LABELS,
    SPAN_SHARE,
    Counts,
    count_exact,
    count_labels,
    count_overlapping,
    count_relations,
    count_slices,
    count_spans,
    sum_counts,
)

MAIN = "who-said@0.5"
ACCURACIES = frozenset({*LABELS, "hedge_kind", "loaded_voice"})  # of what was matched; all others are F1
MAX_EXAMPLES = 12
UNKNOWN: SourceType = "unknown"
SOURCELESS: Naming = "none"
DESCRIBED: Naming = "described"
EMPTY = SpanRow((), {}, {}, {})


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What was measured of an engine; `main` is the measure that engines are compared by."""

    result: ModelResult
    main: Measure
    warnings: tuple[str, ...]


def evaluate_engine(
    name: str,
    items: Sequence[LabelledArticle],
    rows: Mapping[str, SpanRow],
    outlets: Sequence[str | None],
    resampling: Resampling,
) -> EngineResult:
    """The result of one engine on annotated articles; an article without a score counts as one without spans.

    Raises:
        ValueError: no score is one of the set's.
    """
    found = [rows.get(item.article.id) for item in items]
    if not any(found):
        raise ValueError(f"{name}: no id of the scores is one of the set, such as {items[0].article.id!r}")
    missing = sum(row is None for row in found)
    warnings = (f"{name}: {missing:,} of {len(items):,} articles have no score",) if missing else ()
    scored = [row or EMPTY for row in found]
    counts = [count_article(item, row) for item, row in zip(items, scored, strict=True)]
    names = list(dict.fromkeys(key for article in counts for key in article))
    measures = {n: measure_counts(n, [c.get(n, Counts()) for c in counts], n in ACCURACIES) for n in names}
    derived = _derived(items, scored)
    parts = [Part(m) for m in (*measures.values(), *derived.values())]
    measured = metrics_with_intervals(parts, resampling)
    metrics = [m for part in measured[: len(measures)] for m in part]
    for feature, part in zip(derived, measured[len(measures) :], strict=True):
        metrics += [replace(metric, name=f"{feature} {metric.name}") for metric in part]
    main = measures.get(MAIN) or next(iter(measures.values()))
    main_name = MAIN if MAIN in measures else next(iter(measures))
    labels = slice_labels(items, outlets)
    slices = measure_slices(main, main_name, labels, resampling)
    examples = _examples(items, scored)
    result = ModelResult(
        name=name,
        main=main_name,
        metrics=tuple(metrics),
        slices=slices + _label_slices(items, scored),
        worst=tuple(sorted((e for e in examples if e.spans), key=lambda e: -len(e.spans))[:MAX_EXAMPLES]),
        examples=pick_examples(examples, labels),
    )
    return EngineResult(result, main, warnings)


def score_spans(article: Article, bundle: Path | None = None) -> SpanRow:
    """What a bundle, or the rule engine, finds in an article."""
    return span_row(score_json(article, bundle))


def count_article(item: LabelledArticle, row: SpanRow) -> dict[str, Counts]:
    """The counts of one article, for the parts that its annotators looked at."""
    counts: dict[str, Counts] = {}
    if item.attributions is not None:
        gold, predicted = item.attributions, row.attributions
        counts |= count_relations(gold, predicted)
        counts["cue exact"] = count_exact([a.cue for a in gold], [a.cue for a in predicted])
        counts["source exact"] = count_exact([a.source for a in gold], [a.source for a in predicted])
        counts["content exact"] = count_exact(
            [s for a in gold for s in a.content], [s for a in predicted for s in a.content]
        )
    if item.hedges is not None:
        counts["hedge"] = count_spans([h.span for h in item.hedges], list(row.hedges))
        kinds = {h.span: h.label for h in item.hedges if h.label is not None}
        counts["hedge_kind"] = count_labels(kinds, row.hedges, SPAN_SHARE)
    if item.loaded is not None:
        counts["loaded"] = count_overlapping([t.span for t in item.loaded], list(row.loaded))
        voices = {t.span: t.label for t in item.loaded if t.label is not None}
        counts["loaded_voice"] = count_labels(voices, row.loaded, 0.0)
    return counts


# derived features ---------------------------------------------------------------------------------


def _derived(items: Sequence[LabelledArticle], rows: Sequence[SpanRow]) -> dict[str, Measure]:
    """For each sourcing component, the value from predicted spans against the one from annotated spans."""
    pairs = [
        (gold_components(item), row.components)
        for item, row in zip(items, rows, strict=True)
        if item.attributions is not None
    ]
    if len(pairs) < len(items) or not any(predicted for _, predicted in pairs):
        return {}
    return {
        name: measure_regression(
            [_number(gold.get(name)) for gold, _ in pairs], [_number(found.get(name)) for _, found in pairs]
        )
        for name in COMPONENTS
    }


def gold_components(item: LabelledArticle) -> Mapping[str, float | None]:
    """The sourcing components of an article, computed from what its annotators marked."""
    document = read_document(item.article)
    attributions = [
        Attribution(
            source=a.source,
            cue=a.cue,
            content=a.content,
            mode=a.mode or "indirect",
            cue_class=a.cue_class or "neutral",
            source_type=a.source_type or UNKNOWN,
            naming=a.naming or (SOURCELESS if a.source is None else DESCRIBED),
            resolved=a.resolved,
        )
        for a in item.attributions or ()
    ]
    groups: dict[str, list[int]] = {}
    for i, a in enumerate(attributions):
        if a.source is not None:
            groups.setdefault(a.resolved or document.text[a.source.start : a.source.end], []).append(i)
    words = {
        n: document.count_words(s for i in group for s in attributions[i].content)
        for n, group in groups.items()
    }
    total = sum(words.values()) or 1
    sources: list[Source] = []
    for name, group in groups.items():
        types: Counter[SourceType] = Counter(attributions[i].source_type for i in group)
        namings: list[Naming] = sorted({attributions[i].naming for i in group}, key=NAMINGS.index)
        share = words[name] / total
        sources.append(
            Source(
                name,
                types.most_common(1)[0][0],
                namings[0],
                (),
                len(group),
                words[name],
                share,
                tuple(group),
                {},
            )
        )
    return score_sourcing(document, attributions, sources).components


def _number(value: float | None) -> float:
    return np.nan if value is None else value


# slices and examples ------------------------------------------------------------------------------


def _label_slices(items: Sequence[LabelledArticle], rows: Sequence[SpanRow]) -> tuple[SliceResult, ...]:
    """F1 of relations by mode, naming, source type and cue class; the worst first, without those that the
    gold has none of."""
    totals = sum_counts(
        count_slices(item.attributions or (), row.attributions) for item, row in zip(items, rows, strict=True)
    )
    results = [
        SliceResult(
            field=part.field,
            label=str(part.label),
            metric=Metric(part.metric, counts.f1, n=counts.gold),
            small=counts.gold < MIN_ITEMS,
        )
        for part, counts in totals.items()
        if part.metric == MAIN and part.label is not None and counts.gold
    ]
    return tuple(sorted(results, key=lambda r: (r.small, r.metric.value or 0.0)))


def _examples(items: Sequence[LabelledArticle], rows: Sequence[SpanRow]) -> list[Example]:
    """Each article with the contents that were missed, wrong or given to another source."""
    found: list[Example] = []
    for item, row in zip(items, rows, strict=True):
        gold, predicted = item.attributions or (), row.attributions
        right = find_right(gold, predicted)
        missed = _marks(gold, {p.gold for p in right}, "missed")
        wrong = _marks(predicted, {p.predicted for p in right}, "wrong")
        found.append(
            Example(
                id=item.article.id,
                text=item.article.text,
                expected=f"{len(gold)} relations",
                predicted=f"{len(right)} of them right" if missed or wrong else f"{len(gold)} relations",
                note=f"{len(predicted)} found, {len(right)} right",
                spans=missed + wrong,
            )
        )
    return found


def _marks(relations: Sequence[Relation], right: set[int], what: str) -> tuple[tuple[int, int, str], ...]:
    """The contents of the relations that are not right."""
    return tuple(
        (span.start, span.end, what)
        for i, relation in enumerate(relations)
        if i not in right
        for span in relation.content
    )
