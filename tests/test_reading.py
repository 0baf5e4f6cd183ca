import codecs
import csv
import gzip
import io
import json
import os
import re
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from selon.data import fetch
from selon.data.article import Article
from selon.data.corpus import SKIP_REASONS, Progress, ReadOptions, Skip, read_articles
from selon.data.decode import SIGNATURES, decode
from selon.data.html import read_html
from selon.data.inputs import SUFFIXES, detect_format

FR = "L’État a « promis » lundi une aide à l’Hôtel de Ville, a déclaré le préfet, sans donner de chiffres."
EN = "The city said on Monday that it would “rebuild” the bridge, and the mayor told reporters it was safe."
DE = "Die Regierung hat am Montag erklärt, dass sie den betroffenen Gemeinden weiter helfen wird."


def read(*sources: object, options: ReadOptions | None = None, **kwargs) -> list[Article | Skip]:
    return list(read_articles([str(source) for source in sources], options, **kwargs))


def read_one(source: object, options: ReadOptions | None = None, **kwargs) -> Article:
    (article,) = read(source, options=options, **kwargs)
    assert isinstance(article, Article), article
    return article


def skip_one(source: object, options: ReadOptions | None = None, **kwargs) -> Skip:
    (skip,) = read(source, options=options, **kwargs)
    assert isinstance(skip, Skip), skip
    return skip


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# Encodings


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (FR.encode(), FR, "utf-8"),
        (codecs.BOM_UTF8 + FR.encode(), FR, "utf-8"),
        (codecs.BOM_UTF16_LE + FR.encode("utf-16-le"), FR, "utf-16-le"),
        (codecs.BOM_UTF16_BE + FR.encode("utf-16-be"), FR, "utf-16-be"),
        (codecs.BOM_UTF32_LE + FR.encode("utf-32-le"), FR, "utf-32-le"),
        (FR.encode("cp1252"), FR, "cp1252"),
        (FR.encode("mac_roman"), FR, "mac_roman"),
        ("Le préfet a parlé.".encode("latin-1"), "Le préfet a parlé.", "cp1252"),
        (b"caf\xe9", "café", "cp1252"),
        (b"a\r\nb\rc\n\n", "a\r\nb\rc\n\n", "utf-8"),  # line ends as they are
        (b"", "", "utf-8"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(data: bytes, text: str, encoding: str) -> None:
    assert decode(data, "a.txt") == (text, encoding, ())


def test_a_stray_byte_in_utf8_is_replaced_with_a_warning() -> None:
    decoded = decode("été à Orléans ".encode() + b"\xe9 \xff", "a.txt")
    assert decoded.text == "été à Orléans \ufffd \ufffd"
    assert decoded.warnings == ("bytes that are not utf-8 stand as U+FFFD: 2",)


@pytest.mark.parametrize(
    ("data", "encoding", "declared", "text"),
    [
        (b"\x8e", "mac_roman", None, "é"),
        (b"\x8e", None, "mac_roman", "é"),
        ("é".encode(), None, "cp1252", "é"),  # valid UTF-8 is UTF-8, whatever a page says
        (b"\xe9t\xe9", None, "utf-16", "été"),
        (b"\xe9t\xe9", None, "no-such", "été"),
        ("é".encode("utf-16-le"), "utf-16-le", None, "é"),
        (codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "utf-16", None, "é"),
    ],
)
def test_a_named_encoding_is_used(data: bytes, encoding: str | None, declared: str | None, text: str) -> None:
    assert decode(data, "a.txt", encoding, declared).text == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        *[(signature + b" ...", kind) for signature, kind in SIGNATURES],
        (b"abc\0def", "NUL bytes"),
        (bytes(range(1, 32)) * 10, "control characters"),
    ],
)
def test_what_is_no_text_is_refused_by_its_kind(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=r"^a\.txt: this is ") as caught:
        decode(data, "a.txt")
    assert message in str(caught.value)
    if not data.startswith((b"\x1f\x8b", b"PAR1")):  # these two are read for what they are
        skip = skip_one(put(tmp_path / "a.txt", data))
        assert (skip.reason, message in skip.message) == ("unreadable", True)


@given(data=st.binary(max_size=300))
@example(data=b"\xff\xfe\x00")
@example(data=b"\x81\x8d\x8f")
def test_arbitrary_bytes_raise_nothing_but_a_sentence(data: bytes) -> None:
    try:
        assert isinstance(decode(data, "a.txt").text, str)
    except ValueError as error:
        assert str(error).startswith("a.txt: ") and not isinstance(error, UnicodeError)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("scratch")


JUNK = st.binary(max_size=200) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
PREFIXES = [
    b"",
    b"text\n",
    b'{"text": ',
    b"<html><p>",
    b"\x1f\x8b\x08",
    b"PAR1",
    b"id;text\n1;",
    b"[{",
    codecs.BOM_UTF16_LE,
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prefix=st.sampled_from(PREFIXES), junk=JUNK, suffix=st.sampled_from([*SUFFIXES, ".gz", ".csv.gz", ".odd"])
)
def test_arbitrary_files_give_articles_and_skips_and_no_fault(scratch, prefix, junk, suffix) -> None:
    for item in read(put(scratch / f"a{suffix}", prefix + junk)):
        item_text = item.text if isinstance(item, Article) else item.message
        item_text.encode("utf-8")  # can be written
        assert isinstance(item, Article) or (
            item.reason in SKIP_REASONS and item.message.startswith(str(scratch))
        )


# Files, folders and standard input


def test_a_text_file_is_an_article_called_after_it(tmp_path: Path) -> None:
    text = f"  {FR}\r\n\r\n{FR}\n"
    article = read_one(put(tmp_path / "préfet.v2.txt", text))
    assert article == Article(id="préfet.v2", lang="fr", text=text)


def test_a_folder_is_read_in_order_and_without_what_is_hidden_or_no_article(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/z.md",
        "a/LICENSE",
        ".git/config",
        ".hidden.txt",
        "photo.png",
        "B.HTM",
        "rows.jsonl.gz",
    ):
        put(tmp_path / name, FR)
    put(tmp_path / "B.HTM", f"<html><body><p>{FR}</p></body></html>")
    put(tmp_path / "rows.jsonl.gz", gzip.compress(json.dumps({"text": EN}).encode()))
    progress = Progress()
    assert [item.id for item in read(tmp_path, progress=progress)] == ["B", "a/LICENSE", "a/z", "b", "rows:1"]
    assert progress.share == 1.0


@pytest.mark.parametrize(
    ("sources", "error", "message"),
    [
        (["none.txt"], FileNotFoundError, "none.txt: there is no such file or folder"),
        (["empty"], ValueError, "empty: nothing in this folder can be read"),
        (["-", "-"], ValueError, "named twice"),
    ],
)
def test_a_source_that_is_not_there_is_said_at_once(tmp_path, monkeypatch, sources, error, message) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(error, match=message):
        read_articles(sources)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "pdf"}, "format 'pdf' is not one of text, html"),
        ({"lang": "de"}, "language 'de' is not one of fr, en"),
        ({"encoding": "utf-9"}, "encoding 'utf-9' is not known"),
        ({"encoding": "base64"}, "encoding 'base64' is not known"),
        ({"columns": {"body": "text"}}, "'body' is not a field of an article"),
    ],
)
def test_options_that_do_not_exist_are_refused(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ReadOptions(**options)


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (FR.encode(), ["stdin"]),
        (FR.encode("utf-16"), ["stdin"]),
        (b"[Paris] " + FR.encode(), ["stdin"]),
        (f"<!DOCTYPE html>\n<html><body><p>{FR}</p></body></html>".encode(), ["stdin"]),
        (json.dumps({"text": FR}).encode(), ["stdin:1"]),
        (codecs.BOM_UTF8 + json.dumps({"id": "x", "text": FR}).encode() + b"\n{}\n", ["x", "stdin:2"]),
        (gzip.compress(json.dumps({"text": FR}).encode()), ["stdin:1"]),
        (json.dumps([{"text": FR}, {"text": EN}]).encode(), ["stdin:1", "stdin:2"]),
        (json.dumps({"text": FR}, indent=1).encode(), ["stdin:1"]),
        (json.dumps({"text": FR * 200}).encode(), ["stdin:1"]),  # a first line longer than what is looked at
        (b"", ["stdin"]),
        (b"PAR1", ["stdin"]),
    ],
)
def test_standard_input_is_told_apart_by_its_content(data: bytes, ids: list[str]) -> None:
    stream = io.BytesIO(data)
    assert [item.id for item in read("-", standard_input=stream)] == ids
    assert not stream.closed


def test_rows_of_a_pipe_come_as_they_are_written(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    row = json.dumps({"text": FR}).encode() + b"\n"
    with io.FileIO(reader) as pipe:
        os.write(writer, row)
        progress = Progress()
        articles = read_articles("-", progress=progress, standard_input=pipe)
        assert next(articles).id == "stdin:1"
        assert progress.share is None
        os.write(writer, row)
        assert next(articles).id == "stdin:2"
        os.close(writer)
        assert list(articles) == []


@pytest.mark.parametrize(
    ("suffix", "head", "expected"),
    [
        (".txt", b'{"text": "a"}', "text"),
        ("", b'{"text": "a"}', "jsonl"),
        (".dat", b'{"text": "a"}', "text"),
        (".txt", b"  <!-- saved --><!doctype html>", "html"),
        (".txt", b'<?xml version="1.0"?><html>', "html"),
        (".txt", b"<p>a", "text"),
        (".html", b"plain", "html"),
        (".tsv", b"", "csv"),
        ("", b"PAR1", "parquet"),
        ("", "{\n".encode("utf-16"), "json"),
        ("", b"{not json}", "text"),
        ("", b"\0", "text"),
    ],
)
def test_formats(suffix: str, head: bytes, expected: str) -> None:
    assert detect_format(suffix, head) == expected


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", f"id,text\nx,“{FR.replace(',', '')}\n")
    assert read_one(path, ReadOptions(format="csv")).id == "x"


def test_a_document_too_long_for_an_article_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("selon.data.corpus.MAX_DOCUMENT_BYTES", 50)
    skip = skip_one(put(tmp_path / "a.txt", FR))
    assert (skip.reason, "too long for one article" in skip.message) == ("unreadable", True)


# Language and what is left out


@pytest.mark.parametrize(
    ("text", "reason", "message"),
    [
        ("", "empty", "a.txt: the text is empty"),
        (" \n\u00a0", "empty", "a.txt: the text is empty"),
        (DE, "language", "reads like German"),
        ("Bonjour", "unknown_language", "--lang fr"),
        ("12 345 – (…)", "unknown_language", "--lang fr"),
    ],
)
def test_what_can_not_be_scored_is_skipped_with_its_reason(tmp_path, text, reason, message) -> None:
    skip = skip_one(put(tmp_path / "a.txt", text))
    assert (skip.id, skip.reason) == ("a", reason)
    assert message in skip.message


def test_a_language_given_is_not_asked_after(tmp_path: Path) -> None:
    assert read_one(put(tmp_path / "a.txt", DE), ReadOptions(lang="en")).lang == "en"


# Rows

ROWS = [
    {"id": "x1", "title": "Un titre", "text": FR, "lang": "fr", "outlet": "Le Journal", "date": "2024-01-05"},
    {"ID": 7, "content": EN, "source": "The Paper", "url": "https://a.example/b", "headline": "A title"},
    {"Texte": FR, "Langue": "FR", "Média": "La Gazette"},
    {"\ufefftext": EN, "news_link": "https://a.example/c", "outlet": {"name": "x"}, "title": None},
]
EXPECTED = [
    Article("x1", "fr", FR, "Un titre", "Le Journal", "2024-01-05"),
    Article("7", "en", EN, "A title", "The Paper", url="https://a.example/b"),
    Article("rows:3", "fr", FR, outlet="La Gazette"),
    Article("rows:4", "en", EN, url="https://a.example/c"),
]


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.ndjson", "rows.jsonl.gz", "rows.json", "rows.json.gz"])
def test_columns_are_found_by_their_usual_names(tmp_path: Path, name: str) -> None:
    one_document = name.startswith("rows.json.") or name == "rows.json"
    data = (json.dumps(ROWS) if one_document else "\n".join(map(json.dumps, ROWS))).encode()
    assert read(put(tmp_path / name, gzip.compress(data) if name.endswith("gz") else data)) == EXPECTED


def test_columns_can_be_named(tmp_path: Path) -> None:
    row = {"text": "not this", "Corps du texte": FR, "clé": "k1"}
    options = ReadOptions(columns={"text": "corps du texte", "id": "clé"})
    assert read_one(put(tmp_path / "a.jsonl", json.dumps(row)), options) == Article("k1", "fr", FR)
    skip = skip_one(put(tmp_path / "a.jsonl", json.dumps(row)), ReadOptions(columns={"text": "body"}))
    assert (skip.reason, "among text, Corps du texte, clé" in skip.message) == ("no_text", True)


def test_a_bad_row_does_not_end_the_corpus(tmp_path: Path) -> None:
    content = [
        json.dumps({"id": "a", "text": FR}),
        "{broken",
        "",
        "[1, 2]",
        json.dumps({"id": "b", "title": "t"}),
        json.dumps({"id": "c", "text": None}),
        json.dumps({"id": "d", "text": ["p1", "p2"]}),
        json.dumps({"id": "e", "text": " "}),
        json.dumps({"id": "f", "text": DE}),
        json.dumps({"id": "g", "text": FR, "lang": "de"}),
        '{"a":' * 100_000,
        '{"id": ' + "9" * 5000 + "}",
        json.dumps({"id": "z", "text": EN}),
    ]
    path = put(tmp_path / "rows.jsonl", "\n".join(content))
    items = read(path)
    assert [(item.id, getattr(item, "reason", None)) for item in items] == [
        ("a", None),
        ("rows:2", "unreadable"),
        ("rows:4", "unreadable"),
        ("b", "no_text"),
        ("c", "no_text"),
        ("d", "no_text"),
        ("e", "empty"),
        ("f", "language"),
        ("g", "language"),
        ("rows:11", "unreadable"),
        ("rows:12", "unreadable"),
        ("z", None),
    ]
    messages = [item.message for item in items if isinstance(item, Skip)]
    assert messages[0].startswith(f"{path}:2: this line is not JSON (")
    assert messages[1] == f"{path}:4: this is a JSON list, not an object"
    assert messages[4] == f"{path}:7: column 'text' holds a list, not text"


def test_an_id_that_occurs_again_is_told_apart(tmp_path: Path) -> None:
    ids = ["a", "a", "a#2", "b", "a"]
    path = put(tmp_path / "rows.jsonl", "\n".join(json.dumps({"id": id, "text": FR}) for id in ids))
    items = read(path, path)
    assert [item.id for item in items[:5]] == ["a", "a#2", "a#2#2", "b", "a#3"]
    assert len({item.id for item in items}) == 10
    assert items[1].warnings == ("id 'a' occurs more than once; this article is called 'a#2'",)
    assert items[3].warnings == ()


def test_a_lone_surrogate_is_replaced_and_offsets_stay(tmp_path: Path) -> None:
    path = put(
        tmp_path / "rows.jsonl",
        '{"id": "i\\ud800", "text": "\\ud83d\\ude00 \\udc00' + FR + '", "title": "\\ud800"}',
    )
    article = read_one(path)
    assert article.text == "😀 \ufffd" + FR
    assert (article.id, article.title) == ("i\ufffd", "\ufffd")
    assert article.warnings == ("lone surrogates stand as U+FFFD: 1",)


def test_lines_are_decoded_each_on_its_own(tmp_path: Path) -> None:
    rows = [
        json.dumps({"text": FR}, ensure_ascii=False).encode(encoding)
        for encoding in ("cp1252", "utf-8", "cp1252")
    ]
    spoiled = rows[1].replace("ô".encode(), b"\xf4")
    items = read(put(tmp_path / "rows.jsonl", b"\n".join([*rows, spoiled])))
    assert [item.text for item in items[:3]] == [FR] * 3
    assert all(isinstance(item, Article) for item in items)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_rows_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    content = "\n".join(json.dumps({"text": FR}, ensure_ascii=False) for _ in range(3))
    items = read(put(tmp_path / "rows.jsonl", content.encode(encoding)))
    assert [item.text for item in items] == [FR] * 3


def test_a_line_too_long_is_passed_over(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("selon.data.lines.MAX_LINE_BYTES", 200)
    rows = [{"text": EN}, {"text": EN * 10}, {"text": EN}]
    items = read(put(tmp_path / "rows.jsonl", "\n".join(map(json.dumps, rows))))
    assert [isinstance(item, Article) for item in items] == [True, False, True]
    assert "rows.jsonl:2: this line is longer than 200 bytes" in items[1].message


def test_a_file_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    rows = [json.dumps({"text": f"{EN} {number} {hash(str(number))}"}) for number in range(2000)]
    data = gzip.compress("\n".join(rows).encode())
    *articles, skip = read(put(tmp_path / "rows.jsonl.gz", data[: len(data) // 2]))
    assert len(articles) > 100 and all(isinstance(article, Article) for article in articles)
    assert isinstance(skip, Skip) and skip.reason == "unreadable"


def test_progress_grows_to_one(tmp_path: Path) -> None:
    path = put(tmp_path / "rows.jsonl", "\n".join(json.dumps({"text": f"{EN} {n}" * 20}) for n in range(200)))
    progress = Progress()
    shares = [progress.share for _ in read_articles([str(path), str(path)], progress=progress)]
    assert shares == sorted(shares)
    assert shares[0] < 0.5 < shares[250] <= 1
    assert progress.share == 1.0


# CSV and Parquet


@pytest.mark.parametrize(
    ("separator", "name"), [(",", "a.csv"), (";", "a.csv"), ("|", "a.csv"), ("\t", "a.tsv"), ("\t", "a.csv")]
)
def test_a_table_is_read_with_its_separator(tmp_path: Path, separator: str, name: str) -> None:
    text = f'{FR}\r\n"Oui", dit-il ; non | peut-être\t(sic).'
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerows([["id", "titre, ou non; rien", "texte"], ["x", "a,b;c", text], [], ["y", "", EN]])
    items = read(put(tmp_path / name, buffer.getvalue()))
    assert items == [Article("x", "fr", text), Article("y", "en", EN)]


def test_faults_in_a_table_are_rows(tmp_path: Path) -> None:
    content = (
        f'id,text\na,{EN.replace(",", "")}\nb,"x"y\nc,1,2,3\nd\ne,{EN.replace(",", "")},,\nf,"unclosed\n\n'
    )
    items = read(put(tmp_path / "a.csv", content))
    assert [(item.id, getattr(item, "reason", None)) for item in items] == [
        ("a", None),
        ("a:3", "unreadable"),
        ("a:4", "unreadable"),
        ("d", "no_text"),
        ("e", None),
        ("a:7", "unreadable"),
    ]
    assert "check its quotation marks" in items[1].message
    assert items[2].message.endswith("a.csv:4: this row has 4 cells, the head has 2")


@pytest.mark.parametrize(
    ("content", "reason", "message"),
    [
        ("", "unreadable", "the file is empty"),
        ("id\rtext\r", "unreadable", "the head of this table is not CSV (new-line character"),
        (
            "id,title\n1,2\n3,4\n",
            "no_text",
            "there is no column of text among id, title; name the one that holds it",
        ),
    ],
)
def test_a_table_without_texts_is_one_fault(tmp_path: Path, content: str, reason: str, message: str) -> None:
    skip = skip_one(put(tmp_path / "a.csv", content))
    assert skip.reason == reason
    assert skip.message.startswith(f"{tmp_path / 'a.csv'}:1: {message}")


def test_a_table_in_an_old_encoding(tmp_path: Path) -> None:
    assert read_one(put(tmp_path / "a.csv", f"id;texte\n1;{FR}\n".encode("cp1252"))).text == FR


def test_a_cell_of_a_million_characters(tmp_path: Path) -> None:
    text = (EN.replace(",", "") + " ") * 10_000
    assert len(read_one(put(tmp_path / "a.csv", f"id,text\n1,{text}\n")).text) == len(text) > 1_000_000


def test_parquet_is_read_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    table = pa.table(
        {
            "uid": list(range(300)),
            "Text": [FR, None, ""] * 100,
            "date": [datetime(2024, 1, 5)] * 300,
            "embedding": [[0.0]] * 300,
            "outlet": pa.array(["Le Journal"] * 300).dictionary_encode(),
            "title": [float("nan")] * 300,
        }
    )
    pq.write_table(table, path)
    progress = Progress()
    items = read(path, progress=progress)
    assert items[0] == Article("0", "fr", FR, None, "Le Journal", "2024-01-05T00:00:00")
    assert [getattr(item, "reason", None) for item in items] == [None, "no_text", "empty"] * 100
    assert progress.share == 1.0


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_a_broken_parquet_file_is_a_fault(tmp_path: Path, data: bytes) -> None:
    skip = skip_one(put(tmp_path / "a.parquet", data))
    assert (skip.reason, "this is not a sound Parquet file" in skip.message) == ("unreadable", True)


def test_parquet_without_texts_is_one_fault(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1, 2]}), tmp_path / "a.parquet")
    assert skip_one(tmp_path / "a.parquet").reason == "no_text"


# Pages

PAGE = """<!doctype html><html lang="fr"><head><meta charset="{charset}">
<title>Le pont rouvre | La Gazette</title>
<meta property="og:title" content="Le pont rouvre"><meta property="og:site_name" content="La Gazette">
<meta property="article:published_time" content="2024-01-05T08:00:00+01:00">
<script>document.write("écrit")</script>
</head><body><nav><a href="/">Accueil</a></nav><article><h1>Le pont rouvre</h1>{paragraphs}</article>
<div class="comments"><p>Premier commentaire, bien trop long pour un lecteur pressé.</p></div>
<footer>Mentions légales</footer></body></html>"""
PARAGRAPHS = [f"{FR} Paragraphe {number}." for number in range(6)]


def page(charset: str = "utf-8") -> str:
    return PAGE.format(charset=charset, paragraphs="\n".join(f"<p>{text}</p>" for text in PARAGRAPHS))


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "mac-roman"])
def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path: Path, charset: str) -> None:
    article = read_one(put(tmp_path / "pont.html", page(charset).encode(charset)))
    assert article.text == "\n".join(["Le pont rouvre", *PARAGRAPHS])
    assert article == Article(
        "pont", "fr", article.text, "Le pont rouvre", "La Gazette", "2024-01-05", None, extracted=True
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            f"<table><tr><td><p>{FR}</p><p>Et  puis\n <b>rien</b>.</p></td></tr></table>",
            f"{FR}\nEt puis rien.",
        ),
        (f"<nav>Menu</nav><div>{FR}<!-- c --> Fin.<aside>Pub</aside></div>", f"{FR} Fin."),
    ],
)
def test_a_page_without_a_plain_article_gives_all_its_text(html: str, text: str) -> None:
    found = read_html(f"<html><body>{html}</body></html>")
    assert found.text == text
    assert not found.warnings or found.warnings[0].startswith("no article was found in the page")


@pytest.mark.parametrize(
    "html", ["<html></html>", "<html><body><script>var a</script></body></html>", "<html>" + "<b>" * 9999]
)
def test_a_page_without_text_is_empty(tmp_path: Path, html: str) -> None:
    skip = skip_one(put(tmp_path / "a.html", html))
    assert (skip.reason, "there is no text in this page" in skip.message) == ("empty", True)


@settings(max_examples=60, deadline=None)
@given(
    html=st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<html", "<!--", "-->", "&#x0;", "&", "<table>", "</td>", "é", "\x01", ">"]
        )
    )
)
def test_arbitrary_markup_gives_a_page(html: list[str]) -> None:
    read_html("<html>" + "".join(html)).text.encode("utf-8")


# The web, of which there is only a server on this machine here


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, kind, body = {
            "/article": (200, "text/html; charset=cp1252", page("utf-8").encode("cp1252")),
            "/%C3%A9t%C3%A9?q=%C3%A0": (200, "text/plain; charset=utf-8", FR.encode()),
            "/moved": (302, "/article", b""),
            "/file": (302, "file:///etc/hostname", b""),
            "/image": (200, "image/png", b"\x89PNG"),
            "/long": (200, "text/html", b"a" * 5000),
            "/torn": (200, "text/html", b""),
        }.get(self.path, (404, "text/html", b"gone"))
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", kind)
        self.send_header("Content-Length", "10" if self.path == "/torn" else str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("no_proxy", "127.0.0.1")
            yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/article", "/moved"])
def test_an_address_gives_its_article(site: str, path: str) -> None:
    article = read_one(site + path)
    assert article.text == "\n".join(["Le pont rouvre", *PARAGRAPHS])
    assert (article.id, article.url, article.extracted) == (site + path, f"{site}/article", True)


def test_an_address_of_plain_text_with_letters_beyond_ascii(site: str) -> None:
    article = read_one(f"{site}/été?q=à#fin")
    assert (article.text, article.extracted) == (FR, False)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/gone", "the server answered 404"),
        ("/image", "this is image/png, not a page of text"),
        ("/file", "is not allowed"),
        ("/torn", "the page broke off"),
    ],
)
def test_an_address_that_gives_no_article_is_skipped(site: str, path: str, message: str) -> None:
    skip = skip_one(site + path)
    assert skip.reason == "unreachable"
    assert re.match(f"{site}{path}: .*({message})", skip.message)


def test_a_page_without_end_is_not_read_to_its_end(site: str) -> None:
    with pytest.raises(ValueError, match="longer than 1,000 bytes"):
        fetch.fetch(f"{site}/long", max_bytes=1000)


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "https://exa mple.org/", "http://127.0.0.1:1/", "http://a..b/"]
)
def test_an_address_that_leads_nowhere_is_skipped(url: str) -> None:
    skip = skip_one(url)
    assert (skip.reason, skip.message.startswith(f"{url}: ")) == ("unreachable", True)
