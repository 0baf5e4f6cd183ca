"""What is expected of a model when an article is changed: its outputs before and after, judged."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..data.span import Span
from .outputs import POINTS, Evidence, Outputs
from .perturb import Perturbed, move_span, move_spans
from .renaming import exchange_words

EXACT = 1e-6
WORDING_TOLERANCE = 2.0  # points: another way to write the same may move a component by 0.02
SENTENCE_TOLERANCE = 3.0  # points of the score: five words more in an article of 100 cost at most 2
SAME_CONTENT = 0.5  # of the longer content: from there on it is the deleted attribution that is still found


class Case(NamedTuple):
    """One changed article; `what` was changed: two names, a relation, a term."""

    perturbed: Perturbed
    what: object = None


class Verdict(NamedTuple):
    """What went against the expectation, empty where nothing did; and the change in points, signed."""

    fault: str
    change: float = 0.0


def expect_same(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """Nothing may change, evidence included."""
    edits = case.perturbed.edits
    verdict = _compare(before.points, after.points, EXACT)
    moved = {
        Evidence(
            relation.source and move_span(relation.source, edits),
            relation.cue and move_span(relation.cue, edits),
            move_spans(relation.content, edits),
        )
        for relation in before.attributions or ()
    }
    fault = verdict.fault or _count_fault(before, after)
    if not fault and moved != set(after.attributions or ()):
        fault = "an attribution has other spans"
    if not fault and set(move_spans(before.terms or (), edits)) != set(after.terms or ()):
        fault = "the loaded terms are others"
    return Verdict(fault, verdict.change)


def expect_same_numbers(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """The same said in other signs: numbers within 2 points, as many attributions."""
    verdict = _compare(before.points, after.points, WORDING_TOLERANCE)
    return Verdict(_count_fault(before, after) or verdict.fault, verdict.change)


def expect_same_score(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """A sentence that says nothing: scores within 3 points, as many attributions, the same labels."""
    verdict = _compare(before.scores, after.scores, SENTENCE_TOLERANCE)
    return Verdict(
        _count_fault(before, after) or _label_fault(before, after) or verdict.fault, verdict.change
    )


def expect_exchange(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """What belonged to one name belongs to the other now, within 2 points."""
    assert isinstance(case.what, tuple)
    worst = Verdict("")
    for quantity, values in before.names.items():
        expected = {exchange_words(name, *case.what): POINTS * value for name, value in values.items()}
        found = {name: POINTS * value for name, value in after.names.get(quantity, {}).items()}
        for name in sorted(expected.keys() | found.keys()):
            change = found.get(name, 0.0) - expected.get(name, 0.0)
            if abs(change) > abs(worst.change):
                told = f"{quantity} of {name} is {found.get(name, 0):.0f}, not {expected.get(name, 0):.0f}"
                worst = Verdict(told if abs(change) > WORDING_TOLERANCE else "", change)
    return worst


def expect_no_attribution(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """No attribution has the content any more whose source and cue are gone."""
    assert isinstance(case.what, Evidence)
    text = case.perturbed.article.article.text
    content = move_spans(case.what.content, case.perturbed.edits)
    change = _compare(before.scores, after.scores, POINTS).change
    for relation in after.attributions or ():
        if _shared(content, relation.content) >= SAME_CONTENT:
            cue = text[slice(*relation.cue)] if relation.cue else ""
            return Verdict(f"the content is still attributed, by {cue!r}", change)
    return Verdict("", change)


def expect_fewer_terms(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """The deleted loaded term is gone, and none came."""
    change = _compare(before.scores, after.scores, POINTS).change
    gone = len(after.terms or ()) < len(before.terms or ())
    return Verdict("" if gone else "as many loaded terms as before", change)


def _compare(before: Mapping[str, float], after: Mapping[str, float], tolerance: float) -> Verdict:
    """The number that changed most: a fault if by more than the tolerance, or if one came or went."""
    changes = {name: after[name] - before[name] for name in before if name in after}
    name = max(changes, key=lambda name: abs(changes[name]), default="")
    change = changes.get(name, 0.0)
    if unpaired := sorted(before.keys() ^ after.keys()):
        return Verdict(f"{unpaired[0]} applies only {'before' if unpaired[0] in before else 'after'}", change)
    if abs(change) > tolerance:
        return Verdict(f"{name} goes from {before[name]:.1f} to {after[name]:.1f}", change)
    return Verdict("", change)


def _count_fault(before: Outputs, after: Outputs) -> str:
    """The fault of more or fewer attributions."""
    old, new = len(before.attributions or ()), len(after.attributions or ())
    return "" if old == new else f"{new} attributions instead of {old}"


def _label_fault(before: Outputs, after: Outputs) -> str:
    """The fault of another most probable label."""
    for head, probabilities in before.labels.items():
        old, new = (max(p, key=lambda label: p[label]) for p in (probabilities, after.labels[head]))
        if old != new:
            return f"{head} is {new} instead of {old}"
    return ""


def _shared(one: Iterable[Span], other: Iterable[Span]) -> float:
    """The characters that two contents share, over those of the longer one; 0 to 1."""
    first, second = ({i for span in spans for i in range(*span)} for spans in (one, other))
    return len(first & second) / max(len(first), len(second), 1)
