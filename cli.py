"""The command line: reads options, calls one function, prints. The only file of the package that prints."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from .data.article import Article
    from .data.corpus import Progress, ReadOptions, Skip
    from .model.batch import Failure

app = typer.Typer(
    name="selon",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help and plain errors: they are read in logs, too
    context_settings={"help_option_names": ["--help", "-h"]},
)

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Text or HTML file, address, folder, JSONL, CSV or Parquet corpus, or - for standard input.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="PATH", help="Write to FILE.jsonl, FILE.parquet, or FOLDER/ (a file an article)."
    ),
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a page of one article, its spans marked.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the full score of one article as JSON.")]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="Format of the input: text, html, jsonl, json, csv or parquet. By default each tells its own.",
    ),
]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="fr|en", help="Language of every article. By default recognised.")
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of the input. By default recognised.")
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="FIELD=COLUMN", help="Column of a corpus for a field: text=corps. May be repeated."
    ),
]
OnError = Annotated[
    str,
    typer.Option(
        "--on-error", metavar="raise|skip", help="What to do at an article that cannot be scored: stop, or list it."
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", metavar="N", help="Processes for a corpus; -1 takes every core.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with --out: what it holds is not scored again.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from .model.score import package_version

        print(f"selon {package_version()}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
]


@app.callback()
def _root(version: Version = False) -> None:
    """Scores news articles in French and English: sourcing and framing, with the evidence for every number."""


@app.command()
def score(
    inputs: Inputs,
    out: Out = None,
    as_json: AsJson = False,
    html: Html = None,
    format: Format = None,
    lang: Lang = None,
    encoding: Encoding = None,
    column: Column = None,
    on_error: OnError = "raise",
    jobs: Jobs = -1,
    resume: Resume = False,
    force: Force = False,
) -> None:
    """Score an article or a corpus.

    One article is shown as a summary, or as --json and --html say. Many go to standard output as JSON lines,
    or to --out.
    """
    from .data.corpus import Progress, read_articles

    run = Run(out, on_error == "skip", jobs, "append" if resume else "replace" if force else "new")
    _check(on_error in ("raise", "skip"), f"{on_error!r} is not one of raise, skip", "--on-error")
    _check(jobs > 0 or jobs == -1, f"{jobs} is not a number of processes; -1 takes every core", "--jobs")
    _check(not (resume and force), "it goes on with an output, --force replaces it; give one", "--resume")
    _check(out is not None or not resume, "it goes on with an output; name it with --out", "--resume")
    _check(out is None or not (as_json or html), "scores go to --out, or to --json and --html", "--out")
    for path, name in ((out, "--out"), (html, "--html")):
        if path is not None:
            _check_apart(path, inputs, name)
    options = _read_options(format, lang, encoding, column)
    try:
        articles = read_articles(inputs, options, run.progress)
        first = list(islice(articles, 2))
        if not first:
            raise ValueError(f"{', '.join(inputs)}: there is no article in it")
        if out is None and len(first) == 1:
            _score_one(first[0], as_json, html, force)
        elif as_json or html:
            raise ValueError("--json and --html are for one article, and the input has more; give --out PATH")
        else:
            run.score(chain(first, articles))
    except KeyboardInterrupt:
        print(f"selon: interrupted; {run.outcome}", file=sys.stderr)
        raise typer.Exit(130) from None


def _check(sound: bool, message: str, option: str) -> None:
    """Raises a usage error where an option is not sound."""
    if not sound:
        raise typer.BadParameter(message, param_hint=option)
