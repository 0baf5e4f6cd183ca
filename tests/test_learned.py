"""What is made of an encoder's spans: clean borders, joined cues, terms of lexicon and encoder together."""

import pytest

from selon.data.article import Article
from selon.model.cue_class import find_cue_class
from selon.model.encoder import ReadSpan
from selon.model.learned import join_loaded_terms, join_split_cues, make_loaded_terms
from selon.model.records import Attribution, LoadedTerm, Span
from selon.model.text import read_document


def attribution(cue: tuple[int, int], content: tuple[int, int], source: tuple[int, int] | None, sure: float):
    return Attribution(
        source=Span(*source) if source else None,
        cue=Span(*cue),
        content=(Span(*content),),
        mode="indirect",
        cue_class="neutral",
        confidence=sure,
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (((10, 11), (30, 90), (0, 9), 0.7), ((22, 29), (30, 90), (0, 9), 0.9), [(10, 29)]),
        (((10, 11), (30, 90), (0, 9), 0.9), ((22, 29), (32, 90), (0, 9), 0.7), [(10, 29)]),
        (((10, 11), (30, 90), (0, 9), 0.7), ((22, 29), (30, 90), (12, 15), 0.9), [(10, 11), (22, 29)]),
        (((10, 11), (30, 50), (0, 9), 0.7), ((22, 29), (30, 90), (0, 9), 0.9), [(10, 11), (22, 29)]),
        (((10, 11), (30, 90), (0, 9), 0.7), ((92, 99), (30, 90), (0, 9), 0.9), [(10, 11), (92, 99)]),
    ],
)
def test_a_verb_group_that_was_read_as_two_cues_is_one(first, second, expected):
    joined = join_split_cues([attribution(*first), attribution(*second)])
    assert [tuple(a.cue or ()) for a in joined] == expected
    if len(joined) == 1:
        assert joined[0].confidence == 0.9


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("un acte « inévitable » pour eux", (3, 20), "inévitable"),
        ("une horde, dit-il", (4, 10), "horde"),
        ("ce « régime » honni", (3, 19), "« régime » honni"),
        ("les hordes venues", (4, 8), "hordes"),
        ("» x", (0, 1), None),
        (" , ", (0, 3), None),
    ],
)
def test_a_loaded_term_has_clean_borders(text: str, span: tuple[int, int], expected: str | None):
    document = read_document(Article("a", "fr", text))
    found = list(make_loaded_terms(document, [ReadSpan(Span(*span), 1.0, None)], bytearray(len(text))))
    assert [text[t.term.start : t.term.end] for t in found] == ([expected] if expected else [])


def test_terms_of_the_lexicon_go_before_those_of_the_encoder():
    listed = [LoadedTerm(Span(5, 9), "editorial", "plain")]
    read = [LoadedTerm(Span(8, 12), "quoted", None), LoadedTerm(Span(0, 3), "quoted", None)]
    assert join_loaded_terms(listed, read) == [read[1], listed[0]]


@pytest.mark.parametrize(
    ("lang", "cue", "expected"),
    [
        ("fr", "a quant à lui déclaré", "neutral"),
        ("fr", "a-t-il dénoncé", "evaluative"),
        ("fr", "selon", "neutral"),
        ("fr", "a mis en garde", "warning"),
        ("fr", "n’a pas exclu", "negating"),
        ("fr", "a lancé un appel", "directive"),
        ("fr", "se réjouit", "evaluative"),
        ("en", "told reporters", "neutral"),
        ("en", "according to", "neutral"),
        ("en", "claim", "doubting"),
        ("en", "table", None),
    ],
)
def test_the_class_of_a_cue_is_told_by_its_words(lang, cue: str, expected: str | None):
    assert find_cue_class(read_document(Article("a", lang, cue)).tokens, lang) == expected
