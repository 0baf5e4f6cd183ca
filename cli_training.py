"""The commands `selon finetune` and `selon bundle …`: they print, and are hung into the command line by
`cli.py`."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .training.finetune import Notify, Progress

LINE_SECONDS = 60.0  # between lines where there is no terminal to show a bar in

bundle = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Look into bundles, and make a backbone smaller."
)


def finetune(
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="A recipe, see docs/training.md.", show_default=False)
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="Write the bundle here.", show_default=False)
    ],
    run: Annotated[
        Path | None,
        typer.Option(
            "--run", metavar="FOLDER", help="Checkpoints and logs; by default the bundle's name with .run."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a bundle that exists.")] = False,
) -> None:
    """Fine-tune an encoder on labelled sets and write a bundle. A run that broke off goes on where it was.

    Needs `pip install 'selon[finetune]'`. On a GPU minutes, on two CPU cores hours.
    """
    from .data.write import check_target

    check_target(out / "manifest.json" if out.is_dir() else out, "replace" if force else "new")
    try:
        import torch  # noqa: F401
        import transformers
    except ImportError as error:
        raise ValueError(
            f"fine-tuning needs {error.name}, which is not installed; run pip install 'selon[finetune]'"
        ) from None
    from .eval.heldout import measure_held_out
    from .model.bundle import write_manifest
    from .training.build import build_bundle
    from .training.config import read_recipe
    from .view.bundle_card import render_card

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    folder = run or out.with_name(f"{out.name}.run")
    with _track() as notify:
        built = build_bundle(read_recipe(recipe), recipe.parent, folder, out, notify)
    written = built.bundle
    if built.held_out is not None:
        metrics = measure_held_out(built.items, built.held_out)
        written = write_manifest(out, replace(built.bundle.manifest, metrics=metrics))
    (out / "model_card.md").write_text(render_card(written.manifest), encoding="utf-8")
    print(f"selon: written: {out} (sha256 {written.sha256[:12]}…)", file=sys.stderr)


@bundle.command()
def show(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="A bundle. By default the shipped one.")
    ] = None,
) -> None:
    """Print what a bundle holds, what it was trained on and how it measured. Checks every digest."""
    from rich.console import Console

    from .model.bundle import BASE, load_bundle
    from .view.bundle import render_bundle

    Console(highlight=False).print(render_bundle(load_bundle(path or BASE)))


@bundle.command()
def prune(
    backbone: Annotated[str, typer.Argument(metavar="BACKBONE", help="A folder or Hugging Face id.")],
    texts: Annotated[
        list[str],
        typer.Argument(
            metavar="CORPUS", help="Corpora, as `selon score` reads them, in the languages to keep."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="Write the smaller backbone here.")
    ],
    least: Annotated[
        int,
        typer.Option("--least", metavar="N", help="Keep pieces that stand at least so often in the corpora."),
    ] = 2,
    force: Annotated[bool, typer.Option("--force", help="Replace a folder that exists.")] = False,
) -> None:
    """Cut a multilingual backbone's vocabulary down to what some corpora use."""
    from .data.article import Article
    from .data.corpus import ReadOptions, read_articles
    from .data.write import check_target
    from .training.prune import prune_backbone

    check_target(out, "replace" if force else "new")
    articles = read_articles(texts, ReadOptions())
    kept, total = prune_backbone(backbone, (a.text for a in articles if isinstance(a, Article)), out, least)
    print(f"selon: {kept:,} of {total:,} pieces kept, written: {out}", file=sys.stderr)


@contextmanager
def _track() -> "Iterator[Notify]":
    """Shows steps in a bar where standard error is a terminal, and a line an epoch."""
    from rich import progress as bars
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        bars.TextColumn("{task.fields[left]}"),
    )
    with bars.Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading the sets", total=None, left="")
        yield _notifier(bar, task, console)


def _notifier(bar: Any, task: Any, console: Any) -> Callable[["Progress | Mapping[str, Any]"], None]:
    said = time.monotonic()

    def notify(told: "Progress | Mapping[str, Any]") -> None:
        nonlocal said
        if isinstance(told, Mapping):
            losses = ", ".join(f"{name} {value:.2f}" for name, value in told["loss"].items())
            figures = ", ".join(f"{name} {value:.3f}" for name, value in told["development"].items())
            console.print(
                f"{told['stage']} epoch {told['epoch']} ({told['seconds'] / 60:.0f} min): loss {losses}"
                + (f"; F1 {figures}" if figures else ""),
                soft_wrap=True,
            )
            return
        place = f"{told.stage} {told.epoch}/{told.epochs} loss {told.loss:.2f}"
        left = f"{told.seconds_left / 60:.0f} min left"
        bar.update(task, description=place, completed=told.step, total=told.steps, left=left)
        if not console.is_terminal and time.monotonic() - said > LINE_SECONDS:
            said = time.monotonic()
            console.print(f"{place}, step {told.step} of {told.steps}, {left}", soft_wrap=True)

    return notify
