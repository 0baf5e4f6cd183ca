"""The internal form of labelled articles: written and read back, and every fault named with its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selon.data.article import LANGS, Article
from selon.data.labelled import (
    LabelledArticle,
    LabelledAttribution,
    LabelledOptions,
    LabelledSpan,
    LabelledTarget,
    read_labelled,
    to_json,
    write_labelled,
)
from selon.data.labels import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES
from selon.data.readers.internal import find_faults, from_json
from selon.data.readers.registry import MODULES, READERS, find_reader
from selon.data.span import Span

words = st.text(min_size=1, max_size=30).filter(str.strip)
maybe_words = st.none() | st.text(max_size=10)


@st.composite
def labelled_articles(draw: st.DrawFn) -> LabelledArticle:
    """Any labelled article: each layer may be missing, empty or full."""
    text = draw(words)
    offsets = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = offsets.filter(lambda pair: pair[0] != pair[1]).map(lambda pair: Span(min(pair), max(pair)))
    many = st.lists(spans, max_size=3).map(tuple)
    stances = st.none() | st.integers(-2, 2)

    def layer(items: st.SearchStrategy[Any]) -> Any:
        return draw(st.none() | st.lists(items, max_size=3).map(tuple))

    def labels(choices: tuple[str, ...]) -> st.SearchStrategy[Any]:
        return st.none() | st.sampled_from(choices)

    attributions = st.builds(
        LabelledAttribution,
        source=st.none() | spans,
        cue=st.none() | spans,
        content=st.lists(spans, min_size=1, max_size=3).map(tuple),
        mode=labels(MODES),
        cue_class=labels(CUE_CLASSES),
        source_type=labels(SOURCE_TYPES),
        naming=labels(NAMINGS),
        resolved=maybe_words,
    )
    article = st.builds(
        Article,
        id=words,
        lang=st.sampled_from(LANGS),
        text=st.just(text),
        title=maybe_words,
        outlet=maybe_words,
        published=maybe_words,
        url=maybe_words,
        extracted=st.booleans(),
        warnings=st.lists(words, max_size=2).map(tuple),
    )
    label = st.text(max_size=9) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    return LabelledArticle(
        draw(article),
        labels=draw(
            st.dictionaries(st.text(max_size=9), label | st.lists(st.text(max_size=9)).map(tuple), max_size=3)
        ),
        attributions=layer(attributions),
        hedges=layer(st.builds(LabelledSpan, spans, labels(HEDGE_KINDS))),
        loaded=layer(st.builds(LabelledSpan, spans, labels(VOICES))),
        targets=layer(st.builds(LabelledTarget, words, many, stances, stances)),
        topic=draw(maybe_words),
        event=draw(maybe_words),
        pair=draw(maybe_words),
        annotator=draw(maybe_words),
        translated=draw(st.none() | st.booleans()),
        dataset=draw(maybe_words),
    )


@given(st.lists(labelled_articles(), min_size=1, max_size=3))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, articles: list[LabelledArticle]
) -> None:
    path = tmp_path_factory.mktemp("set") / "set.jsonl"
    assert write_labelled(articles, path) == len(articles)
    assert find_reader(path).name == "selon"
    assert list(read_labelled(path)) == articles


TEXT = "Selon Mme Arbane, le pont 🌉 pourrait fermer."
ROW = {
    "id": "a",
    "lang": "fr",
    "text": TEXT,
    "labels": {"genre": "reporting", "frames": ["political"], "stance": -1},
    "attributions": [{"source": [6, 16], "cue": [0, 5], "content": [[18, 43]], "mode": "indirect"}],
    "hedges": [{"cue": [28, 36], "kind": "modal"}],
    "loaded": [],
    "targets": [{"target": "le pont", "mentions": [[18, 25]], "editorial": 0, "quoted": None}],
}


def test_a_row_is_an_article() -> None:
    found = from_json(ROW, "set.jsonl:1")
    assert found.article == Article("a", "fr", TEXT)
    assert found.labels == {"genre": "reporting", "frames": ("political",), "stance": -1}
    assert found.attributions == (
        LabelledAttribution(Span(6, 16), Span(0, 5), (Span(18, 43),), mode="indirect"),
    )
    assert found.hedges == (LabelledSpan(Span(28, 36), "modal"),)
    assert TEXT[28:36] == "pourrait"
    assert found.targets == (LabelledTarget("le pont", (Span(18, 25),), 0, None),)
    assert to_json(found) == ROW


def test_what_a_set_does_not_say_is_not_what_it_says_there_is_none_of() -> None:
    found = from_json({"id": "a", "lang": "fr", "text": "Un pont.", "hedges": []}, "set.jsonl:1")
    assert (found.hedges, found.loaded) == ((), None)
    assert "loaded" not in to_json(found)
    assert to_json(found)["hedges"] == []


RELATION = {"source": None, "cue": None, "content": [[0, 5]]}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": None}, "id is missing"),
        ({"id": 7}, "id 7 is no string"),
        ({"id": " "}, "id is empty"),
        ({"lang": "de"}, "lang 'de' is not one of fr, en"),
        ({"lang": None}, "lang None is not one of fr, en"),
        ({"text": ""}, "text is empty"),
        ({"text": ["a"]}, "text ['a'] is no string"),
        ({"text": f"{TEXT}\ud800"}, "text has a lone surrogate (half of an escaped character)"),
        ({"title": 3}, "title 3 is no string"),
        ({"attribution": []}, "there is no field 'attribution'; known are id, lang,"),
        ({"translated": "yes"}, "translated 'yes' is not one of true, false"),
        ({"labels": ["a"]}, "labels ['a'] is no object of labels by name"),
        ({"labels": {"x": {"y": 1}}}, "labels: x {'y': 1} is no string, number or list of strings"),
        ({"labels": {"x": float("nan")}}, "labels: x nan is no string, number or list of strings"),
        ({"labels": {"x": ["a", 1]}}, "labels: x 1 is no string"),
        ({"hedges": {}}, "hedges {} is no list"),
        ({"hedges": ["peut"]}, "hedges[0] 'peut' is no object"),
        ({"hedges": [{"cue": [0, 2], "kind": "vague"}]}, "hedges[0]: kind 'vague' is not one of modal,"),
        ({"hedges": [{"cue": [0, 2], "type": "modal"}]}, "hedges[0]: there is no field 'type'"),
        ({"loaded": [{"voice": "quoted"}]}, "loaded[0]: term None is no span [start, end] of a text of 44"),
        ({"loaded": [{"term": [-2, 2]}]}, "loaded[0]: term [-2, 2] is no span"),
        ({"attributions": [RELATION, {}]}, "attributions[1]: there is no content"),
        ({"attributions": [{"content": [[0, 99]]}]}, "attributions[0]: content [0, 99] is no span"),
        ({"attributions": [{"content": 5}]}, "attributions[0]: content 5 is no list of spans"),
        ({"attributions": [{**RELATION, "cue": "(1, 2)"}]}, "attributions[0]: cue '(1, 2)' is no span"),
        ({"attributions": [{**RELATION, "source": [7, 7]}]}, "attributions[0]: source [7, 7] is no span"),
        ({"attributions": [{**RELATION, "cue": [0, True, 2]}]}, "attributions[0]: cue [0, True, 2] is no"),
        ({"attributions": [{**RELATION, "cue": [False, True]}]}, "cue [False, True] is no span"),
        ({"attributions": [{**RELATION, "cue": [0.0, 2.0]}]}, "attributions[0]: cue [0.0, 2.0] is no span"),
        ({"targets": [{"target": "", "editorial": 0}]}, "targets[0]: target is empty"),
        ({"targets": [{"target": "x", "editorial": 3}]}, "editorial 3 is not one of -2, -1, 0, 1, 2"),
        ({"targets": [{"target": "x", "editorial": "1"}]}, "editorial '1' is not one of -2,"),
        ({"targets": [{"target": "x", "editorial": True}]}, "editorial True is not one of -2,"),
    ],
)
def test_a_fault_is_named_with_its_place(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as raised:
        from_json({**ROW, **fields}, "set.jsonl:12")
    assert str(raised.value).startswith("set.jsonl:12: ")
    assert message in str(raised.value)


def test_every_fault_of_a_row_is_found() -> None:
    row = {**ROW, "lang": "de", "hedges": [{"cue": [0, 2], "kind": "vague"}, {"cue": [5, 1]}], "x": 1}
    assert [fault.field for fault in find_faults(row)] == ["x", "lang", "hedges[0].kind", "hedges[1].cue"]
    assert find_faults(ROW) == []


def test_a_complete_set_has_every_label() -> None:
    row = {**ROW, "attributions": [], "hedges": [{"cue": [28, 36]}]}
    assert find_faults(row) == []
    (fault,) = find_faults(row, complete=True)
    assert fault.sentence == f"hedges[0]: kind None is not one of {', '.join(HEDGE_KINDS)}"


def test_reading_stops_at_the_line_of_the_fault(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    lines = [json.dumps(row) for row in (ROW, {**ROW, "id": "b", "lang": "it"}, ROW)]
    path.write_text("\n".join(lines), encoding="utf-8")
    articles = read_labelled(path)
    assert next(articles).article.id == "a"
    with pytest.raises(ValueError, match=r"set\.jsonl:2: lang 'it' is not one of fr, en"):
        next(articles)
    path.write_text(f"{lines[0]}\n{{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"set\.jsonl:2: this line is not JSON"):
        list(read_labelled(path))


def test_a_set_is_named_by_its_rows_unless_it_is_renamed(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in (ROW, {**ROW, "dataset": "own"})), "utf-8")
    assert [article.dataset for article in read_labelled(path)] == [None, "own"]
    renamed = read_labelled(path, options=LabelledOptions(dataset="asked"))
    assert [article.dataset for article in renamed] == ["asked", "asked"]


def test_writing_does_not_replace_a_file_unasked(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    article = from_json(ROW, "")
    write_labelled([article], path)
    with pytest.raises(FileExistsError, match=r"set\.jsonl"):
        write_labelled([article], path)
    assert write_labelled([article, article], path, "append") == 2
    assert len(list(read_labelled(path))) == 3
    assert write_labelled([], path, "replace") == 0
    assert path.read_bytes() == b""


def test_every_reader_can_be_looked_up() -> None:
    assert list(READERS) == list(MODULES)
    for name, reader in READERS.items():
        assert reader.name == name


def test_what_is_no_labelled_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        read_labelled(tmp_path / "none")
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    with pytest.raises(ValueError, match=r"image\.png: this is no labelled set .* name its format: selon"):
        read_labelled(tmp_path / "image.png")
    with pytest.raises(ValueError, match="format 'xlsx' is not one of selon,"):
        read_labelled(tmp_path, "xlsx")


@pytest.mark.parametrize(
    ("option", "message"),
    [({"lang": "de"}, "language 'de' is not one of fr, en"), ({"encoding": "utf-9"}, "utf-9")],
)
def test_options_are_checked(option: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LabelledOptions(**option)
