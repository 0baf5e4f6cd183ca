from dataclasses import is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from selon.model.fields import FIELDS, Field, find_field, render_markdown
from selon.model.records import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES, ArticleScore

MAPPINGS = ("sourcing.components", "framing.rates")
PAGE = Path(__file__).parent.parent / "docs" / "fields.md"


def keys_of(record: type, prefix: str = "") -> set[str]:
    """Dotted names of all keys of a record, those of the records in it included."""
    keys = set()
    for key, kind in get_type_hints(record).items():
        keys.add(prefix + key)
        for inner, mark in [(kind, ""), *((argument, "[]") for argument in get_args(kind))]:
            if is_dataclass(inner) and isinstance(inner, type):
                keys |= keys_of(inner, f"{prefix}{key}{mark}.")
    return keys


def test_table_and_records_name_the_same_keys():
    written = {field.name for field in FIELDS if field.parent not in MAPPINGS}
    assert written == keys_of(ArticleScore) | {"schema"}


def test_names_are_unique_and_groups_stand_together():
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    parents = [field.parent for field in FIELDS]
    assert sorted(set(parents), key=parents.index) == [
        parent for place, parent in enumerate(parents) if not place or parents[place - 1] != parent
    ]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_field_is_written_as_a_sentence_that_fits_a_table(field: Field):
    assert field.meaning[0].isupper()
    assert field.meaning.endswith((".", "…"))
    assert not any("|" in getattr(field, part) or "\n" in getattr(field, part) for part in Field.__slots__)


@pytest.mark.parametrize("field", [f for f in FIELDS if f.parent in MAPPINGS], ids=lambda field: field.name)
def test_measure_has_unit_range_direction_formula_and_source(field: Field):
    assert all((field.unit, field.range, field.direction, field.formula, field.source))


def test_every_voice_has_its_rates():
    rates = {field.key for field in FIELDS if field.parent == "framing.rates"}
    assert {f"loaded_{voice}_per_100_words" for voice in VOICES} < rates
    assert {f"hedges_{voice}_per_100_words" for voice in VOICES if voice != "scare"} < rates


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("attributions.mode", MODES),
        ("cue_class", CUE_CLASSES),
        ("source_type", SOURCE_TYPES),
        ("sources.naming", NAMINGS),
        ("hedges.kind", HEDGE_KINDS),
        ("loaded.voice", VOICES),
    ],
)
def test_closed_sets_are_listed(name: str, labels: tuple[str, ...]):
    assert find_field(name).range == ", ".join(labels)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("article.words", "article.words"),
        ("attributed_share", "sourcing.components.attributed_share"),
        ("attributions", "attributions"),
        ("attributions[].mode", "attributions[].mode"),
        ("framing.hedges.cue", "framing.hedges[].cue"),
        ("hedges.kind", "framing.hedges[].kind"),
        ("share", "sourcing.sources[].share"),
        (" sha256 ", "bundle.sha256"),
    ],
)
def test_find_field(name: str, expected: str):
    assert find_field(name).name == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("atributed_share", r"closest: sourcing\.components\.attributed_share"),
        ("words", r"any of article\.words, sourcing\.sources\[\]\.words"),
        ("zzz", r"docs/fields\.md"),
        ("", r"docs/fields\.md"),
    ],
)
def test_unknown_field_names_the_closest(name: str, message: str):
    with pytest.raises(ValueError, match=message):
        find_field(name)


def test_page_is_made_from_the_table():
    assert PAGE.read_text(encoding="utf-8") == render_markdown()


def test_the_formula_that_is_told_is_the_one_that_is_computed() -> None:
    from selon.model.sourcing import FULL_ATTRIBUTION, WEIGHTS

    formula = find_field("sourcing.score").formula
    assert f"min(1, attributed_share / {FULL_ATTRIBUTION:g})".replace("0.", ".") in formula
    for name, weight in WEIGHTS.items():
        assert f"{weight:.2f}".lstrip("0") in formula.split(name)[0]
