"""Paragraphs and sentences. Each row is a language and a paragraph with ¦ where a sentence ends."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import LANGS, Article, Lang
from selon.data.span import merge_spans
from selon.model.text import MAX_SENTENCE_CHARS, Document, read_document

Row = tuple[Lang, str]

# fmt: off
PLAIN: list[Row] = [
    ("fr", "Le pont est fermé.¦ Il rouvrira lundi.¦"),
    ("fr", "Le pont est-il fermé ?¦ Oui !¦ Il rouvrira lundi.¦"),
    ("fr", "Un titre sans point¦"),
    ("fr", "Il y avait foule.¦ 3 000 personnes, selon la police.¦"),
    ("fr", "Quoi ?!¦ Encore ?...¦ Non.¦"),
    ("fr", "La hausse atteint 4,5 %.¦ L'État paiera.¦"),
    ("fr", "Il attend.¦ — Et moi ?¦"),
    ("fr", "Rien n’est sûr.¦ (Lire page 3.)¦ Tout peut changer.¦"),
    ("fr", "On attend.¦ • Le budget sera voté.¦"),
    ("en", "The bridge is closed.¦ It will open on Monday.¦"),
    ("en", "Who knows?¦ Not me!¦ $5 million are missing.¦"),
]

ABBREVIATIONS: list[Row] = [
    ("fr", "M. Macron a reçu MM. Roy et Petit.¦ Mme Le Pen était absente.¦"),
    ("fr", "Selon M.\u00a0Roy, le Dr. Petit a tort.¦"),
    ("fr", "J.-P. Roy et A. Le Goff sont venus.¦ Ils ont parlé.¦"),
    ("fr", "Charles Q. Brown a parlé à l’O.N.U.¦ Une fois de plus, elle a voté.¦"),
    ("fr", "Le temple date de 52 av. J.-C. environ.¦"),
    ("fr", "Il cite la liberté, l’égalité, etc.¦ Macron n’a pas répondu.¦"),
    ("fr", "Il cite la liberté, etc. et s’en va.¦"),
    ("fr", "Le chef d'état-major, cf. Le Monde, a répondu.¦"),
    ("fr", "Le café coûte 3 F.¦ Le thé coûte 2 F.¦"),
    ("fr", "Il est atteint d'hépatite B.¦ En France, le vaccin existe.¦"),
    ("fr", "Conserver à 25 °C.¦ La solution se boit.¦"),
    ("fr", "Voir l’art. 49.3 et le no. 12 de la rue.¦"),
    ("en", "Mr. Smith met Sen. Ted Cruz, R-Texas, and Gen. Roe.¦ They spoke.¦"),
    ("en", "Rubio, R-Fla., said no.¦ He left.¦"),
    ("en", "He left at 3 p.m.¦ The door was open.¦"),
    ("en", "He left at 3 p.m. Friday.¦"),
    ("en", "George W. Bush met J. K. Rowling in the U.S. Senate.¦"),
    ("en", "It is made in the U.S.¦ It sells well.¦"),
    ("en", "She works for Acme Inc.¦ He works for Apple Co.¦ We do not.¦"),
    ("en", "They took vitamin D.¦ He did not.¦"),
    ("en", "On Jan. 6 the crowd came.¦"),
    ("en", "He fell ill.¦ Trump sent flowers.¦"),
    ("en", "He said no.¦ She said yes.¦"),
    ("en", "It was Roe v. Wade vs. The State.¦"),
]

NUMBERS: list[Row] = [
    ("fr", "Le PIB croît de 1.5 point.¦ Il reste 1.000 euros.¦"),
    ("fr", "1. Le budget est voté.¦ 2. La loi passe.¦"),
    ("fr", "Il reste... 30 francs.¦"),
    ("fr", "Rendez-vous en 2025.¦ Nous verrons.¦"),
    ("fr", "C’était le 12.05.2024.¦ Il pleuvait.¦"),
    ("en", "It rose 3.5 percent to $1.2 billion.¦ Nobody knew.¦"),
]

ELLIPSES: list[Row] = [
    ("fr", "Il hésite... puis parle.¦ Il se tait…¦ Elle sourit.¦"),
    ("fr", "Il est permis de parler (...).¦ En France, on peut dire tout.¦"),
    ("fr", "« Nous avons fait (...) France un pays libre. »¦"),
    ("fr", "Il part.¦ [...] Pendant ce temps, elle reste.¦"),
]

GLUED: list[Row] = [
    ("fr", "Moscou prolonge le conflit.¦Dernières nouvelles de Kiev.¦"),
    ("fr", "C’est la « politique ».¦Le pont est fermé.¦"),
    ("fr", "Il a été arrêté.¦À Paris, le calme règne.¦LREM se tait.¦"),
    ("fr", "Cinq pays sont là, dont la Grèce.¦\"Il y a des écarts\", dit-il.¦"),
    ("fr", "Il a tort.¦« Je le sais », dit-elle.¦"),
    ("fr", "Le site Kremlin.ru est tombé, Booking.com aussi.¦"),
    ("fr", "J.Dupont et A.Roy sont venus.¦"),
    ("en", "He left the house.¦The door was open.¦"),
    ("en", "Visit https://a.org/b.¦ The page is new.¦"),
]

QUOTATIONS: list[Row] = [
    ("fr", "« Je viens. »¦ Il est venu.¦"),
    ("fr", "« Est-ce vrai ? » a demandé Anne Roy.¦ « Oui ! » dit-il.¦"),
    ("fr", "« Il vient.¦ Elle part. »¦ Ainsi parlait-il.¦"),
    ("fr", "Il a dit : « Je viens.¦ Tu pars. »¦ « Non », dit-elle.¦"),
    ("en", '"It is over," he said.¦ "We lost."¦ She agreed.¦'),
    ("en", "“It is over.¦ We lost.”¦ She agreed.¦"),
    ("en", "‘It is over.’¦ She agreed.¦"),
    ("en", '("It is over.")¦ She agreed.¦'),
    ("fr", "Le retard a tout bloqué. « l’inaction du Congrès ».¦"),
]
# fmt: on

ROWS = [*PLAIN, *ABBREVIATIONS, *NUMBERS, *ELLIPSES, *GLUED, *QUOTATIONS]


def read(text: str, lang: Lang = "fr") -> Document:
    return read_document(Article("a", lang, text))


@pytest.mark.parametrize(("lang", "marked"), ROWS)
def test_a_paragraph_is_cut_into_sentences(lang: Lang, marked: str) -> None:
    text = marked.replace("¦", "")
    document = read(text, lang)
    parts = list(text)
    for _, end in reversed(document.sentences):
        parts.insert(end, "¦")
    assert "".join(parts) == marked


@pytest.mark.parametrize("text", ["", " \n\n\t", "\u00a0", "\ufeff\u200b"])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    document = read(text)
    assert document.sentences == ()
    assert document.words == ()
    assert document.warnings == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n \n", "\u2028", "\u2029"])
def test_a_line_is_a_paragraph_and_a_sentence_never_crosses_it(end: str) -> None:
    document = read(f"Un titre{end}Un pont. Un mot{end}")
    assert [document.text[s:e] for s, e in document.paragraphs] == ["Un titre", "Un pont. Un mot"]
    assert [document.text[s:e] for s, e in document.sentences] == ["Un titre", "Un pont.", "Un mot"]


def test_a_stretch_without_a_full_stop_is_cut() -> None:
    document = read("mot " * 5000)
    assert len(document.sentences) == 5
    assert all(e - s <= MAX_SENTENCE_CHARS + len("mot ") for s, e in document.sentences)


def test_words_leave_marks_and_boilerplate_out() -> None:
    document = read("Le pont, fermé en 2019, rouvre.\nLien source")
    assert [t.text for t in document.words] == ["Le", "pont", "fermé", "en", "2019", "rouvre"]
    assert document.count_words([(0, 8), (3, 15), (30, 43)]) == 3


@pytest.mark.parametrize(
    ("spans", "merged"),
    [
        ([], []),
        ([(3, 5), (0, 2)], [(0, 2), (3, 5)]),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(0, 9), (1, 2), (8, 10)], [(0, 10)]),
    ],
)
def test_spans_are_merged(spans: list[tuple[int, int]], merged: list[tuple[int, int]]) -> None:
    assert list(merge_spans(spans)) == merged


@pytest.mark.parametrize("lang", LANGS)
@settings(deadline=None, max_examples=100)
@given(text=st.text() | st.text(alphabet="aB1 .!?…«»\"'’()\n-—", max_size=80))
def test_sentences_hold_every_token_once_and_in_order(lang: Lang, text: str) -> None:
    document = read(text, lang)
    tokens = list(document.tokens)
    for start, end in document.sentences:
        inside = [t for t in tokens if start <= t.start < end]
        assert inside and inside == tokens[: len(inside)]
        assert (inside[0].start, inside[-1].end) == (start, end)
        assert any(s <= start and end <= e for s, e in document.paragraphs)
        tokens = tokens[len(inside) :]
    assert tokens == []


def read_treebank(folder: Path) -> Iterator[list[str]]:
    """The sentences of each document of a treebank that begin with a capital and end with a full stop."""
    for file in sorted(folder.glob("*.conllu")):
        heads = re.findall(r"^# sent_id = (.+)_\S+\n# text = (.+)$", file.read_text("utf-8"), re.MULTILINE)
        for _, group in groupby(heads, key=lambda head: head[0]):
            sentences = [text.strip() for _, text in group]
            yield [s for s in sentences if s[0].isupper() and s[-1] in ".!?"]


def test_sentence_borders_of_a_treebank(shared: Callable[[str], Path]) -> None:
    """Sequoia: news, parliament, medicine reports, encyclopaedia; paragraphs of five sentences."""
    right = wrong = missed = 0
    for sentences in read_treebank(shared("corpora/ud_french_sequoia")):
        for k in range(0, len(sentences), 5):
            text = " ".join(sentences[k : k + 5])
            borders = {len(" ".join(sentences[k : n + 1])) for n in range(k, k + 5)}
            found = {end for _, end in read(text).sentences}
            right += len(found & borders)
            wrong += len(found - borders)
            missed += len(borders - found)
    assert right > 1500
    assert right / (right + wrong) > 0.99
    assert right / (right + missed) > 0.99
