"""Quartiles of the sourcing score and its components over a corpus, by language: what a usual value is.

`python -m selon.eval.components --corpus FILE [--articles N]`
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from ..data.corpus import Skip, read_articles
from ..model.batch import Failure, score_many, score_row
from ..model.sourcing import COMPONENTS
from .rules import print_rows, render_markdown

COLUMNS = ("sourcing_score", *COMPONENTS, "hedges_per_100_words", "loaded_per_100_words")

Row = Mapping[str, object]


class Quartiles(NamedTuple):
    """Spread of a column over articles: score 0 to 100, components 0 to 1, rates per 100."""

    articles: int
    low: float
    median: float
    high: float


def find_quartiles(rows: Iterable[Row]) -> dict[str, dict[str, Quartiles]]:
    """Quartiles by language and column, over rows as `score_row` gives them.

    Only articles to which a score applies count; a column is left out where no article of a language has it.
    """
    import numpy as np

    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        for column in COLUMNS if row["sourcing_applicable"] else ():
            value = row[column]
            if isinstance(value, int | float):
                values[str(row["lang"]), column].append(value)
    found: dict[str, dict[str, Quartiles]] = {}
    for lang in sorted({lang for lang, _ in values}):
        found[lang] = {
            column: Quartiles(len(numbers), *(float(q) for q in np.quantile(numbers, [0.25, 0.5, 0.75])))
            for column in COLUMNS
            if (numbers := values.get((lang, column)))
        }
    return found


def _without_skips(results: Iterable[Row | Skip | Failure], skipped: Counter[str]) -> Iterator[Row]:
    """The rows; `skipped` counts by reason what there is none of."""
    for result in results:
        if isinstance(result, Skip | Failure):
            skipped[result.reason] += 1
        else:
            yield result


def main(argv: Sequence[str] | None = None) -> None:
    """Reads the options, scores the corpus, prints a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", required=True, metavar="FILE", help="whatever `selon score` reads")
    parser.add_argument("--articles", type=int, metavar="N", help="only the first N; all if not given")
    parser.add_argument("--jobs", type=int, default=-1, help="processes; -1 takes every core")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON instead of a table")
    form.add_argument("--markdown", action="store_true", help="print a Markdown table")
    options = parser.parse_args(argv)
    skipped = Counter[str]()
    try:
        items = islice(read_articles(options.corpus), options.articles)
        found = find_quartiles(_without_skips(score_many(items, score_row, options.jobs), skipped))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if options.json:
        plain = {lang: {name: q._asdict() for name, q in table.items()} for lang, table in found.items()}
        print(json.dumps({"quartiles": plain, "skipped": skipped}, indent=1))
        return
    rows = [["lang", "column", "articles", "25 %", "median", "75 %"]]
    for lang, table in found.items():
        for column, q in table.items():
            figures = [f"{value:.0f}" if column == "sourcing_score" else f"{value:.2f}" for value in q[1:]]
            rows.append([lang, column, f"{q.articles:,}", *figures])
    if options.markdown:
        print(render_markdown(rows))
    else:
        print_rows(rows)
    if skipped:
        print("skipped:", ", ".join(f"{reason} {n:,}" for reason, n in skipped.most_common()))


if __name__ == "__main__":
    main()
