"""Fits, on articles kept out of training, how scores become spans: confidence and thresholds."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..data.labelled import LabelledArticle, LabelledSpan
from ..data.span import Span
from ..model.bundle import Decoding
from ..model.encoder import Reading, ReadRelation, ReadSpan
from ..model.learned import make_attributions, rate_confidence
from ..model.matching import find_right
from ..model.text import Document, read_document

CANDIDATE_BIAS = 1.5  # added to the begin scores, so that what is likely enough is among what is read
MIN_RIGHT = 10  # attributions, right and wrong ones each, that a confidence can be fitted to
THRESHOLDS = np.arange(0.05, 0.96, 0.025)
LEAST_ODDS = np.arange(-0.5, 3.1, 0.25)  # no lower: what the lexicon finds stands beside it
MAX_STRENGTH = 100.0  # inverse of the regularisation, on parts of unit variance


class HeldOut(NamedTuple):
    """An article that the network was not trained on, and what the encoder read in it."""

    item: LabelledArticle
    reading: Reading


def candidate_decoding() -> Decoding:
    """Reads more than is likely: what `fit_decoding` chooses from."""
    return Decoding(bias=dict.fromkeys(Decoding().bias, CANDIDATE_BIAS))


def fit_decoding(held_out: Sequence[HeldOut], learned: Sequence[str]) -> Decoding:
    """The decoding with the best F1 on held-out articles, whose confidence is calibrated on them.

    Articles read by `candidate_decoding`. What they have too little of to fit keeps its default.
    """
    start = candidate_decoding()
    labelled = [h for h in held_out if h.item.attributions is not None]
    documents = [read_document(h.item.article) for h in labelled]
    weights, threshold = _fit_confidence(labelled, documents, start)
    least = {
        "hedge": _fit_least(held_out, lambda h: h.item.hedges, lambda h: h.reading.hedges),
        "loaded": _fit_least(held_out, lambda h: h.item.loaded, lambda h: h.reading.loaded),
    }
    return Decoding(start.bias, least, weights, threshold, tuple(learned))


def judge(held_out: HeldOut, document: Document, decoding: Decoding) -> list[tuple[ReadRelation, bool]]:
    """Each relation that makes an attribution, and whether that is right, see `find_right`."""
    kept = [
        (relation, made[0])
        for relation in held_out.reading.relations
        if (made := make_attributions(document, [relation], decoding))
    ]
    pairs = find_right(held_out.item.attributions or (), [attribution for _, attribution in kept])
    right = {pair.predicted for pair in pairs}
    return [(relation, i in right) for i, (relation, _) in enumerate(kept)]


def _fit_confidence(
    held_out: Sequence[HeldOut], documents: Sequence[Document], decoding: Decoding
) -> tuple[tuple[float, ...], float]:
    """Weights of the logistic model of being right, and the threshold with the best F1."""
    from sklearn.linear_model import LogisticRegression

    judged = [j for h, d in zip(held_out, documents, strict=True) for j in judge(h, d, decoding)]
    right = np.array([ok for _, ok in judged], bool)
    if min(right.sum(), (~right).sum()) < MIN_RIGHT:
        return Decoding().confidence, Decoding().threshold
    parts = np.array([(r.cue_score, r.source_log_probability, r.content_log_probability) for r, _ in judged])
    scale = parts.std(0) + 1e-9
    model = LogisticRegression(C=MAX_STRENGTH).fit(parts / scale, right)
    weights = (float(model.intercept_[0]), *(float(w) for w in model.coef_[0] / scale))
    rated = Decoding(decoding.bias, decoding.least, weights)
    confidence = np.array([rate_confidence(r, rated) for r, _ in judged])
    gold = sum(len(h.item.attributions or ()) for h in held_out)
    return tuple(round(w, 5) for w in weights), round(_best_threshold(confidence, right, gold), 4)


def _best_threshold(confidence: NDArray[np.float64], right: NDArray[np.bool_], gold: int) -> float:
    """The threshold with the best F1; matching is not done anew, so duplicates it would free stay wrong."""
    f1 = [2 * right[confidence >= t].sum() / max(1, (confidence >= t).sum() + gold) for t in THRESHOLDS]
    return float(THRESHOLDS[int(np.argmax(f1))])


def _fit_least(
    held_out: Sequence[HeldOut],
    gold_of: Callable[[HeldOut], Sequence[LabelledSpan] | None],
    read_of: Callable[[HeldOut], Sequence[ReadSpan]],
) -> float:
    """The log odds from which on spans of a layer are kept, by the F1 of those that overlap."""
    scores: list[float] = []
    right: list[bool] = []
    gold = 0
    for held in held_out:
        spans = gold_of(held)
        if spans is None:
            continue
        gold += len(spans)
        for read in read_of(held):
            scores.append(read.score)
            right.append(any(_overlap(read.span, s.span) for s in spans))
    if sum(right) < MIN_RIGHT:
        return 0.0
    values, hits = np.array(scores), np.array(right)
    f1 = [2 * hits[values >= t].sum() / max(1, (values >= t).sum() + gold) for t in LEAST_ODDS]
    return float(LEAST_ODDS[int(np.argmax(f1))])


def _overlap(a: Span, b: Span) -> bool:
    return min(a.end, b.end) > max(a.start, b.start)
