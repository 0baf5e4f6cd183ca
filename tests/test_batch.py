import io
import json
import operator
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from selon.data.article import Article
from selon.data.corpus import Skip
from selon.data.write import Line, written_ids
from selon.model.batch import (
    CHUNK_ARTICLES,
    CHUNKS_AHEAD,
    MIN_PARALLEL,
    Failure,
    Output,
    score_corpus,
    score_json,
    score_line,
    score_many,
    score_row,
)

FR = "« Le pont rouvrira mardi », a déclaré le maire, Paul Ordiz. Selon la préfecture, il serait sûr."
EN = "“The bridge will reopen on Tuesday,” said the mayor, Paul Ordiz. It may be safe, according to police."
name_of = operator.attrgetter("id")  # a worker can import it


def article(number: int) -> Article:
    return Article(id=f"{number}", lang=("fr", "en")[number % 2], text=(FR, EN)[number % 2])


def skip(number: int) -> Skip:
    return Skip(f"s{number}", f"a.jsonl:{number}", "empty", f"a.jsonl:{number}: the text is empty")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("number", [0, 1, MIN_PARALLEL - 1, MIN_PARALLEL, 200])
def test_results_come_in_order(number: int, jobs: int) -> None:
    articles = [article(n) for n in range(number)]
    assert list(score_many(articles, name_of, jobs)) == [a.id for a in articles]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_no_article_is_passed_through_in_its_place(jobs: int) -> None:
    items = [skip(n) if n % 3 else article(n) for n in range(100)]
    results = list(score_many(items, name_of, jobs))
    assert results == [item if isinstance(item, Skip) else item.id for item in items]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_breakdown_is_told_and_ends_nothing(jobs: int) -> None:
    results = list(score_many([article(n) for n in range(100)], operator.attrgetter("id.colour"), jobs))
    assert [result.id for result in results if isinstance(result, Failure)] == [f"{n}" for n in range(100)]
    assert isinstance(results[0], Failure)
    assert results[0].reason == "failed"
    assert "AttributeError at batch.py:" in results[0].message
    assert "has no attribute 'colour'" in results[0].message


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_forms_of_a_score_agree(lang: str) -> None:
    one = article(("fr", "en").index(lang))
    score, row = score_json(one), score_row(one)
    assert json.loads(score_line(one).data) == score
    assert score_line(one).id == row["id"] == score["article"]["id"]
    assert row["attributions"] == score["attributions"]
    assert row["statements"] == 2


def test_workers_score_as_this_process_does() -> None:
    articles = [article(n) for n in range(MIN_PARALLEL)]
    assert list(score_many(articles, score_line, 2)) == [score_line(one) for one in articles]


class Counted:
    """Articles that are counted as they are read."""

    def __init__(self, number: int) -> None:
        self.read = 0
        self.number = number

    def __iter__(self) -> Iterator[Article]:
        for number in range(self.number):
            self.read = number + 1
            yield article(number)


@pytest.mark.parametrize(("jobs", "ahead"), [(1, 1), (2, CHUNK_ARTICLES * CHUNKS_AHEAD * 2)])
def test_no_more_is_read_ahead_than_is_said(jobs: int, ahead: int) -> None:
    articles = Counted(1_000)
    results = score_many(articles, name_of, jobs)
    for count, _ in enumerate(results, 1):
        assert articles.read - count < max(ahead, MIN_PARALLEL if jobs > 1 else 1)
        if count == 300:
            break
    results.close()


def test_long_articles_go_out_alone() -> None:
    articles = Counted(1_000)
    long = (Article(one.id, one.lang, one.text * 3_000) for one in articles)
    results = score_many(long, name_of, 2)
    next(results)
    assert articles.read == MIN_PARALLEL
    assert [next(results) for _ in range(70)]
    assert articles.read < 71 + CHUNKS_AHEAD * 2 + 1
    results.close()


def test_a_caller_may_leave_and_come_back() -> None:
    for _ in range(3):
        results = score_many((article(n) for n in range(500)), name_of, 2)
        assert next(results) == "0"
        results.close()


def test_a_reader_that_fails_ends_the_run() -> None:
    def articles() -> Iterator[Article]:
        yield from map(article, range(100))
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(score_many(articles(), name_of, 2))


def test_a_worker_that_is_killed_is_said() -> None:
    def die(one: Article) -> None:
        os._exit(9)  # as the system does where memory runs out

    with pytest.raises(MemoryError, match="most likely because memory ran out"):
        list(score_many(map(article, range(200)), die, 2))
    assert len(list(score_many(map(article, range(200)), name_of, 2))) == 200


# Outputs


@pytest.mark.parametrize(
    ("name", "kind", "partial"),
    [
        ("a.jsonl", ".jsonl", "a.jsonl"),
        ("A.NDJSON", ".ndjson", "A.NDJSON"),
        ("a.b.parquet", ".parquet", "a.b.partial.parquet"),
        ("a", "folder", "a"),
        ("there.csv", "folder", "there.csv"),
    ],
)
def test_an_output_is_known_by_its_suffix(tmp_path: Path, name: str, kind: str, partial: str) -> None:
    (tmp_path / "there.csv").mkdir()
    output = Output(tmp_path / name)
    assert (output.kind, output.partial) == (kind, tmp_path / partial)
    assert output.errors == tmp_path / f"{name}.errors.jsonl"


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl.gz", "a.txt"])
def test_an_unknown_suffix_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"is neither FILE\.jsonl, FILE\.parquet nor FOLDER/"):
        Output(Path(name))


def test_parquet_can_not_be_added_to() -> None:
    with pytest.raises(ValueError, match="write JSONL"):
        Output(Path("a.parquet"), "append")


def test_a_stream_gets_lines_and_no_list_of_errors() -> None:
    stream = io.BytesIO()
    output = Output(stream)
    assert (output.kind, output.partial, output.errors) == ("stream", None, None)
    outcomes = list(score_corpus([article(1), skip(2), article(3)], output, jobs=1))
    assert outcomes == ["scored", skip(2), "scored"]
    assert [json.loads(line)["article"]["id"] for line in stream.getvalue().splitlines()] == ["1", "3"]


@pytest.mark.parametrize("name", ["scores.jsonl", "scores"])
def test_what_an_output_holds_is_not_scored_again(tmp_path: Path, name: str) -> None:
    output = Output(tmp_path / name, "append")
    assert list(score_corpus([article(1), article(2)], output, 1)) == ["scored", "scored"]
    assert list(score_corpus(map(article, (1, 2, 3)), output, 1)) == ["kept", "kept", "scored"]
    assert written_ids(tmp_path / name) == {"1", "2", "3"}


def test_each_score_is_on_disk_when_it_is_told_of(tmp_path: Path) -> None:
    output = Output(tmp_path / "scores.jsonl")
    for count, _ in enumerate(score_corpus(map(article, range(5)), output, 1), 1):
        assert len(written_ids(tmp_path / "scores.jsonl")) == count


def test_a_line_is_what_is_passed_between_processes() -> None:
    assert isinstance(score_line(article(0)), Line)
    assert score_line(article(0)).data.endswith(b"}\n")
