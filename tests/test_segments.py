"""The segment layer: decoding against all sets of segments, and the likelihood that trains it."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.model.segments import decode

Sets = list[tuple[int, int]]


def sets_of_segments(length: int, single: bool, start: int = 0) -> Iterator[Sets]:
    yield []
    for first in range(start, length):
        for last in range(first + 1, length + 1):
            for rest in [[]] if single else sets_of_segments(length, single, last):
                yield [(first, last), *rest]


def score_of(scores: np.ndarray, segments: Sets) -> float:
    return float(sum(scores[a:b, 0].sum() + scores[a, 1] + scores[b - 1, 2] for a, b in segments))


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), length=st.integers(1, 5), single=st.booleans())
def test_the_best_set_is_found_and_its_probability_is_right(seed: int, length: int, single: bool):
    scores = np.random.default_rng(seed).normal(scale=2, size=(length, 3))
    values = {tuple(s): score_of(scores, s) for s in sets_of_segments(length, single)}
    best = max(values, key=values.__getitem__)
    decoded = decode(scores[None].astype(np.float32), np.ones((1, length), bool), single)[0]
    assert tuple((s.first, s.last) for s in decoded.segments) == best
    total = np.logaddexp.reduce(list(values.values()))
    assert decoded.log_probability == pytest.approx(values[best] - total, abs=1e-4)
    assert sum(s.score for s in decoded.segments) == pytest.approx(values[best], abs=1e-4)


def test_no_segment_stands_where_none_is_allowed():
    scores = np.full((1, 4, 3), 5.0, np.float32)
    allowed = np.array([[True, True, False, True]])
    assert [(s.first, s.last) for s in decode(scores, allowed, single=True)[0].segments] == [(0, 2)]
    spans = [(s.first, s.last) for s in decode(scores, allowed)[0].segments]
    assert all(last <= 2 or first >= 3 for first, last in spans)


def test_nothing_is_decoded_of_nothing():
    assert decode(np.zeros((0, 4, 3), np.float32), np.zeros((0, 4), bool)) == []
    assert decode(np.zeros((2, 0, 3), np.float32), np.zeros((2, 0), bool))[1].segments == ()


@pytest.mark.parametrize("single", [False, True])
def test_the_likelihood_is_the_one_that_is_decoded(single: bool):
    torch = pytest.importorskip("torch")
    from selon.training.crf import negative_log_likelihood
    from selon.training.dataset import mark_segments

    rng = np.random.default_rng(3)
    for length in (1, 2, 5, 9):
        scores = rng.normal(scale=2, size=(1, length, 3)).astype(np.float32)
        allowed = np.ones((1, length), bool)
        decoded = decode(scores, allowed, single)[0]
        marks = mark_segments([(s.first, s.last) for s in decoded.segments], allowed[0])
        cost = negative_log_likelihood(
            torch.from_numpy(scores), torch.from_numpy(marks[None]), torch.from_numpy(allowed), single
        )
        assert float(cost[0]) == pytest.approx(-decoded.log_probability, abs=1e-3)


@pytest.mark.parametrize(
    ("segments", "allowed", "single", "expected"),
    [
        ([(0, 2)], "111", False, ["ib-", "i-e", "---"]),
        ([(0, 1), (1, 2)], "111", False, ["ibe", "ibe", "---"]),
        ([(0, 3)], "101", False, ["ibe", "---", "ibe"]),
        ([(0, 3)], "101", True, ["ibe", "---", "---"]),
        ([(0, 2), (1, 3)], "111", False, ["ib-", "i--", "i-e"]),
        ([(-2, 1)], "111", False, ["ibe", "---", "---"]),
        ([(2, 9)], "111", False, ["---", "---", "ibe"]),
        ([], "11", False, ["---", "---"]),
    ],
)
def test_marks_of_segments(segments: Sets, allowed: str, single: bool, expected: list[str]):
    pytest.importorskip("torch")
    from selon.training.dataset import mark_segments

    marks = mark_segments(segments, np.array([c == "1" for c in allowed]), single)
    assert ["".join(n if m else "-" for n, m in zip("ibe", row, strict=True)) for row in marks] == expected
