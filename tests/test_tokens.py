"""Tokens: each row is a language, a text and its tokens parted by ` | `."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import LANGS, Lang
from selon.data.tokens import find_tokens, split_words

Row = tuple[Lang, str, str]

# fmt: off
ELISIONS: list[Row] = [
    ("fr", "L'État n'a rien dit", "L' | État | n' | a | rien | dit"),
    ("fr", "l’eau qu’il boit, lorsqu’elle vient", "l’ | eau | qu’ | il | boit | , | lorsqu’ | elle | vient"),
    ("fr", "L’ÉTAT C’EST MOI", "L’ | ÉTAT | C’ | EST | MOI"),
    ("fr", "d’« aider » et l'\"axe\"", "d’ | « | aider | » | et | l' | \" | axe | \""),
    ("fr", "l' Ukraine, d' une", "l' | Ukraine | , | d' | une"),
    ("fr", "aujourd'hui, d’aujourd’hui", "aujourd'hui | , | d’ | aujourd’hui"),
    ("fr", "quelqu'un et quelqu’une", "quelqu'un | et | quelqu’une"),
    ("fr", "un prud’homme", "un | prud’homme"),
    ("fr", "jusqu'à c'est-à-dire", "jusqu' | à | c' | est-à-dire"),
    ("fr", "l´eau", "l´ | eau"),
    ("fr", "O'Connor et L'Oréal", "O'Connor | et | L' | Oréal"),
    ("fr", "la grand’mère entr'ouvre", "la | grand’mère | entr'ouvre"),
    ("fr", "la Côte-d’Ivoire, l'état-major", "la | Côte-d’Ivoire | , | l' | état-major"),
    ("fr", "McDonald's", "McDonald's"),
]

INVERSIONS: list[Row] = [
    ("fr", "a-t-il dit", "a | -t-il | dit"),
    ("fr", "A‑t‑elle", "A | ‑t‑elle"),
    ("fr", "dit-il, répète-t-on", "dit | -il | , | répète | -t-on"),
    ("fr", "est-ce que suis-je", "est | -ce | que | suis | -je"),
    ("fr", "celui-ci, là-bas, porte-parole", "celui-ci | , | là-bas | , | porte-parole"),
    ("fr", "l'Île-de-France", "l' | Île-de-France"),
    ("fr", "donne-le-moi", "donne-le-moi"),
]

ABBREVIATIONS: list[Row] = [
    ("fr", "M. Macron, MM. Aubry et Roy", "M. | Macron | , | MM. | Aubry | et | Roy"),
    ("fr", "M.\u00a0Macron", "M. | Macron"),
    ("fr", "Mme Le Pen et Me Roy", "Mme | Le | Pen | et | Me | Roy"),
    ("fr", "J.-P. Roy et J.P. Morgan", "J.-P. | Roy | et | J.P. | Morgan"),
    ("fr", "en 52 av. J.-C.", "en | 52 | av. | J.-C."),
    ("fr", "l’O.N.U. et l'U.E.", "l’ | O.N.U. | et | l' | U.E."),
    ("fr", "etc. Puis p. 12", "etc. | Puis | p. | 12"),
    ("fr", "dites-le à p. Puis", "dites-le | à | p | . | Puis"),
    ("fr", "à 25 °C. La", "à | 25 | ° | C | . | La"),
    ("en", "Mr. Smith, Sen. Ted Cruz", "Mr. | Smith | , | Sen. | Ted | Cruz"),
    ("en", "MR. SMITH", "MR. | SMITH"),
    ("en", "U.S. and U.K. at 3 p.m. today", "U.S. | and | U.K. | at | 3 | p.m. | today"),
    ("en", "George W. Bush, J.R.R. Tolkien", "George | W. | Bush | , | J.R.R. | Tolkien"),
    ("en", "Rubio, R-Fla., and Feinstein, D-Calif.,", "Rubio | , | R-Fla. | , | and | Feinstein | , | D-Calif. | ,"),
    ("en", "Graham, R-S.C., said", "Graham | , | R-S.C. | , | said"),
    ("en", "Jan. 6 in Mass. Then", "Jan. | 6 | in | Mass. | Then"),
    ("en", "She fell ill. Then", "She | fell | ill | . | Then"),
    ("en", "No. 10 said no. He left.", "No. | 10 | said | no | . | He | left | ."),
    ("en", "a Ph.D. in e.g. law", "a | Ph.D. | in | e.g. | law"),
    ("en", "Roe v. Wade", "Roe | v. | Wade"),
]

NUMBERS: list[Row] = [
    ("fr", "1 000 000 d’euros", "1 000 000 | d’ | euros"),
    ("fr", "61\u00a0000 et 1\u202f234,56", "61\u00a0000 | et | 1\u202f234,56"),
    ("fr", "12,5 % et 3.14", "12,5 | % | et | 3.14"),
    ("fr", "en 2023 150 cas", "en | 2023 | 150 | cas"),
    ("fr", "le 12/05/2024 à 18:30.", "le | 12/05/2024 | à | 18:30 | ."),
    ("fr", "à 14h30 le 1er, la 2e", "à | 14h30 | le | 1er | , | la | 2e"),
    ("fr", "de 2023-2024", "de | 2023 | - | 2024"),
    ("fr", "50 €", "50 | €"),
    ("en", "$1,000.50 or 3.5%", "$ | 1,000.50 | or | 3.5 | %"),
    ("en", "On June 12 300 people", "On | June | 12 | 300 | people"),
    ("en", "9/11 and the 1990s", "9/11 | and | the | 1990s"),
    ("en", "a 38-year-old man", "a | 38-year-old | man"),
    ("en", "the 2nd F-16", "the | 2nd | F-16"),
]

CONTRACTIONS: list[Row] = [
    ("en", "don't, can’t, DON'T", "don't | , | can’t | , | DON'T"),
    ("en", "Trump's and workers' rights", "Trump | 's | and | workers | ' | rights"),
    ("en", "I'm, they’ll, we've", "I | 'm | , | they | ’ll | , | we | 've"),
    ("en", "O'Brien, ma'am", "O'Brien | , | ma'am"),
    ("en", "five o'clock", "five | o'clock"),
    ("en", "TRUMP'S", "TRUMP | 'S"),
]

ADDRESSES: list[Row] = [
    ("fr", "Voir https://t.co/aB?x=1. Puis", "Voir | https://t.co/aB?x=1 | . | Puis"),
    ("fr", "(www.lemonde.fr)", "( | www.lemonde.fr | )"),
    ("fr", "@elysee #GiletsJaunes", "@elysee | #GiletsJaunes"),
    ("en", "“https://a.org/b”", "“ | https://a.org/b | ”"),
    ("en", "AT&T, R&D and/or", "AT&T | , | R&D | and | / | or"),
]

MARKS: list[Row] = [
    ("fr", "Fin... Et puis…", "Fin | ... | Et | puis | …"),
    ("fr", "Quoi ?! Non !!!!!", "Quoi | ? | ! | Non | !!!!!"),
    ("fr", "a — b – c -- d", "a | — | b | – | c | -- | d"),
    ("en", "a ____ b_c _", "a | ____ | b_c | _"),
    ("en", "a\u200bb \ufeff c", "a | b | c"),
]
# fmt: on

ROWS = [*ELISIONS, *INVERSIONS, *ABBREVIATIONS, *NUMBERS, *CONTRACTIONS, *ADDRESSES, *MARKS]

NORMS: list[Row] = [
    ("fr", "L’État", "l' | état"),
    ("fr", "e\u0301te\u0301", "été"),
    ("fr", "A‑t‑il 61\u00a0000", "a | -t-il | 61 000"),
    ("fr", "l´eau d‘or", "l' | eau | d | ' | or"),
    ("en", "Trump’s can’t", "trump | 's | can't"),
    ("en", "infor\u00admation", "information"),
]

KINDS: list[tuple[Lang, str, str]] = [
    ("fr", "L’ONU a 12,5 %.", "word word word number mark mark"),
    ("fr", "M. 1er 14h30 2e", "word number number number"),
    ("en", "don't 38-year-old @me https://a.org", "word number word word"),
    ("en", "COVID-19 — 9/11 😀", "word mark number mark"),
]


@pytest.mark.parametrize(("lang", "text", "tokens"), ROWS)
def test_a_text_is_cut_into_tokens(lang: Lang, text: str, tokens: str) -> None:
    assert " | ".join(token.text for token in find_tokens(text, lang)) == tokens


@pytest.mark.parametrize(("lang", "text", "norms"), NORMS)
def test_variants_of_a_word_have_one_normal_form(lang: Lang, text: str, norms: str) -> None:
    assert " | ".join(split_words(text, lang)) == norms


@pytest.mark.parametrize(("lang", "text", "kinds"), KINDS)
def test_words_numbers_and_marks_are_told_apart(lang: Lang, text: str, kinds: str) -> None:
    assert " ".join(token.kind for token in find_tokens(text, lang)) == kinds


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("text", ["", " \n\t", "\u00a0\u202f", "\u200b\ufeff\u00ad"])
def test_what_is_not_seen_is_no_token(lang: Lang, text: str) -> None:
    assert list(find_tokens(text, lang)) == []


@pytest.mark.parametrize(("lang", "phrase"), [("fr", "beaucoup d'"), ("fr", "afin qu'"), ("fr", "l'")])
def test_an_elided_word_at_the_end_of_a_phrase_is_cut_as_inside_a_text(lang: Lang, phrase: str) -> None:
    assert split_words(phrase, lang) == split_words(f"{phrase}eux", lang)[:-1]


def test_a_capital_is_told_by_the_first_letter() -> None:
    assert [t.is_capitalised for t in find_tokens("Élysée l’Oréal 2e « A", "fr")] == [
        True, False, True, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@settings(deadline=None, max_examples=200)
@given(text=st.text() | st.text(alphabet="ad'’-. 19«»\"M.J\u0301é@#/ht:p\n", max_size=60))
def test_tokens_are_stretches_of_the_text_in_order_and_leave_no_letter_out(lang: Lang, text: str) -> None:
    last = 0
    for token in find_tokens(text, lang):
        assert last <= token.start < token.end
        assert token.text == text[token.start : token.end]
        assert not any(map(str.isalnum, text[last : token.start]))
        last = token.end
    assert not any(map(str.isalnum, text[last:]))
