"""BABE: sentences of US news, biased or not by the judgement of experts, with the words that made them so.

Citation: Timo Spinde, Manuel Plank, Jan-David Krieger, Terry Ruas, Bela Gipp and Akiko Aizawa (2021): Neural
Media Bias Detection Using Distant Supervision With BABE. Findings of EMNLP 2021.
Licence: AGPL-3.0 (its repository).

Layout: `final_labels_SG2.csv` or `final_labels_SG1.csv` (separator `;`), or the same rows as JSONL.
`biased_words` is the list of words in Python's notation, without their places: each place in the sentence
where such a word stands alone, in whatever case and marks, is a loaded span. Words that do not stand there
(about 2 %, mostly misspelt) are named in the article's warnings.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..article import Article
from ..labelled import Label, LabelledArticle, LabelledSpan
from ..span import Span
from .fields import find_files, has_files, pick, take, take_optional, take_text, unique
from .published import corpus_reader
from .rows import first_row, read_rows

FILES = ("final_labels_SG2.csv", "sg2.jsonl*", "data/final_labels_SG2.csv")

BIAS: Mapping[str, str | None] = {"Biased": "biased", "Non-biased": "non-biased", "No agreement": None}
OPINIONS: Mapping[str, str | None] = {
    "Entirely factual": "factual",
    "Somewhat factual but also opinionated": "mixed",
    "Expresses writer’s opinion": "opinion",
    "No agreement": None,
}
LEANS: Mapping[str | None, str | None] = {"left": "left", "center": "center", "right": "right", None: None}

PLAIN = str.maketrans("“”„‘’\xa0", '"""\'\' ')  # one character for one: offsets stay


def read(path: Path) -> Iterator[LabelledArticle]:
    """The sentences of a file; of a folder, those of its SG2 file (the 3,700 sentences).

    `labels`: `bias` (biased, non-biased), `opinion` (factual, mixed, opinion), each missing where the experts
    did not agree, and `outlet_lean` (left, center, right), where known. `event` is the address of the
    article.
    """
    file = find_files(path, *FILES)[0]
    for row in read_rows(file):
        fields = {name.removeprefix("\ufeff"): value for name, value in row.fields.items()}
        yield _read_sentence(fields, f"babe-{row.number}", f"{file}:{row.number}")


def _read_sentence(fields: Mapping[str, Any], id: str, where: str) -> LabelledArticle:
    text = take_text(fields, "text", where)
    url = take_optional(fields, "news_link", where)
    found: dict[str, str | None] = {
        "bias": pick(fields.get("label_bias"), BIAS, "label_bias", where),
        "opinion": pick(fields.get("label_opinion"), OPINIONS, "label_opinion", where),
        "outlet_lean": pick(take_optional(fields, "type", where), LEANS, "type", where),
    }
    words = _read_words(take(fields, "biased_words", str, where), where)
    spans = {word: find_word(text, word) for word in words}
    missing = tuple(f"biased word {word!r} does not stand in the text" for word in words if not spans[word])
    labels: dict[str, Label] = {name: label for name, label in found.items() if label is not None}
    return LabelledArticle(
        Article(id, "en", text, outlet=take_optional(fields, "outlet", where), url=url, warnings=missing),
        labels=labels,
        loaded=tuple(LabelledSpan(span) for span in _keep_longest(spans.values())),
        topic=take_optional(fields, "topic", where),
        event=url,
        dataset="babe",
    )


def _read_words(notation: str, where: str) -> tuple[str, ...]:
    try:
        words = ast.literal_eval(notation)
    except (ValueError, SyntaxError):
        words = None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"{where}: biased_words {notation!r} is not a list of words such as ['claimed']")
    return unique(word.strip() for word in words if word.strip())


def find_word(text: str, word: str) -> list[Span]:
    """Where a word or phrase stands alone in a text, in whatever case and form of quotation marks."""
    pattern = rf"(?<!\w){re.escape(word.translate(PLAIN))}(?!\w)"
    return [Span(*match.span()) for match in re.finditer(pattern, text.translate(PLAIN), re.IGNORECASE)]


def _keep_longest(found: Any) -> list[Span]:
    """The spans in order, without those that share a character with a longer one."""
    kept: list[Span] = []
    for span in sorted(
        (span for spans in found for span in spans), key=lambda span: (span.start - span.end, span)
    ):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept)


def detect(path: Path) -> bool:
    """Whether a file has BABE's columns, or a folder its file."""
    names = {name.removeprefix("\ufeff") for name in first_row(path) or {}}
    return {"text", "label_bias", "biased_words"} <= names or any(has_files(path, name) for name in FILES)


READERS = (
    corpus_reader(
        "babe", read, detect, citation="Spinde and others (2021), BABE, Findings of EMNLP", licence="AGPL-3.0"
    ),
)
