import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from selon.cli import main
from selon.model.fields import FIELDS

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "examples"
FR = (EXAMPLES / "fr-depeche.txt").read_text("utf-8")
EN = (EXAMPLES / "en-regional.txt").read_text("utf-8")
DE = "Die Regierung hat am Montag erklärt, dass sie den betroffenen Gemeinden weiter helfen wird."
ROWS = [{"id": "a", "text": FR, "title": "Les eaux"}, {"id": "b", "text": EN, "title": "The lido"}]


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def scores(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


Selon = Callable[..., Done]


@pytest.fixture
def selon(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Selon:
    def run(*arguments: object, stdin: str | bytes = b"") -> Done:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return run


def start(*arguments: object, **options) -> subprocess.Popen[bytes]:
    """The command as a process of its own, with pipes."""
    command = [sys.executable, "-c", "from selon.cli import main; main()", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **{**pipes, **options})


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def ids(scores: list[dict]) -> list[str]:
    return [score["article"]["id"] for score in scores]


def write_jsonl(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def write_corpus(folder: Path, kind: str, rows: list[dict]) -> Path:
    path = folder / f"corpus.{kind}"
    if kind == "jsonl":
        return write_jsonl(path, rows)
    if kind == "jsonl.gz":
        plain = write_jsonl(folder / "plain", rows)
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif kind == "json":
        path.write_text(json.dumps(rows), "utf-8")
    elif kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
    else:
        pq.write_table(pa.Table.from_pylist(rows), path)
    return path


CORPORA = ("jsonl", "jsonl.gz", "json", "csv", "parquet")


# The command itself


def test_the_version_is_the_installed_one(selon: Selon) -> None:
    assert selon("--version") == (0, f"selon {version('selon')}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["score", "--help"], ["explain", "-h"]], ids=str)
def test_each_command_has_help(selon: Selon, arguments: list[str]) -> None:
    done = selon(*arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: selon")


def test_the_help_of_score_says_what_each_option_does(selon: Selon) -> None:
    listed = re.findall(
        r"^  (?:-\w, )?(--[\w-]+)(?:, -h)?(?: [\w|=]+)? +(\w+)", selon("score", "--help").out, re.M
    )
    assert [option for option, _ in listed] == [
        "--out", "--json", "--html", "--format", "--lang", "--encoding", "--column", "--on-error", "--jobs",
        "--bundle", "--rules", "--resume", "--force", "--help",
    ]  # fmt: skip


def test_help_costs_no_heavy_import() -> None:
    heavy = {
        "numpy", "pyarrow", "trafilatura", "lxml", "py3langid", "joblib", "jinja2", "rich.progress",
        "selon.data.corpus", "selon.model.score", "selon.view.terminal",
    }  # fmt: skip
    code = "import selon.cli, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not heavy & set(loaded.split())


def test_a_plain_article_is_scored_without_what_it_does_not_need() -> None:
    code = (
        "import sys; from selon.cli import app; app(sys.argv[1:], standalone_mode=False); print(*sys.modules)"
    )
    heavy = {"pyarrow", "trafilatura", "py3langid", "joblib", "jinja2", "torch", "transformers", "sklearn"}
    for options, avoided in (([], heavy), (["--rules"], {*heavy, "numpy", "onnxruntime", "tokenizers"})):
        command = [sys.executable, "-c", code, "score", EXAMPLES / "fr-depeche.txt", *options]
        loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
        assert not avoided & set(loaded.split())


# One article


@pytest.fixture
def address() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((EXAMPLES / "en-page.html").read_bytes())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/walkout"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_an_article_is_shown_as_a_summary(selon: Selon, name: str) -> None:
    done = selon("score", EXAMPLES / name)
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    for heading in ("SOURCING", "SOURCES", "FRAMING"):
        assert re.search(rf"^{heading}\b", done.out, re.M)
    assert f"{name[:2]} · " in done.out


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_json_has_the_whole_score(selon: Selon, name: str) -> None:
    done = selon("score", "--json", EXAMPLES / name)
    assert (done.code, done.err) == (0, "")
    score = json.loads(done.out)
    assert set(score) == {field.name for field in FIELDS if not field.parent}
    assert (score["schema"], score["article"]["lang"]) == ("selon/1", name[:2])
    text = score["article"]["text"] or (EXAMPLES / name).read_text("utf-8")
    assert all(text[slice(*a["cue"])].strip() for a in score["attributions"] if a["cue"])


def test_a_page_has_the_article_and_needs_no_network(selon: Selon, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = selon("score", EXAMPLES / "fr-depeche.txt", "--html", page)
    assert done == (0, "", f"selon: written: {page}\n")
    html = page.read_text("utf-8")
    assert "Ilona Brecht" in html
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", html)


def test_a_page_and_json_go_together(selon: Selon, tmp_path: Path) -> None:
    done = selon("score", EXAMPLES / "fr-depeche.txt", "--json", "--html", tmp_path / "page.html")
    assert done.code == 0
    assert json.loads(done.out)["article"]["id"] == "fr-depeche"
    assert (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    "stdin", [FR, FR.encode("utf-16"), json.dumps({"text": FR})], ids=["text", "utf-16", "jsonl"]
)
def test_standard_input_is_told_by_its_content(selon: Selon, stdin: str | bytes) -> None:
    done = selon("score", "-", "--json", stdin=stdin)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["article"]["words"] == 531


def test_standard_input_is_told_by_its_format(selon: Selon) -> None:
    done = selon("score", "-", "--json", "--format", "text", stdin=json.dumps({"text": FR}))
    assert json.loads(done.out)["article"]["id"] == "stdin"


def test_an_address_is_fetched(selon: Selon, address: str) -> None:
    done = selon("score", address, "--json")
    assert (done.code, done.err) == (0, "")
    article = json.loads(done.out)["article"]
    assert article["url"] and article["title"] == "Carrick Foundry workers walk out over shift plan"


@pytest.mark.parametrize("kind", CORPORA)
def test_a_corpus_of_one_article_is_shown_as_one(selon: Selon, tmp_path: Path, kind: str) -> None:
    done = selon("score", write_corpus(tmp_path, kind, ROWS[:1]))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Les eaux\n")


def test_one_article_goes_to_a_file_as_one_line(selon: Selon, tmp_path: Path) -> None:
    done = selon("score", EXAMPLES / "fr-depeche.txt", "--out", tmp_path / "scores.jsonl")
    assert done == (0, "", "selon: 1 article scored\n")
    assert ids(read_lines(tmp_path / "scores.jsonl")) == ["fr-depeche"]


# Many articles


@pytest.mark.parametrize("kind", CORPORA)
def test_a_corpus_goes_to_standard_output_line_by_line(selon: Selon, tmp_path: Path, kind: str) -> None:
    done = selon("score", write_corpus(tmp_path, kind, ROWS))
    assert (done.code, done.err) == (0, "selon: 2 articles scored\n")
    assert [(s["schema"], s["article"]["id"], s["article"]["lang"]) for s in done.scores] == [
        ("selon/1", "a", "fr"),
        ("selon/1", "b", "en"),
    ]


def test_standard_input_may_be_a_corpus(selon: Selon) -> None:
    assert ids(selon("score", "-", stdin="\n".join(map(json.dumps, ROWS))).scores) == ["a", "b"]


def test_a_folder_is_read_in_order(selon: Selon) -> None:
    assert ids(selon("score", EXAMPLES).scores) == sorted(path.stem for path in EXAMPLES.iterdir())


def test_inputs_may_be_of_several_kinds(selon: Selon, tmp_path: Path, address: str) -> None:
    corpus = write_corpus(tmp_path, "csv", ROWS)
    done = selon("score", EXAMPLES / "fr-tribune.txt", corpus, address, "-", stdin=EN)
    assert ids(done.scores) == ["fr-tribune", "a", "b", address, "stdin"]


def test_what_is_not_told_is_said(selon: Selon, tmp_path: Path) -> None:
    rows = [{"corps": FR, "titre": "Un"}, {"corps": EN, "titre": "Deux"}]
    path = tmp_path / "corpus.csv"
    write_corpus(tmp_path, "csv", rows)
    path.write_bytes(path.read_text("utf-8").encode("cp1252"))
    options = ["--column", "text=corps", "--column", "title=titre", "--encoding", "cp1252", "--lang", "fr"]
    done = selon("score", path, *options)
    assert done.code == 0, done.err
    assert [(s["article"]["title"], s["article"]["lang"]) for s in done.scores] == [
        ("Un", "fr"),
        ("Deux", "fr"),
    ]


def test_more_processes_write_the_same(selon: Selon, tmp_path: Path) -> None:
    rows = [{"id": f"{n}", "text": (FR, EN)[n % 2]} for n in range(80)] + [{"id": "de", "text": DE}]
    corpus = write_jsonl(tmp_path / "corpus.jsonl", rows)
    outputs = []
    for jobs in (1, 2):
        out = tmp_path / f"{jobs}.jsonl"
        done = selon("score", corpus, "--out", out, "--jobs", jobs, "--on-error", "skip")
        assert done.code == 0, done.err
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == 80
    assert selon("score", corpus, "--jobs", 1, "--on-error", "skip").out.encode() == outputs[0]


def test_parquet_has_a_row_of_features_an_article(selon: Selon, tmp_path: Path) -> None:
    out = tmp_path / "scores.parquet"
    assert selon("score", write_corpus(tmp_path, "jsonl", ROWS), "--out", out).code == 0
    scores = selon("score", write_corpus(tmp_path, "jsonl", ROWS)).scores
    rows = pq.read_table(out).to_pylist()
    for row, score in zip(rows, scores, strict=True):
        assert row["id"] == score["article"]["id"]
        assert row["sourcing_score"] == score["sourcing"]["score"]
        assert row["attributions"] == score["attributions"]


@pytest.mark.parametrize("name", ["scores/", "scores", "deep/er/scores/"])
def test_a_folder_gets_a_file_an_article(selon: Selon, tmp_path: Path, name: str) -> None:
    done = selon("score", EXAMPLES, "--out", f"{tmp_path}/{name}")
    assert done == (0, "", "selon: 6 articles scored\n")
    files = sorted((tmp_path / name).iterdir())
    assert [path.name for path in files] == sorted(f"{path.stem}.json" for path in EXAMPLES.iterdir())
    assert [ids(read_lines(path)) for path in files] == [[path.stem] for path in files]


# What can not be scored


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    rows = [*ROWS, {"id": "c", "text": " "}, {"id": "d", "text": DE}, {"id": "e", "text": FR}]
    return write_jsonl(tmp_path / "faulty.jsonl", rows)


@pytest.mark.parametrize("name", ["scores.jsonl", "scores.parquet", "scores/"])
def test_a_run_stops_at_what_can_not_be_scored_and_keeps_what_was(
    selon: Selon, tmp_path: Path, faulty: Path, name: str
) -> None:
    done = selon("score", faulty, "--out", f"{tmp_path}/{name}")
    assert (done.code, done.out) == (1, "")
    kept = tmp_path / name.replace("s.parquet", "s.partial.parquet")
    assert done.err == (
        f"selon: {faulty}:3: the text is empty "
        f"(2 articles kept in {kept}; --on-error skip goes on without it)\n"
    )
    if name.endswith(".parquet"):
        assert pq.read_table(kept)["id"].to_pylist() == ["a", "b"]
        assert not (tmp_path / name).exists()
    else:
        found = [kept] if kept.is_file() else sorted(kept.iterdir())
        assert [id for path in found for id in ids(read_lines(path))] == ["a", "b"]


@pytest.mark.parametrize("name", ["scores.jsonl", "scores.parquet", "scores/"])
def test_what_is_skipped_is_counted_and_listed(selon: Selon, tmp_path: Path, faulty: Path, name: str) -> None:
    done = selon("score", faulty, "--out", f"{tmp_path}/{name}", "--on-error", "skip")
    errors = tmp_path / f"{name.rstrip('/')}.errors.jsonl"
    assert done == (
        0,
        "",
        f"selon: 3 articles scored, 2 skipped (empty 1, language 1), listed in {errors}\n",
    )
    assert read_lines(errors)[0] == {
        "id": "c",
        "where": f"{faulty}:3",
        "reason": "empty",
        "message": f"{faulty}:3: the text is empty",
    }
    assert [(e["id"], e["reason"]) for e in read_lines(errors)] == [("c", "empty"), ("d", "language")]


def test_what_is_skipped_is_said_where_there_is_no_list(selon: Selon, faulty: Path) -> None:
    done = selon("score", faulty, "--on-error", "skip")
    assert (done.code, ids(done.scores)) == (0, ["a", "b", "e"])
    said = done.err.splitlines()
    assert said[0] == f"selon: skipped: {faulty}:3: the text is empty"
    assert said[1].startswith(f"selon: skipped: {faulty}:4: it reads like German")
    assert said[2] == "selon: 3 articles scored, 2 skipped (empty 1, language 1)"


def test_a_list_of_an_earlier_run_does_not_stay(selon: Selon, tmp_path: Path, faulty: Path) -> None:
    out = tmp_path / "scores.jsonl"
    selon("score", faulty, "--out", out, "--on-error", "skip")
    assert selon("score", EXAMPLES, "--out", out, "--force").code == 0
    assert not (tmp_path / "scores.jsonl.errors.jsonl").exists()


def test_nothing_scored_is_a_failure(selon: Selon, tmp_path: Path) -> None:
    corpus = write_jsonl(tmp_path / "corpus.jsonl", [{"text": DE}, {"text": ""}])
    done = selon("score", corpus, "--out", tmp_path / "scores.jsonl", "--on-error", "skip")
    assert done.code == 1
    assert "0 articles scored, 2 skipped" in done.err


BAD_INPUT = [
    ("no such file", ["{tmp}/none.txt"], "none.txt: there is no such file or folder"),
    ("empty folder", ["{tmp}/empty"], "nothing"),
    ("empty file", ["{tmp}/empty.txt"], "empty.txt: the text is empty"),
    ("no row", ["{tmp}/empty.jsonl"], "empty.jsonl: there is no article in it"),
    ("not JSON", ["{tmp}/broken.jsonl"], "broken.jsonl:1: this line is not JSON"),
    ("no text", ["{tmp}/other.jsonl"], "other.jsonl:1: there is no column of text among body_of_work"),
    ("binary", ["{tmp}/image.txt"], "image.txt: this is a PNG image, not text"),
    ("another language", ["{tmp}/de.txt"], "say so with --lang"),
    ("too short", ["{tmp}/short.txt"], "give it with --lang fr or --lang en"),
    ("no server", ["http://127.0.0.1:9/"], "can not be reached"),
    ("standard input twice", ["-", "-"], "name it once"),
    ("json of many", ["{examples}", "--json"], "more than one article"),
    ("page of many", ["{examples}", "--html", "{tmp}/page.html"], "more than one article"),
    ("page there", ["{examples}/fr-depeche.txt", "--html", "{tmp}/de.txt"], "de.txt: this file exists"),
    ("out there", ["{examples}", "--out", "{tmp}/other.jsonl"], "other.jsonl: this file exists"),
    ("parquet there", ["{examples}", "--out", "{tmp}/a.parquet"], "a.parquet: this file exists"),
    ("folder there", ["{examples}", "--out", "{tmp}/full"], "full: this folder holds JSON files"),
    ("no folder", ["{examples}", "--out", "{tmp}/no/a.jsonl"], "no does not exist; make it first"),
    ("page without folder", ["{examples}/fr-depeche.txt", "--html", "{tmp}/no/a.html"], "make it first"),
    ("resume of others", ["{examples}", "--out", "{tmp}/other.jsonl", "--resume"], "not a line of scores"),
]

BAD_USAGE = [
    ("no input", ["score"], "Missing argument"),
    ("unknown option", ["score", "a.txt", "--verbose"], "No such option: --verbose"),
    ("unknown command", ["rate"], "No such command 'rate'"),
    ("on-error", ["score", "a.txt", "--on-error", "ignore"], "--on-error: 'ignore' is not one of"),
    ("jobs", ["score", "a.txt", "--jobs", "0"], "--jobs: 0 is not a number of processes"),
    ("no number", ["score", "a.txt", "--jobs", "many"], "--jobs"),
    ("format", ["score", "a.txt", "--format", "pdf"], "format 'pdf' is not one of text, html"),
    ("language", ["score", "a.txt", "--lang", "de"], "language 'de' is not one of fr, en"),
    ("encoding", ["score", "a.txt", "--encoding", "utf-9"], "encoding 'utf-9' is not known"),
    ("column", ["score", "a.txt", "--column", "corps"], "--column: 'corps' is not FIELD=COLUMN"),
    ("field", ["score", "a.txt", "--column", "corps=text"], "'corps' is not a field of an article"),
    ("suffix", ["score", "a.txt", "--out", "scores.csv"], "'scores.csv' is neither FILE.jsonl"),
    ("json and out", ["score", "a.txt", "--json", "--out", "a.jsonl"], "--out: scores go there, or to"),
    ("resume nothing", ["score", "a.txt", "--resume"], "name it with --out"),
    ("resume and force", ["score", "a.txt", "--out", "a.jsonl", "--resume", "--force"], "give one"),
    ("resume Parquet", ["score", "a.txt", "--out", "a.parquet", "--resume"], "write JSONL"),
    ("over the input", ["score", "{tmp}/a.jsonl", "--out", "{tmp}/a.jsonl", "--force"], "part of the input"),
    ("page over input", ["score", "{tmp}/de.txt", "--html", "{tmp}/de.txt", "--force"], "part of the input"),
    ("into the input", ["score", "{tmp}/full", "--out", "{tmp}/full/a.jsonl"], "part of the input"),
    ("field of nothing", ["explain", "a", "b"], "unexpected extra argument"),
]  # fmt: skip


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, Path]:
    for name, content in {
        "empty.txt": b"",
        "empty.jsonl": b"",
        "broken.jsonl": b'{"text": \n',
        "other.jsonl": b'{"body_of_work": 1}\n',
        "a.jsonl": json.dumps(ROWS[0]).encode(),
        "image.txt": b"\x89PNG\r\n\x1a\n\0\0",
        "de.txt": DE.encode(),
        "short.txt": b"Bonjour",
        "a.parquet": b"mine",
        "full/a.json": b"{}",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "empty").mkdir()
    return {"tmp": tmp_path, "examples": EXAMPLES}


@pytest.mark.parametrize(
    ("arguments", "said"), [case[1:] for case in BAD_INPUT], ids=[c[0] for c in BAD_INPUT]
)
def test_bad_input_ends_in_one_sentence(
    selon: Selon, bad: dict[str, Path], arguments: list[str], said: str
) -> None:
    before = {path: path.read_bytes() for path in bad["tmp"].rglob("*") if path.is_file()}
    done = selon("score", *(argument.format(**bad) for argument in arguments))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("selon: ")
    assert done.err.count("\n") == 1
    assert said in done.err
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("arguments", "said"), [case[1:] for case in BAD_USAGE], ids=[c[0] for c in BAD_USAGE]
)
def test_bad_usage_says_how_to_use_it(
    selon: Selon, bad: dict[str, Path], arguments: list[str], said: str
) -> None:
    before = {path: path.read_bytes() for path in bad["tmp"].rglob("*") if path.is_file()}
    done = selon(*(argument.format(**bad) for argument in arguments))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: selon ")
    assert said in done.err
    assert "╭" not in done.err
    assert {path: path.read_bytes() for path in before} == before


def test_a_file_name_that_is_no_unicode_is_no_hindrance(selon: Selon, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        path.write_text(FR, "utf-8")
    except OSError:
        pytest.skip("this file system holds names to Unicode")
    assert selon("score", path, "--json").code == 0
    assert selon("score", path, "--out", f"{tmp_path}/scores/").code == 0


# Runs that break off


@pytest.mark.parametrize("name", ["scores.jsonl", "scores/"])
def test_a_run_goes_on_where_it_stopped(selon: Selon, tmp_path: Path, faulty: Path, name: str) -> None:
    out, whole = f"{tmp_path}/{name}", f"{tmp_path}/whole-{name}"
    assert selon("score", faulty, "--out", out).code == 1
    if name == "scores.jsonl":
        with Path(out).open("ab") as file:
            file.write(b'{"schema": "selon/1", "article"')  # torn by a power cut
    done = selon("score", faulty, "--out", out, "--on-error", "skip", "--resume")
    assert done.code == 0, done.err
    assert done.err.startswith("selon: 1 article scored, 2 there already, 2 skipped")
    assert selon("score", faulty, "--out", whole, "--on-error", "skip").code == 0
    if name == "scores.jsonl":
        assert Path(out).read_bytes() == Path(whole).read_bytes()
    else:
        assert {p.name: p.read_bytes() for p in Path(out).iterdir()} == {
            p.name: p.read_bytes() for p in Path(whole).iterdir()
        }


def test_a_run_may_be_gone_on_with_that_was_not_begun(selon: Selon, tmp_path: Path) -> None:
    out = tmp_path / "scores.jsonl"
    assert selon("score", EXAMPLES, "--out", out, "--resume").err == "selon: 6 articles scored\n"
    assert (
        selon("score", EXAMPLES, "--out", out, "--resume").err
        == "selon: 0 articles scored, 6 there already\n"
    )
    assert len(read_lines(out)) == 6


@pytest.mark.parametrize("name", ["scores.jsonl", "scores.parquet", "scores/"])
def test_force_replaces(selon: Selon, tmp_path: Path, name: str) -> None:
    out = f"{tmp_path}/{name}"
    corpus = write_corpus(tmp_path, "jsonl", ROWS)
    assert selon("score", EXAMPLES / "fr-depeche.txt", "--out", out).code == 0
    assert selon("score", corpus, "--out", out).code == 1
    assert selon("score", corpus, "--out", out, "--force").code == 0
    if name == "scores.jsonl":
        assert ids(read_lines(Path(out))) == ["a", "b"]


@pytest.fixture
def long_corpus(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "long.jsonl", [{"id": f"{n}", "text": FR} for n in range(5_000)])


@pytest.mark.skipif(os.name == "nt", reason="process groups of POSIX")
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_run_keeps_what_was_computed(tmp_path: Path, long_corpus: Path, jobs: int) -> None:
    out = tmp_path / "scores.jsonl"
    process = start(
        *("score", long_corpus, "--out", out, "--jobs", jobs),
        start_new_session=True,
        # What a shell starts in the background ignores interrupts, and so would this: as from a terminal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not (out.exists() and out.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    printed, said = process.communicate(timeout=60)
    kept = ids(read_lines(out))
    assert (process.returncode, printed) == (130, b"")
    number = f"{len(kept):,} article{'' if len(kept) == 1 else 's'}"
    assert said.decode() == f"selon: interrupted; {number} kept in {out}\n"
    assert kept == [f"{n}" for n in range(len(kept))]


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_that_leaves_is_no_error(long_corpus: Path, jobs: int) -> None:
    process = start("score", long_corpus, "--jobs", jobs)
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline().startswith(b'{"schema"')
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 1


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")
def test_a_terminal_gets_a_progress_bar_and_a_file_does_not(tmp_path: Path) -> None:
    import pty

    corpus = write_jsonl(tmp_path / "corpus.jsonl", [{"id": f"{n}", "text": FR} for n in range(40)])
    terminal, end = pty.openpty()
    process = start("score", corpus, "--out", tmp_path / "scores.jsonl", stderr=end)
    os.close(end)
    shown = b""
    while True:
        try:
            shown += (piece := os.read(terminal, 65_536))
        except OSError:  # the way that Linux tells the end
            break
        if not piece:
            break
    os.close(terminal)
    assert process.stdout is not None and process.stdout.read() == b""
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert re.search(rb"\d+ articles .*\x1b", shown)
    assert b"selon: 40 articles scored" in shown


# Fields


@pytest.mark.parametrize(
    "name", ["attributed_share", "sourcing.score", "framing.hedges[].kind", "hedges.kind"]
)
def test_a_field_is_explained(selon: Selon, name: str) -> None:
    done = selon("explain", name)
    assert (done.code, done.err) == (0, "")
    assert name.rpartition(".")[2] in done.out.splitlines()[0]


def test_an_explanation_has_all_there_is_to_say(selon: Selon) -> None:
    printed = selon("explain", "attributed_share").out
    for label in ("unit", "range", "direction", "formula", "source"):
        assert re.search(rf"^ +{label} ", printed, re.M)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("atributed_share", "closest: sourcing.components.attributed_share"),
        ("mentions[", "closest: sourcing.sources[].mentions"),
        ("score/100", "closest: sourcing.score"),
        ("", "lists them all"),
    ],
)
def test_no_such_field_names_the_closest(selon: Selon, name: str, said: str) -> None:
    done = selon("explain", name)
    assert (done.code, done.out) == (1, "")
    assert said in done.err


def test_all_fields_are_listed(selon: Selon) -> None:
    assert re.findall(r"^\S+", selon("explain").out, re.M) == [field.name for field in FIELDS]
