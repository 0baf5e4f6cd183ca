from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from selon.data.article import Article, Lang
from selon.data.corpus import read_articles
from selon.model.features import COUNTS, RATES, feature_schema, flatten
from selon.model.records import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES
from selon.model.score import score_article
from selon.model.sourcing import COMPONENTS

EXAMPLES = sorted((Path(__file__).resolve().parents[1] / "data" / "examples").iterdir())


def row_of(text: str, lang: Lang = "fr") -> dict[str, Any]:
    return flatten(score_article(Article("a", lang, text)))


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.name)
def row(request: pytest.FixtureRequest) -> dict[str, Any]:
    (article,) = read_articles(str(request.param))
    assert isinstance(article, Article)
    return flatten(score_article(article))


def test_a_row_has_the_columns_of_the_schema_in_order(row: dict[str, Any]) -> None:
    assert list(row) == feature_schema().names


def test_a_row_fits_the_schema(row: dict[str, Any]) -> None:
    assert pa.Table.from_pylist([row], schema=feature_schema()).to_pylist() == [row]


@pytest.mark.parametrize(
    ("whole", "prefix", "labels"),
    [
        ("sources", "sources", SOURCE_TYPES),
        ("statements", "statements", MODES),
        ("statements", "cues", CUE_CLASSES),
        ("statements", "naming", NAMINGS),
        ("hedges", "hedges", HEDGE_KINDS),
    ],
)
def test_the_parts_of_a_count_make_the_whole(
    row: dict[str, Any], whole: str, prefix: str, labels: tuple[str, ...]
) -> None:
    assert sum(row[f"{prefix}_{label}"] for label in labels) == row[whole]


def test_components_are_shares(row: dict[str, Any]) -> None:
    assert all(row[name] is None or 0 <= row[name] <= 1 for name in COMPONENTS)


def test_rates_agree_with_counts(row: dict[str, Any]) -> None:
    for name in ("hedges", "loaded"):
        assert row[f"{name}_per_100_words"] == pytest.approx(100 * row[name] / row["words"], abs=0.001)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("text", ["", " \n", "Mot", "« »"])
def test_a_text_without_words_to_count_has_a_row(lang: Lang, text: str) -> None:
    row = row_of(text, lang)
    assert row["sourcing_applicable"] is False
    assert row["sourcing_reason"]
    assert row["sourcing_score"] is None
    assert {row[name] for name in COUNTS} == {0}
    assert {row[name] for name in RATES} == {0.0}
    assert pa.Table.from_pylist([row], schema=feature_schema()).num_rows == 1


@pytest.mark.parametrize(
    ("lang", "text", "counted"),
    [
        (
            "fr",
            "« Le pont rouvrira mardi », a déclaré le maire. Il serait peut-être sûr.",
            ["statements", "statements_direct", "cues_neutral", "naming_described", "sources_government"],
        ),
        (
            "en",
            "Police warned that the bridge might fall.",
            ["statements", "statements_indirect", "cues_warning", "sources_police", "hedges_modal"],
        ),
    ],
)
def test_evidence_is_counted_by_kind(lang: Lang, text: str, counted: list[str]) -> None:
    row = row_of(text, lang)
    assert {name: row[name] for name in counted} == dict.fromkeys(counted, 1)
