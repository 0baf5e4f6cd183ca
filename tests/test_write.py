import io
import json
import math
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selon.data.write import (
    FolderWriter,
    JsonlWriter,
    LazyJsonlWriter,
    ParquetWriter,
    StreamWriter,
    infer_schema,
    render_line,
    written_ids,
)

SCALARS = st.none() | st.booleans() | st.integers() | st.text()
ROWS = st.lists(st.dictionaries(st.text(), SCALARS | st.lists(SCALARS, max_size=3), max_size=4), max_size=4)


def read_back(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def has_surrogate(rows: object) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in json.dumps(rows, ensure_ascii=False))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@given(rows=ROWS)
def test_jsonl_is_read_back_as_written(scratch: Path, rows: list[dict]) -> None:
    path = scratch / "rows.jsonl"
    with JsonlWriter(path, "replace") as writer:
        writer.write(rows)
    assert has_surrogate(rows) or read_back(path) == rows


def test_jsonl_has_each_row_on_disk_before_the_next_and_after_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with pytest.raises(KeyboardInterrupt), JsonlWriter(path) as writer:
        writer.write([{"id": "a"}, {"id": "b"}])
        assert [row["id"] for row in read_back(path)] == ["a", "b"]
        raise KeyboardInterrupt
    with JsonlWriter(path, "append") as writer:
        writer.write([{"id": "c"}])
    assert written_ids(path) == {"a", "b", "c"}


def test_json_has_no_nan(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with JsonlWriter(path) as writer:
        writer.write([{"a": math.nan, "b": [math.inf, {"c": 1.5}], "d": "é\u2028"}])
    assert read_back(path) == [{"a": None, "b": [None, {"c": 1.5}], "d": "é\u2028"}]


def test_a_lone_surrogate_does_not_end_a_run(tmp_path: Path) -> None:
    with JsonlWriter(tmp_path / "rows.jsonl") as writer:
        writer.write([{"id": "a\ud800"}])
    assert read_back(tmp_path / "rows.jsonl") == [{"id": "a?"}]


@pytest.mark.parametrize("writer", [JsonlWriter, ParquetWriter])
def test_nothing_is_overwritten_unasked(tmp_path: Path, writer) -> None:
    path = tmp_path / "out.parquet"
    path.write_text("mine")
    with pytest.raises(FileExistsError, match=r"out\.parquet: this file exists"), writer(path):
        pass
    assert path.read_text() == "mine"
    with writer(path, mode="replace") as opened:
        opened.write([{"id": "a"}])
    assert path.read_bytes() != b"mine"


@pytest.mark.parametrize("writer", [JsonlWriter, ParquetWriter])
def test_a_folder_that_is_not_there_is_said_at_once(tmp_path: Path, writer) -> None:
    with (
        pytest.raises(FileNotFoundError, match=r"the folder .* does not exist"),
        writer(tmp_path / "no" / "out"),
    ):
        pass


def test_a_closed_writer_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not open"):
        JsonlWriter(tmp_path / "a.jsonl").write([{}])


@pytest.mark.parametrize(
    ("content", "ids", "kept"),
    [
        (b"", set(), b""),
        (b'{"id": "a"}\n', {"a"}, b'{"id": "a"}\n'),
        (b'{"article": {"id": "a"}}\n{"art', {"a"}, b'{"article": {"id": "a"}}\n'),
        (b'{"id": "a"}\n{"id": "b"}', {"a"}, b'{"id": "a"}\n'),  # its line end is missing: scored again
        (b'{"id": "\xc3\xa9"}\n{"id": "\xc3', {"é"}, b'{"id": "\xc3\xa9"}\n'),
        (b"{", set(), b""),
    ],
)  # fmt: skip
def test_a_run_goes_on_after_the_last_whole_line(
    tmp_path: Path, content: bytes, ids: set, kept: bytes
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    assert written_ids(path) == ids
    assert path.read_bytes() == kept


@pytest.mark.parametrize(
    "content", [b"Un article.", b"Un article.\n", b'{"a": 1}\n', b"[1]\n", b'{"article": 1}\n', b"1"]
)
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"article\.txt:1: this is not a line of scores"):
        written_ids(path)
    assert path.read_bytes() == content


def test_no_file_has_no_ids(tmp_path: Path) -> None:
    assert written_ids(tmp_path / "none.jsonl") == set()


@pytest.mark.parametrize(
    ("row", "id"),
    [({"id": "a"}, "a"), ({"article": {"id": "b"}}, "b"), ({}, ""), ({"id": 1}, ""), ({"article": None}, "")],
)
def test_a_line_knows_its_id(row: dict, id: str) -> None:
    assert render_line(row).id == id


@given(rows=ROWS)
def test_a_line_is_written_as_its_row(scratch: Path, rows: list[dict]) -> None:
    written = []
    for given_rows in (rows, [render_line(row) for row in rows]):
        with JsonlWriter(scratch / "lines.jsonl", "replace") as writer:
            writer.write(given_rows)
        written.append((scratch / "lines.jsonl").read_bytes())
    assert written[0] == written[1]


def test_a_stream_has_each_row_at_once() -> None:
    stream = io.BytesIO()
    with StreamWriter(stream) as writer:
        writer.write([{"id": "a"}])
        assert stream.getvalue() == b'{"id": "a"}\n'
    assert not stream.closed


def test_a_lazy_file_is_made_with_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with LazyJsonlWriter(path) as writer:
        assert not path.exists()
        writer.write([{"id": "a"}])
        writer.write([{"id": "b"}])
    assert written_ids(path) == {"a", "b"}
    with LazyJsonlWriter(path, "replace"):
        pass
    assert not path.exists()


def score(id: str) -> dict:
    return {"schema": "selon/1", "article": {"id": id}}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("fr-001", "fr-001.json"),
        ("a.jsonl:12", "a.jsonl_12.json"),
        ("été#2", "été#2.json"),
        ("https://a.example/b?c", "https___a.example_b_c.json"),
        ("../../etc/passwd", "_.._etc_passwd.json"),
        (".hidden", "hidden.json"),
        ("…", "_.json"),
        ("..", "article.json"),
        ("x" * 300, "x" * 150 + ".json"),
    ],
)
def test_a_file_is_named_by_its_article(tmp_path: Path, id: str, name: str) -> None:
    with FolderWriter(tmp_path / "scores", "new") as writer:
        writer.write([score(id)])
    assert names(tmp_path / "scores") == [name]
    assert written_ids(tmp_path / "scores") == {id}


def test_articles_with_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    ids = {"a/b", "a_b", "a?b", "A_B"}
    with FolderWriter(tmp_path, "new") as writer:
        writer.write(score(id) for id in sorted(ids))
    assert written_ids(tmp_path) == ids
    with FolderWriter(tmp_path, "append") as writer:
        writer.write([score("a:b")])
    assert written_ids(tmp_path) == {*ids, "a:b"}
    assert len({name.casefold() for name in names(tmp_path)}) == 5


def test_a_folder_of_scores_is_not_written_into_unasked(tmp_path: Path) -> None:
    with FolderWriter(tmp_path, "new") as writer:
        writer.write([score("a"), score("b")])
    with pytest.raises(FileExistsError, match="this folder holds JSON files"), FolderWriter(tmp_path, "new"):
        pass
    with FolderWriter(tmp_path, "replace") as writer:
        writer.write([{**score("a"), "new": True}])
    assert names(tmp_path) == ["a.json", "b.json"]
    assert read_back(tmp_path / "a.json")[0]["new"]


def test_a_folder_of_something_else_is_no_folder_of_scores(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    with pytest.raises(ValueError, match=r"package\.json: this is not a line of scores"):
        written_ids(tmp_path)


SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("outlet", pa.string()),
        ("score", pa.float64()),
        ("attributions", pa.list_(pa.struct([("cue", pa.list_(pa.int32())), ("mode", pa.string())]))),
    ]
)


def row(number: int) -> dict:
    return {
        "id": f"a{number}",
        "score": number / 2,
        "attributions": [{"cue": [0, number], "mode": "direct"}] * (number % 3),
    }


def test_parquet_is_read_back_as_written_in_groups(tmp_path: Path) -> None:
    path = tmp_path / "scores.parquet"
    with ParquetWriter(path, SCHEMA, row_group_rows=4) as writer:
        for number in range(10):
            writer.write([row(number)])
    file = pq.ParquetFile(path)
    assert file.schema_arrow.equals(SCHEMA)
    assert [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)] == [4, 4, 2]
    assert file.read().to_pylist() == [{"outlet": None, **row(number)} for number in range(10)]
    assert [entry.name for entry in tmp_path.iterdir()] == ["scores.parquet"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_what_was_computed_before_a_fault_is_kept(tmp_path: Path, fault: type[BaseException]) -> None:
    path = tmp_path / "scores.parquet"
    with pytest.raises(fault), ParquetWriter(path, SCHEMA, row_group_rows=4) as writer:
        writer.write(row(number) for number in range(5))
        raise fault
    assert not path.exists()
    assert pq.read_table(tmp_path / "scores.partial.parquet").num_rows == 5


def test_nothing_computed_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), ParquetWriter(tmp_path / "scores.parquet", SCHEMA):
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_an_empty_run_leaves_an_empty_table(tmp_path: Path) -> None:
    with ParquetWriter(tmp_path / "scores.parquet", SCHEMA):
        pass
    assert pq.read_table(tmp_path / "scores.parquet").num_rows == 0


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"id": "a", "scroe": 1.0}, "column 'scroe' is not in the schema"),
        ({"id": "a", "score": "high"}, "a value does not fit its column"),
        ({"id": ["a"]}, "a value does not fit its column"),
    ],
)
def test_a_row_that_does_not_fit_is_not_written_otherwise(tmp_path: Path, bad: dict, message: str) -> None:
    with (
        pytest.raises(ValueError, match=message),
        ParquetWriter(tmp_path / "scores.parquet", SCHEMA) as writer,
    ):
        writer.write([bad])


@pytest.mark.parametrize(
    ("rows", "name", "expected"),
    [
        ([{"a": None}, {"a": None}], "a", pa.string()),
        ([{"a": None}, {"a": 1}], "a", pa.int64()),
        ([{"a": []}], "a", pa.list_(pa.string())),
        (
            [{"a": [{"x": None, "y": 0.5}]}],
            "a",
            pa.list_(pa.struct([("x", pa.string()), ("y", pa.float64())])),
        ),
        ([{}, {"a": True}], "a", pa.bool_()),
    ],
)
def test_a_column_that_is_empty_so_far_is_taken_for_text(
    rows: list[dict], name: str, expected: pa.DataType
) -> None:
    assert infer_schema(rows).field(name).type == expected


def test_values_that_do_not_agree_are_named() -> None:
    with pytest.raises(ValueError, match="column 'a' do not agree"):
        infer_schema([{"a": 1}, {"a": "x"}])
