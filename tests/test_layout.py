"""The shape of the project: imports run one way, only the command line prints, the wheel is complete."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from selon.model.records import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES

ROOT = Path(__file__).resolve().parents[1]
CODE_FOLDERS = ("data", "model", "training", "eval", "view")
DATA_FILES = (
    "py.typed",
    "data/*.toml",
    "data/lexicons/*.toml",
    "data/examples/*",
    "data/labelled/*",
    "model/bundles/base/*",
    "training/recipes/*.toml",
    "eval/*.json",
    "view/templates/*",
)
LEXICONS = sorted((ROOT / "data" / "lexicons").glob("*.toml"))

# data <- model <- training | eval <- view <- cli
MAY_IMPORT = {
    "__init__": set(),
    "data": {"data"},
    "model": {"data", "model"},
    "training": {"data", "model", "training"},
    "eval": {"data", "model", "eval"},
    "view": {"data", "model", "eval", "view"},
    "cli": {"cli", "data", "model", "training", "eval", "view"},
}
MAY_PRINT = {"eval", "cli"}


def find_modules() -> list[Path]:
    """Every module of the package, relative to the root, which is the package."""
    folders = [path for name in CODE_FOLDERS for path in (ROOT / name).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.py"), *folders])


def layer_of(module: Path) -> str:
    """The folder directly under the root that a module stands in, or its own name; all of `cli*.py` are one."""
    name = module.parts[0].removesuffix(".py")
    return "cli" if name.startswith("cli") else name


def imported_layers(tree: ast.AST, module: Path) -> Iterator[str]:
    """Layers of the package that a module imports; `selon` where it names the package itself.

    A bare `import eval` or `from data import ...` counts too: it would work only in the root folder.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = module.parts[:-1]
            base = package[: len(package) - node.level + 1] if node.level else ()
            path = [*base, *(node.module.split(".") if node.module else ())]
            names = [".".join(path)] if path else [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            layer = name.split(".")[0]
            if layer in MAY_IMPORT or layer == "selon":
                yield layer


def printing_lines(tree: ast.AST) -> list[int]:
    """Lines that call `print`."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]


@pytest.mark.parametrize(
    ("module", "line", "layers"),
    [
        ("model/score.py", "from ..data.article import Article", ["data"]),
        ("model/score.py", "from ..view import page", ["view"]),
        ("model/score.py", "from .. import eval", ["eval"]),
        ("model/score.py", "from .records import Span", ["model"]),
        ("model/score.py", "from . import records, text", ["model"]),
        ("model/deep/tag.py", "from ..records import Span", ["model"]),
        ("model/deep/tag.py", "from ...view import page", ["view"]),
        ("model/score.py", "def f():\n    from ..view import page", ["view"]),
        ("cli.py", "from .data import article", ["data"]),
        ("cli.py", "from . import view", ["view"]),
        ("data/article.py", "import eval", ["eval"]),
        ("data/article.py", "from selon.model import records", ["selon"]),
        ("data/article.py", "import datasets, json\nfrom dataclasses import dataclass", []),
    ],
)
def test_imports_are_read_from_every_form(module: str, line: str, layers: list[str]) -> None:
    assert list(imported_layers(ast.parse(line), Path(module))) == layers


def test_every_layer_is_found() -> None:
    assert {"__init__", "data", "model", "training", "view"} <= {
        layer_of(module) for module in find_modules()
    }


@pytest.mark.parametrize("module", find_modules(), ids=str)
def test_imports_run_one_way(module: Path) -> None:
    tree = ast.parse((ROOT / module).read_text("utf-8"))
    allowed = MAY_IMPORT.get(layer_of(module), set())
    assert set(imported_layers(tree, module)) <= allowed


@pytest.mark.parametrize("module", find_modules(), ids=str)
def test_only_the_command_line_prints(module: Path) -> None:
    lines = printing_lines(ast.parse((ROOT / module).read_text("utf-8")))
    assert layer_of(module) in MAY_PRINT or not lines


def test_printing_lines_are_found() -> None:
    assert printing_lines(ast.parse("print(1)\ndef f():\n    print()\npretty(print)")) == [1, 3]


def test_the_root_is_the_package() -> None:
    assert not (ROOT / "selon").exists()
    assert not (ROOT / "conftest.py").exists()
    assert not (ROOT / "tests" / "__init__.py").exists()
    body = ast.parse((ROOT / "__init__.py").read_text("utf-8")).body
    assert len(body) == 1 and ast.get_docstring(ast.Module(body, [])), (
        "the root __init__.py is a docstring only"
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data" / "lexicons").glob("*.toml")), ids=lambda path: path.name
)
def test_each_lexicon_names_its_source_and_licence(path: Path) -> None:
    lexicon = tomllib.loads(path.read_text("utf-8"))
    for field in ("source", "licence"):
        value = lexicon.get(field)
        assert isinstance(value, str) and value.strip(), f"{path.name} names no {field}"


@pytest.fixture(scope="module")
def wheel_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Names in the wheel that is built from the source distribution, with the text of its metadata files.

    Built from a copy without `*.egg-info`, whose list of an earlier build would be packed again.
    """
    folder = tmp_path_factory.mktemp("build")
    skip = shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "__pycache__")
    source = shutil.copytree(ROOT, folder / "source", ignore=skip)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / "dist"), str(source)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {
            name: archive.read(name).decode("utf-8") if ".dist-info/" in name else ""
            for name in archive.namelist()
        }


def test_the_wheel_holds_the_package_and_nothing_else(wheel_files: dict[str, str]) -> None:
    data_files = [path.relative_to(ROOT) for pattern in DATA_FILES for path in ROOT.glob(pattern)]
    expected = {f"selon/{path.as_posix()}" for path in [*find_modules(), *data_files]}
    assert {name for name in wheel_files if ".dist-info/" not in name} == expected


def test_the_wheel_names_its_command_and_licence(wheel_files: dict[str, str]) -> None:
    metadata = {
        name.partition(".dist-info/")[2]: text for name, text in wheel_files.items() if ".dist-info/" in name
    }
    assert "selon = selon.cli:main" in metadata["entry_points.txt"]
    assert "END OF TERMS AND CONDITIONS" in metadata["licenses/LICENSE"]
    assert "License-Expression: Apache-2.0" in metadata["METADATA"]


@pytest.mark.parametrize(
    "label", sorted({*MODES, *CUE_CLASSES, *SOURCE_TYPES, *NAMINGS, *HEDGE_KINDS, *VOICES})
)
def test_the_annotation_scheme_names_each_label(label: str) -> None:
    assert f"`{label}`" in (ROOT / "docs" / "annotation.md").read_text("utf-8")


def test_the_data_card_names_each_example() -> None:
    card = (ROOT / "docs" / "examples.md").read_text("utf-8")
    assert {path.name for path in (ROOT / "data" / "examples").iterdir()} == set(
        re.findall(r"^\| `(.+?)`", card, re.M)
    )
