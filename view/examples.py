"""Examples of an evaluation: a text with its spans, and a page of examples for each slice."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ..eval.records import Example, ModelResult, Report
from .page import UNSHOWABLE

MAX_SPANS = 200
MAX_A_PAGE = 40  # examples of a model on one page
LEAD_CHARS = 160  # what is left of the text before the first span where the start is cut off
LANG_FIELDS = ("lang", "language")
# What a span is said to be, by the words that evaluations use, and its style.
GOLD = re.compile(r"\b(gold|expected|annotated|missed)\b", re.I)
FOUND = re.compile(r"\b(predicted|found|spurious|extra|wrong)\b", re.I)

Slice = tuple[str, str]


class Passage(NamedTuple):
    """A stretch of text under the same spans: its styles, and what the spans are that end with it."""

    text: str
    classes: str
    tags: tuple[str, ...]


class Excerpt(NamedTuple):
    """The passages shown of an example, whether the text goes on before and after them, and its language."""

    passages: list[Passage]
    cut_before: bool
    cut_after: bool
    lang: str


def excerpt(example: Example, max_chars: int) -> Excerpt:
    """At most so many characters of the example's text, from shortly before its first span."""
    text = example.text
    spans = [
        (max(start, 0), min(end, len(text)), what)
        for start, end, what in example.spans[:MAX_SPANS]
        if max(start, 0) < min(end, len(text))
    ]
    start = 0
    if len(text) > max_chars and spans:
        start = max(0, min(min(span[0] for span in spans) - LEAD_CHARS, len(text) - max_chars))
        start = text.find(" ", start, start + LEAD_CHARS // 2) + 1 or start if start else 0
    end = min(len(text), start + max_chars)
    if end < len(text):
        end = max(text.rfind(" ", end - LEAD_CHARS // 2, end), 0) or end
    named = dict(example.slices)
    lang = next((named[field] for field in LANG_FIELDS if named.get(field) in ("fr", "en")), "")
    return Excerpt(list(_passages(text, start, end, spans)), start > 0, end < len(text), lang)


def _passages(text: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> Iterator[Passage]:
    """`text[start:end]` cut at the borders of the spans."""
    borders = {start, end, *(border for span in spans for border in span[:2] if start < border < end)}
    ordered = sorted(borders)
    for left, right in pairwise(ordered):
        covering = [span for span in spans if span[0] <= left and right <= span[1]]
        classes = " ".join(dict.fromkeys(_style(what) for _, _, what in covering))
        ending = tuple(what for _, last, what in covering if last == right or right == end < last)
        yield Passage(UNSHOWABLE.sub("\ufffd", text[left:right]), classes, ending)


def _style(what: str) -> str:
    return "gold" if GOLD.search(what) else "found" if FOUND.search(what) else "evidence"


def examples_by_slice(report: Report) -> dict[Slice, list[tuple[ModelResult, list[Example]]]]:
    """The slices that have examples, in the order they come, each with its examples by model."""
    found: dict[Slice, dict[int, list[Example]]] = {}
    for place, model in enumerate(report.models):
        for example in model.examples:
            for part in dict.fromkeys(example.slices):
                found.setdefault(part, {}).setdefault(place, []).append(example)
    return {
        part: [(report.models[place], examples) for place, examples in by_model.items()]
        for part, by_model in found.items()
    }


def page_of(part: Slice) -> str:
    """File name of the slice's page: readable, safe on every file system, and its own."""
    ascii_only = unicodedata.normalize("NFKD", "-".join(part)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:48].strip("-")
    digest = hashlib.sha256("\0".join(part).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, (slug, digest))) + ".html"
