"""Behaviour tests: an article is changed in a way whose effect is known, and the outputs are compared.

They need no labels, and they catch what accuracy hides: a model that reads the outlet, that hangs on a
typographer's marks or that cannot say what it was told by. They run on anything that gives `Outputs`.

Source: Ribeiro et al. (2020), Beyond accuracy: behavioral testing of NLP models with CheckList.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..data.article import Article
from ..data.labelled import LabelledArticle
from ..data.span import Span
from ..model.records import ArticleScore
from .perturb import (
    MARKS,
    Edit,
    Evidence,
    Perturbed,
    add_sentence,
    convert_marks,
    decompose_accents,
    delete_attribution,
    delete_term,
    exchange_names,
    exchange_words,
    find_persons,
    move_span,
    move_spans,
    rename_outlet,
    upper_case,
    use_no_break_spaces,
)
from .records import BehaviourResult, Example

POINTS = 100  # numbers and probabilities of 0 to 1 are compared in points of 0 to 100
EXACT = 1e-6
WORDING_TOLERANCE = 2.0  # points: another way to write the same may move a component by 0.02
SENTENCE_TOLERANCE = 3.0  # points of the score: five words more in an article of 100 cost at most 2
TRANSLATION_TOLERANCE = 8.0
SAME_CONTENT = 0.5  # of the longer content: from there on it is the deleted attribution that is still found
MAX_DELETIONS = 3  # an article, so that long ones do not outweigh the others
MAX_EXAMPLES = 5
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
INVENTED_OUTLET = "The Nowhere Intelligencer"


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a model says of one article, as far as it says such things.

    `scores` are 0 to 100 and `components` 0 to 1, each by name; what does not apply is left out. `labels`
    are probabilities by head and label. `names` holds what belongs to a person or a body, by quantity and
    name: the `share` of a source (0 to 1), the `stance` to a target (-1 to 1). `attributions` and `terms`
    (loaded ones) are the evidence, None where the model gives none.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    components: Mapping[str, float] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    attributions: tuple[Evidence, ...] | None = None
    terms: tuple[Span, ...] | None = None

    @property
    def points(self) -> dict[str, float]:
        """All numbers and probabilities, 0 to 100."""
        numbers = {**self.scores, **{name: POINTS * value for name, value in self.components.items()}}
        for head, probabilities in self.labels.items():
            numbers |= {f"{head} {label}": POINTS * p for label, p in probabilities.items()}
        return numbers


class Verdict(NamedTuple):
    """What went against the expectation, empty where nothing did; and the change, in points, signed."""

    fault: str
    change: float = 0.0


class Case(NamedTuple):
    """One changed article; `what` is what was changed: a name, two names, a relation, a term."""

    perturbed: Perturbed
    what: object = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A behaviour test: `change` gives the cases of an article, `judge` compares the outputs."""

    name: str
    expectation: str
    change: Callable[[LabelledArticle, Outputs], Iterable[Case | None]]
    judge: Callable[[Case, Outputs, Outputs], Verdict]


def outputs_of(score: ArticleScore) -> Outputs:
    """The outputs of selon's own engine."""
    rates = {name: value for name, value in score.framing.rates.items() if "_per_100_words" in name}
    components = {**score.sourcing.components, **{name: value / POINTS for name, value in rates.items()}}
    return Outputs(
        scores={} if score.sourcing.score is None else {"sourcing": score.sourcing.score},
        components={name: value for name, value in components.items() if value is not None},
        names={"share": {s.name: s.share for s in score.sourcing.sources if s.naming == "named"}},
        attributions=tuple(Evidence(a.source, a.cue, a.content) for a in score.attributions),
        terms=tuple(term.term for term in score.framing.loaded),
    )


def run_behaviours(
    score: Callable[[Article], Outputs], articles: Sequence[LabelledArticle]
) -> tuple[BehaviourResult, ...]:
    """The result of each behaviour test that applies to one of the articles at least.

    `score` is called about 15 times an article. Changes are in points of 0 to 100 (a component of 0.02 is 2
    points): that of the number that changed most or, for a sentence or evidence, of the score.
    """
    before = [score(item.article) for item in articles]
    outlets = sorted({item.article.outlet for item in articles if item.article.outlet})
    results = [
        _run(behaviour, score, articles, before) for behaviour in (*BEHAVIOURS, _outlet_behaviour(outlets))
    ]
    return tuple(result for result in (*results, *compare_pairs(articles, before)) if result.n)


def compare_pairs(articles: Sequence[LabelledArticle], outputs: Sequence[Outputs]) -> list[BehaviourResult]:
    """How numbers differ between the two languages of a text (its French version less its English one).

    One result a number, over the pairs that have it in both versions; a difference of more than 8 points
    counts as a failure, be it the model's or the translator's.
    """
    versions: dict[str, dict[str, tuple[LabelledArticle, Outputs]]] = defaultdict(dict)
    for item, found in zip(articles, outputs, strict=True):
        if item.pair:
            versions[item.pair].setdefault(item.article.lang, (item, found))
    pairs = [(pair["fr"], pair["en"]) for pair in versions.values() if len(pair) == 2]
    found: dict[str, list[tuple[Case, Verdict]]] = defaultdict(list)
    for (item, french), (_, english) in pairs:
        for name, value in french.points.items():
            if name in english.points:
                change = value - english.points[name]
                fault = f"{value:.0f} in French, {english.points[name]:.0f} in English"
                found[name].append(
                    (
                        Case(Perturbed(item)),
                        Verdict(fault if abs(change) > TRANSLATION_TOLERANCE else "", change),
                    )
                )
    expectation = f"both versions of a text within {TRANSLATION_TOLERANCE:.0f} points"
    return [_summarise(f"translate: {name}", expectation, cases) for name, cases in found.items()]


def _run(
    behaviour: Behaviour,
    score: Callable[[Article], Outputs],
    articles: Sequence[LabelledArticle],
    outputs: Sequence[Outputs],
) -> BehaviourResult:
    cases = [
        (case, behaviour.judge(case, before, score(case.perturbed.article.article)))
        for item, before in zip(articles, outputs, strict=True)
        for case in behaviour.change(item, before)
        if case is not None
    ]
    return _summarise(behaviour.name, behaviour.expectation, cases)


def _summarise(name: str, expectation: str, cases: Sequence[tuple[Case, Verdict]]) -> BehaviourResult:
    import numpy as np

    failed = [(case, verdict) for case, verdict in cases if verdict.fault]
    changes = [verdict.change for _, verdict in cases]
    return BehaviourResult(
        name=name,
        expectation=expectation,
        n=len(cases),
        failures=len(failed),
        rate=len(failed) / len(cases) if cases else 0.0,
        differences=tuple(float(q) for q in np.quantile(changes, QUANTILES)) if changes else (),
        examples=tuple(_show(case, verdict, expectation) for case, verdict in failed[:MAX_EXAMPLES]),
    )


def _show(case: Case, verdict: Verdict, expectation: str) -> Example:
    article = case.perturbed.article.article
    return Example(article.id, article.text, expectation, verdict.fault, spans=_changed(case.perturbed.edits))


def _changed(edits: Sequence[Edit]) -> tuple[tuple[int, int, str], ...]:
    """Where new words stand in the changed text."""
    shift, spans = 0, []
    for edit in edits:
        start = edit.start + shift
        spans.append((start, start + len(edit.text), "changed"))
        shift += len(edit.text) - (edit.end - edit.start)
    return tuple(span for span in spans if span[1] > span[0])


# what is changed ----------------------------------------------------------------------------------


def _persons(item: LabelledArticle, before: Outputs) -> list[str]:
    """The persons that the model, else the annotators, know of."""
    given = [name for names in before.names.values() for name in names]
    annotated = [target.name for target in item.targets or ()]
    return find_persons(item.article.text, given or annotated)


def _exchange_persons(item: LabelledArticle, before: Outputs) -> Iterator[Case | None]:
    for first, second in zip(persons := _persons(item, before), persons[1:], strict=False):
        if perturbed := exchange_names(item, first, second):
            yield Case(perturbed, (first, second))
            return


def _upper_case(item: LabelledArticle, before: Outputs) -> Iterator[Case | None]:
    for name in _persons(item, before)[:1]:
        perturbed = upper_case(item, name)
        yield perturbed and Case(perturbed, name)


def _convert_marks(item: LabelledArticle, before: Outputs) -> Iterator[Case | None]:
    for style in MARKS:
        perturbed = convert_marks(item, style)
        yield perturbed and Case(perturbed, style)


def _add_sentence(item: LabelledArticle, before: Outputs) -> Iterator[Case | None]:
    perturbed = add_sentence(item, before.attributions or ())
    yield perturbed and Case(perturbed)


def _delete_attributions(item: LabelledArticle, before: Outputs) -> Iterator[Case]:
    relations = before.attributions or ()
    alone = [r for r in relations if not any(_entangled(r, other) for other in relations if other is not r)]
    cases = [(relation, delete_attribution(item, relation)) for relation in alone]
    yield from [Case(perturbed, relation) for relation, perturbed in cases if perturbed][:MAX_DELETIONS]


def _entangled(one: Evidence, other: Evidence) -> bool:
    """Whether two relations overlap, so that one cannot go without the other."""
    return one.hull.start < other.hull.end and other.hull.start < one.hull.end


def _delete_terms(item: LabelledArticle, before: Outputs) -> Iterator[Case | None]:
    for term in (before.terms or ())[:MAX_DELETIONS]:
        perturbed = delete_term(item, term)
        yield perturbed and Case(perturbed, term)


def _once(change: Callable[[LabelledArticle], Perturbed | None]) -> Callable[..., Iterator[Case | None]]:
    def once(item: LabelledArticle, before: Outputs) -> Iterator[Case | None]:
        perturbed = change(item)
        yield perturbed and Case(perturbed)

    return once


# what is expected ---------------------------------------------------------------------------------


def _compare(before: Mapping[str, float], after: Mapping[str, float], tolerance: float) -> Verdict:
    """The number that changed most, a fault if by more than the tolerance or if one came or went."""
    changes = {name: after[name] - before[name] for name in before.keys() & after.keys()}
    name = max(changes, key=lambda name: abs(changes[name]), default="")
    change = changes.get(name, 0.0)
    if gone := sorted(before.keys() ^ after.keys()):
        return Verdict(f"{gone[0]} {'no longer' if gone[0] in before else 'only now'} applies", change)
    if abs(change) > tolerance:
        return Verdict(f"{name} goes from {before[name]:.1f} to {after[name]:.1f}", change)
    return Verdict("", change)


def _count(before: Outputs, after: Outputs) -> str:
    """The fault of another number of attributions."""
    if before.attributions is None or after.attributions is None:
        return ""
    old, new = len(before.attributions), len(after.attributions)
    return "" if old == new else f"{new} attributions instead of {old}"


def _top(before: Outputs, after: Outputs) -> str:
    """The fault of another most probable label."""
    for head, probabilities in before.labels.items():
        old, new = (max(p, key=lambda label: p[label]) for p in (probabilities, after.labels[head]))
        if old != new:
            return f"{head} is {new} instead of {old}"
    return ""


def _judge_same(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """Nothing may change, evidence included."""
    edits = case.perturbed.edits
    verdict = _compare(before.points, after.points, EXACT)
    moved = {
        Evidence(
            r.source and move_span(r.source, edits),
            r.cue and move_span(r.cue, edits),
            move_spans(r.content, edits),
        )
        for r in before.attributions or ()
    }
    fault = verdict.fault or _count(before, after)
    if not fault and moved != set(after.attributions or ()):
        fault = "an attribution has other spans"
    if not fault and set(move_spans(before.terms or (), edits)) != set(after.terms or ()):
        fault = "other loaded terms"
    return Verdict(fault, verdict.change)


def _judge_wording(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """The same said in other signs: numbers within two points, as many attributions."""
    verdict = _compare(before.points, after.points, WORDING_TOLERANCE)
    return Verdict(_count(before, after) or verdict.fault, verdict.change)


def _judge_sentence(case: Case, before: Outputs, after: Outputs) -> Verdict:
    verdict = _compare(before.scores, after.scores, SENTENCE_TOLERANCE)
    return Verdict(_count(before, after) or _top(before, after) or verdict.fault, verdict.change)


def _judge_exchange(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """What belongs to one name belongs to the other now."""
    assert isinstance(case.what, tuple)
    worst = Verdict("")
    for quantity, values in before.names.items():
        expected = {exchange_words(name, *case.what): POINTS * value for name, value in values.items()}
        found = {name: POINTS * value for name, value in after.names.get(quantity, {}).items()}
        for name in expected.keys() | found.keys():
            change = found.get(name, 0.0) - expected.get(name, 0.0)
            if abs(change) > abs(worst.change):
                told = f"{quantity} of {name} is {found.get(name, 0):.0f}, not {expected.get(name, 0):.0f}"
                worst = Verdict(told if abs(change) > WORDING_TOLERANCE else "", change)
    return worst


def _judge_deletion(case: Case, before: Outputs, after: Outputs) -> Verdict:
    """No attribution has the content any more whose source and cue are gone."""
    assert isinstance(case.what, Evidence)
    content = move_spans(case.what.content, case.perturbed.edits)
    change = _compare(before.scores, after.scores, POINTS).change
    for relation in after.attributions or ():
        if _shared(content, relation.content) >= SAME_CONTENT:
            text = case.perturbed.article.article.text
            by = text[slice(*relation.cue)] if relation.cue else "no cue"
            return Verdict(f"the content is still attributed, by {by!r}", change)
    return Verdict("", change)


def _judge_term(case: Case, before: Outputs, after: Outputs) -> Verdict:
    change = _compare(before.scores, after.scores, POINTS).change
    gone = len(after.terms or ()) < len(before.terms or ())
    return Verdict("" if gone else "as many loaded terms as before", change)


def _shared(one: Iterable[Span], other: Iterable[Span]) -> float:
    """The characters that two contents share, over those of the longer one; 0 to 1."""
    first, second = ({i for span in spans for i in range(*span)} for spans in (one, other))
    return len(first & second) / max(len(first), len(second), 1)


BEHAVIOURS = (
    Behaviour(
        "exchange two names",
        "what belongs to one name belongs to the other",
        _exchange_persons,
        _judge_exchange,
    ),
    Behaviour(
        "upper-case a name", "numbers within 2 points, as many attributions", _upper_case, _judge_wording
    ),
    Behaviour(
        "change quotation marks",
        "numbers within 2 points, as many attributions",
        _convert_marks,
        _judge_wording,
    ),
    Behaviour(
        "add a neutral sentence",
        "score within 3 points, as many attributions",
        _add_sentence,
        _judge_sentence,
    ),
    Behaviour("delete source and cue", "the attribution goes", _delete_attributions, _judge_deletion),
    Behaviour("delete a loaded term", "the term goes", _delete_terms, _judge_term),
    Behaviour("decompose accents", "nothing changes", _once(decompose_accents), _judge_same),
    Behaviour("use no-break spaces", "nothing changes", _once(use_no_break_spaces), _judge_same),
)


def _outlet_behaviour(outlets: Sequence[str]) -> Behaviour:
    """The outlet of another article of the set, an invented one where there is none."""

    def change(item: LabelledArticle, before: Outputs) -> Iterator[Case | None]:
        others = [outlet for outlet in outlets if outlet != item.article.outlet]
        later = [outlet for outlet in others if outlet > (item.article.outlet or "")]
        perturbed = rename_outlet(item, (later or others or [INVENTED_OUTLET])[0])
        yield perturbed and Case(perturbed)

    return Behaviour("change the outlet", "nothing changes", change, _judge_same)
