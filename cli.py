"""The command line: reads options, calls one function, prints. The only file of the package that prints."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from .data.article import Article
    from .data.corpus import Progress, ReadOptions, Skip

app = typer.Typer(
    name="selon",
    help="Scores news articles in French and English: sourcing, stance and framing, with the evidence for every number.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Inputs = Annotated[
    list[str],
    typer.Argument(help="Text or HTML file, address, folder, JSONL, CSV or Parquet corpus, or - for standard input.", show_default=False),
]
Format = Annotated[str | None, typer.Option("--format", help="text, html, jsonl, json, csv or parquet; told by itself if not given.")]
LangOption = Annotated[str | None, typer.Option("--lang", help="fr or en for every article; recognised if not given.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Encoding of the input; recognised if not given.")]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", help="Column of a corpus that holds a field, as text=corps; may be repeated.", metavar="FIELD=COLUMN"),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Where scores go: FILE.jsonl, FILE.parquet, or a FOLDER/ for one JSON file an article."),
]


@app.callback()
def _root() -> None:
    """Scores news articles in French and English: sourcing, stance and framing, with the evidence for every number."""


@app.command()
def score(
    inputs: Inputs,
    out: Out = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the full score of one article as JSON.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page of one article with its spans highlighted.")] = None,
    format: Format = None,
    lang: LangOption = None,
    encoding: Encoding = None,
    column: Column = None,
    on_error: Annotated[str, typer.Option(help="raise: stop at the first article that cannot be scored; skip: go on and list it.")] = "raise",
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes; -1 takes every core.")] = -1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a JSONL output: what it holds is not scored again.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an output that exists.")] = False,
) -> None:
    """Score an article (a summary, or --json, --html) or a corpus (JSONL to standard output, or --out)."""
    from .data.corpus import Progress, ReadOptions, read_articles

    if on_error not in ("raise", "skip"):
        raise typer.BadParameter(f"{on_error!r} is not one of raise, skip", param_hint="--on-error")
    options = ReadOptions(format=format, lang=lang, encoding=encoding, columns=_columns(column))  # type: ignore[arg-type]
    progress = Progress()
    articles = read_articles(inputs, options, progress)
    if out is None:
        first = next(articles, None)
        second = next(articles, None) if first is not None else None
        if second is None and not resume:
            _score_one(first, as_json, html)
            return
        articles = _chain([a for a in (first, second) if a is not None], articles)
    if html is not None or as_json:
        raise ValueError("--json and --html are for one article; --out takes many")
    _score_corpus(articles, progress, out, on_error, jobs, resume, force)


def _columns(pairs: list[str] | None) -> dict[Any, str]:
    """FIELD=COLUMN pairs as a dictionary."""
    found: dict[Any, str] = {}
    for pair in pairs or []:
        field, equals, name = pair.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f"{pair!r} is not FIELD=COLUMN, as text=corps", param_hint="--column")
        found[field] = name
    return found


def _chain(head: "list[Article | Skip]", tail: "Iterator[Article | Skip]") -> "Iterator[Article | Skip]":
    yield from head
    yield from tail


def _score_one(article: "Article | Skip | None", as_json: bool, html: Path | None) -> None:
    """Prints the score of one article."""
    from .data.article import Article
    from .model.score import render_json, score_article

    if not isinstance(article, Article):
        raise ValueError(article.message if article else "there is no article in the input")
    scored = score_article(article)
    if html is not None:
        from .view.page import render_page

        html.write_text(render_page(scored, article.text), encoding="utf-8", errors="replace")
        print(f"written: {html}", file=sys.stderr)
    if as_json:
        import json

        print(json.dumps(render_json(scored), ensure_ascii=False, indent=1, allow_nan=False))
    elif html is None:
        from rich.console import Console

        from .view.terminal import render_summary

        Console(highlight=False).print(render_summary(scored, article.text))


def _score_corpus(
    articles: "Iterator[Article | Skip]", progress: "Progress", out: Path | None, on_error: str, jobs: int, resume: bool, force: bool
) -> None:
    """Streams the scores of many articles to `out`, with a progress bar on standard error."""
    from .data.corpus import Skip
    from .model.batch import score_json, score_many, score_row

    skips: Counter[str] = Counter()
    count = 0
    with ExitStack() as stack:
        writer = stack.enter_context(_open_output(out, resume, force))
        errors = stack.enter_context(_open_errors(out, resume)) if out is not None else None
        bar = stack.enter_context(_progress_bar(progress))
        if resume:
            articles = _without_done(articles, out)
        render = score_row if out is not None and out.suffix == ".parquet" else score_json
        for result in score_many(articles, render, jobs):
            if isinstance(result, Skip):
                if on_error == "raise":
                    raise ValueError(f"{result.message} (--on-error skip leaves such articles out)")
                skips[result.reason] += 1
                if errors is not None:
                    errors.write([{"id": result.id, "where": result.where, "reason": result.reason, "message": result.message}])
                continue
            writer.write([result])
            count += 1
            bar(count)
    summary = f"{count:,} article(s) scored"
    if skips:
        summary += f", {sum(skips.values()):,} skipped ({', '.join(f'{reason} {n:,}' for reason, n in skips.most_common())})"
    print(summary, file=sys.stderr)


def _without_done(articles: "Iterator[Article | Skip]", out: Path | None) -> "Iterator[Article | Skip]":
    """The articles whose ids the output does not hold yet."""
    from .data.write import written_ids

    if out is None or out.suffix == ".parquet" or out.is_dir():
        raise ValueError("--resume goes with --out FILE.jsonl")
    done = written_ids(out)
    return (article for article in articles if article.id not in done)


def _open_output(out: Path | None, resume: bool, force: bool) -> Any:
    """The writer for the output that the path asks for."""
    from .data.write import FolderWriter, JsonlWriter, ParquetWriter, StreamWriter

    if out is None:
        return StreamWriter(sys.stdout.buffer)
    if out.is_dir() or str(out).endswith(("/", "\\")) or not out.suffix:
        return FolderWriter(out)
    if out.suffix == ".parquet":
        from .model.features import feature_schema

        return ParquetWriter(out, feature_schema(), "replace" if force else "new")
    return JsonlWriter(out, "append" if resume else "replace" if force else "new")


def _open_errors(out: Path, resume: bool) -> Any:
    """The list of what was skipped, beside the output; made when there is something to list."""
    from .data.write import LazyJsonlWriter

    return LazyJsonlWriter(Path(f"{str(out).rstrip('/')}.errors.jsonl"), "append" if resume else "replace")


def _progress_bar(progress: "Progress") -> Any:
    """A context that gives a function to call with the number of articles done; silent where standard error is no terminal."""
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    @contextmanager
    def running() -> Iterator[Any]:
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.completed:,} articles"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
            task = bar.add_task("score", total=None)

            def advance(count: int) -> None:
                share = progress.share
                bar.update(task, completed=count, total=count / share if share else None)

            yield advance

    return running()


@app.command()
def explain(
    field: Annotated[str, typer.Argument(help="Name of a field of the JSON, or its last part: attributed_share.", show_default=False)],
) -> None:
    """Say what a field of the score means: unit, range, direction, formula, source."""
    from rich.console import Console

    from .model.fields import find_field
    from .view.terminal import render_field

    Console(highlight=False).print(render_field(find_field(field)))


def main() -> NoReturn:
    """Entry point: bad input ends in one sentence and exit code 1."""
    try:
        app(standalone_mode=True)
    except (ValueError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            sys.exit(1)
        print(f"selon: {_sentence(error)}", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


def _sentence(error: Exception) -> str:
    """What an error says, in one line."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__
