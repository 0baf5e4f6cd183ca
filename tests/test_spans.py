import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selon.data.span import merge_spans
from selon.eval.gold import read_gold
from selon.eval.predict import predict
from selon.eval.predictions import read_spans
from selon.eval.spans import (
    LABELS,
    Counts,
    Slice,
    count_labels,
    count_overlapping,
    count_relations,
    count_slices,
    count_spans,
)
from selon.model.matching import (
    agree_on_source,
    content_overlap,
    count_chars,
    count_shared,
    match_relations,
)
from selon.model.records import Attribution, Span

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"

Offsets = tuple[int, int]


def relation(
    *content: Offsets, source: Offsets | None = None, cue: Offsets | None = None, **labels: str
) -> Attribution:
    """A relation with the labels that a test does not care about filled in."""
    return Attribution(
        source=Span(*source) if source else None,
        cue=Span(*cue) if cue else None,
        content=tuple(Span(*span) for span in content),
        **{"mode": "indirect", "cue_class": "neutral", **labels},  # type: ignore[arg-type]
    )


def spans(*offsets: Offsets) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in offsets)


# an annotated article of 200 characters: four relations, of which the engine finds three and adds one
GOLD_RELATIONS = [
    relation((0, 40), source=(45, 60), cue=(41, 44), source_type="government", naming="named", mode="direct"),
    relation((70, 90), source=(62, 66), cue=(67, 69), source_type="citizen", naming="pronoun"),
    relation((100, 110), (120, 130), source=None, cue=(111, 118), cue_class="doubting"),
    relation((150, 170), source=(140, 145), cue=(146, 149), source_type="police", naming="named"),
]
PREDICTED_RELATIONS = [
    # 40 of 50 characters: .8; the source shares 8 of the shorter one's 8
    relation(
        (0, 50), source=(52, 60), cue=(41, 44), source_type="government", naming="described", mode="direct"
    ),
    # 10 of 20: .5; another source
    relation((70, 80), source=(180, 190), cue=(67, 74), source_type="citizen", naming="pronoun"),
    # 10 of 30: .33; both without source
    relation((100, 110), (112, 120), (130, 142), source=None, cue=(111, 118), mode="mixed"),
    # nothing of the fourth
    relation((190, 200), source=(140, 145), cue=(180, 185)),
]


@pytest.mark.parametrize(
    ("given_spans", "merged"),
    [
        ([], []),
        ([(5, 5)], []),
        ([(3, 6), (0, 2)], [(0, 2), (3, 6)]),
        ([(0, 4), (2, 6), (6, 8)], [(0, 8)]),
        ([(0, 10), (2, 3), (9, 12)], [(0, 12)]),
    ],
)
def test_merged_spans_neither_overlap_nor_touch(given_spans: list[Offsets], merged: list[Offsets]) -> None:
    assert merge_spans(spans(*given_spans)) == spans(*merged)


@pytest.mark.parametrize(
    ("a", "b", "overlap"),
    [
        ([(0, 10)], [(0, 10)], 1.0),
        ([(0, 10)], [(10, 20)], 0.0),
        ([(0, 10)], [(5, 25)], 0.25),
        ([(0, 4), (6, 10)], [(2, 8)], 0.5),
        ([], [(0, 1)], 0.0),
        ([], [], 0.0),
    ],
)
def test_content_overlap(a: list[Offsets], b: list[Offsets], overlap: float) -> None:
    assert content_overlap(spans(*a), spans(*b)) == overlap
    assert content_overlap(spans(*b), spans(*a)) == overlap


OFFSETS = st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda pair: Span(pair[0], sum(pair)))
SPAN_LISTS = st.lists(OFFSETS, max_size=5)


def characters(found: list[Span]) -> set[int]:
    return {i for start, end in found for i in range(start, end)}


@given(a=SPAN_LISTS, b=SPAN_LISTS)
def test_intervals_count_what_sets_of_characters_count(a: list[Span], b: list[Span]) -> None:
    merged_a, merged_b = merge_spans(a), merge_spans(b)
    assert count_chars(merged_a) == len(characters(a))
    assert count_shared(merged_a, merged_b) == len(characters(a) & characters(b))


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        (None, None, True),
        (None, (0, 5), False),
        ((0, 5), None, False),
        ((0, 20), (0, 4), True),  # the name within the phrase
        ((0, 20), (18, 22), True),
        ((0, 20), (18, 23), False),
        ((0, 5), (10, 15), False),
    ],
)
def test_sources_agree_on_half_of_the_shorter(a: Offsets | None, b: Offsets | None, agree: bool) -> None:
    assert agree_on_source(Span(*a) if a else None, Span(*b) if b else None) is agree


def test_relations_are_matched_one_to_one_best_overlap_first() -> None:
    gold = [relation((0, 10)), relation((0, 20))]
    predicted = [relation((0, 18)), relation((0, 40)), relation((50, 60))]
    assert match_relations(gold, predicted) == [(1, 0, 0.9), (0, 1, 0.25)]


def test_of_equal_overlaps_the_later_relation_is_matched_first() -> None:
    assert match_relations([relation((0, 10)), relation((0, 10))], [relation((0, 10))]) == [(1, 0, 1.0)]


def test_nothing_is_matched_where_there_is_nothing() -> None:
    assert match_relations([], [relation((0, 5))]) == match_relations([relation((0, 5))], []) == []


@pytest.mark.parametrize(
    ("metric", "hits", "gold", "predicted"),
    [
        ("content@0.3", 3, 4, 4),
        ("content@0.5", 2, 4, 4),
        ("content@0.8", 1, 4, 4),
        ("who-said@0.3", 2, 4, 4),
        ("who-said@0.5", 1, 4, 4),
        ("who-said@0.8", 1, 4, 4),
        ("cue", 2, 4, 4),  # (67, 69) is 2 of the 7 characters of (67, 74)
        ("source", 2, 3, 3),  # (45, 60) shares 8 of 15; (140, 145) is found although its content is not
        ("source_type", 3, 3, 3),
        ("naming", 2, 3, 3),
        ("mode", 2, 3, 3),
        ("cue_class", 2, 3, 3),
    ],
)
def test_metrics_of_an_article_counted_by_hand(metric: str, hits: int, gold: int, predicted: int) -> None:
    counts = count_relations(GOLD_RELATIONS, PREDICTED_RELATIONS)
    assert counts[metric] == Counts(hits, gold, hits, predicted)


def test_a_slice_has_recall_by_the_annotated_label_and_precision_by_the_predicted_one() -> None:
    counts = count_slices(GOLD_RELATIONS, PREDICTED_RELATIONS)
    assert counts[Slice("content@0.3", "naming", "named")] == Counts(found=1, gold=2, right=0, predicted=0)
    assert counts[Slice("content@0.3", "naming", "described")] == Counts(
        found=0, gold=0, right=1, predicted=1
    )
    assert counts[Slice("content@0.3", "mode", "indirect")] == Counts(found=2, gold=3, right=1, predicted=2)
    assert counts[Slice("who-said@0.5", "mode", "direct")] == Counts(found=1, gold=1, right=1, predicted=1)
    for field in LABELS:
        parts = [c for part, c in counts.items() if part.field == field and part.metric == "content@0.3"]
        assert sum(parts, Counts()) == Counts(3, 4, 3, 4)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ([(0, 10)], [(0, 5)], (1, 1, 1, 1)),  # half of the longer
        ([(0, 10)], [(0, 4)], (0, 1, 0, 1)),
        ([(0, 10)], [(6, 30)], (0, 1, 0, 1)),
        ([(0, 10), (0, 10)], [(0, 10), (2, 10), (50, 60)], (1, 1, 1, 3)),
        ([], [(0, 4)], (0, 0, 0, 1)),
    ],
)
def test_span_counts(gold: list[Offsets], predicted: list[Offsets], expected: tuple[int, ...]) -> None:
    assert count_spans([None, *spans(*gold)], [*spans(*predicted), None]) == Counts(*expected)


def test_any_overlap_is_counted_on_each_side() -> None:
    gold, predicted = spans((0, 5), (6, 10), (20, 25)), spans((4, 7), (25, 30))
    assert count_overlapping(gold, predicted) == Counts(found=2, gold=3, right=1, predicted=2)


@pytest.mark.parametrize(("share", "right", "pairs"), [(0.0, 1, 2), (0.5, 1, 1)])
def test_labels_are_compared_with_the_span_that_shares_most(share: float, right: int, pairs: int) -> None:
    gold = {Span(0, 10): "modal", Span(20, 30): "verb", Span(50, 55): "adverb"}
    predicted = {Span(0, 3): "verb", Span(3, 10): "modal", Span(29, 40): "adverb"}
    assert count_labels(gold, predicted, share) == Counts(right, pairs, right, pairs)


def test_counts_give_precision_recall_and_f1() -> None:
    counts = Counts(1, 4, 1, 2) + Counts(1, 4, 2, 2)
    assert (counts.recall, counts.precision) == (0.25, 0.75)
    assert counts.f1 == pytest.approx(0.375)
    assert Counts().f1 == Counts().precision == Counts().recall == 0.0


SCORER_NAMES = {
    **{f"{name}@{t}": f"{name}@{t}" for name in ("content", "who-said") for t in (0.3, 0.5, 0.8)},
    "cue": "cue overlap>=.5",
    "source": "source overlap>=.5",
    **{name: f"{name} accuracy" for name in LABELS},
}


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    """The scorer that lies beside the annotated articles."""
    path = GOLD / "score_attributions.py"
    if not path.exists():
        pytest.skip("the annotated articles and their scorer are not part of the project")
    spec = importlib.util.spec_from_file_location("score_attributions", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_figures_are_those_of_the_scorer_to_the_third_digit(scorer: ModuleType, tmp_path: Path) -> None:
    predict(GOLD, tmp_path / "predicted")
    expected = scorer.evaluate(GOLD / "annotations", tmp_path / "predicted")
    totals = {name: Counts() for name in SCORER_NAMES}
    predicted = read_spans(tmp_path / "predicted")
    for item in read_gold(GOLD):
        assert item.attributions is not None
        counts = count_relations(item.attributions, predicted[item.article.id].attributions)
        totals = {name: total + counts[name] for name, total in totals.items()}
    assert totals["content@0.3"].gold == expected["gold"] > 0
    for name, total in totals.items():
        figure = expected[SCORER_NAMES[name]]
        if name in LABELS:
            assert round(total.f1, 3) == figure, name
        else:
            ours = {"p": round(total.precision, 3), "r": round(total.recall, 3), "f1": round(total.f1, 3)}
            assert ours == figure, name
