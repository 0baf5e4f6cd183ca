"""Writes the score of every article of an annotated set, one JSON file each, as its scorer reads them.

`python -m selon.eval.predict --gold DIR --out DIR [--bundle DIR]`; without a bundle by the rule engine.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from ..data.write import FolderWriter
from ..model.batch import score_json
from .gold import read_gold


def predict(gold: Path, out: Path, bundle: Path | None = None) -> int:
    """Writes `out`/DOC.json for each article of the set in `gold`, by a bundle or rules; returns how many."""
    articles = read_gold(gold)
    with FolderWriter(out) as writer:
        for item in articles:
            writer.write([score_json(item.article, bundle)])
    return len(articles)


def main(argv: Sequence[str] | None = None) -> None:
    """Reads the options, prints how many scores were written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--gold", type=Path, required=True, metavar="DIR", help="the annotated set")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the scores")
    parser.add_argument("--bundle", type=Path, metavar="DIR", help="score with this bundle")
    options = parser.parse_args(argv)
    try:
        print(f"{predict(options.gold, options.out, options.bundle)} articles scored into {options.out}")
    except (OSError, ValueError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
