"""The sourcing score: each component against a sum done by hand, the formula, and when it does not apply.

Articles are rows of one word, so that statements are ranges of words and every share can be counted.
"""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import Article, Lang
from selon.model.records import (
    CUE_CLASSES,
    NAMINGS,
    SOURCE_TYPES,
    Attribution,
    CueClass,
    Naming,
    Source,
    SourceType,
    Span,
)
from selon.model.score import score_article
from selon.model.sourcing import COMPONENTS, MIN_WORDS, WEIGHTS, combine, score_sourcing
from selon.model.text import Document, read_document

WORD = "mot"


def write_article(words: int) -> Document:
    """An article of `words` words: word k begins at character 4k."""
    return read_document(Article("test", "fr", " ".join([WORD] * words)))


def state(first: int, end: int, naming: Naming = "named", cue_class: CueClass = "neutral") -> Attribution:
    """A statement whose content is words `first` to `end` (half-open)."""
    source = None if naming == "none" else Span(0, len(WORD))
    content = (Span(4 * first, 4 * end - 1),)
    return Attribution(source, None, content, "indirect", cue_class, naming=naming)


def speak(
    words: int, of: int, kind: SourceType = "citizen", naming: Naming = "named", **more: object
) -> Source:
    """A source that says `words` of the `of` words that sources say."""
    share = words / of if of else 0.0
    attributions = more.get("attributions", ())
    return Source("nom", kind, naming, (), 1, words, share, attributions, {}, more.get("reason"))  # type: ignore[arg-type]


def compute(
    name: str, attributions: Sequence[Attribution] = (), sources: Sequence[Source] = (), words: int = 100
) -> float | None:
    return score_sourcing(write_article(words), attributions, sources).components[name]


@pytest.mark.parametrize(
    ("statements", "share"),
    [
        ([], 0.0),
        ([state(0, 30)], 0.3),
        ([state(0, 30), state(50, 70)], 0.5),
        ([state(0, 30), state(10, 20)], 0.3),  # nested
        ([state(0, 30), state(20, 50)], 0.5),
        ([state(0, 100)], 1.0),
    ],
)
def test_attributed_share_counts_a_word_once(statements: list[Attribution], share: float) -> None:
    assert compute("attributed_share", statements) == share


def test_an_empty_article_has_no_attributed_share() -> None:
    assert compute("attributed_share", words=0) is None


def test_boilerplate_is_left_out_of_counts() -> None:
    text = "Le pont est fermé.\n\nLire aussi : Le pont sera vendu"
    document = read_document(Article("test", "fr", text))
    assert document.boilerplate
    assert len(document.words) == score_article(document.article).article.words == 4


@pytest.mark.parametrize(
    ("namings", "share"),
    [
        ([("named", 30), ("anonymous", 10)], 0.75),
        ([("metonym", 10), ("described", 10)], 0.5),
        ([("collective", 5), ("anonymous", 5), ("described", 5), ("pronoun", 5)], 0.0),
        ([("named", 7)], 1.0),
        ([], None),
    ],
)
def test_named_share_weighs_sources_by_words(namings: list[tuple[Naming, int]], share: float | None) -> None:
    total = sum(words for _, words in namings)
    sources = [speak(words, total, naming=naming) for naming, words in namings]
    assert compute("named_share", [state(0, 9)], sources) == share


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ([], None),
        ([10], 0.0),
        ([10, 10], (2 - 1) / 5),
        ([10] * 6, 1.0),
        ([10] * 9, 1.0),
        # H = -(3/4 ln 3/4 + 1/4 ln 1/4) = 0.5623; (e^H - 1) / 5 = 0.151
        ([30, 10], 0.151),
        ([10, 0], 0.0),
    ],
)
def test_effective_sources(words: list[int], value: float | None) -> None:
    sources = [speak(n, sum(words)) for n in words]
    assert compute("effective_sources", [state(0, 9)], sources) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(
    ("types", "value"),
    [
        ([], None),
        (["unknown"], None),
        (["police"], 0.0),
        (["police", "police"], 0.0),
        (["police", "unknown"], 0.0),
        (["police", "citizen"], math.log(2) / math.log(15)),
        (["police", "citizen", "expert", "unknown"], math.log(3) / math.log(15)),
        ([kind for kind in SOURCE_TYPES if kind != "unknown"], 1.0),
    ],
)
def test_type_spread(types: list[SourceType], value: float | None) -> None:
    sources = [speak(10, 10 * len(types), kind) for kind in types]
    assert compute("type_spread", [state(0, 9)], sources) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(
    ("statements", "share"),
    [
        ([], None),
        ([state(0, 9)], 1.0),
        ([state(0, 9), state(9, 18, "none")], 0.5),
        ([state(0, 9), state(9, 18, "anonymous")], 0.5),
        ([state(0, 9), state(9, 18, "pronoun"), state(18, 27, "described"), state(27, 36, "none")], 0.75),
        ([state(0, 9, "none")], 0.0),
    ],
)
def test_sourced_share_leaves_out_the_sourceless_and_the_anonymous(
    statements: list[Attribution], share: float | None
) -> None:
    assert compute("sourced_share", statements) == share


def test_an_anonymous_source_with_a_reason_is_accounted_for() -> None:
    statements = [state(0, 9, "anonymous"), state(9, 18, "anonymous")]
    with_reason = speak(9, 18, naming="anonymous", attributions=(0,), reason=Span(0, 3))
    without = speak(9, 18, naming="anonymous", attributions=(1,))
    assert compute("sourced_share", statements, [with_reason, without]) == 0.5


@pytest.mark.parametrize(
    ("classes", "share"),
    [
        ([], None),
        (["neutral"], 1.0),
        (["neutral", "doubting"], 0.5),
        (["assertive", "doubting", "factive"], 0.0),
    ],
)
def test_neutral_cue_share(classes: list[CueClass], share: float | None) -> None:
    statements = [state(9 * i, 9 * i + 9, cue_class=cue_class) for i, cue_class in enumerate(classes)]
    assert compute("neutral_cue_share", statements) == share


@pytest.mark.parametrize(
    ("text", "content", "share"),
    [
        ("Paul dit : « un deux trois quatre »", "« un deux trois quatre »", 1.0),
        ("Paul dit que un deux « trois quatre cinq »", "un deux « trois quatre cinq »", 0.6),
        ("Paul dit que un deux trois", "un deux trois", 0.0),
    ],
)
def test_direct_share_is_what_stands_between_marks(text: str, content: str, share: float) -> None:
    document = read_document(Article("test", "fr", text))
    start = text.index(content)
    relation = Attribution(Span(0, 4), None, (Span(start, start + len(content)),), "mixed", "neutral")
    assert score_sourcing(document, [relation], []).components["direct_share"] == share


def test_direct_share_needs_a_statement() -> None:
    assert compute("direct_share") is None


def test_official_share_and_top_source_share_describe() -> None:
    sources = [speak(20, 40, "government"), speak(15, 40, "expert"), speak(5, 40, "police")]
    assert compute("official_share", [state(0, 9)], sources) == 25 / 40
    assert compute("top_source_share", [state(0, 9)], sources) == 20 / 40
    assert compute("official_share") is None
    assert compute("top_source_share") is None
    assert not {"official_share", "top_source_share", "direct_share"} & set(WEIGHTS)


def test_the_weights_sum_to_one_and_each_weighs_a_component() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
    assert set(WEIGHTS) <= set(COMPONENTS)
    assert all(weight > 0 for weight in WEIGHTS.values())


@pytest.mark.parametrize(
    ("values", "score"),
    [
        ({}, 0),
        (dict.fromkeys(WEIGHTS, 1.0), 100),
        (dict.fromkeys(WEIGHTS, 0.5), round(100 * (0.2 * 0.5 / 0.6 + 0.8 * 0.5))),
        ({"attributed_share": 0.6}, 20),
        ({"attributed_share": 0.9}, 20),
        ({"attributed_share": 0.3}, 10),
        ({"named_share": 1.0}, 25),
        ({"effective_sources": 1.0}, 20),
        ({"type_spread": 1.0}, 10),
        ({"sourced_share": 1.0}, 20),
        ({"neutral_cue_share": 1.0}, 5),
        # of the middle: 100 × (.2 × .3/.6 + .25 × .8 + .2 × .4 + .1 × .5 + .2 × .9 + .05 × .6) = 64
        (
            {
                "attributed_share": 0.3,
                "named_share": 0.8,
                "effective_sources": 0.4,
                "type_spread": 0.5,
                "sourced_share": 0.9,
                "neutral_cue_share": 0.6,
            },
            64,
        ),
    ],
)
def test_the_formula(values: dict[str, float], score: int) -> None:
    assert combine(dict.fromkeys(WEIGHTS) | values) == score


def test_an_article_scored_by_hand() -> None:
    """100 words, 60 of them said: 45 by a named minister in two statements, 15 by anonymous experts in one.

    effective_sources = (e^0.5623 - 1) / 5 = .151; type_spread = 0.5623 / ln 15 = .2077.
    """
    statements = [state(0, 30), state(30, 45, cue_class="assertive"), state(50, 65, "anonymous")]
    sources = [speak(45, 60, "government"), speak(15, 60, "expert", "anonymous")]
    sourcing = score_sourcing(write_article(100), statements, sources)
    assert sourcing.applicable and sourcing.reason is None
    assert sourcing.components == {
        "attributed_share": 0.6,
        "named_share": 0.75,
        "effective_sources": pytest.approx(0.151, abs=1e-4),
        "type_spread": pytest.approx(0.2077, abs=1e-4),
        "sourced_share": pytest.approx(2 / 3, abs=1e-4),
        "neutral_cue_share": pytest.approx(2 / 3, abs=1e-4),
        "direct_share": 0.0,
        "official_share": 0.75,
        "top_source_share": 0.75,
    }
    assert sourcing.score == round(20 + 25 * 0.75 + 20 * 0.151 + 10 * 0.2077 + 20 * 2 / 3 + 5 * 2 / 3)
    assert sourcing.sources == tuple(sources)
    assert (sourcing.low, sourcing.high, sourcing.percentile) == (None, None, None)


@pytest.mark.parametrize(
    ("words", "statements", "applicable", "reason"),
    [
        (MIN_WORDS, [state(0, 9)], True, None),
        (MIN_WORDS - 1, [state(0, 9)], False, f"{MIN_WORDS - 1} words"),
        (0, [], False, "0 words"),
        (MIN_WORDS, [], False, "no reported statement"),
    ],
)
def test_when_the_score_does_not_apply(
    words: int, statements: list[Attribution], applicable: bool, reason: str | None
) -> None:
    sourcing = score_sourcing(write_article(words), statements, [])
    assert sourcing.applicable is applicable
    assert (sourcing.score is None) is not applicable
    assert (reason or "") in (sourcing.reason or "")
    assert set(sourcing.components) == set(COMPONENTS)


statements = st.builds(
    lambda first, length, naming, cue_class: state(first, first + length, naming, cue_class),
    st.integers(0, 60),
    st.integers(1, 40),
    st.sampled_from(NAMINGS),
    st.sampled_from(CUE_CLASSES),
)
speakers = st.lists(
    st.tuples(st.integers(0, 50), st.sampled_from(SOURCE_TYPES), st.sampled_from(NAMINGS)), max_size=9
)


@settings(deadline=None)  # the first call loads the lexicons
@given(st.lists(statements, max_size=9), speakers)
def test_components_lie_between_0_and_1_and_the_score_between_0_and_100(
    statements: list[Attribution], speakers: list[tuple[int, SourceType, Naming]]
) -> None:
    total = sum(words for words, _, _ in speakers)
    sources = [speak(words, total, kind, naming) for words, kind, naming in speakers]
    sourcing = score_sourcing(write_article(100), statements, sources)
    assert all(value is None or 0 <= value <= 1 for value in sourcing.components.values())
    assert sourcing.score is None if not statements else 0 <= (sourcing.score or 0) <= 100


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Selon le maire, le pont pourrait céder. « Il tient », a déclaré Anne Delmas. Il a plu.\n\n"),
        ("en", "The mayor, Joe Ray, said that the bridge may fall. Ruth Hale denied it. It rained.\n\n"),
    ],
)  # fmt: skip
def test_doubling_an_article_keeps_shares_and_rates(lang: Lang, text: str) -> None:
    once, twice = (score_article(Article("test", lang, text * times)) for times in (6, 12))
    assert once.sourcing.score == twice.sourcing.score
    assert once.sourcing.components == twice.sourcing.components
    assert once.framing.rates == twice.framing.rates
