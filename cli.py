"""The command line: reads options, calls one function, prints. The only file of the package that prints."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from . import cli_evaluation, cli_training

if TYPE_CHECKING:
    from .data.article import Article
    from .data.corpus import ReadOptions, Skip
    from .model.batch import Output

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
        metavar="INPUT",
        help="Text or HTML file, address, folder, JSONL, CSV or Parquet corpus, or - for standard input.",
        show_default=False,
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        "-o",
        metavar="PATH",
        help="Write to FILE.jsonl, FILE.parquet, or FOLDER/ (a file an article).",
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
    str | None,
    typer.Option("--lang", metavar="fr|en", help="Language of every article. By default recognised."),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Encoding of the input. By default recognised."),
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=COLUMN",
        help="Column of a corpus for a field: text=corps. May be repeated.",
    ),
]
OnError = Annotated[
    str,
    typer.Option(
        "--on-error",
        metavar="raise|skip",
        help="What to do at an article that cannot be scored: stop, or list it.",
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", metavar="N", help="Processes for a corpus; -1 takes every core.")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with --out: what it holds is not scored again.")
]
BundlePath = Annotated[
    Path | None,
    typer.Option(
        "--bundle", metavar="FOLDER", help="Score with this bundle. By default with the shipped one."
    ),
]
Rules = Annotated[bool, typer.Option("--rules", help="Score by the rule engine, without a bundle.")]
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
    """Scores news articles in French and English: sourcing and framing, with evidence for every number."""


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
    bundle: BundlePath = None,
    rules: Rules = False,
    resume: Resume = False,
    force: Force = False,
) -> None:
    """Score an article or a corpus.

    One article is shown as a summary, or as --json and --html say. Many go to standard output as JSON lines,
    or to --out.
    """
    from .data.corpus import Progress, read_articles
    from .view.progress import track_progress

    _check(on_error in ("raise", "skip"), "--on-error", f"{on_error!r} is not one of raise, skip")
    _check(jobs > 0 or jobs == -1, "--jobs", f"{jobs} is not a number of processes; -1 takes every core")
    _check(not (resume and force), "--resume", "it goes on with an output, --force replaces it; give one")
    _check(out is not None or not resume, "--resume", "it goes on with an output; name it with --out")
    _check(out is None or not (as_json or html), "--out", "scores go there, or to --json and --html")
    _check(bundle is None or not rules, "--rules", "it scores without a bundle, --bundle with one; give one")
    options = _read_options(format, lang, encoding, column)
    output = _read_output(out, inputs, resume, force)
    if html is not None:
        _check_page(html, inputs, force)
    engine = _find_bundle(bundle, rules)
    run = _Run(output, jobs, engine, skips=on_error == "skip")
    try:
        progress = Progress()
        articles = read_articles(inputs, options, progress)
        first = list(islice(articles, 2))
        if not first:
            raise ValueError(f"{', '.join(inputs)}: there is no article in it")
        if out is None and len(first) == 1:
            _score_one(first[0], engine, as_json, html)
            return
        if as_json or html:
            raise ValueError(
                "the input has more than one article, --json and --html take one; give --out PATH"
            )
        with track_progress(progress, hidden=out is None and sys.stdout.isatty()) as advance:
            run.score(chain(first, articles), advance)
    except KeyboardInterrupt:
        _report(f"interrupted; {run.kept}")
        raise typer.Exit(130) from None
    _report(run.outcome)
    if not run.counts:
        raise typer.Exit(1)


@app.command()
def explain(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[FIELD]", help="A field of the JSON, or the end of its name: attributed_share."
        ),
    ] = None,
) -> None:
    """Say what a field of a score means: unit, range, direction, formula, source. Without FIELD, list all."""
    from .model.fields import FIELDS, find_field

    if name is None:
        for listed in FIELDS:
            print(f"{listed.name}\n    {listed.meaning}")
        return
    from rich.console import Console

    from .view.terminal import render_field

    Console(highlight=False).print(render_field(find_field(name)))


app.command()(cli_evaluation.evaluate)
app.add_typer(cli_evaluation.data, name="data")
app.command()(cli_training.finetune)
app.add_typer(cli_training.bundle, name="bundle")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line, and exits with 0, 1 for bad input, 2 for bad usage, 130 for Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # file names may hold anything
    try:
        app(arguments, prog_name="selon")
    except (ValueError, OSError, MemoryError) as error:
        _report(_sentence(error))
        sys.exit(1)
    sys.exit(0)


def _report(sentence: str) -> None:
    print(f"selon: {sentence}", file=sys.stderr)


def _sentence(error: Exception) -> str:
    """What an error says, in one line."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    said = " ".join(str(error).split()) or type(error).__name__
    return f"{said}, or say --force" if isinstance(error, FileExistsError) else said


# Options


def _check(sound: bool, option: str, message: str) -> None:
    """A usage error, unless the option is sound."""
    if not sound:
        raise typer.BadParameter(message, param_hint=option)


def _read_options(
    format: str | None, lang: str | None, encoding: str | None, pairs: list[str] | None
) -> "ReadOptions":
    from .data.corpus import ReadOptions

    columns: dict[Any, str] = {}
    for pair in pairs or []:
        name, _, column = pair.partition("=")
        _check(bool(column), "--column", f"{pair!r} is not FIELD=COLUMN, as text=corps")
        columns[name] = column
    try:
        return ReadOptions(format, lang, encoding, columns)  # type: ignore[arg-type]  # it checks them
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _read_output(out: str | None, inputs: list[str], resume: bool, force: bool) -> "Output":
    from .model.batch import Output

    if out is None:
        return Output(sys.stdout.buffer)
    _check_apart(Path(out), inputs, "--out")
    try:
        return Output(Path(out), "append" if resume else "replace" if force else "new")
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--out") from None


def _check_page(path: Path, inputs: list[str], force: bool) -> None:
    from .data.write import check_target

    _check_apart(path, inputs, "--html")
    check_target(path, "replace" if force else "new")


def _check_apart(path: Path, inputs: list[str], option: str) -> None:
    """A usage error where an output would go over an input, or into a folder that is read."""
    for name in inputs:
        source = Path(name)
        if source.exists():
            within = source.is_dir() and source.resolve() in (path.resolve(), *path.resolve().parents)
            same = path.exists() and path.samefile(source)
            _check(
                not (within or same), option, f"{str(path)!r} is part of the input {name!r}; put it elsewhere"
            )


# One article


def _find_bundle(bundle: Path | None, rules: bool) -> Path | None:
    """The folder of the bundle to score with; None for the rule engine."""
    if rules:
        return None
    from .model.bundle import default_bundle

    return bundle or default_bundle()


def _score_one(article: "Article | Skip", bundle: Path | None, as_json: bool, html: Path | None) -> None:
    """Prints the score of one article."""
    from .data.article import Article
    from .model.batch import score_with
    from .model.score import render_json

    if not isinstance(article, Article):
        raise ValueError(article.message)
    scored = score_with(article, bundle)
    if html is not None:
        from .view.page import render_page

        html.write_text(render_page(scored, article.text), encoding="utf-8", errors="replace")
        _report(f"written: {html}")
    if as_json:
        import json

        print(json.dumps(render_json(scored), ensure_ascii=False, indent=1, allow_nan=False))
    elif html is None:
        from rich.console import Console

        from .view.terminal import render_summary

        Console(highlight=False).print(render_summary(scored, article.text))


# A corpus


@dataclass(slots=True)
class _Run:
    """The scoring of a corpus. `counts` are the articles `scored`, and `kept` from an earlier run."""

    output: "Output"
    jobs: int
    bundle: Path | None
    skips: bool
    counts: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def score(self, articles: "Iterable[Article | Skip]", advance: Callable[[int], None]) -> None:
        """Scores articles into the output, to the end or to the first that can not be scored."""
        from .model.batch import score_corpus

        articles = articles if self.skips else _until_skip(articles)
        with closing(score_corpus(articles, self.output, self.jobs, self.bundle)) as results:
            for result in results:
                if isinstance(result, str):
                    self.counts[result] += 1
                elif self.skips:
                    self.skipped[result.reason] += 1
                    if self.output.errors is None:
                        _report(f"skipped: {result.message}")
                else:
                    raise ValueError(f"{result.message} ({self.kept}; --on-error skip goes on without it)")
                advance(self.counts.total() + self.skipped.total())

    @property
    def kept(self) -> str:
        """What is left of a run that breaks off."""
        number = self.counts.total()
        if not number or self.output.partial is None:
            return f"{_articles(number)} scored before"
        return f"{_articles(number)} kept in {self.output.partial}"

    @property
    def outcome(self) -> str:
        """What a run has done that came to its end."""
        said = f"{_articles(self.counts['scored'])} scored"
        if self.counts["kept"]:
            said += f", {self.counts['kept']:,} there already"
        if self.skipped:
            reasons = ", ".join(f"{reason} {number:,}" for reason, number in self.skipped.most_common())
            said += f", {self.skipped.total():,} skipped ({reasons})"
            said += f", listed in {self.output.errors}" if self.output.errors else ""
        return said


def _until_skip(articles: "Iterable[Article | Skip]") -> "Iterator[Article | Skip]":
    """The articles up to the first that can not be scored, so that none after it is begun."""
    from .data.corpus import Skip

    for article in articles:
        yield article
        if isinstance(article, Skip):
            return


def _articles(number: int) -> str:
    return f"{number:,} article{'' if number == 1 else 's'}"
