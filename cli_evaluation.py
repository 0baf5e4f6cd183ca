"""The commands `selon evaluate` and `selon data …`: they print, and are hung into the command line by
`cli.py`."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from .data.labelled import LabelledOptions
    from .data.summary import Summary

data = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check, convert and split labelled sets of any known form.",
)

Source = Annotated[
    str,
    typer.Argument(metavar="SET", help="A labelled set: file, folder, or hf:owner/name.", show_default=False),
]
SetFormat = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help="Form of the set (`selon data formats` lists them). By default told."
    ),
]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="fr|en", help="Language of articles that give none.")
]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="FIELD=COLUMN", help="Column for a field: text=body. May be repeated."),
]
LabelColumn = Annotated[
    list[str] | None, typer.Option("--label", metavar="COLUMN", help="A column of labels. May be repeated.")
]
SetSplit = Annotated[
    str | None, typer.Option("--part", metavar="NAME", help="Part of the set: train, dev, test.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of everything random.")]


def _options(
    lang: str | None, columns: list[str] | None, labels: list[str] | None, part: str | None
) -> "LabelledOptions":
    from .data.labelled import LabelledOptions

    mapped = {}
    for pair in columns or []:
        name, equals, column = pair.partition("=")
        if not equals or not column:
            raise typer.BadParameter(f"{pair!r} is not FIELD=COLUMN, as text=body", param_hint="--column")
        mapped[name] = column
    return LabelledOptions(lang, None, mapped, tuple(labels) if labels else None, {}, part)  # type: ignore[arg-type]


def _guard(out: Path, source: str, force: bool) -> None:
    """Refuses to write over the set that is read, or, without `force`, over anything."""
    from .data.write import check_target

    if out.exists() and Path(source).exists() and out.samefile(source):
        raise ValueError(f"{out}: this is the set itself; write to another file")
    check_target(out, "replace" if force else "new")


# selon data ---------------------------------------------------------------------------------------


@data.command()
def formats() -> None:
    """List the forms of labelled sets that are read, with citation and licence."""
    from .data.readers.registry import READERS

    for name in READERS:
        reader = READERS[name]
        print(
            f"{name:16}{reader.citation or 'general form'}"
            + (f"  [{reader.licence}]" if reader.licence else "")
        )


@data.command()
def check(
    source: Source,
    format: SetFormat = None,
    lang: Lang = None,
    column: Column = None,
    label: LabelColumn = None,
    part: SetSplit = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="Problems to print; 0 prints all.")
    ] = 200,
) -> None:
    """Check a labelled set: every problem with its place, then what the set holds.

    Exits with 1 where there is an error; warnings alone do not fail.
    """
    from .data.check import check_articles, check_labelled, render_problem
    from .data.labelled import read_labelled
    from .data.summary import summarise

    internal = format in (None, "selon") and source.endswith((".jsonl", ".jsonl.gz")) and not column
    options = _options(lang, column, label, part)
    try:
        articles = [] if internal else list(read_labelled(source, format, options))
    except ValueError as error:
        print(f"error: {error}")
        print("selon: 1 error; the set can not be read", file=sys.stderr)
        raise typer.Exit(1) from None
    problems = check_labelled(source) if internal else check_articles(articles, source)
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem.severity] += 1
        if not limit or counts.total() <= limit:
            print(render_problem(problem))
    if limit and counts.total() > limit:
        print(f"… and {counts.total() - limit:,} more (--limit 0 prints all)")
    if internal and not counts["error"]:
        articles = list(read_labelled(source, "selon", options))
    if articles:
        _print_summary(summarise(articles))
    print(f"selon: {counts['error']:,} errors, {counts['warning']:,} warnings", file=sys.stderr)
    if counts["error"]:
        raise typer.Exit(1)


def _print_summary(summary: "Summary") -> None:
    from rich.console import Console

    from .view.labelled import render_summary

    Console(highlight=False).print(render_summary(summary))


@data.command()
def convert(
    source: Source,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE.jsonl", help="Where the internal form goes.")
    ],
    format: SetFormat = None,
    lang: Lang = None,
    column: Column = None,
    label: LabelColumn = None,
    part: SetSplit = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Write a labelled set in the internal form (JSON lines; docs/labelled.md)."""
    from .data.labelled import read_labelled, write_labelled

    if not out.name.endswith((".jsonl", ".jsonl.gz")):
        raise ValueError(
            f"{out}: the internal form is JSON lines; give a name that ends in .jsonl or .jsonl.gz"
        )
    _guard(out, source, force)
    articles = read_labelled(source, format, _options(lang, column, label, part))
    # Written beside and renamed, so that a fault half way leaves what was there.
    beside = out.with_name(f".part-{out.name}")
    try:
        count = write_labelled(articles, beside, "replace")
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    print(f"selon: {count:,} articles written to {out}", file=sys.stderr)


@data.command()
def split(
    source: Source,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.json", help="Where the split goes.")],
    kind: Annotated[
        str,
        typer.Option("--by", metavar="KIND", help="outlet, owner, article, topic, event, time or random."),
    ] = "outlet",
    allow_random: Annotated[
        bool, typer.Option("--allow-random", help="Let --by random have its way.")
    ] = False,
    seed: Seed = 0,
    format: SetFormat = None,
    lang: Lang = None,
    column: Column = None,
    label: LabelColumn = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Part a set into train, dev and test, so that outlets, duplicates and translations stay on one side."""
    from .data.labelled import read_labelled
    from .data.split import SplitOptions, check_split, make_split, render_leak, write_split

    try:
        options = SplitOptions(kind, seed=seed, allow_random=allow_random)  # type: ignore[arg-type]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--by") from None
    _guard(out, source, force)
    articles = list(read_labelled(source, format, _options(lang, column, label, None)))
    made = make_split(articles, options)
    write_split(made, out)
    sizes = Counter(made.sides.values())
    print(f"{', '.join(f'{side} {n:,}' for side, n in sizes.items())}; digest {made.digest}")
    for leak in check_split(articles, made):
        print(render_leak(leak))


# selon evaluate -----------------------------------------------------------------------------------


def _find_model(name: str) -> Path:
    """The file or folder of that name; the shipped bundle under its own."""
    from .model.bundle import default_bundle

    shipped = default_bundle()
    return shipped if shipped and name == shipped.name and not Path(name).exists() else Path(name)


def evaluate(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODEL]...",
            help="Files of predictions or selon/1 scores, bundles, `base` (the shipped one) or `rules`.",
        ),
    ] = None,
    gold: Annotated[
        str, typer.Option("--gold", metavar="SET", help="The labelled set (see `selon data formats`).")
    ] = "",
    predictions: Annotated[
        list[Path] | None,
        typer.Option("--predictions", metavar="FILE", help="Predictions made elsewhere; may be repeated."),
    ] = None,
    label: Annotated[
        str | None, typer.Option("--label", metavar="COLUMN", help="Label to evaluate; without it, spans.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="Write report.html, .md, metrics.json.")
    ] = None,
    split: Annotated[
        str,
        typer.Option(
            "--split", metavar="KIND", help="What stays together in the probes' folds: outlet, topic, event …"
        ),
    ] = "outlet",
    metric: Annotated[
        str | None,
        typer.Option("--metric", metavar="NAME", help="Main metric of labels; by default macro_f1."),
    ] = None,
    behaviour: Annotated[
        bool, typer.Option("--behaviour", help="Run the behaviour tests on the rule engine too.")
    ] = False,
    rounds: Annotated[
        int, typer.Option("--rounds", min=100, metavar="N", help="Rounds of the bootstrap.")
    ] = 1000,
    seed: Seed = 0,
    format: SetFormat = None,
    lang: Lang = None,
    column: Column = None,
    part: SetSplit = None,
    check_floors: Annotated[
        bool, typer.Option("--check-floors", help="Fail below a floor of eval/floors.json.")
    ] = False,
    update_floors: Annotated[bool, typer.Option("--update-floors", help="Pin the present figures.")] = False,
    allow_regression: Annotated[
        bool, typer.Option("--allow-regression", help="With --update-floors: lower a floor.")
    ] = False,
) -> None:
    """Evaluate predictions, bundles or the rule engine on a labelled set; several are compared.

    Labels: `selon evaluate preds.csv --gold set.jsonl --label stance`. Spans: `selon evaluate rules --gold
    DIR`.
    """
    from dataclasses import replace

    from rich.console import Console

    from .data.grouping import SPLIT_KINDS
    from .data.labelled import read_labelled
    from .eval.evaluate import RULES, EvaluateOptions
    from .eval.evaluate import evaluate as run
    from .view.evaluation import render_report

    if not gold:
        raise typer.BadParameter("name the labelled set", param_hint="--gold")
    if split not in SPLIT_KINDS:
        raise typer.BadParameter(f"{split!r} is not one of {', '.join(SPLIT_KINDS)}", param_hint="--split")
    if metric is not None and not label:
        raise typer.BadParameter(
            "only labels have a choice of metric; spans have theirs", param_hint="--metric"
        )
    if check_floors or update_floors:
        from .eval.floors import FLOORS
        from .eval.floors import run as run_floors

        if not run_floors(Path(gold), FLOORS, update_floors, allow_regression):
            raise typer.Exit(1)
        if not models and not predictions:
            return
    labels = [label] if label else None
    articles = list(read_labelled(gold, format, _options(lang, column, labels, part)))
    named = {name: None if name == RULES else _find_model(name) for name in models or []}
    named |= {path.stem: path for path in predictions or []}
    if not named:
        if label:
            raise typer.BadParameter("give files of predictions to evaluate labels", param_hint="MODEL")
        named = {RULES: None}
    command = " ".join(["selon evaluate", *sys.argv[2:]])
    options = EvaluateOptions(label, split, metric or "macro_f1", rounds, seed, command)  # type: ignore[arg-type]
    found = run(articles, named, Path(gold).name, options)
    if behaviour:
        from .eval.behaviour import outputs_of, run_behaviours
        from .model.score import score_article

        found = replace(found, behaviours=run_behaviours(lambda a: outputs_of(score_article(a)), articles))
    Console(highlight=False).print(render_report(found))
    if report is not None:
        from .view.report import write_report

        write_report(found, report)
        print(
            f"selon: written: {report}/report.html, report.md, metrics.json, model_card.md", file=sys.stderr
        )
