"""NewsMTSC: the sentiment of sentences of US political news toward a marked target.

Citation: Felix Hamborg and Karsten Donnay (2021): NewsMTSC: A Dataset for (Multi-)Target-dependent Sentiment
Classification in Political News Articles. EACL 2021.
Licence: MIT, by its data-set card.

Layout: `train.jsonl`, `devtest_mt.jsonl`, `devtest_rw.jsonl`, a sentence a line with its `targets`. The main
mention of a target was judged; the further ones were found by a program and may be wrong. The task does not
part the newspaper's voice from those it quotes, so that the polarity of the sentence stands under
`editorial`, as -1, 0 or 1: NewsMTSC has one degree only.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..article import Article
from ..labelled import LabelledArticle, LabelledTarget
from ..span import Span
from .fields import check_span, find_files, pick, take, take_text
from .published import corpus_reader
from .rows import first_row, read_rows

POLARITIES: Mapping[float, int] = {2.0: -1, 4.0: 0, 6.0: 1}
NAMES: Mapping[int, str] = {-1: "negative", 0: "neutral", 1: "positive"}
REPOSITORY = "NewsSentiment/controller_data/datasets/NewsMTSC-dataset"
PATTERNS = tuple(
    f"{folder}/{name}" for folder in (".", REPOSITORY) for name in ("train.jsonl", "devtest_*.jsonl")
)

# allsides_<article>_<event>_<sentence>_… and polusa_v1_<article>_-1_<sentence>_…
EVENT = re.compile(r"(allsides)_\d+_(\d+)_|(polusa_v\d+)_(\d+)_")


def read(path: Path) -> Iterator[LabelledArticle]:
    """The sentences of a file or a folder.

    `labels` has `polarity` (negative, neutral, positive) where all targets of the sentence have the same one.
    `event` is that of AllSides, else the article.
    """
    for file in find_files(path, *PATTERNS):
        for row in read_rows(file):
            yield _read_sentence(row.fields, f"{file}:{row.number}")


def _read_sentence(fields: Mapping[str, Any], where: str) -> LabelledArticle:
    text = take_text(fields, "sentence_normalized", where)
    id = take_text(fields, "primary_gid", where)
    targets = tuple(
        _read_target(target, text, f"{where}: targets[{index}]")
        for index, target in enumerate(take(fields, "targets", list, where))
    )
    polarities = {target.editorial for target in targets if target.editorial is not None}
    event = EVENT.match(id)
    return LabelledArticle(
        Article(id, "en", text),
        labels={"polarity": NAMES[polarities.pop()]} if len(polarities) == 1 else {},
        targets=targets,
        event="_".join(filter(None, event.groups())) if event else None,
        dataset="newsmtsc",
    )


def _read_target(target: Any, text: str, where: str) -> LabelledTarget:
    if not isinstance(target, dict):
        raise ValueError(f"{where}: {target!r} is not an object")
    main = _read_mention(target, text, where)
    further = target.get("further_mentions") or []
    mentions = [main, *(_read_mention(mention, text, f"{where}.further_mentions") for mention in further)]
    polarity = pick(target.get("polarity"), POLARITIES, "polarity", where)
    return LabelledTarget(text[main.start : main.end], tuple(dict.fromkeys(mentions)), editorial=polarity)


def _read_mention(mention: Mapping[str, Any], text: str, where: str) -> Span:
    start, end = take(mention, "from", int, where), take(mention, "to", int, where)
    return check_span(text, start, end, take(mention, "mention", str, where), where)


def detect(path: Path) -> bool:
    """Whether a file has NewsMTSC's fields, or a folder a file of its names that has them."""
    if path.is_dir():
        return any(detect(file) for name in PATTERNS for file in sorted(path.glob(name)))
    return {"sentence_normalized", "primary_gid", "targets"} <= (first_row(path) or {}).keys()


READERS = (
    corpus_reader(
        "newsmtsc",
        read,
        detect,
        citation="Hamborg and Donnay (2021), NewsMTSC, EACL",
        licence="MIT",
    ),
)
