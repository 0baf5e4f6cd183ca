from collections.abc import Sequence

import numpy as np
import pytest

from selon.data.article import Article, Lang
from selon.data.labelled import LabelledArticle
from selon.eval.intervals import Resampling, code_groups
from selon.eval.metrics import code_labels, measure_counts, measure_labels, measure_ordinal
from selon.eval.slices import length_band, measure_slices, slice_labels
from selon.eval.spans import Counts


def item(
    number: int, lang: Lang = "en", words: int = 10, published: str | None = None, **fields: object
) -> LabelledArticle:
    article = Article(f"a{number}", lang, "word " * words, published=published)
    return LabelledArticle(article, **fields)  # pyright: ignore[reportArgumentType]


def accuracy(right: Sequence[int]):
    return measure_labels(code_labels(["1"] * len(right), [str(answer) for answer in right]))


@pytest.mark.parametrize(
    ("words", "band"),
    [
        (0, "under 50 words"),
        (49, "under 50 words"),
        (50, "50 to 149 words"),
        (399, "150 to 399 words"),
        (400, "400 to 799 words"),
        (800, "800 words and more"),
        (9_000, "800 words and more"),
    ],
)
def test_length_bands(words: int, band: str) -> None:
    assert length_band("word " * words) == band


def test_articles_are_sliced_by_every_field() -> None:
    items = [
        item(
            0, "en", 10, "2019-03-31", topic="tax", labels={"genre": "opinion"}, translated=True, dataset="x"
        ),
        item(1, "fr", 500, "Tue, 02 Jun 2020 10:00:00 GMT", translated=False, dataset="y"),
        item(2, "fr", 60, "hier"),
    ]
    assert slice_labels(items, ["A", None, "B"]) == {
        "language": ["en", "fr", "fr"],
        "outlet": ["A", "unknown", "B"],
        "genre": ["opinion", "unknown", "unknown"],
        "length": ["under 50 words", "400 to 799 words", "50 to 149 words"],
        "machine-translated": ["translated", "original", "unknown"],
        "topic": ["tax", "unknown", "unknown"],
        "year": ["2019", "2020", "unknown"],
        "dataset": ["x", "y", "unknown"],
    }


def test_fields_that_no_article_has_are_left_out() -> None:
    assert set(slice_labels([item(0)], [None])) == {"language", "length"}
    assert slice_labels([], []) == {}


def test_genres_can_be_given() -> None:
    assert slice_labels([item(0)], [None], ["wire"])["genre"] == ["wire"]


def test_slices_have_their_own_numbers_and_intervals() -> None:
    right = [1] * 30 + [0, 1] * 20
    langs = ["fr"] * 30 + ["en"] * 40
    groups = code_groups([i % 7 for i in range(70)])
    worst, best = measure_slices(accuracy(right), "accuracy", {"language": langs}, Resampling(groups))
    assert (worst.field, worst.label, worst.metric.value, worst.metric.n) == ("language", "en", 0.5, 40)
    assert (best.label, best.metric.value, best.metric.n, best.metric.groups) == ("fr", 1.0, 30, 7)
    assert worst.metric.low is not None and worst.metric.high is not None
    assert 0.2 < worst.metric.low < 0.5 < worst.metric.high < 0.8
    assert (best.metric.low, best.metric.high) == (1.0, 1.0)
    assert not worst.small and not best.small


def test_small_slices_are_marked_and_come_last() -> None:
    right = [1] * 40 + [0] * 19 + [0, 1] * 15
    topics = ["large"] * 40 + ["few articles"] * 19 + ["few groups"] * 30
    groups = [*range(59), *[i % 2 + 100 for i in range(30)]]
    found = measure_slices(accuracy(right), "accuracy", {"topic": topics}, Resampling(code_groups(groups)))
    assert [(s.label, s.metric.n, s.small) for s in found] == [
        ("large", 40, False),
        ("few articles", 19, True),
        ("few groups", 30, True),
    ]


@pytest.mark.parametrize(("articles", "small"), [(20, False), (19, True)])
def test_the_articles_of_an_outlet_are_its_groups(articles: int, small: bool) -> None:
    right = [0, 1] * 30
    outlets = ["A"] * articles + ["B"] * (60 - articles)
    found = measure_slices(accuracy(right), "accuracy", {"outlet": outlets}, Resampling(code_groups(outlets)))
    a = next(part for part in found if part.label == "A")
    assert a.small is small
    assert a.metric.groups == a.metric.n == articles
    assert a.metric.low is not None and a.metric.high is not None and a.metric.low < a.metric.high


def test_worst_means_highest_where_lower_is_better() -> None:
    measure = measure_ordinal(code_labels(["1"] * 60, ["1"] * 30 + ["2"] * 30))
    labels = {"topic": ["exact"] * 30 + ["off"] * 30}
    found = measure_slices(measure, "mae", labels, Resampling(np.arange(60)))
    assert [(s.label, s.metric.value) for s in found] == [("off", 1.0), ("exact", 0.0)]


def test_slices_of_spans_count_annotated_items() -> None:
    counts = [Counts.of_hits(1, 2, 1)] * 20 + [Counts()] * 20
    labels = {"genre": ["news"] * 20 + ["photo"] * 20}
    found = measure_slices(measure_counts("cue", counts), "cue", labels, Resampling(np.arange(40)))
    assert [(s.label, s.metric.value, s.metric.n, s.small) for s in found] == [
        ("news", pytest.approx(2 / 3), 40, False),
        ("photo", None, 0, True),
    ]


def test_slices_of_nothing() -> None:
    assert measure_slices(accuracy([]), "accuracy", {}, Resampling(code_groups([]))) == ()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="1 articles have a topic, but 2 are measured"):
        measure_slices(accuracy([1, 0]), "accuracy", {"topic": ["x"]}, Resampling(np.arange(2)))
    with pytest.raises(ValueError, match="no metric 'f1'; there are accuracy"):
        measure_slices(accuracy([1, 0]), "f1", {"topic": ["x", "y"]}, Resampling(np.arange(2)))
