"""How far annotators of the same articles agree: Krippendorff's alpha for labels, pairwise F1 for spans.

Agreement is the ceiling of what a model can be asked for: where two people agree at F1 .80, a model at .85
has learned one of them.

Source: Krippendorff (2019), Content Analysis, chapter 12; Hripcsak and Rothschild (2005) on F1 between
annotators.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from .labelled import LabelledArticle, LabelledAttribution
from .span import Span

Level = Literal["nominal", "ordinal", "interval"]
Rating = Hashable  # a label; numbers at the ordinal and interval levels
Ratings = Mapping[str, Rating]  # of one unit, by annotator
SpanList = Sequence[tuple[Span, ...]]

MIN_SHARE = 0.5  # of the larger one's characters, from which on two spans count as overlapping
CONTENT_SHARE = 0.3  # from which on two relations are one, so that their labels can be compared

RELATION_LABELS = ("mode", "cue_class", "source_type", "naming")
STANCES = ("editorial", "quoted")


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on one thing: a label column, a kind of span, a label of relations or targets.

    `measure` is `alpha` (1 perfect, 0 as by chance, below 0 worse; Krippendorff asks for .80, and .667 for
    tentative conclusions), `f1` (exact) or `f1_overlap` (half of the longer span), both 0 to 1. `value` is
    None where it can not be computed, as when everybody gave one label throughout. `units` counts what more
    than one annotator judged: articles, relations, targets; for spans, pairs of annotations of one article.
    """

    what: str
    measure: Literal["alpha", "f1", "f1_overlap"]
    value: float | None
    units: int
    annotators: int
    level: Level | None = None


class Matches(NamedTuple):
    """Spans of two annotators and how many of them are the same; sums over articles give micro-averages."""

    first: int = 0
    second: int = 0
    matched: int = 0

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both shares, 0 to 1, whichever annotator goes first; None without spans."""
        total = self.first + self.second
        return 2 * self.matched / total if total else None


def krippendorff_alpha(units: Iterable[Ratings], level: Level = "nominal") -> float | None:
    """Krippendorff's alpha of units, each with the ratings of those who rated it; 1 perfect, 0 as by chance.

    None where no unit has two ratings, or all ratings are one value. Ratings at the ordinal and interval
    levels are numbers; ordinal ones are ranked by size.

    Raises:
        ValueError: a rating is no number, at the ordinal or interval level.
    """
    rated = [ratings for ratings in units if len(ratings) > 1]
    values = {value for ratings in rated for value in ratings.values()}
    if level != "nominal" and (
        wrong := [value for value in values if not isinstance(value, int | float) or isinstance(value, bool)]
    ):
        raise ValueError(f"rating {wrong[0]!r} is no number; {level} agreement needs numbers")
    if len(values) < 2:
        return None
    import krippendorff

    numeric = level != "nominal"
    ordered = sorted(values, key=float if numeric else repr)  # type: ignore[arg-type]
    columns = {value: column for column, value in enumerate(ordered)}
    counts = [[0] * len(ordered) for _ in rated]
    for row, ratings in zip(counts, rated, strict=True):
        for value in ratings.values():
            row[columns[value]] += 1
    domain = ordered if numeric else list(range(len(ordered)))
    return float(krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level))


def match_spans(first: SpanList, second: SpanList, min_share: float = 1.0) -> list[tuple[int, int]]:
    """Pairs of indices of the same spans, one to one, best first; each item may be of several parts.

    Two are the same if the characters that they share are at least `min_share` (0 to 1) of the larger
    one's: 1 is exact.
    """
    scored: list[tuple[float, int, int]] = []
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            share = shared_chars(one, other)
            if share and share >= min_share:
                scored.append((-share, i, j))
    taken: set[tuple[str, int]] = set()
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(scored):
        if ("first", i) not in taken and ("second", j) not in taken:
            taken |= {("first", i), ("second", j)}
            pairs.append((i, j))
    return sorted(pairs)


def shared_chars(one: tuple[Span, ...], other: tuple[Span, ...]) -> float:
    """Characters that two items share over those of the larger one, 0 to 1; 0 for two empty ones."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    larger = max(sum(span.end - span.start for span in item) for item in (one, other))
    return shared / larger if larger else 0.0


def measure_agreement(articles: Iterable[LabelledArticle]) -> tuple[Agreement, ...]:
    """The agreement on everything that several annotators marked in the same articles; empty without any.

    An article is the same by its id and text. Labels that are numbers are ordinal, all others nominal.
    Relations are compared where their contents share 0.3 of the larger one, targets where they have one
    name.
    """
    shared = _group_annotations(articles)
    found = [*_label_agreement(shared)]
    for what, select in SPANS.items():
        found += _span_agreement(shared, what, select)
    found += _relation_agreement(shared)
    found += _target_agreement(shared)
    return tuple(found)


def _spans_of(
    part: Callable[[LabelledAttribution], tuple[Span, ...]],
) -> Callable[[LabelledArticle], SpanList | None]:
    return lambda article: (
        None if article.attributions is None else [part(item) for item in article.attributions if part(item)]
    )


SPANS: Mapping[str, Callable[[LabelledArticle], SpanList | None]] = {
    "source": _spans_of(lambda item: (item.source,) if item.source else ()),
    "cue": _spans_of(lambda item: (item.cue,) if item.cue else ()),
    "content": _spans_of(lambda item: item.content),
    "hedge": lambda article: None if article.hedges is None else [(item.span,) for item in article.hedges],
    "loaded": lambda article: None if article.loaded is None else [(item.span,) for item in article.loaded],
}


def _group_annotations(articles: Iterable[LabelledArticle]) -> list[dict[str, LabelledArticle]]:
    """The articles with more than one annotator, each by annotator."""
    groups: dict[tuple[str, str], dict[str, LabelledArticle]] = defaultdict(dict)
    for item in articles:
        if item.annotator is not None:
            groups[item.article.id, item.article.text].setdefault(item.annotator, item)
    return [group for group in groups.values() if len(group) > 1]


def _label_agreement(shared: Sequence[Mapping[str, LabelledArticle]]) -> Iterator[Agreement]:
    columns = sorted({name for group in shared for item in group.values() for name in item.labels})
    for column in columns:
        units = [
            {by: item.labels[column] for by, item in group.items() if column in item.labels}
            for group in shared
        ]
        yield from _alpha(f"labels.{column}", units)


def _span_agreement(
    shared: Sequence[Mapping[str, LabelledArticle]],
    what: str,
    select: Callable[[LabelledArticle], SpanList | None],
) -> Iterator[Agreement]:
    totals = {"f1": Matches(), "f1_overlap": Matches()}
    pairs, annotators = 0, set[str]()
    for group in shared:
        marked = {by: spans for by, item in sorted(group.items()) if (spans := select(item)) is not None}
        for one, other in combinations(marked, 2):
            pairs, annotators = pairs + 1, annotators | {one, other}
            for measure, total in totals.items():
                matched = match_spans(marked[one], marked[other], 1.0 if measure == "f1" else MIN_SHARE)
                sizes = len(marked[one]), len(marked[other]), len(matched)
                totals[measure] = Matches(*(a + b for a, b in zip(total, sizes, strict=True)))
    if totals["f1"].f1 is not None:
        yield Agreement(what, "f1", totals["f1"].f1, pairs, len(annotators))
        yield Agreement(what, "f1_overlap", totals["f1_overlap"].f1, pairs, len(annotators))


def _relation_agreement(shared: Sequence[Mapping[str, LabelledArticle]]) -> Iterator[Agreement]:
    """Alpha of the labels of relations that two annotators both marked; with three, each pair is a unit."""
    units: dict[str, list[dict[str, Rating]]] = {name: [] for name in RELATION_LABELS}
    for group in shared:
        for one, other in combinations(sorted(group), 2):
            first, second = group[one].attributions or (), group[other].attributions or ()
            contents = [item.content for item in first], [item.content for item in second]
            for i, j in match_spans(*contents, CONTENT_SHARE):
                for name in RELATION_LABELS:
                    pair = {one: getattr(first[i], name), other: getattr(second[j], name)}
                    units[name].append({by: value for by, value in pair.items() if value is not None})
    for name, ratings in units.items():
        yield from _alpha(f"attributions.{name}", ratings)


def _target_agreement(shared: Sequence[Mapping[str, LabelledArticle]]) -> Iterator[Agreement]:
    for stance in STANCES:
        units: list[dict[str, Rating]] = []
        for group in shared:
            by_target: dict[str, dict[str, Rating]] = defaultdict(dict)
            for annotator, item in group.items():
                for target in item.targets or ():
                    if getattr(target, stance) is not None:
                        by_target[target.name.casefold()][annotator] = getattr(target, stance)
            units += by_target.values()
        yield from _alpha(f"targets.{stance}", units)


def _alpha(what: str, units: Iterable[Ratings]) -> Iterator[Agreement]:
    """The alpha of what two and more rated; nothing where there is no such unit."""
    rated = [ratings for ratings in units if len(ratings) > 1]
    if not rated:
        return
    values = {value for ratings in rated for value in ratings.values()}
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    level: Level = "ordinal" if numeric else "nominal"
    annotators = {by for ratings in rated for by in ratings}
    yield Agreement(what, "alpha", krippendorff_alpha(rated, level), len(rated), len(annotators), level)
