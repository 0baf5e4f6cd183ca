"""Agreement of predicted spans and relations with annotated ones, by intervals; `model/matching.py` has the
criterion."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from ..data.span import Span
from ..model.matching import Relation, match_relations, select_pairs

Key = TypeVar("Key")

THRESHOLDS = (0.3, 0.5, 0.8)
LABELS = ("source_type", "naming", "mode", "cue_class")
LABEL_THRESHOLD = 0.3  # at which labels of matched relations are compared
SPAN_SHARE = 0.5  # of the longer span, from which on two cues, sources or hedges are one


@dataclass(frozen=True, slots=True)
class Counts:
    """What precision and recall are made of: `found` of `gold` annotated items, `right` of `predicted` ones.

    Sums over articles give micro-averages. Precision, recall and F1 are 0 to 1, higher = better, and 0 where
    there is nothing to count. An accuracy is `Counts(right, pairs, right, pairs)`: all three say the same.
    """

    found: int = 0
    gold: int = 0
    right: int = 0
    predicted: int = 0

    @classmethod
    def of_hits(cls, hits: int, gold: int, predicted: int) -> "Counts":
        """The counts where each hit is one annotated item and one predicted one."""
        return cls(hits, gold, hits, predicted)

    @property
    def precision(self) -> float:
        """Share of predicted items that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of annotated items that were found."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.found + other.found,
            self.gold + other.gold,
            self.right + other.right,
            self.predicted + other.predicted,
        )


def sum_counts(rows: Iterable[Mapping[Key, Counts]]) -> dict[Key, Counts]:
    """The counts of some articles by metric or slice, added up, in the order they are first met."""
    totals: dict[Key, Counts] = {}
    for row in rows:
        for key, counts in row.items():
            totals[key] = totals.get(key, Counts()) + counts
    return totals


class Slice(NamedTuple):
    """A metric over the relations whose `field` has `label`."""

    metric: str
    field: str
    label: str


def count_relations(gold: Sequence[Relation], predicted: Sequence[Relation]) -> dict[str, Counts]:
    """The metrics of one article's relations.

    content@t and who-said@t (sources agree as well) at each threshold, cue and source spans, and the accuracy
    of labels over the relations that are matched at 0.3.
    """
    pairs = match_relations(gold, predicted)
    counts: dict[str, Counts] = {}
    for name, same_source in (("content", False), ("who-said", True)):
        for threshold in THRESHOLDS:
            hits = len(select_pairs(gold, predicted, pairs, threshold, same_source))
            counts[f"{name}@{threshold}"] = Counts.of_hits(hits, len(gold), len(predicted))
    counts["cue"] = count_spans([a.cue for a in gold], [a.cue for a in predicted])
    counts["source"] = count_spans([a.source for a in gold], [a.source for a in predicted])
    matched = [p for p in pairs if p.overlap >= LABEL_THRESHOLD]
    for field in LABELS:
        labelled = [p for p in matched if getattr(gold[p.gold], field) is not None]
        right = sum(getattr(gold[p.gold], field) == getattr(predicted[p.predicted], field) for p in labelled)
        counts[field] = Counts.of_hits(right, len(labelled), len(labelled))
    return counts


def count_slices(gold: Sequence[Relation], predicted: Sequence[Relation]) -> dict[Slice, Counts]:
    """content@0.3 and who-said@0.5 of one article by mode, naming, source type and cue class.

    Recall is over the annotated relations with a label, precision over the predicted ones with it; whether
    the two labels of a pair agree is another metric.
    """
    pairs = match_relations(gold, predicted)
    counts: dict[Slice, Counts] = {}
    for metric, threshold, same_source in (("content@0.3", 0.3, False), ("who-said@0.5", 0.5, True)):
        hits = select_pairs(gold, predicted, pairs, threshold, same_source)
        for field in LABELS:
            if any(getattr(a, field) is None for a in gold):
                continue  # a set that does not label the field has no slices of it
            in_gold, in_predicted = _by_label(gold, field), _by_label(predicted, field)
            found = _by_label([gold[p.gold] for p in hits], field)
            right = _by_label([predicted[p.predicted] for p in hits], field)
            for label in sorted({*in_gold, *in_predicted}):
                counts[Slice(metric, field, label)] = Counts(
                    found[label], in_gold[label], right[label], in_predicted[label]
                )
    return counts


def _by_label(attributions: Sequence[Relation], field: str) -> Counter[str]:
    return Counter(getattr(a, field) for a in attributions)


# spans --------------------------------------------------------------------------------------------


def count_spans(gold: Sequence[Span | None], predicted: Sequence[Span | None]) -> Counts:
    """Cues, sources or hedges: a hit shares half of the longer span's characters with a predicted span.

    A span counts once, however many relations have it.
    """
    gold_spans, predicted_spans = _distinct(gold), _distinct(predicted)
    hits = sum(any(_partners(span, predicted_spans, SPAN_SHARE)) for span in gold_spans)
    return Counts.of_hits(hits, len(gold_spans), len(predicted_spans))


def count_exact(gold: Sequence[Span | None], predicted: Sequence[Span | None]) -> Counts:
    """Spans that are the same to the character, each once."""
    gold_spans, predicted_spans = set(_distinct(gold)), set(_distinct(predicted))
    return Counts.of_hits(len(gold_spans & predicted_spans), len(gold_spans), len(predicted_spans))


def count_overlapping(gold: Sequence[Span], predicted: Sequence[Span]) -> Counts:
    """Loaded terms: found, or right, if they share a character with any of the other side."""
    gold_spans, predicted_spans = _distinct(gold), _distinct(predicted)
    found = sum(any(_partners(span, predicted_spans, 0.0)) for span in gold_spans)
    right = sum(any(_partners(span, gold_spans, 0.0)) for span in predicted_spans)
    return Counts(found, len(gold_spans), right, len(predicted_spans))


def count_labels(gold: Mapping[Span, str], predicted: Mapping[Span, str], share: float) -> Counts:
    """Accuracy of the labels of found spans, each compared with the predicted span that shares most with it.

    `share` (0 to 1) is how much of the longer span the two must share; 0 asks for one character.
    """
    spans = sorted(predicted)
    right = found = 0
    for span, label in gold.items():
        best = max(_partners(span, spans, share), key=lambda other: _shared(span, other), default=None)
        if best is not None:
            found += 1
            right += predicted[best] == label
    return Counts.of_hits(right, found, found)


def _distinct(spans: Sequence[Span | None]) -> list[Span]:
    return sorted({span for span in spans if span is not None})


def _shared(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


def _partners(span: Span, others: Sequence[Span], share: float) -> Iterator[Span]:
    """Those of the sorted `others` that share a character, and `share` of the longer span, with `span`."""
    for other in others:
        if other.start >= span.end:
            break
        shared = _shared(span, other)
        if shared > 0 and shared >= share * max(span.end - span.start, other.end - other.start):
            yield other
