"""A bundle in words and tables, for the terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..eval.heldout import SHOWN
from ..model.bundle import Bundle
from .summary import plain
from .terminal import join_sections


def render_bundle(bundle: Bundle) -> Group:
    """What a bundle holds, what it was trained on, and how it measured."""
    return join_sections((_files(bundle), _sets(bundle), _metrics(bundle)))


def _files(bundle: Bundle) -> Iterator[RenderableType]:
    manifest = bundle.manifest
    yield Text("BUNDLE  ", style="bold").append(
        plain(f"{manifest.name} {manifest.version}, made {manifest.created} with selon {manifest.selon}"),
        style="not bold",
    )
    lines = [f"in {bundle.path}, sha256 {bundle.sha256}", f"terms of the weights: {manifest.licence}"]
    lines += [f"{name}: {(bundle.path / name).stat().st_size / 1e6:.1f} MB" for name in manifest.files]
    lines.append(
        f"attributions from a confidence of {manifest.decoding.threshold:.2f} on; by the encoder: "
        + (", ".join(manifest.decoding.learned) or "no attributes")
    )
    for line in lines:
        yield Padding(Text(plain(line)), (0, 0, 0, 2))


def _sets(bundle: Bundle) -> Iterator[RenderableType]:
    yield Text("TRAINED ON", style="bold")
    table = Table("set", "tasks", "articles", "licence", box=None, padding=(0, 2, 0, 2))
    for row in bundle.manifest.training_sets:
        table.add_row(
            plain(row["name"]), ", ".join(row["tasks"]), f"{row['articles']:,}", plain(row["licence"])
        )
    yield table


def _metrics(bundle: Bundle) -> Iterator[RenderableType]:
    metrics = bundle.manifest.metrics
    yield Text("MEASURED on articles not seen in training", style="bold")
    if not metrics:
        yield Padding(Text("nothing: the recipe kept no article out"), (0, 0, 0, 2))
        return
    table = Table("metric", *metrics, box=None, padding=(0, 2, 0, 2))
    for name in SHOWN:
        cells = [found.get(name) for found in metrics.values()]
        if any(cells):
            table.add_row(
                name, *(f"{c['value']:.3f}" if c and c["value"] is not None else "–" for c in cells)
            )
    yield table
    if compared := bundle.manifest.quantisation:
        said = ", ".join(f"{name} {value}" for name, value in compared.items())
        yield Padding(Text(f"int8 beside fp32: {said}"), (0, 0, 0, 2))
