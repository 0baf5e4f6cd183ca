"""The README can not rot: its commands and snippets run, its output and its tables are the real ones.

After a change that is meant, `SELON_UPDATE_SNAPSHOTS=1 pytest tests/test_readme.py` writes the output again.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from selon.cli import main
from selon.eval.heldout import render_table
from selon.model.bundle import BASE, load_bundle
from selon.model.features import feature_schema
from selon.model.sourcing import WEIGHTS

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TEXT = README.read_text("utf-8")
UPDATE = os.environ.get("SELON_UPDATE_SNAPSHOTS") == "1"

FULL_SOURCES = 2  # those that the README shows whole


def find_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.M | re.S)


def shorten(printed: str) -> str:
    """What the README shows of a summary: the ledger after its first two sources is left out."""
    lines = [line.rstrip() for line in printed.replace(version("selon"), "0.1.0").splitlines()]
    heads = [number for number, line in enumerate(lines) if re.match(r" +\d+% ", line)]
    end = next(number for number in range(heads[-1], len(lines)) if not lines[number].startswith("   "))
    return "\n".join([*lines[: heads[FULL_SOURCES]], "…", *lines[end:]]) + "\n"


def has_dot_products() -> bool:
    """Whether this CPU multiplies 8-bit numbers as the one that the README was written on: others round
    elsewhere, and a confidence near a threshold may fall on its other side."""
    flags = Path("/proc/cpuinfo")
    return flags.exists() and bool(re.search(r"\bavx(512)?_vnni\b", flags.read_text("utf-8")))


@pytest.mark.skipif(not has_dot_products(), reason="this CPU has no 8-bit dot products (VNNI)")
def test_the_output_is_the_real_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["score", str(ROOT / "data" / "examples" / "fr-depeche.txt")])
    shown = shorten(capsys.readouterr().out)
    if UPDATE:
        block = re.compile(r"(?<=^```text\n).*?(?=^```$)", re.M | re.S)
        README.write_text(block.sub(lambda _: shown, TEXT, count=1), "utf-8")
        return
    assert find_blocks("text")[0] == shown


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the README speaks of: the examples, two corpora, and `selon` on the path."""
    folder = tmp_path_factory.mktemp("readme")
    examples = shutil.copytree(ROOT / "data" / "examples", folder / "data" / "examples")
    shutil.copytree(ROOT / "data" / "labelled", folder / "data" / "labelled")
    texts = {path.stem: path.read_text("utf-8") for path in sorted(examples.glob("*.txt"))}
    rows = [json.dumps({"id": id, "text": text}, ensure_ascii=False) for id, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    quoted = texts["fr-tribune"].replace('"', '""')
    (folder / "presse.csv").write_text(f'titre,article_complet\nUn,"{quoted}"\nDeux,"{quoted}"\n', "utf-8")
    command = folder / "bin" / "selon"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c 'from selon.cli import main; main()' \"$@\"\n")
    command.chmod(0o755)
    return folder


def find_commands() -> Iterator[str]:
    for block in find_blocks("sh"):
        for line in block.splitlines():
            yield line.split(" #")[0].rstrip()


def test_the_commands_of_selon_run(folder: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("there is no bash")
    commands = [command for command in find_commands() if "selon " in command]
    assert len(commands) >= 8
    # head leaves before selon has written all, which is no error: without pipefail
    script = "\n".join(["set -e", f"PATH='{folder / 'bin'}':$PATH", *commands])
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert [
        line
        for line in done.stderr.splitlines()
        if not re.match(r"selon: (written|\d+ articles|0 errors)", line)
    ] == []
    assert (folder / "page.html").exists()
    assert len((folder / "scores.jsonl").read_text("utf-8").splitlines()) == 6
    assert len(list((folder / "presse").glob("*.json"))) == 2


def test_the_other_commands_are_known() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    others = [command for command in find_commands() if "selon " not in command]
    assert set(others) <= {f"make {target}" for target in targets} | {"pip install ."}


def test_the_snippets_run(folder: Path) -> None:
    if not (folder / "scores.parquet").exists():
        subprocess.run(
            [folder / "bin" / "selon", "score", "corpus.jsonl", "--out", "scores.parquet"], cwd=folder
        )
    printed = [
        subprocess.run(
            [sys.executable, "-c", block], cwd=folder, capture_output=True, text=True, check=True
        ).stdout
        for block in find_blocks("python")
    ]
    assert len(printed) == 2
    assert "Ilona Brecht | direct | neutral | « Nous avons quitté la table" in printed[0]
    assert "'attributions', 'boilerplate'" in printed[0]
    assert printed[1].count("'sourcing_score': ") == 5


def test_the_weights_are_those_of_the_formula() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (0\.\d\d) \|", TEXT, re.M)
    assert {name: float(weight) for name, weight in rows} == dict(WEIGHTS)


def test_the_columns_that_are_named_exist() -> None:
    named = re.findall(r"`((?:sources|statements|cues|naming|hedges)_\w+)`", TEXT)
    assert len(named) == 5
    assert set(named) <= set(feature_schema().names)


def test_the_accuracy_is_that_of_the_shipped_bundle() -> None:
    shown = re.search(r"<!-- accuracy: .*?-->\n(.*?)<!-- end of accuracy -->", TEXT, re.S)
    table = render_table(load_bundle(BASE).manifest.metrics)
    if UPDATE:
        README.write_text(README.read_text("utf-8").replace(shown[1], table), "utf-8")  # type: ignore[index]
        return
    assert shown and shown[1] == table


def test_links_lead_somewhere() -> None:
    headings = {re.sub(r"\W+", "-", heading.lower()) for heading in re.findall(r"^#+ (.*)$", TEXT, re.M)}
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        assert target[1:] in headings if target.startswith("#") else (ROOT / target).exists(), target


def test_the_version_to_cite_is_this_one() -> None:
    assert re.findall(r"version = \{(.+?)\}", TEXT) == [version("selon")]
