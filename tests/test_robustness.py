"""Any text is scored: no crash, valid offsets, time linear in its length."""

import gc
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import LANGS, Article, Lang
from selon.data.span import Span
from selon.model.records import ArticleScore
from selon.model.score import render_json, score_article
from selon.model.text import read_document

# Pieces that rules look at, so that they meet in every order; and what no article should hold.
PIECES = [
    "Le maire de Nantes", "Anne Roy", "elle", "M. Roy", "a déclaré", "a-t-il dit", "dit-elle", "selon", "que", "qu’",
    "le régime de Kiev", "serait", "aurait fui", "si", "peut-être", "environ 20", "des experts", "sous couvert d'anonymat",
    "la promesse de", "« Nous viendrons »", "«", "»", "“", "”", '"', "‘", "’", "— ", "(", ")", ",", ".", "...", " : ", "\n",
    "The mayor of Leeds", "John Smith", "he", "said", "said that", "according to", "officials", "on condition of anonymity",
    "may", "reportedly", "“We will come,”", "so-called", "R-Fla.", "U.S.", "A lire: ", "Lien source", "https://a.org",
    "\x00", "\u202e", "\u0301", "\u200d", "😀", "\ud800", "\x85", "\u2028", "\r\n", "\ufeff", "ß", "İ", "ﬁ", "１２", "مرحبا",
]  # fmt: skip
TEXTS = st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=60).flatmap(
    lambda pieces: st.sampled_from([" ", ""]).map(lambda glue: glue.join(pieces))
)
ANY_CHARACTER = st.text(st.characters(codec=None), max_size=200)  # lone surrogates too


def score(text: str, lang: Lang = "fr") -> ArticleScore:
    return score_article(Article("a", lang, text))


def find_spans(value: Any) -> Iterator[Span]:
    """Every span anywhere in a record."""
    if isinstance(value, Span):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from find_spans(getattr(value, field.name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from find_spans(item)


@pytest.mark.parametrize("lang", LANGS)
@settings(deadline=None, max_examples=150)
@given(text=TEXTS | ANY_CHARACTER)
def test_any_text_is_scored_with_valid_spans(lang: Lang, text: str) -> None:
    result = score(text, lang)
    assert all(0 <= start < end <= len(text) for start, end in find_spans(result))
    assert all(list(a.content) == sorted(a.content) for a in result.attributions)
    assert all(i < len(result.attributions) for s in result.sourcing.sources for i in s.attributions)
    json.dumps(render_json(result), allow_nan=False)


def test_spans_are_found_in_every_corner_of_a_score() -> None:
    """The test above can fail: a score of a real sentence has spans of each kind."""
    text = "« Nous viendrons peut-être », a déclaré Anne Roy. Le diktat tombe.\nLien source"
    found = {text[s:e] for s, e in find_spans(score(text))}
    assert found >= {
        "Anne Roy",
        "a déclaré",
        "« Nous viendrons peut-être »",
        "peut-être",
        "diktat",
        "Lien source",
    }


@pytest.mark.parametrize("lang", LANGS)
@settings(deadline=None, max_examples=100)
@given(text=TEXTS)
def test_a_doubled_article_has_twice_the_counts(lang: Lang, text: str) -> None:
    """Quotations only where they are balanced: an open one reaches into the repetition."""
    once = read_document(Article("a", lang, text))
    twice = read_document(Article("a", lang, f"{text}\n\n{text}"))
    assert len(twice.tokens) == 2 * len(once.tokens)
    assert len(twice.paragraphs) == 2 * len(once.paragraphs)
    assert len(twice.sentences) == 2 * len(once.sentences)
    if not once.warnings:
        assert len(twice.quotations) == 2 * len(once.quotations)


def test_a_score_is_the_same_twice() -> None:
    text = " ".join(PIECES[:50])
    assert render_json(score(text)) == render_json(score(text))


def binary_junk(length: int) -> str:
    return random.Random(0).randbytes(length).decode("latin-1")


def first_name(number: int) -> str:
    """A name of five letters, another one for each number."""
    return "".join(chr(97 + number // 26**k % 26) for k in range(5)).capitalize()


MONSTERS: dict[str, Callable[[int], str]] = {
    "words in one line": lambda n: "mot " * (n // 4),
    "one word": lambda n: "a" * n,
    "one number": lambda n: "1" * n,
    "numbers": lambda n: "1 " * (n // 2),
    "thousands": lambda n: "1 111 " * (n // 6),
    "full stops": lambda n: ". " * (n // 2),
    "initials": lambda n: "A." * (n // 2),
    "hyphens": lambda n: "a-" * (n // 2),
    "dashes": lambda n: "—" * n,
    "spaces": lambda n: " " * n,
    "lines": lambda n: "a\n" * (n // 2),
    "accents": lambda n: "\u0301" * n,
    "elisions": lambda n: "l'" * (n // 2),
    "addresses": lambda n: "http://" * (n // 7),
    "straight marks": lambda n: '"' * n,
    "apostrophes": lambda n: " 'mots' s " * (n // 10),
    "unclosed guillemets": lambda n: "« mot " * (n // 6),
    "unclosed straight marks": lambda n: ' "mot' * (n // 5),
    "unopened guillemets": lambda n: "mot » " * (n // 6),
    "guillemets open in each line": lambda n: "« Un mot.\n" * (n // 10),
    "nested guillemets": lambda n: "« a " * (n // 8) + "» b " * (n // 8),
    "nested brackets": lambda n: "(a" * (n // 4) + "a)" * (n // 4),
    "« “ in turn": lambda n: "« “ " * (n // 4),
    "« “ in turn, closed": lambda n: "« “ a " * (n // 12) + " ” »" * (n // 12),
    "binary junk": binary_junk,
    "names with one surname": lambda n: "".join(
        f"{first_name(k)} Dupont a dit que oui. " for k in range(n // 28)
    ),
    "statements": lambda n: "Anne a dit que oui. " * (n // 20),
    "quotations with a speaker": lambda n: "« Je viens demain », dit Anne. " * (n // 31),
    "a speaker in nested quotations": lambda n: "« Anne a dit : “" * (n // 30) + "oui”, dit-il »" * (n // 30),
    "statements in one quotation": lambda n: "« " + "Je viens, a dit Anne. " * (n // 22) + "»",
    "statements in statements": lambda n: "Anne dit que " * (n // 13),
    "teasers": lambda n: "fin.Lire aussi: " * (n // 16),
}


def measure_seconds(text: str, lang: Lang) -> float:
    """Processor time of one score. Garbage is not collected meanwhile: that costs more the more records there are."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        score(text, lang)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", MONSTERS)
def test_time_is_linear(lang: Lang, name: str) -> None:
    """16 times the text takes 16 times as long, but 256 times if a rule goes over all of it again; 32 is allowed."""
    length, factor, allowed = 4_000, 16, 32
    score("Anne dit oui.", lang)
    ratios = []
    for _ in range(3):  # other programs may disturb one measurement
        short = min(measure_seconds(MONSTERS[name](length), lang) for _ in range(3))
        ratios.append(measure_seconds(MONSTERS[name](length * factor), lang) / max(short, 0.001))
        if ratios[-1] < allowed:
            return
    pytest.fail(
        f"{name}: {factor} times the text took {', '.join(f'{ratio:.0f}' for ratio in ratios)} times as long"
    )


@pytest.mark.parametrize("piece", ["a", "7", "-"])
def test_ten_megabytes_of_one_character(piece: str) -> None:
    result = score(piece * 10_000_000)
    assert result.article.words == piece.isalnum()  # a run of marks is no word
    assert result.attributions == ()


@pytest.mark.parametrize(("mark", "warned"), [("«", 100_000), ('"', 0), ("(", 0)])
def test_a_hundred_thousand_marks(mark: str, warned: int) -> None:
    warnings = score(mark * 100_000).warnings
    assert [int(warning.split()[1]) for warning in warnings] == ([warned] if warned else [])


@pytest.mark.parametrize("mark", ["« ", ' "'])
def test_a_hundred_thousand_quotations_that_never_close(mark: str) -> None:
    (warning,) = score(f"{mark}mot " * 100_000).warnings
    assert warning.startswith("quotation_unclosed: 100000 ")
