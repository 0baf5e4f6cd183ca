"""Readers of general layouts: annotated articles, BRAT, tables, exports; composed sets and those at hand."""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from selon.data.labelled import LabelledArticle, LabelledOptions, read_labelled, to_json
from selon.data.readers.columns import find_fields, read_label, tell_lang
from selon.data.readers.internal import from_json
from selon.data.readers.label_studio import find_span
from selon.data.readers.marks import ROLES, Mark, build_attribution, group_links, make_mark
from selon.data.readers.registry import find_reader
from selon.data.span import Span

TEXT = "Selon Mme Arbane, le pont sera fermé. « Rien n’est décidé », dit le maire, « on verra »."
ENGLISH = "The bridge may close, the council said on Monday, and nobody was told about it."


def at(words: str, text: str = TEXT) -> list[int]:
    """Where some words stand."""
    start = text.index(words)
    return [start, start + len(words)]


def words(labelled: LabelledArticle) -> list[tuple[str | None, str | None, list[str]]]:
    """Source, cue and content of each attribution."""
    text = labelled.article.text
    return [
        (
            a.source and text[slice(*a.source)],
            a.cue and text[slice(*a.cue)],
            [text[slice(*span)] for span in a.content],
        )
        for a in labelled.attributions or ()
    ]


def read(source: Path, format: str | None = None, **options: Any) -> list[LabelledArticle]:
    return list(read_labelled(source, format, LabelledOptions(**options)))


FIRST = ("Mme Arbane", "Selon", ["le pont sera fermé"])
SECOND = ("le maire", "dit", ["« Rien n’est décidé »", "« on verra »"])


# annotated articles

ANNOTATION: dict[str, Any] = {
    "doc": "fr-001",
    "lang": "fr",
    "attributions": [
        {"source": at("Mme Arbane"), "cue": at("Selon"), "content": [at("le pont sera fermé")],
         "resolved": "Mme Arbane", "source_type": "citizen", "naming": "named", "mode": "indirect",
         "cue_class": "neutral"},
    ],
    "hedges": [],
    "targets": [{"target": "le pont", "mentions": [at("le pont")], "editorial": 0, "quoted": -1}],
    "genre": "reporting",
    "frames": ["policy", "political"],
    "translated": False,
    "boilerplate": [[0, 5]],
    "notes": "",
}  # fmt: skip


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    for folder in ("articles", "annotations"):
        (tmp_path / "mine" / folder).mkdir(parents=True)
    (tmp_path / "mine" / "articles" / "fr-001.txt").write_bytes(f"{TEXT}\r\nFin.\r\n".encode())
    annotate(tmp_path / "mine", **ANNOTATION)
    return tmp_path / "mine"


def annotate(folder: Path, **fields: object) -> None:
    (folder / "annotations" / "fr-001.json").write_text(json.dumps({**ANNOTATION, **fields}), "utf-8")


def test_an_annotated_article_is_read_as_it_stands(annotated: Path) -> None:
    (found,) = read(annotated)
    assert found.article.text.endswith("»\r\nFin.\r\n".replace("»", "».")) and found.dataset == "mine"
    assert words(found) == [FIRST]
    assert found.labels == {"genre": "reporting", "frames": ("policy", "political")}
    assert (found.translated, found.hedges, found.loaded) == (False, (), None)
    assert found.targets and found.targets[0].quoted == -1


def test_an_annotation_may_say_where_the_article_is_from(annotated: Path) -> None:
    annotate(annotated, outlet="Gazette", event="pont", annotator="b", labels={"stance": 1})
    (found,) = read(annotated)
    assert (found.article.outlet, found.event, found.annotator) == ("Gazette", "pont", "b")
    assert found.labels["stance"] == 1 and found.labels["genre"] == "reporting"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"doc": "fr-002"}, "doc 'fr-002' is not the name of the file"),
        ({"lang": "de"}, "lang 'de' is not one of fr, en"),
        ({"attributions": [{"content": []}]}, r"attributions\[0\]: there is no content"),
        ({"hedges": [{"cue": [0, 2]}]}, r"hedges\[0\]: kind None is not one of modal"),
        ({"loaded": [{"term": [0, 900], "voice": "quoted"}]}, r"loaded\[0\]: term \[0, 900\] is no span"),
    ],
)
def test_a_fault_of_an_annotation_is_named(annotated: Path, fields: dict[str, Any], message: str) -> None:
    annotate(annotated, **fields)
    with pytest.raises(ValueError, match=rf"fr-001\.json: {message}"):
        read(annotated)


def test_an_annotated_set_lacks_nothing(annotated: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no annotations/\*\.json here"):
        read(tmp_path, "annotated")
    file = annotated / "annotations" / "fr-001.json"
    for content in ("{", "[]"):
        file.write_text(content, "utf-8")
        with pytest.raises(ValueError, match=r"fr-001\.json: this is no JSON"):
            read(annotated)
    annotate(annotated)
    (annotated / "articles" / "fr-001.txt").write_bytes("décidé".encode("cp1252"))
    with pytest.raises(ValueError, match=r"fr-001\.txt: this is not UTF-8 \(at byte 1\)"):
        read(annotated)
    (annotated / "articles" / "fr-001.txt").unlink()
    with pytest.raises(FileNotFoundError, match=r"fr-001\.txt"):
        read(annotated, "annotated")


def test_all_annotated_articles_at_hand_are_read(shared: Callable[[str], Path]) -> None:
    articles = list(read_labelled(shared("gold")))
    assert Counter(a.article.lang for a in articles) == {"fr": 130, "en": 40}
    assert sum(len(a.attributions or ()) for a in articles) == 1_564
    assert sum(len(a.targets or ()) for a in articles) == 710
    assert all(a.labels["genre"] for a in articles)
    assert [from_json(to_json(a), "") for a in articles] == articles


# marks and what ties them


def mark(id: str, start: int, end: int | None = None) -> Mark:
    """A mark whose role is told by the first letter of its id: s1, c1 (cue), t1 (content), a1."""
    roles = {"s": "source", "c": "cue", "t": "content", "a": "attribution"}
    return make_mark(id, roles[id[0]], [Span(start, end or start + 1)], {}, "")


@pytest.mark.parametrize(
    ("ids", "links", "groups"),
    [
        ("s1 c1 t1", "s1-c1 c1-t1", ["c1 s1 t1"]),
        ("s1 c1 t1", "t1-c1 s1-t1", ["c1 s1 t1"]),
        ("s1 c1 t1", "s1-c1 s1-t1", ["c1 s1 t1"]),
        ("s1 t1", "t1-s1", ["s1 t1"]),
        ("s1 c1 t1 c2 t2", "s1-c1 s1-c2 c1-t1 c2-t2", ["c1 s1 t1", "c2 s1 t2"]),
        ("s1 c1 c2 t1 t2", "s1-t1 s1-t2 c2-t2 s1-c1", ["c1 s1 t1", "c2 s1 t2"]),
        ("s1 c1 t1 t2 t3", "s1-c1 c1-t1 t1-t2 t2-t3", ["c1 s1 t1 t2 t3"]),
        ("s1 t1 t2", "s1-t1 s1-t2", ["s1 t1", "s1 t2"]),
        ("a1 s1 c1 t1", "a1-s1 a1-c1 a1-t1", ["a1 c1 s1 t1"]),
        ("c1 t1", "", ["c1", "t1"]),
        ("s1", "", []),
    ],
)
def test_links_tie_attributions_whichever_way_they_point(ids: str, links: str, groups: list[str]) -> None:
    marks = [mark(id, n) for n, id in enumerate(ids.split())]
    for way in (1, -1):
        pairs = [tuple(link.split("-"))[::way] for link in links.split()]
        found = group_links(marks, pairs, "")  # pyright: ignore[reportArgumentType]
        assert [" ".join(sorted(m.id for m in group)) for group in found] == groups


def test_a_link_to_nothing_is_a_fault() -> None:
    with pytest.raises(ValueError, match="set:1: a relation has the id 't9', which no span has"):
        group_links([mark("c1", 0)], [("c1", "t9")], "set:1")


def test_pieces_of_a_cue_are_one_and_of_a_source_the_longest() -> None:
    cue = make_mark("c", "cue", [Span(20, 24), Span(10, 12)], {}, "")
    source = make_mark("s", "source", [Span(0, 2), Span(3, 9)], {}, "")
    content = make_mark("t", "content", [Span(40, 50), Span(30, 35)], {}, "")
    found = build_attribution([source, cue, content])
    assert found and (found.cue, found.source) == (Span(10, 24), Span(3, 9))
    assert found.content == (Span(30, 35), Span(40, 50))
    assert build_attribution([source, cue]) is None


@pytest.mark.parametrize(
    ("name", "names", "role", "attributes"),
    [
        ("Source", {}, "source", {}),
        ("SPEAKER", {}, "source", {}),
        ("Loaded Term", {}, "loaded", {}),
        ("hedge_noun_adj", {}, "hedge", {"kind": "noun_adj"}),
        ("Loaded:scare", {}, "loaded", {"voice": "scare"}),
        ("source:Union NGO", {}, "source", {"source_type": "union_ngo"}),
        ("Booster", {"Booster": "hedge:adverb"}, "hedge", {"kind": "adverb"}),
        ("Comment", {"Comment": "none"}, "none", {}),
    ],
)
def test_a_mark_is_what_its_name_says(
    name: str, names: Mapping[str, str], role: str, attributes: dict[str, str]
) -> None:
    found = make_mark("1", name, [Span(0, 1)], names, "")
    assert (found.role, found.attributes) == (role, attributes)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Booster", f"label 'Booster' is not one of {', '.join(ROLES)}; say which of them it is, or none"),
        ("target_x", "label 'target_x' is not one of"),
        ("hedge_vague", "kind 'vague' is not one of modal,"),
    ],
)
def test_a_mark_of_an_unknown_name_is_refused(name: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"set:3: {message}"):
        make_mark("1", name, [Span(0, 1)], {}, "set:3")


# BRAT


def entity(id: str, name: str, *pieces: str, text: str = TEXT) -> str:
    offsets = ";".join("{} {}".format(*at(piece, text)) for piece in pieces)
    return f"{id}\t{name} {offsets}\t{' '.join(pieces)}\n"


MARKS = (
    entity("T1", "Source", "Mme Arbane")
    + entity("T2", "Cue", "Selon")
    + entity("T3", "Content", "le pont sera fermé")
    + entity("T4", "Source", "le maire")
    + entity("T5", "Cue", "dit")
    + entity("T6", "Content", "« Rien n’est décidé »", "« on verra »")
)


def write_brat(folder: Path, **annotations: str) -> Path:
    (folder / "doc.txt").write_bytes(TEXT.encode())
    for name, content in annotations.items():
        (folder / f"{name}.ann").write_text(content, "utf-8")
    return folder


RELATIONS = (
    "R1\tsaid Arg1:T1 Arg2:T2\nR2\tsays Arg1:T2 Arg2:T3\nR3\tby Arg1:T4 Arg2:T5\nR4\tof Arg1:T6 Arg2:T5\n"
)
EVENTS = (
    entity("T7", "Attribution", "Selon")
    + entity("T8", "Attribution", "dit")
    + "E1\tAttribution:T7 Source:T1 Cue:T2 Content:T3\nE2\tAttribution:T8 Source:T4 Cue:T5 Content:T6\n"
)


@pytest.mark.parametrize(
    "ties", [RELATIONS, EVENTS, "E1\tCue:T2 Who:T1 What2:T3\nE2\tCue:T5 Source:T4 Content:T6\n"]
)
def test_relations_and_events_make_attributions(tmp_path: Path, ties: str) -> None:
    (found,) = read(write_brat(tmp_path, doc=ties + MARKS))
    assert words(found) == [FIRST, SECOND]
    assert (found.article.id, found.article.lang, found.annotator) == ("doc", "fr", None)
    assert (found.hedges, found.loaded, found.targets) == (None, None, None)


def test_attributes_and_normalisations_are_labels(tmp_path: Path) -> None:
    more = (
        "A1\tMode E1 indirect\nA2\tSourceType T1 citizen\nM1\tnaming T1 named\nA3\tsure T3\n"
        "N1\tReference T1 Wikidata:Q1\tOdile Arbane\n#1\tAnnotatorNotes T1\twho is it?\n*\tEquiv T1 T4\n"
        + entity("T10", "Loaded", "on verra")
        + "A4\tvoice T10 quoted\n"
        + entity("T11", "Target", "le pont")
        + "A5\teditorial T11 -1\n"
    )
    write_brat(tmp_path, doc=MARKS + EVENTS + more)
    (found,) = read(tmp_path, names={"SourceType": "source_type", "sure": "none"})
    assert found.attributions and found.loaded and found.targets
    first = found.attributions[0]
    assert (first.mode, first.source_type, first.naming) == ("indirect", "citizen", "named")
    assert first.resolved == "Odile Arbane"
    assert found.loaded[0].label == "quoted"
    assert (found.targets[0].name, found.targets[0].editorial) == ("le pont", -1)
    with pytest.raises(ValueError, match=r"doc\.ann:\d+: attribute 'SourceType' is not one of mode,"):
        read(tmp_path)


def test_a_text_has_as_many_articles_as_annotators(tmp_path: Path) -> None:
    write_brat(tmp_path, doc_ana=MARKS + EVENTS, doc_ben="", doc_cleo=entity("T1", "Hedge", "sera"))
    found = read(tmp_path)
    assert [(a.article.id, a.annotator) for a in found] == [("doc", "ana"), ("doc", "ben"), ("doc", "cleo")]
    assert [len(a.attributions or ()) for a in found] == [2, 0, 0]
    assert [len(a.hedges or ()) for a in found] == [0, 0, 1]  # one of them marks hedges: the set does
    assert found[1].hedges == ()


def test_the_text_of_an_entity_may_go_over_lines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Il a dit :\n« Oui.\n\nNon. »".encode())
    (tmp_path / "a.ann").write_bytes("T1\tContent 11 25\t« Oui.\n\nNon. »\r\nT2\tCue 3 8\ta dit\r\n".encode())
    (found,) = read(tmp_path, lang="fr")
    assert words(found) == [(None, None, ["« Oui.\n\nNon. »"])]
    assert found.article.warnings == ("attributions without content, left out: 1",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("T1\tCue 0 5\tselon\n", r":1: T1 is 'selon', but at 0 5 stands 'Selon'"),
        ("\nT1\tCue 0 999\tSelon\n", r":2: T1 0 999 is no span of a text of 88 characters"),
        ("T1\tCue 5 5\t\n", r":1: T1 5 5 is no span"),
        ("T1\tCue (0, 5)\tSelon\n", r":1: 'Cue \(0, 5\)' is no name with offsets"),
        ("T1\tKüe 0 5\tSelon\n", r":1: label 'Küe' is not one of source,"),
        ("Selon\n", r":1: 'Selon' is no entry of a stand-off file"),
        ("T1\tCue 0 5\tSelon\nE1\tCue:T1 Content:T2\n", r":2: there is no T2 in this file"),
        ("R1\tsaid Arg1:T1 Arg2:T2\n", r":1: there is no T1 in this file"),
        ("T1\tCue 0 5\tSelon\nR1\tsaid Arg1:T1\n", r":2: 'said Arg1:T1' has too few arguments"),
    ],
)
def test_a_fault_of_stand_off_is_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"doc\.ann" + message):
        read(write_brat(tmp_path, doc=content), "brat")


def test_annotations_without_a_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no \*\.ann in this folder"):
        read(tmp_path, "brat")
    (tmp_path / "x_y.ann").write_text("", "utf-8")
    with pytest.raises(FileNotFoundError, match=r"x_y\.ann: there is no text x_y\.txt"):
        read(tmp_path)


@pytest.fixture
def polnear(tmp_path: Path) -> Path:
    columns = "compartment\tfilename\tannotators\tpublisher\tpublication_date\ttitle\n"
    (tmp_path / "metadata.tsv").write_text(
        columns + 'dev\tgazette_a\tx1|x2\tgazette\t2016-09-12\tThe "Bridge\n', "utf-8"
    )
    for part in ("train", "dev"):
        (tmp_path / part / "text").mkdir(parents=True)
        (tmp_path / part / "attributions").mkdir()
    (tmp_path / "parc3" / "attributions").mkdir(parents=True)
    (tmp_path / "parc3" / "attributions" / "wsj_x1.ann").write_text("T1\tCue 0 4\tsaid\n", "utf-8")
    (tmp_path / "dev" / "text" / "gazette_a.txt").write_text(ENGLISH, "utf-8")
    (tmp_path / "train" / "text" / "herald_b.txt").write_text(ENGLISH, "utf-8")
    marks = (
        entity("T1", "Content", "The bridge may close", text=ENGLISH)
        + entity("T2", "Attribution", "said", text=ENGLISH)
        + "E1\tAttribution:T2 Source:T4 Cue:T3 Content:T1\n"
        + entity("T3", "Cue", "said", text=ENGLISH)
        + entity("T4", "Source", "the council", text=ENGLISH)
        + entity("T5", "Discuss", "nobody", text=ENGLISH)
    )
    empty = entity("T1", "Attribution-no-source", "said", text=ENGLISH) + "E1\tAttribution-no-source:T1\n"
    (tmp_path / "dev" / "attributions" / "gazette_a_x1.ann").write_text(marks, "utf-8")
    (tmp_path / "dev" / "attributions" / "gazette_a_x2.ann").write_text(empty, "utf-8")
    (tmp_path / "train" / "attributions" / "herald_b_x1.ann").write_text("", "utf-8")
    return tmp_path


def test_polnear_is_read_as_distributed(polnear: Path) -> None:
    assert find_reader(polnear).name == find_reader(polnear / "dev").name == "polnear"
    first, second, third = read(polnear)
    assert words(first) == [("the council", "said", ["The bridge may close"])]
    assert (first.article.outlet, first.article.published) == ("gazette", "2016-09-12")
    assert (first.article.title, first.article.lang) == ('The "Bridge', "en")
    assert (first.article.id, first.annotator, first.dataset) == ("gazette_a", "x1", "polnear")
    assert (second.article.id, second.annotator, second.attributions) == ("gazette_a", "x2", ())
    assert second.article.warnings == ("attributions without content, left out: 1",)
    assert (third.article.id, third.article.outlet) == ("herald_b", None)
    assert read(polnear, split="train") == [third]
    assert read(polnear / "dev") == [first, second]
    with pytest.raises(ValueError, match="split 'test' is not one of dev, train"):
        read(polnear, split="test")


def test_all_of_polnear_is_read(shared: Callable[[str], Path]) -> None:
    articles = list(read_labelled(shared("corpora/polnear")))
    assert len({a.article.id for a in articles}) == 924
    assert len({a.annotator for a in articles}) == 6
    assert sum(len(a.attributions or ()) for a in articles) == 24_792
    assert sum(bool(a.article.warnings) for a in articles) == 22
    assert all(a.article.outlet and a.article.published and a.article.title for a in articles)


# tables

HEAD = ["id", "lang", "text", "Outlet", "topic", "bias", "stance", "share"]
CELLS = [
    ["a", "fr", "Le pont ferme ; « c’est décidé ».", "Gazette", "pont", "biased", "-1", "0.25"],
    ["b", "en", "The bridge, it is said, closes.", "Herald", "", "", "2", "1"],
]


def write_table(path: Path) -> Path:
    rows = [dict(zip(HEAD, cells, strict=True)) for cells in CELLS]
    numbers = [{**row, "stance": int(row["stance"]), "share": float(row["share"])} for row in rows]
    match path.suffixes:
        case [".csv"] | [".tsv"]:
            mark = {".csv": '"{}"', ".tsv": "{}"}[path.suffix]
            separator = {".csv": ",", ".tsv": "\t"}[path.suffix]
            lines = [separator.join(mark.format(cell) for cell in cells) for cells in (HEAD, *CELLS)]
            path.write_text("\ufeff" + "\r\n".join(lines), "utf-8", newline="")
        case [".json"]:
            path.write_text(json.dumps(numbers), "utf-8")
        case [".jsonl", ".gz"]:
            path.write_bytes(gzip.compress("\n".join(map(json.dumps, numbers)).encode()))
        case [".parquet"]:
            import pyarrow as pa
            import pyarrow.parquet as pq

            pq.write_table(pa.Table.from_pylist(numbers), path)
        case _:
            path.write_text("\n".join(map(json.dumps, numbers)), "utf-8")
    return path


TABLES = ["set.csv", "set.tsv", "set.jsonl", "set.jsonl.gz", "set.json", "set.parquet"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_in_each_form(tmp_path: Path, name: str) -> None:
    first, second = read(write_table(tmp_path / name))
    assert first.labels == {"bias": "biased", "stance": -1, "share": 0.25}
    assert second.labels == {"stance": 2, "share": 1.0}
    assert (first.article.id, first.article.lang, first.article.outlet) == ("a", "fr", "Gazette")
    assert (first.topic, second.topic, first.dataset) == ("pont", None, "set")
    assert (first.attributions, first.hedges) == (None, None)


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_named_by_options(tmp_path: Path, name: str) -> None:
    columns = {"id": "topic", "event": "bias", "outlet": "Outlet"}
    first, second = read(write_table(tmp_path / name), columns=columns, labels=("stance",), dataset="mine")
    assert (first.article.id, first.event, first.topic) == ("pont", "biased", None)
    assert second.article.id == "set:3" if name in ("set.csv", "set.tsv") else "set:2"
    assert (first.labels, first.dataset) == ({"stance": -1}, "mine")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("options", [{"labels": ("tone",)}, {"columns": {"event": "tone"}}])
def test_a_column_that_is_not_there_is_refused(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=rf"{name}: there is no column 'tone' among id, lang, text, Outlet"):
        read(write_table(tmp_path / name), **options)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"text": " "}, "field 'text' is empty, it should hold the text"),
        ({"text": 5}, "field 'text' holds a int, it should hold the text"),
        ({"lang": "de"}, "its language is given as 'de', not French or English"),
        ({"meta": {"a": 1}}, "field 'meta' holds a dict that is no label; name the columns that hold labels"),
        ({"scores": [1, 2]}, "field 'scores' holds a list that is no label"),
        ({"translated": "maybe"}, "field 'translated' is 'maybe', not one of true, false"),
    ],
)
def test_a_fault_of_a_row_is_named(tmp_path: Path, row: dict[str, Any], message: str) -> None:
    path = tmp_path / "set.jsonl"
    good = {"text": ENGLISH, "lang": "en", "tone": "calm"}
    path.write_text(f"{json.dumps(good)}\n\n{json.dumps({**good, **row})}\n", "utf-8")
    articles = read_labelled(path)
    assert next(articles).labels == {"tone": "calm"}
    with pytest.raises(ValueError, match=rf"set\.jsonl:3: {message}"):
        next(articles)


def test_a_table_without_text_says_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text("phrase,tone\nUn pont.,calm\n", "utf-8")
    with pytest.raises(ValueError, match=r"set\.csv:2: field 'text' is in none of the columns phrase, tone"):
        read(path, lang="fr")
    (found,) = read(path, lang="fr", columns={"text": "phrase"})
    assert (found.article.text, found.labels) == ("Un pont.", {"tone": "calm"})
    with pytest.raises(ValueError, match="'body' is not a field of an article; known are text,"):
        read(path, columns={"body": "phrase"})


def test_a_field_takes_the_likeliest_column_that_no_other_has() -> None:
    row = dict.fromkeys(("content", "Text", "source", "media"), "")
    assert find_fields(row, {}) == {"text": "Text", "outlet": "source"}
    assert find_fields(row, {"topic": "source"}) == {"topic": "source", "text": "Text", "outlet": "media"}


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (None, None),
        ("", None),
        (float("nan"), None),
        ("007", "007"),
        ("-2", -2),
        (" 1.50", 1.5),
        ("1e5", "1e5"),
        ("pro", "pro"),
        (True, True),
        (["b", "a"], ("b", "a")),
        ([], ()),
    ],
)
def test_a_cell_is_a_label(value: object, label: object) -> None:
    found = read_label(value, "x", "set.csv:2", parse=True)
    assert found == label and type(found) is type(label)
    assert read_label("-2", "x", "set.jsonl:2") == "-2"


@pytest.mark.parametrize(
    ("declared", "default", "lang"),
    [("EN", None, "en"), (None, None, "fr"), (None, "en", "en"), ("French", "en", "fr")],
)
def test_the_language_is_declared_or_given_or_told(declared: Any, default: Any, lang: str) -> None:
    assert tell_lang(TEXT, declared, "", default) == lang


def test_a_language_that_can_not_be_told_is_a_fault() -> None:
    with pytest.raises(ValueError, match=r"set:1: it is too short or too mixed .* give it with --lang"):
        tell_lang("42", None, "set:1", None)


# data sets of the hub


def fake_hub(monkeypatch: pytest.MonkeyPatch, load: Callable[..., Any]) -> None:
    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=load))


class Table(list[dict[str, Any]]):
    """What the library streams: rows, with features that name numbered classes."""

    features: ClassVar = {
        "tone": SimpleNamespace(int2str=("calm", "sharp").__getitem__),
        "text": SimpleNamespace(),
    }


def test_a_data_set_of_the_hub_is_read_by_splits(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {
        "train": Table([{"text": ENGLISH, "tone": 1}, {"text": TEXT, "tone": -1}]),
        "test": Table([{"text": TEXT, "tone": 0, "id": "x"}]),
    }

    def load(name: str, streaming: bool) -> dict[str, Table]:
        assert (name, streaming) == ("someone/tones", True)
        return tables

    fake_hub(monkeypatch, load)
    found = list(read_labelled("hf:someone/tones"))
    assert [(a.article.id, dict(a.labels)) for a in found] == [
        ("train:1", {"tone": "sharp"}),
        ("train:2", {}),
        ("x", {"tone": "calm"}),
    ]
    assert {a.dataset for a in found} == {"someone/tones"}
    assert list(read_labelled("hf:someone/tones:test")) == found[2:]
    assert list(read_labelled("hf:someone/tones", options=LabelledOptions(split="test"))) == found[2:]
    with pytest.raises(ValueError, match="hf:someone/tones: split 'dev' is not one of train, test"):
        list(read_labelled("hf:someone/tones:dev"))


@pytest.mark.parametrize(
    ("raised", "kind", "message"),
    [
        (
            ConnectionError("x"),
            ConnectionError,
            "can not be reached; download the data set and give its files",
        ),
        (FileNotFoundError("x"), FileNotFoundError, "there is no such data set on the Hugging Face hub"),
        (
            ValueError("Config name is missing.\nPick one"),
            ValueError,
            r"can not be read \(Config name is miss",
        ),
    ],
)
def test_what_the_hub_refuses_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, kind: type[Exception], message: str
) -> None:
    def load(name: str, streaming: bool) -> dict[str, Table]:
        raise raised

    fake_hub(monkeypatch, load)
    with pytest.raises(kind, match=rf"hf:a/b: .*{message}") as said:
        list(read_labelled("hf:a/b"))
    assert len(str(said.value).splitlines()) == 1


# Label Studio


def region(id: str, label: str, words: str, **value: Any) -> dict[str, Any]:
    start, end = at(words)
    value = {"start": start, "end": end, "text": words, "labels": [label], **value}
    return {"id": id, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def tie(first: str, second: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": first, "to_id": second, "direction": "right"}


def choose(name: str, *choices: str, id: str = "other", kind: str = "choices") -> dict[str, Any]:
    return {"id": id, "from_name": name, "to_name": "text", "type": kind, "value": {kind: list(choices)}}


RESULTS = [
    region("r1", "Speaker", "Mme Arbane"),
    region("r2", "Cue", "Selon"),
    region("r3", "Content", "le pont sera fermé"),
    tie("r2", "r1"),
    tie("r2", "r3"),
    choose("mode", "indirect", id="r2"),
    choose("genre", "reporting", id="g1"),
    choose("frames", "policy", "political", id="g2"),
    {"id": "g3", "from_name": "quality", "type": "rating", "value": {"rating": 4}},
    choose("section", kind="taxonomy", id="g4") | {"value": {"taxonomy": [["news", "city"]]}},
]


def write_tasks(path: Path, *tasks: dict[str, Any]) -> Path:
    path.write_text(json.dumps(tasks), "utf-8")
    return path


def task(*annotations: Any, text: str = TEXT, **data: Any) -> dict[str, Any]:
    made = [{"id": n, "completed_by": n + 4, "result": result} for n, result in enumerate(annotations)]
    return {"id": 12, "data": {"text": text, "media": "Gazette", **data}, "annotations": made}


def test_label_studio_is_read_an_annotator_at_a_time(tmp_path: Path) -> None:
    path = write_tasks(tmp_path / "export.json", task(RESULTS, [region("x", "hedge_modal", "sera")]), task())
    assert find_reader(path).name == "label_studio"
    first, second = read(path)
    assert words(first) == [FIRST]
    assert first.attributions and first.attributions[0].mode == "indirect"
    assert first.labels == {
        "genre": "reporting",
        "frames": ("policy", "political"),
        "quality": 4,
        "section": "news/city",
    }
    assert (first.article.id, first.article.outlet, first.annotator) == ("12", "Gazette", "4")
    assert (first.hedges, first.loaded) == ((), None)
    assert (second.annotator, second.attributions, second.labels) == ("5", (), {})
    assert second.hedges and second.hedges[0].label == "modal"


def test_what_label_studio_cancelled_is_left_out(tmp_path: Path) -> None:
    made = task(RESULTS, RESULTS)
    made["annotations"][0]["was_cancelled"] = True
    made["annotations"][1]["completed_by"] = {"id": 5, "email": "ana@example.org"}
    (found,) = read(write_tasks(tmp_path / "export.json", made), names={"quality": "none", "genre": "type"})
    assert found.annotator == "ana@example.org"
    assert set(found.labels) == {"type", "frames", "section"}


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (region("r", "Thing", "sera"), "label 'Thing' is not one of source,"),
        (region("r", "Cue", "sera", end=900), "at 26 to 900 of a text of 88 characters stands"),
        (region("r", "Cue", "sera", text="Sera"), "at 26 to 30 .* stands 'sera', not 'Sera'"),
        (region("r", "Cue", "sera", start="/div[1]/text()[1]"), "'/div.*' to 30 is no span"),
        (tie("r1", "r2"), "a relation has the id 'r1', which no span has"),
    ],
)
def test_a_fault_of_label_studio_is_named(tmp_path: Path, result: dict[str, Any], message: str) -> None:
    path = write_tasks(tmp_path / "export.json", task([]), task([result]))
    with pytest.raises(ValueError, match=rf"export\.json:2: {message}"):
        read(path)


def test_json_min_is_no_export_with_spans(tmp_path: Path) -> None:
    path = write_tasks(tmp_path / "export.json", {"data": {"text": TEXT}})
    with pytest.raises(ValueError, match="field 'annotations' is missing; export the tasks as JSON"):
        read(path, "label_studio")


def test_offsets_of_a_browser_count_utf_16_units() -> None:
    text = "🌉🌉 Le pont\nferme"
    assert find_span(text, 5, 12, "Le pont", "") == Span(3, 10)
    assert find_span(text, 3, 10, "Le pont", "") == find_span(text, 3, 10, None, "") == Span(3, 10)
    assert find_span(text, 5, 18, "Le pont\\nferme", "") == Span(3, 16)


# doccano


def write_lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


ENTITIES = [
    {"id": 31, "label": "source", "start_offset": at("Mme Arbane")[0], "end_offset": at("Mme Arbane")[1]},
    {"id": 32, "label": "cue", "start_offset": 0, "end_offset": 5},
    {"id": 33, "label": "content", "start_offset": at("le pont")[0], "end_offset": at("fermé")[1]},
]
TIES = [
    {"id": 1, "from_id": 31, "to_id": 32, "type": "x"},
    {"id": 2, "from_id": 33, "to_id": 32, "type": "x"},
]


def test_doccano_relations_make_attributions(tmp_path: Path) -> None:
    row = {"id": 7, "text": TEXT, "entities": ENTITIES, "relations": TIES, "Comments": [], "cats": ["calm"]}
    path = write_lines(tmp_path / "export.jsonl", {**row, "meta": {"outlet": "Gazette"}})
    assert find_reader(path).name == "doccano"
    (found,) = read(path)
    assert words(found) == [FIRST]
    assert (found.article.id, found.article.outlet, found.labels) == ("7", "Gazette", {"label": "calm"})
    assert (found.annotator, found.hedges) == (None, None)


def test_doccano_spans_are_hedges_and_loaded_terms(tmp_path: Path) -> None:
    rows = (
        {"id": 1, "text": TEXT, "label": []},
        {"id": 2, "text": TEXT, "label": [[*at("sera"), "Hedge"], [*at("on verra"), "loaded_quoted"]]},
    )
    first, second = read(write_lines(tmp_path / "export.jsonl", *rows))
    assert (first.hedges, first.loaded, first.attributions) == ((), (), None)
    assert second.hedges == ((Span(*at("sera")), None),)
    assert second.loaded == ((Span(*at("on verra")), "quoted"),)


def test_a_folder_of_doccano_has_a_file_an_annotator(tmp_path: Path) -> None:
    for name in ("ana", "all"):
        write_lines(tmp_path / f"{name}.jsonl", {"id": 1, "text": TEXT, "label": [[0, 5, "cue"]]})
    assert find_reader(tmp_path).name == "doccano"
    assert [a.annotator for a in read(tmp_path)] == [None, "ana"]
    (tmp_path / "none").mkdir()
    with pytest.raises(FileNotFoundError, match=r"there is no \*\.jsonl in this folder"):
        read(tmp_path / "none", "doccano")


def test_users_of_one_doccano_file_are_told_apart(tmp_path: Path) -> None:
    marked = [
        {"label": 3, "start_offset": 0, "end_offset": 5, "user": 1},
        {"label": 3, "start_offset": 6, "end_offset": 9, "user": 2},
        {"label": 9, "user": 2},
    ]
    path = write_lines(tmp_path / "export.jsonl", {"id": 1, "text": TEXT, "annotations": marked})
    first, second = read(path, names={"3": "loaded:scare", "label": "tone"})
    assert [(a.annotator, len(a.loaded or ())) for a in (first, second)] == [("1", 1), ("2", 1)]
    assert (first.labels, second.labels) == ({}, {"tone": "9"})


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"label": [[0, 99, "cue"]]}, r"cue \[0, 99\] is no span \[start, end\] of a text of 88 characters"),
        ({"label": [[0, 5, "Thing"]]}, "label 'Thing' is not one of source,"),
        ({"label": [[0, 5]]}, r"label\[0\] \[0, 5\] is no class, no \[start, end, name\] and no entity"),
        ({"relations": [{"from_id": 1, "to_id": 2}]}, "a relation has the id '1', which no span has"),
    ],
)
def test_a_fault_of_doccano_is_named(tmp_path: Path, row: dict[str, Any], message: str) -> None:
    path = write_lines(tmp_path / "export.jsonl", {"text": TEXT, **row})
    with pytest.raises(ValueError, match=rf"export\.jsonl:1: {message}"):
        read(path, "doccano")


def test_every_form_survives_the_internal_one(tmp_path: Path, polnear: Path, annotated: Path) -> None:
    sources = [
        polnear,
        annotated,
        write_table(tmp_path / "set.csv"),
        write_tasks(tmp_path / "tasks.json", task(RESULTS)),
        write_lines(
            tmp_path / "d.jsonl", {"text": TEXT, "entities": ENTITIES, "relations": TIES, "cats": []}
        ),
    ]
    for source in sources:
        articles = read(source)
        assert articles
        assert [from_json(to_json(a), "") for a in articles] == articles
