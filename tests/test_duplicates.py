import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selon.data.duplicates import (
    Clusters,
    Duplicate,
    cluster_duplicates,
    find_duplicates,
    find_shingles,
    similarity,
)

STORY = (
    "Le conseil municipal de Valmy a voté lundi soir la fermeture de la piscine, dont les travaux "
    "coûteraient près de deux millions d'euros. « Nous n'avons pas le choix », a déclaré la maire, qui "
    "promet une réouverture au printemps. L'opposition dénonce une décision prise sans concertation et appelle à "
    "manifester samedi."
)
EDITED = STORY.replace("lundi soir", "mardi") + " Une pétition a recueilli 1 200 signatures."
OTHER = (
    "The harbour authority said on Monday that two ferries would be out of service until the end of "
    "the month. Passengers are advised to book early, a spokeswoman said, and to bring a second "
    "form of identification."
)


def compose(words: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [f"mot{draw.randrange(20_000)}" for _ in range(words)]


def test_copies_and_near_copies_are_found() -> None:
    found = find_duplicates([STORY, OTHER, STORY, EDITED, OTHER.upper().replace(",", " ;")])
    assert [(pair.first, pair.second) for pair in found] == [(0, 2), (0, 3), (1, 4)]
    assert [pair.similarity for pair in found] == [1.0, pytest.approx(0.75, abs=0.15), 1.0]


def test_different_texts_are_not() -> None:
    assert find_duplicates([STORY, OTHER, "", " ", "…", "?"]) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a b c d", "a b c d", 1.0),
        ("a b c d", "A, b c. D", 1.0),
        ("cafe\u0301 du port", "café du port", 1.0),
        ("a b c d", "a b c e", 1 / 3),  # abc; bcd and bce stand in one of them
        ("a b", "a b", 1.0),
        ("a b", "a b c", 0.0),
        ("", "", 0.0),
    ],
)
def test_similarity_is_the_share_of_common_sequences(one: str, other: str, expected: float) -> None:
    assert similarity(find_shingles(one), find_shingles(other)) == pytest.approx(expected)


def test_shingles_are_sorted_and_distinct() -> None:
    found = find_shingles("un deux trois un deux trois un deux trois")
    assert found.dtype == np.uint32
    assert len(found) == 3
    assert (np.diff(found.astype(np.int64)) > 0).all()


@pytest.mark.parametrize("changed", [0.02, 0.05, 0.1])
def test_every_edited_copy_is_found(changed: float) -> None:
    draw = random.Random(7)
    texts: list[str] = []
    for number in range(60):
        words = compose(200, number)
        texts.append(" ".join(words))
        for place in draw.sample(range(200), round(200 * changed)):
            words[place] = "autre"
        texts.append(" ".join(words))
    found = find_duplicates(texts, min_similarity=0.5)
    assert [(pair.first, pair.second) for pair in found] == [(n, n + 1) for n in range(0, 120, 2)]


def test_a_story_that_stands_n_times_gives_a_tree() -> None:
    texts = [STORY, EDITED, STORY + " Fin.", OTHER, STORY]
    pairs = find_duplicates(texts)
    assert len(pairs) == 3
    assert cluster_duplicates(len(texts), pairs) == [[0, 1, 2, 4]]


def test_the_threshold_counts() -> None:
    assert find_duplicates([STORY, EDITED], min_similarity=0.95) == []
    assert find_duplicates([STORY, STORY], min_similarity=1) == [Duplicate(0, 1, 1.0)]
    for wrong in (0, -0.5, 1.1):
        with pytest.raises(ValueError, match="min_similarity"):
            find_duplicates([], min_similarity=wrong)


def test_the_seed_arrives_and_the_result_stands() -> None:
    texts = [" ".join(compose(120, number // 2)[number % 2 * 8 :]) for number in range(40)]
    assert find_duplicates(texts, seed=1) == find_duplicates(texts, seed=1) == find_duplicates(texts, seed=9)


def test_time_grows_with_the_texts_even_where_all_are_alike() -> None:
    base = compose(80, 0)
    texts = [" ".join([*base, str(number), str(number + 1)]) for number in range(1_500)]
    begun = time.perf_counter()
    pairs = find_duplicates(texts)
    assert len(pairs) == len(texts) - 1
    assert time.perf_counter() - begun < 20


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_clusters_are_disjoint_and_go_by_their_smallest(joins: list[tuple[int, int]]) -> None:
    clusters = Clusters(10)
    for one, other in joins:
        together = clusters.find(one) == clusters.find(other)
        assert clusters.join(one, other) is not together
        assert clusters.find(one) == clusters.find(other)
    groups = clusters.groups()
    assert sorted(item for group in groups for item in group) == list(range(10))
    assert all(clusters.find(item) == group[0] == min(group) for group in groups for item in group)


def test_strange_characters_do_no_harm() -> None:
    assert find_duplicates(["\ud800 a b c", "\ud800 a b c", "\0"])[0] == Duplicate(0, 1, 1.0)
