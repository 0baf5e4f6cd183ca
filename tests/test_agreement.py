from dataclasses import replace
from typing import Any

import pytest

from selon.data.agreement import (
    Agreement,
    krippendorff_alpha,
    match_spans,
    measure_agreement,
    shared_chars,
)
from selon.data.article import Article
from selon.data.labelled import LabelledArticle, LabelledAttribution, LabelledSpan, LabelledTarget
from selon.data.span import Span

# The example of Krippendorff (2011), Computing Krippendorff's alpha-reliability: four observers, 12 units.
OBSERVERS: dict[str, list[int | None]] = {
    "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
}
UNITS = [
    {by: rating for by, ratings in OBSERVERS.items() if (rating := ratings[unit]) is not None}
    for unit in range(12)
]


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_the_published_example(level: Any, alpha: float) -> None:
    assert krippendorff_alpha(UNITS, level) == pytest.approx(alpha, abs=0.001)


def test_alpha_by_hand() -> None:
    # Two annotators, four articles, ten pairs of values: one of four disagrees.
    # Observed 2/8; expected 2 * (5 * 3) / (8 * 7): alpha = 1 - 0.25 / 0.5357
    units = [{"a": "left", "b": "left"}, {"a": "left", "b": "left"}, {"a": "left", "b": "right"}]
    units.append({"a": "right", "b": "right"})
    assert krippendorff_alpha(units) == pytest.approx(1 - 0.25 / (30 / 56))


@pytest.mark.parametrize(
    ("units", "alpha"),
    [
        ([], None),
        ([{"a": 1}, {"b": 2}], None),
        ([{"a": 1, "b": 1}, {"a": 1, "b": 1}], None),  # one value throughout
        ([{"a": "x", "b": "x"}, {"a": "y", "b": "y"}], 1.0),
        ([{"a": ("x", "y"), "b": ("x", "y")}, {"a": ("z",), "b": ("z",)}], 1.0),
    ],
)
def test_alpha_of_edge_cases(units: list[dict[str, Any]], alpha: float | None) -> None:
    assert krippendorff_alpha(units) == (alpha if alpha is None else pytest.approx(alpha))


def test_ordinal_ratings_are_numbers() -> None:
    with pytest.raises(ValueError, match="'left' is no number"):
        krippendorff_alpha([{"a": "left", "b": 2}], "ordinal")


def test_ordinal_punishes_what_is_far_apart() -> None:
    near = [{"a": -2, "b": -1}, {"a": 2, "b": 2}, {"a": 0, "b": 0}, {"a": -2, "b": -2}]
    far = [{"a": -2, "b": 2}, *near[1:]]
    near_alpha, far_alpha = krippendorff_alpha(near, "ordinal"), krippendorff_alpha(far, "ordinal")
    assert near_alpha is not None and far_alpha is not None
    assert near_alpha > far_alpha


@pytest.mark.parametrize(
    ("first", "second", "share", "pairs"),
    [
        ([(0, 10)], [(0, 10)], 1.0, [(0, 0)]),
        ([(0, 10)], [(0, 9)], 1.0, []),
        ([(0, 10)], [(0, 5)], 0.5, [(0, 0)]),
        ([(0, 10)], [(0, 4)], 0.5, []),
        ([(0, 10)], [(10, 20)], 0.0, []),
        ([(0, 10), (0, 10)], [(0, 10)], 1.0, [(0, 0)]),  # one to one
        ([(0, 6), (0, 10)], [(0, 10), (2, 6)], 0.5, [(0, 1), (1, 0)]),  # the best first
        ([], [(0, 1)], 0.5, []),
    ],
)
def test_spans_match_one_to_one(
    first: list[tuple[int, int]], second: list[tuple[int, int]], share: float, pairs: list[tuple[int, int]]
) -> None:
    def as_items(spans: list[tuple[int, int]]) -> list[tuple[Span, ...]]:
        return [(Span(*span),) for span in spans]

    assert match_spans(as_items(first), as_items(second), share) == pairs


def test_parts_of_one_content_count_together() -> None:
    assert shared_chars((Span(0, 10), Span(20, 30)), (Span(0, 10),)) == 0.5
    assert shared_chars((), ()) == 0.0


TEXT = "La maire a déclaré que la piscine fermerait. « C'est honteux », dénonce l'opposition."
FIRST = LabelledArticle(
    Article("fr-1", "fr", TEXT),
    labels={"lean": "left", "tone": 1},
    attributions=(
        LabelledAttribution(Span(0, 8), Span(9, 18), (Span(19, 43),), "indirect", "neutral"),
        LabelledAttribution(Span(74, 85), Span(65, 72), (Span(45, 62),), "direct", "evaluative"),
    ),
    hedges=(),
    loaded=(LabelledSpan(Span(53, 60), "quoted"),),
    targets=(LabelledTarget("La maire", (Span(0, 8),), -1, -2),),
    annotator="A",
)
SECOND = replace(
    FIRST,
    labels={"lean": "left", "tone": 2},
    attributions=(
        LabelledAttribution(Span(0, 8), Span(9, 18), (Span(23, 43),), "indirect", "assertive"),
        LabelledAttribution(None, Span(65, 72), (Span(45, 62),), "direct", "evaluative"),
    ),
    targets=(LabelledTarget("la maire", (Span(0, 8),), -1, None),),
    annotator="B",
)


def find(agreements: tuple[Agreement, ...], what: str, measure: str) -> Agreement:
    (found,) = (item for item in agreements if (item.what, item.measure) == (what, measure))
    return found


def test_agreement_of_two_annotators() -> None:
    other = LabelledArticle(
        Article("fr-2", "fr", "Rien."), labels={"lean": "right", "tone": 3}, annotator="A"
    )
    found = measure_agreement([FIRST, SECOND, other, replace(other, annotator="B")])
    assert find(found, "labels.lean", "alpha").value == pytest.approx(1.0)
    assert find(found, "labels.lean", "alpha").units == 2
    assert find(found, "labels.tone", "alpha").level == "ordinal"
    assert find(found, "content", "f1").value == pytest.approx(0.5)
    assert find(found, "content", "f1_overlap").value == pytest.approx(1.0)
    assert find(found, "source", "f1").value == pytest.approx(2 / 3)
    assert find(found, "cue", "f1") == Agreement("cue", "f1", 1.0, 1, 2)
    assert find(found, "attributions.mode", "alpha").value == pytest.approx(1.0)
    assert find(found, "attributions.cue_class", "alpha").units == 2
    assert find(found, "targets.editorial", "alpha").value is None  # one value throughout
    assert not [item for item in found if item.what in ("hedge", "targets.quoted", "attributions.naming")]


def test_one_annotator_has_no_agreement() -> None:
    assert measure_agreement([FIRST]) == ()
    assert measure_agreement([FIRST, replace(FIRST, annotator=None)]) == ()
    assert measure_agreement([]) == ()


def test_another_text_under_the_same_id_is_not_the_same_article() -> None:
    assert (
        measure_agreement([FIRST, replace(SECOND, article=replace(FIRST.article, text=TEXT + " Fin."))]) == ()
    )


def test_the_order_of_annotators_makes_no_difference() -> None:
    third = replace(SECOND, annotator="C", loaded=())
    assert measure_agreement([FIRST, SECOND, third]) == measure_agreement([third, FIRST, SECOND])
