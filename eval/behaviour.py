"""Behaviour tests: an article is changed in a way whose effect is known, and the outputs are compared.

They need no labels, and they catch what accuracy hides: a model that reads the outlet, that hangs on a
typographer's marks or that cannot say what it was told by. They run on anything that gives `Outputs`.

Source: Ribeiro et al. (2020), Beyond accuracy: behavioral testing of NLP models with CheckList.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..data.article import Article
from ..data.labelled import LabelledArticle
from .expect import (
    Case,
    Verdict,
    expect_exchange,
    expect_fewer_terms,
    expect_no_attribution,
    expect_same,
    expect_same_numbers,
    expect_same_score,
)
from .outputs import Evidence, Outputs
from .outputs import outputs_of as outputs_of
from .perturb import (
    MARKS,
    Edit,
    Perturbed,
    add_sentence,
    convert_marks,
    decompose_accents,
    delete_attribution,
    delete_term,
    rename_outlet,
    use_no_break_spaces,
)
from .records import BehaviourResult, Example
from .renaming import exchange_names, find_persons, upper_case

TRANSLATION_TOLERANCE = 8.0  # points
MAX_DELETIONS = 3  # an article, so that long ones do not outweigh the others
MAX_EXAMPLES = 5
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
INVENTED_OUTLET = "The Nowhere Intelligencer"

Change = Callable[[LabelledArticle, Outputs], Iterable[Case]]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A behaviour test: `change` gives the cases of an article, `judge` compares the outputs."""

    name: str
    expectation: str
    change: Change
    judge: Callable[[Case, Outputs, Outputs], Verdict]


def run_behaviours(
    score: Callable[[Article], Outputs], articles: Sequence[LabelledArticle]
) -> tuple[BehaviourResult, ...]:
    """The result of each behaviour test that applies to one of the articles at least.

    `score` is called about 15 times an article. Changes are in points of 0 to 100 (0.02 of a component is 2
    points): that of the number that changed most or, for a sentence or evidence, of the score.
    """
    before = [score(item.article) for item in articles]
    outlets = sorted({item.article.outlet for item in articles if item.article.outlet})
    results = [
        _run(behaviour, score, articles, before) for behaviour in (*BEHAVIOURS, _outlet_behaviour(outlets))
    ]
    return tuple(result for result in (*results, *compare_pairs(articles, before)) if result.n)


def compare_pairs(articles: Sequence[LabelledArticle], outputs: Sequence[Outputs]) -> list[BehaviourResult]:
    """How each number differs between the two languages of a text: its French version less its English one.

    Taken over the pairs that have the number in both versions. A difference of more than 8 points counts as
    a failure, be it the model's or the translator's.
    """
    versions: dict[str, dict[str, tuple[LabelledArticle, Outputs]]] = defaultdict(dict)
    for item, found in zip(articles, outputs, strict=True):
        if item.pair:
            versions[item.pair].setdefault(item.article.lang, (item, found))
    cases: dict[str, list[tuple[Case, Verdict]]] = defaultdict(list)
    for pair in versions.values():
        if len(pair) < 2:
            continue
        (item, french), (_, english) = pair["fr"], pair["en"]
        for name, value in french.points.items():
            if name in english.points:
                change = value - english.points[name]
                told = f"{name} {value:.0f} in French, {english.points[name]:.0f} in English"
                fault = told if abs(change) > TRANSLATION_TOLERANCE else ""
                cases[name].append((Case(Perturbed(item)), Verdict(fault, change)))
    expectation = f"both versions within {TRANSLATION_TOLERANCE:.0f} points"
    return [_summarise(f"translate: {name}", expectation, found) for name, found in cases.items()]


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
    ]
    return _summarise(behaviour.name, behaviour.expectation, cases)


def _summarise(name: str, expectation: str, cases: Sequence[tuple[Case, Verdict]]) -> BehaviourResult:
    """The rate, the quantiles and the failures that changed most."""
    import numpy as np

    failed = sorted(
        ((case, verdict) for case, verdict in cases if verdict.fault), key=lambda pair: -abs(pair[1].change)
    )
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
    spans = tuple(_changed(case.perturbed.edits))
    return Example(article.id, article.text, expectation, verdict.fault, spans=spans)


def _changed(edits: Sequence[Edit]) -> Iterator[tuple[int, int, str]]:
    """Where new words stand in the changed text."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        if edit.text:
            yield start, start + len(edit.text), "changed"
        shift += len(edit.text) - (edit.end - edit.start)


# what is changed ----------------------------------------------------------------------------------


def _exchange_persons(item: LabelledArticle, before: Outputs) -> Iterator[Case]:
    """The first two that can be exchanged of the most frequent persons that the model speaks of."""
    spoken_of = [name for names in before.names.values() for name in names]
    for first, second in combinations(find_persons(item.article, spoken_of), 2):
        if perturbed := exchange_names(item, first, second):
            yield Case(perturbed, (first, second))
            return


def _upper_case_person(item: LabelledArticle, before: Outputs) -> Iterator[Case]:
    """The most frequent person of those that the model or the annotators speak of."""
    spoken_of = [name for names in before.names.values() for name in names]
    annotated = [target.name for target in item.targets or ()]
    for name in find_persons(item.article, (*spoken_of, *annotated))[:1]:
        yield from _cases(upper_case(item, name))


def _delete_attributions(item: LabelledArticle, before: Outputs) -> Iterator[Case]:
    """The first relations that stand clear of all others, each deleted by itself."""
    relations = before.attributions or ()
    alone = (r for r in relations if not any(_overlap(r, other) for other in relations if other is not r))
    cases = [Case(perturbed, r) for r in alone if (perturbed := delete_attribution(item, r))]
    yield from cases[:MAX_DELETIONS]


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.hull.start < other.hull.end and other.hull.start < one.hull.end


def _delete_terms(item: LabelledArticle, before: Outputs) -> Iterator[Case]:
    for term in (before.terms or ())[:MAX_DELETIONS]:
        yield from _cases(delete_term(item, term))


def _cases(*perturbed: Perturbed | None) -> Iterator[Case]:
    yield from (Case(each) for each in perturbed if each)


def _outlet_behaviour(outlets: Sequence[str]) -> Behaviour:
    """The outlet of another article of the set, an invented one where there is none."""

    def change(item: LabelledArticle, before: Outputs) -> Iterator[Case]:
        others = [outlet for outlet in outlets if outlet != item.article.outlet]
        later = [outlet for outlet in others if outlet > (item.article.outlet or "")]
        yield from _cases(rename_outlet(item, (later or others or [INVENTED_OUTLET])[0]))

    return Behaviour("change the outlet", "nothing changes", change, expect_same)


BEHAVIOURS = (
    Behaviour(
        name="exchange two names",
        expectation="what belongs to one name belongs to the other",
        change=_exchange_persons,
        judge=expect_exchange,
    ),
    Behaviour(
        name="upper-case a name",
        expectation="numbers within 2 points, as many attributions",
        change=_upper_case_person,
        judge=expect_same_numbers,
    ),
    Behaviour(
        name="change quotation marks",
        expectation="numbers within 2 points, as many attributions",
        change=lambda item, before: _cases(*(convert_marks(item, style) for style in MARKS)),
        judge=expect_same_numbers,
    ),
    Behaviour(
        name="add a neutral sentence",
        expectation="scores within 3 points, as many attributions, the same labels",
        change=lambda item, before: _cases(add_sentence(item, before.attributions or ())),
        judge=expect_same_score,
    ),
    Behaviour(
        name="delete source and cue",
        expectation="the attribution goes",
        change=_delete_attributions,
        judge=expect_no_attribution,
    ),
    Behaviour(
        name="delete a loaded term",
        expectation="the term goes",
        change=_delete_terms,
        judge=expect_fewer_terms,
    ),
    Behaviour(
        name="decompose accents",
        expectation="nothing changes",
        change=lambda item, before: _cases(decompose_accents(item)),
        judge=expect_same,
    ),
    Behaviour(
        name="use no-break spaces",
        expectation="nothing changes",
        change=lambda item, before: _cases(use_no_break_spaces(item)),
        judge=expect_same,
    ),
)
