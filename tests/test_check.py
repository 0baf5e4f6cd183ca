import copy
import gzip
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import Article
from selon.data.check import check_articles, check_labelled, find_problems, render_problem
from selon.data.check_spans import find_unit
from selon.data.check_text import check_published
from selon.data.labelled import LabelledArticle, LabelledSpan, write_labelled
from selon.data.problem import Problem
from selon.data.span import Span
from selon.data.summary import summarise

Row = dict[str, Any]

FRENCH = (
    "À Valmy, la maire Jeanne Brême a déclaré mardi que la piscine fermerait « dès lundi ». "
    "Les travaux coûteraient environ deux millions d'euros, selon le cabinet d'études. "
    "« C'est une décision honteuse », dénonce l'opposition, qui appelle à manifester."
)
ENGLISH = (
    "The harbour authority said on Monday that two ferries would perhaps be out of service. "
    "“We had no choice,” a spokeswoman told reporters, and she apologised for the shambles."
)


def at(text: str, part: str) -> list[int]:
    """The offsets of the first place where a part stands."""
    start = text.index(part)
    return [start, start + len(part)]


def french(id: str = "fr-1", **fields: Any) -> Row:
    """A sound French article with two relations, two hedges, a loaded term and a target."""
    text = FRENCH
    row: Row = {
        "id": id, "lang": "fr", "outlet": "Le Monde", "published": "2019-03-31", "text": text,
        "labels": {"lean": "left"},
        "attributions": [
            {"source": at(text, "la maire Jeanne Brême"), "cue": at(text, "a déclaré"),
             "content": [at(text, "que la piscine fermerait « dès lundi »")], "mode": "mixed",
             "cue_class": "neutral", "source_type": "government", "naming": "named", "resolved": "Jeanne Brême"},
            {"source": at(text, "l'opposition"), "cue": at(text, "dénonce"),
             "content": [at(text, "« C'est une décision honteuse »")], "mode": "direct",
             "cue_class": "evaluative", "source_type": "party", "naming": "described"},
        ],
        "hedges": [{"cue": at(text, "coûteraient"), "kind": "reportative"},
                   {"cue": at(text, "environ"), "kind": "approximator"}],
        "loaded": [{"term": at(text, "honteuse"), "voice": "quoted"}],
        "targets": [{"target": "Jeanne Brême", "mentions": [at(text, "Jeanne Brême")],
                     "editorial": 0, "quoted": -1}],
    }  # fmt: skip
    return {**row, **fields}


def english(id: str = "en-1", **fields: Any) -> Row:
    """A sound English article with a hedge and a loaded term."""
    row: Row = {
        "id": id, "lang": "en", "outlet": "Vox", "text": ENGLISH, "labels": {"lean": "right"},
        "hedges": [{"cue": at(ENGLISH, "perhaps"), "kind": "adverb"}],
        "loaded": [{"term": at(ENGLISH, "shambles"), "voice": "editorial"}],
    }  # fmt: skip
    return {**row, **fields}


def number_text(row: Row, number: int) -> Row:
    """The row with a text of its own words put behind, so that it is nobody's copy."""
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return row
    return {**row, "text": " ".join([text, *(f"mot{number}x{place}" for place in range(80))])}


def put(path: str, value: Any) -> Callable[[Row], Row]:
    """A change of one value: `attributions.0.mode`."""

    def change(row: Row) -> Row:
        row = copy.deepcopy(row)
        *parents, last = path.split(".")
        place: Any = row
        for key in parents:
            place = place[int(key) if isinstance(place, list) else key]
        place[int(last) if isinstance(place, list) else last] = value
        return row

    return change


def drop(name: str) -> Callable[[Row], Row]:
    return lambda row: {key: value for key, value in row.items() if key != name}


def in_units(encoding: str, width: int) -> Callable[[Row], Row]:
    """All offsets of the row counted in another encoding's units."""

    def convert(row: Row, value: Any) -> Any:
        if isinstance(value, list) and len(value) == 2 and all(isinstance(item, int) for item in value):
            return [len(row["text"][:offset].encode(encoding)) // width for offset in value]
        if isinstance(value, list):
            return [convert(row, item) for item in value]
        if isinstance(value, dict):
            return {key: convert(row, item) for key, item in value.items()}
        return value

    return lambda row: {
        **row,
        **{name: convert(row, row[name]) for name in ("attributions", "hedges", "loaded", "targets")},
    }


def put_before(row: Row, text: str, counted: int) -> Row:
    """The row with something put before its text, which its offsets count as so many."""

    def move(pair: re.Match[str]) -> str:
        return f"[{int(pair[1]) + counted}, {int(pair[2]) + counted}]"

    moved = json.loads(re.sub(r"\[(\d+), (\d+)\]", move, json.dumps(row)))
    return {**moved, "text": text + row["text"]}


QUE = at(FRENCH, "que la piscine fermerait « dès lundi »")
ENVIRON = at(FRENCH, "environ")
UNMARKED = {
    **french()["attributions"][0],
    "mode": "direct",
    "content": [at(FRENCH, "que la piscine fermerait")],
}
CROSSING = ("coûteraient environ", "environ deux")
WRONG_TEXT = FRENCH.encode().decode("cp1252", "replace")

# Each fault: what is done to a sound row, the field, what is said, and how grave it is.
FAULTS: dict[str, tuple[Callable[[Row], Row], str, str, str]] = {
    "wrong mode": (
        put("attributions.0.mode", "half"),
        "attributions[0].mode",
        "'half'.*one of direct",
        "error",
    ),
    "wrong cue class": (
        put("attributions.0.cue_class", "loud"),
        "attributions[0].cue_class",
        "'loud'.*neutral",
        "error",
    ),
    "wrong hedge kind": (put("hedges.0.kind", "vague"), "hedges[0].kind", "'vague'.*modal", "error"),
    "wrong voice": (put("loaded.0.voice", 3), "loaded[0].voice", "3.*editorial", "error"),
    "negative offset": (put("hedges.0.cue", [-3, 5]), "hedges[0].cue", r"\[-3, 5\] is negative", "error"),
    "reversed offsets": (put("hedges.0.cue", [9, 3]), "hedges[0].cue", "ends before it begins", "error"),
    "empty span": (put("hedges.0.cue", [9, 9]), "hedges[0].cue", "is empty", "error"),
    "past the end": (put("hedges.0.cue", [9, 9999]), "hedges[0].cue", "runs past the end", "error"),
    "offset as text": (put("hedges.0.cue", ["9", "12"]), "hedges[0].cue", "whole numbers", "error"),
    "offset as float": (put("hedges.0.cue", [9.0, 12.0]), "hedges[0].cue", "whole numbers", "error"),
    "offset as bool": (put("hedges.0.cue", [False, True]), "hedges[0].cue", "whole numbers", "error"),
    "span as text": (
        put("hedges.0.cue", "(9,12)"),
        "hedges[0].cue",
        "is a string; it is not in the text",
        "error",
    ),
    "three offsets": (put("hedges.0.cue", [1, 2, 3]), "hedges[0].cue", "not a pair", "error"),
    "offsets in bytes": (in_units("utf-8", 1), "offsets", "do as UTF-8 bytes", "error"),
    "offsets in UTF-16": (
        lambda row: in_units("utf-16-le", 2)(put_before(row, "🚨 ", 2)),
        "offsets",
        "do as UTF-16 units",
        "error",
    ),
    "offsets without CR": (
        lambda row: put_before(row, "\r\n\r\n", 2),
        "offsets",
        "after CR LF was made LF",
        "error",
    ),
    "empty text": (put("text", " \n"), "text", "text is empty", "error"),
    "missing text": (drop("text"), "text", "text is missing", "error"),
    "text of another type": (put("text", ["a", "b"]), "text", "string", "error"),
    "missing id": (drop("id"), "id", "id is missing", "error"),
    "unknown language": (put("lang", "de"), "lang", "'de'.*one of fr, en", "error"),
    "missing language": (drop("lang"), "lang", "None.*one of fr, en", "error"),
    "language that does not fit": (put("lang", "en"), "lang", "reads like French", "warning"),
    "content into its cue": (
        put("attributions.0.content.0", [QUE[0] - 9, QUE[1]]),
        "attributions[0].content[0]",
        "overlaps its cue .*a déclaré.* in part",
        "error",
    ),
    "content into its source": (
        put("attributions.1.content.0", at(FRENCH, "dénonce l'")),
        "attributions[1].content[0]",
        "overlaps its source",
        "error",
    ),
    "source into its cue": (
        put("attributions.0.source", at(FRENCH, "Jeanne Brême a")),
        "attributions[0].source",
        "overlaps its cue",
        "error",
    ),
    "content spans that overlap": (
        put("attributions.0.content", [QUE, at(FRENCH, "dès lundi")]),
        "attributions[0].content[1]",
        "overlaps",
        "error",
    ),
    "content spans out of order": (
        put("attributions.0.content", [QUE, at(FRENCH, "mardi")]),
        "attributions[0].content[1]",
        "precedes",
        "error",
    ),
    "hedges that cross": (
        lambda row: {**row, "hedges": [{"cue": at(FRENCH, part), "kind": "modal"} for part in CROSSING]},
        "hedges[1].cue",
        "crosses .*coûteraient environ",
        "error",
    ),
    "empty content": (put("attributions.0.content", []), "attributions[0].content", "no content", "error"),
    "white space at the edge": (
        put("hedges.1.cue", [ENVIRON[0], ENVIRON[1] + 1]),
        "hedges[1].cue",
        "white space at its edge",
        "warning",
    ),
    "span inside a word": (
        put("hedges.1.cue", [ENVIRON[0] + 2, ENVIRON[1]]),
        "hedges[1].cue",
        "inside a word .*en|viron",
        "warning",
    ),
    "span marked twice": (
        put("hedges.1.cue", at(FRENCH, "coûteraient")),
        "hedges[1].cue",
        "marked by hedges",
        "warning",
    ),
    "relation marked twice": (
        lambda row: {**row, "attributions": [*row["attributions"], row["attributions"][0]]},
        "attributions[2]",
        "the same spans as",
        "warning",
    ),
    "direct without marks": (
        put("attributions.0", UNMARKED),
        "attributions[0].mode",
        "'direct' with 0%",
        "warning",
    ),
    "indirect between marks": (
        put("attributions.1.mode", "indirect"),
        "attributions[1].mode",
        "'indirect' with 100%",
        "warning",
    ),
    "naming none with a source": (
        put("attributions.0.naming", "none"),
        "attributions[0].naming",
        "'none' with a source",
        "error",
    ),
    "naming without a source": (
        put("attributions.0.source", None),
        "attributions[0].naming",
        "'named' without a source",
        "warning",
    ),
    "stance out of range": (
        put("targets.0.editorial", 3),
        "targets[0].editorial",
        "3.*-2, -1, 0, 1, 2",
        "error",
    ),
    "stance as float": (put("targets.0.quoted", 0.5), "targets[0].quoted", "0.5", "error"),
    "mention that is not there": (
        put("targets.0.mentions", ["Paul Brême"]),
        "targets[0].mentions[0]",
        "it is not in the text",
        "error",
    ),
    "mention as text": (
        put("targets.0.mentions", ["Jeanne Brême"]),
        "targets[0].mentions[0]",
        r"it stands at \[18, 30\]",
        "error",
    ),
    "unknown key": (put("sentiment", "good"), "sentiment", "unknown field 'sentiment' one of id", "error"),
    "unknown key of a relation": (
        put("attributions.0.speaker", [0, 1]),
        "attributions[0].speaker",
        "unknown field 'speaker'",
        "error",
    ),
    "list that is none": (put("hedges", "none"), "hedges", "'none'.*list", "error"),
    "item that is no object": (put("hedges.0", 3), "hedges[0]", "3.*object", "error"),
    "labels that are no object": (put("labels", ["left"]), "labels", "object", "error"),
    "label of a wrong type": (put("labels", {"lean": {"a": 1}}), "labels.lean", "string, number", "error"),
    "misread encoding and offsets": (put("text", WRONG_TEXT), "offsets", "before UTF-8 was misread", "error"),
    "misread encoding": (
        put("text", WRONG_TEXT),
        "text",
        'UTF-8 was read in an older encoding: "Ã€" for "À"',
        "warning",
    ),
    "lost characters": (put("text", FRENCH.replace("é", "\ufffd")), "text", "lost", "warning"),
    "NUL in the text": (put("text", FRENCH.replace("À", "\0")), "text", "NUL at character 0", "error"),
    "control character": (
        put("text", FRENCH.replace("'", "\x92")),
        "text",
        r"U\+0092, ’ in Windows-1252",
        "warning",
    ),
    "byte order mark in the text": (
        put("text", "\ufeff" + FRENCH[1:]),
        "text",
        "byte order mark at character 0",
        "warning",
    ),
    "mixed line ends": (put("text", FRENCH[:-3] + "\r\na\n"), "text", "1 CR LF, 0 CR, 1 LF", "warning"),
    "year 0001": (put("published", "0001-01-01"), "published", "impossible", "warning"),
    "year 2150": (put("published", "2150-09-30"), "published", "impossible", "warning"),
    "no such day": (put("published", "2019-02-30"), "published", "no day that exists", "error"),
    "no date": (put("published", "hier"), "published", "can not be sorted", "warning"),
}

# Faults of a line, as bytes.
LINE_FAULTS: dict[str, tuple[bytes, str]] = {
    "torn line": (b'{"id": "fr-9", "lang": "fr", "te', "this is not JSON"),
    "no object": (b'["fr-9"]', "is a JSON list"),
    "old encoding": (
        json.dumps(french("fr-8"), ensure_ascii=False).encode("cp1252"),
        "is not UTF-8 .as Windows-1252",
    ),
    "NUL byte": (b'{"id": "fr-9\0"}', "NUL at byte 12"),
    "key twice": (
        b'{"id": "fr-7", "id": "fr-7", "lang": "fr", "text": "Il pleut."}',
        "the key 'id' stands twice",
    ),
}


def write(path: Path, rows: list[Row | bytes], end: bytes = b"\n") -> Path:
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    path.write_bytes(end.join(lines) + end)
    return path


def test_sound_articles_have_no_problem(tmp_path: Path) -> None:
    path = write(tmp_path / "set.jsonl", [french(), english()])
    assert list(check_labelled(path)) == []
    packed = tmp_path / "set.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert list(check_labelled(packed)) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_by_itself(fault: str, tmp_path: Path) -> None:
    change, field, said, severity = FAULTS[fault]
    path = write(tmp_path / "set.jsonl", [english(), change(french())])
    found = [problem for problem in check_labelled(path) if problem.field == field]
    assert found, list(check_labelled(path))
    matching = [item for item in found if re.search(said, f"{item.found} {item.allowed}", re.DOTALL)]
    assert [problem.severity for problem in matching] == [severity], found
    assert {(problem.line, problem.id) for problem in found} <= {(2, "fr-1"), (2, None)}


@pytest.mark.parametrize("fault", LINE_FAULTS)
def test_each_fault_of_a_line_is_found(fault: str, tmp_path: Path) -> None:
    line, said = LINE_FAULTS[fault]
    path = write(tmp_path / "set.jsonl", [english(), line])
    found = list(check_labelled(path))
    assert any(problem.line == 2 and re.search(said, problem.found) for problem in found), found
    assert {problem.line for problem in found} == {2}


def test_a_planted_file_shows_every_fault(tmp_path: Path) -> None:
    """All kinds in one file: each is told once with its line, and nothing else is found in that line."""
    planted = {name: FAULTS[name] for name in FAULTS if "fit" not in name}
    rows: list[Row | bytes] = [b"\xef\xbb\xbf" + json.dumps(english(), ensure_ascii=False).encode()]
    expected: list[tuple[int, str]] = []
    for number, (name, (change, field, _, _)) in enumerate(planted.items(), 2):
        rows.append(number_text({**change(french(f"fr-{number}")), "outlet": "Le Monde"}, number))
        expected.append((number, field))
        assert len(rows) == number, name
    for line, _ in LINE_FAULTS.values():
        rows.append(line)
        expected.append((len(rows), ""))
    rows += [
        english("en-1", text="Another text under the same id, said the harbour authority."),
        french("fr-copy"),
        french("fr-copy-of-copy", labels={"lean": "right"}),
        french("fr-near", text=FRENCH.replace("mardi", "lundi") + " Elle n'a pas répondu."),
        french("fr-spelling", text="Il pleut sur Valmy depuis hier soir.", outlet="lemonde.fr",
               labels={"lean": " Left"}, attributions=[], hedges=[], loaded=[], targets=[]),
    ]  # fmt: skip
    found = list(check_labelled(write(tmp_path / "set.jsonl", rows, b"\r\n")))
    places = {(problem.line, problem.field) for problem in found}
    assert set(expected) <= places
    first_set = len(rows) - 4
    whole = {"byte order mark": (1, ""), "CR LF": (0, ""), "same id": (first_set, "id")}
    for said, place in whole.items():
        assert place in places, said
    assert any("the same text as fr-copy" in problem.found and "lean" in problem.found for problem in found)
    assert any(problem.id == "fr-near" and "nearly the text of fr-copy" in problem.found for problem in found)
    assert any(problem.field == "outlet" and "Le Monde" in problem.allowed for problem in found)
    assert any(problem.field == "labels.lean" and "spellings" in problem.found for problem in found)
    lines = [render_problem(problem) for problem in found]
    assert all("\n" not in line and line.startswith(str(tmp_path)) for line in lines)
    assert len(set(lines)) == len(lines)


# what the problems of a set are


def test_an_id_stands_once_an_annotator(tmp_path: Path) -> None:
    rows = [
        french(annotator="A"),
        french(annotator="B"),
        french(annotator="A"),
        french(annotator="C", text=FRENCH + " Fin."),
    ]
    found = list(check_labelled(write(tmp_path / "set.jsonl", rows)))
    assert [(problem.line, problem.field, problem.severity) for problem in found] == [
        (3, "id", "error"),
        (4, "text", "error"),
    ]
    assert "by annotator A stands at" in found[0].found


def test_labels_of_two_kinds_are_told(tmp_path: Path) -> None:
    rows = [french(labels={"score": 1}), english(labels={"score": "high"})]
    (problem,) = check_labelled(write(tmp_path / "set.jsonl", rows))
    assert problem.field == "labels.score"
    assert re.search(r"numbers \(first at .*:1\) and words \(first at .*:2\)", problem.found)


def test_an_empty_file_and_a_cut_one(tmp_path: Path) -> None:
    (problem,) = check_labelled(write(tmp_path / "set.jsonl", []))
    assert problem.found == "no article can be read"
    packed = tmp_path / "set.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(french()).encode() * 50)[:-12])
    assert "can not be read on" in next(iter(check_labelled(packed))).found
    wide = tmp_path / "wide.jsonl"
    wide.write_bytes(json.dumps(french()).encode("utf-16"))
    assert "UTF-16" in next(iter(check_labelled(wide))).found
    with pytest.raises(FileNotFoundError):
        list(check_labelled(tmp_path / "none.jsonl"))


def test_the_last_line_may_be_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(json.dumps(french()).encode() + b"\n" + json.dumps(english()).encode()[:60])
    (problem,) = check_labelled(path)
    assert problem.line == 2
    assert problem.found.endswith("the line is cut off")


def test_articles_of_a_reader_are_checked_alike(tmp_path: Path) -> None:
    article = LabelledArticle(Article("a", "fr", FRENCH), hedges=(LabelledSpan(Span(1, 5), "vague"),))
    found = list(check_articles([article, replace(article, annotator="B")], "corpus"))
    assert {(problem.file, problem.line) for problem in found} == {("corpus", 1), ("corpus", 2)}
    assert any("'vague'" in problem.found for problem in found)
    noted = replace(article, hedges=None, article=replace(article.article, warnings=("offsets put right",)))
    assert [problem.found for problem in check_articles([noted], "corpus")] == ["offsets put right"]


# offsets in other units


@settings(deadline=None, max_examples=60)
@given(st.integers(3, 9), st.sampled_from(["é", "« ", "œ", "à"]))
def test_bytes_are_told_from_characters(words: int, accent: str) -> None:
    text = f"{accent} " + " ".join(f"mot{accent.strip()}s" for _ in range(words))
    spans = [list(match.span()) for match in re.finditer(r"\S+", text)]
    assert find_unit(text, spans) is None
    as_bytes = [[len(text[:offset].encode()) for offset in span] for span in spans]
    assert find_unit(text, as_bytes) == "UTF-8 bytes"


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [[4, 9]],  # one alone may be anything
        [[4, 9], [13, 17]],  # wrong in bytes too
        [["4", "9"], [None, 3], "x"],
    ],
)
def test_the_unit_is_told_only_where_it_is_plain(spans: list[Any]) -> None:
    assert find_unit("Été à la plage, où l'été dure.", spans) is None


# dates


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("2019-03-31", None),
        ("2020-01-02", None),  # a day more, for the time zones
        ("2020-01-03", "impossible"),
        ("1605", None),
        ("1604", "impossible"),
        ("2019-13-01", "no day"),
        ("31 mars 2019", "sorted"),
        (" ", None),
        (None, None),
        (2019, None),  # its form says that this is no string
    ],
)
def test_dates(published: Any, said: str | None) -> None:
    found = list(check_published({"published": published}, today=date(2020, 1, 1)))
    assert [said in item.found for item in found] == ([True] if said else []) if said else not found


# lines


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (
            Problem("a.jsonl", 3, "fr-1", "text", "empty", "a text", "error"),
            "a.jsonl:3: error: fr-1: text: empty; expected a text",
        ),
        (Problem("a.jsonl", 0, None, "", "CR LF", "", "warning"), "a.jsonl: warning: CR LF"),
        (Problem("a.jsonl", 1, "a\nb\0", "x", "y", "", "error"), "a.jsonl:1: error: a\\u000ab\\u0000: x: y"),
    ],
)
def test_a_problem_is_one_line(problem: Problem, line: str) -> None:
    assert render_problem(problem) == line


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 300) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PLACES = sorted(
    {*french(), "attributions.0.source", "attributions.0.content", "hedges.1.cue", "targets.0.mentions"}
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PLACES), JSON_VALUES)
def test_no_value_breaks_the_check(place: str, value: Any) -> None:
    row = put(place, value)(french())
    assert all(
        isinstance(item.found, str) and item.severity in ("error", "warning") for item in find_problems(row)
    )


def test_the_written_form_of_sound_articles_is_sound(tmp_path: Path) -> None:
    article = LabelledArticle(
        Article("a", "fr", FRENCH), labels={"lean": "left", "frames": ("a", "b"), "n": 1}
    )
    write_labelled([article], tmp_path / "set.jsonl")
    assert list(check_labelled(tmp_path / "set.jsonl")) == []


def test_the_check_is_linear_in_the_relations() -> None:
    def seconds(times: int) -> float:
        row = french()
        row["text"] *= times
        row["attributions"] *= times
        begun = time.perf_counter()
        list(find_problems(row))
        return time.perf_counter() - begun

    seconds(10)
    assert seconds(400) < 60 * max(seconds(40), 0.01)


# the summary


def read_rows(rows: list[Mapping[str, Any]], path: Path) -> list[LabelledArticle]:
    from selon.data.labelled import read_labelled

    return list(read_labelled(write(path, [dict(row) for row in rows]), "selon"))


def test_summary(tmp_path: Path) -> None:
    rows = [
        french(annotator="A", dataset="mini"),
        french(annotator="B", dataset="mini", labels={"lean": "right"}),
        english(outlet="https://www.vox.com/a", dataset="mini"),
        english("en-2", outlet=None, labels={"lean": "right", "frames": ["policy", "morality"]}),
    ]
    summary = summarise(read_rows(rows, tmp_path / "set.jsonl"))
    assert (summary.articles, summary.annotations) == (3, 4)
    assert summary.datasets == {"mini": 3, "(none)": 1}
    assert summary.langs == {"en": 2, "fr": 2}
    assert summary.outlets == {"Le Monde": 2, "(none)": 1, "Vox": 1}
    assert summary.labels == {"frames": {"policy": 1, "morality": 1}, "lean": {"right": 3, "left": 1}}
    assert summary.words[0] == len(ENGLISH.split())
    assert summary.words[3] == 2 * len(ENGLISH.split()) + len(FRENCH.split())
    lean = [cell[1:] for cell in summary.cells if cell.column == "lean"]
    assert lean == [
        ("left", "fr", "Le Monde", 1),
        ("right", "en", "(none)", 1),
        ("right", "en", "Vox", 1),
        ("right", "fr", "Le Monde", 1),
    ]
    layers = {layer.name: layer for layer in summary.layers}
    assert (layers["attributions"].articles, layers["attributions"].items) == (2, 4)
    assert layers["attributions"].labels["mode"] == {"direct": 2, "mixed": 2}
    assert layers["hedges"].labels["label"] == {"adverb": 2, "approximator": 2, "reportative": 2}
    assert layers["targets"].labels == {"editorial": {"0": 2}, "quoted": {"-1": 2}}
    assert summary.missing == {"outlet": 1, "published": 2, "topic": 3, "event": 3}
    assert summary.annotators == {"A": 1, "B": 1}
    assert {item.what for item in summary.agreement} >= {"content", "labels.lean", "hedge"}


def test_summary_of_nothing() -> None:
    summary = summarise([])
    assert summary.articles == summary.annotations == 0
    assert summary.words == (0, 0.0, 0, 0)
    assert summary.cells == summary.layers == summary.agreement == ()
