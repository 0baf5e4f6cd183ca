"""Boilerplate. Each row is a language and a text with ⟦ ⟧ around what is no part of the article."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import LANGS, Article, Lang
from selon.data.lexicon import load_boilerplate
from selon.model.text import Document, read_document

Row = tuple[Lang, str]

# fmt: off
TEASERS: list[Row] = [
    ("fr", "⟦A lire: Un pont trop loin⟧"),
    ("fr", "⟦À lire aussi : « Un pont trop loin »⟧"),
    ("fr", "⟦À VOIR AUSSI - Le pont en images⟧"),
    ("fr", "⟦Lire aussi Qui paiera le pont\u00a0?⟧"),
    ("fr", "⟦Lire\u00a0aussi\u00a0Qui paiera le pont ?⟧"),
    ("fr", "⟦» LIRE AUSSI - Le pont rouvre⟧ "),
    ("fr", "⟦» Suivez notre direct sur le pont⟧"),
    ("fr", "⟦Le maire : « Nous paierons » - Regarder sur Figaro Live⟧"),
    ("fr", "⟦Lien source⟧"),
    ("fr", "⟦Consultez notre dossier : La colère des maires⟧"),
    ("fr", "⟦Sur le même sujet⟧"),
    ("fr", "Le pont est fermé.⟦Lire aussi: Qui paiera le pont⟧Le maire attend."),
    ("fr", "Le pont est fermé. ⟦Lire également: Colère des «riverains»⟧ Ils étaient cent."),
    ("fr", "Le maire ⟦(lire page 4)⟧ attend ⟦(tous les détails ici)⟧."),
    ("en", "⟦Read more: Who will pay for the bridge?⟧"),
    ("en", "⟦Read more about the bridge here.⟧"),
    ("en", "⟦SEE ALSO: Mayor shuts bridge⟧"),
    ("en", "⟦Related: Mayor shuts bridge⟧"),
    ("en", "⟦Also read: Mayor shuts bridge⟧"),
    ("en", "⟦More On This...⟧"),
    ("en", "⟦Story Continued Below⟧"),
    ("en", "⟦See our coverage of the bridge here.⟧"),
    ("en", "The bridge is shut. ⟦(RELATED: Mayor Shuts Bridge — Again)⟧"),
    ("en", "⟦Lire aussi : Le pont rouvre⟧"),
]

CREDITS: list[Row] = [
    ("fr", "⟦© AFP⟧"),
    ("fr", "⟦Crédit photo : Anne Roy⟧"),
    ("fr", "⟦Photo : Anne Roy⟧"),
    ("fr", "⟦Illustration\u00a0: Roy pour «\u00a0Le Point\u00a0»⟧"),
    ("fr", "⟦Jacques Roy/SIPA⟧"),
    ("fr", "⟦Source : AFP⟧"),
    ("fr", "⟦Source : ministère de l'Intérieur⟧"),
    ("fr", "⟦Par Anne Roy⟧"),
    ("fr", "⟦Tous droits réservés⟧"),
    ("fr", "Le pont a rouvert. ⟦(ats/nxp)⟧"),
    ("fr", "Le pont a rouvert. ⟦(Le Matin)⟧"),
    ("fr", "Le pont a rouvert. ⟦(avec AFP)⟧"),
    ("fr", "Le pont a rouvert. ⟦A. L.⟧"),
    ("fr", "⟦mig-cld/blb/cam⟧"),
    ("en", "⟦Photo: Ann Roe⟧"),
    ("en", "⟦Photograph by Ann Roe⟧"),
    ("en", "⟦The mayor at the bridge. Ann Roe / Reuters⟧"),
    ("en", "⟦The mayor at the bridge, June 6, 2014. Ann Roe via Getty Images⟧"),
    ("en", "⟦Enlarge this image toggle caption Ann Roe/AP⟧"),
    ("en", "⟦By Ann Roe and John Doe⟧"),
    ("en", "⟦Ann Roe and The Associated Press contributed to this report.⟧"),
    ("en", "⟦Copyright © 2019 The Daily, LLC. Click here for reprint permission.⟧"),
    ("en", "⟦Correction: An earlier version of this story misspelled a name.⟧"),
]

DATES: list[Row] = [
    ("fr", "⟦Publié le 5 mars 2024 à 10h12⟧"),
    ("fr", "⟦Mis à jour le 05/03/2024⟧"),
    ("fr", "⟦08/12/2018 21:17:23\u00a0-⟧\u00a0"),
    ("fr", "   ⟦Bruxelles (AFP)\u00a0-⟧\u00a0"),
    ("fr", "⟦Genève (ATS) –⟧ Le pont est fermé."),
    ("fr", "⟦MOSCOU, 5 mars (Sputnik) —⟧ Le pont est fermé."),
    ("fr", "⟦PARIS —⟧ Le pont est fermé."),
    ("fr", "⟦VIDÉO -⟧ Le pont est fermé."),
    ("fr", "⟦LE SCAN POLITIQUE/VIDÉO -⟧ Le pont est fermé."),
    ("fr", "⟦L'éditorial de Jean-Paul Roy.⟧ Le pont est fermé."),
    ("en", "⟦WASHINGTON (AP) —⟧ The bridge is shut."),
    ("en", "⟦DES MOINES, Iowa —⟧ The bridge is shut."),
    ("en", "⟦MOSCOW, April 5 (Reuters) -⟧ The bridge is shut."),
    ("en", "⟦Updated at 4:05 p.m. ET⟧"),
    ("en", "⟦Published 5 March 2024⟧"),
    ("en", "⟦6 years ago⟧"),
    ("en", "⟦EXCLUSIVE:⟧ The bridge is shut."),
]

APPEALS: list[Row] = [
    ("fr", "⟦MERCI D'AVOIR LU JUSQU'AU BOUT. PARTAGEZ L'INFORMATION SUR LES RÉSEAUX SOCIAUX.⟧"),
    ("fr", "⟦Partager cet article sur Facebook⟧"),
    ("fr", "⟦Partager⟧"),
    ("fr", "⟦Abonnez-vous à notre lettre⟧"),
    ("fr", "⟦Suivez-nous sur Twitter⟧"),
    ("fr", "⟦Une publication partagée par Roy (@roy) le 17 Nov. 2018⟧"),
    ("fr", "⟦Article réservé aux abonnés⟧"),
    ("fr", "⟦Publicité⟧"),
    ("en", "⟦THANK YOU FOR READING TO THE END.SHARE INFORMATION ON SOCIAL NETWORKS.⟧"),
    ("en", "⟦Share this article on Facebook or Twitter⟧"),
    ("en", "⟦Sign up for Daily Newsletters⟧"),
    ("en", "⟦Subscribe to our podcast⟧"),
    ("en", "⟦Follow us on Twitter⟧"),
    ("en", "⟦Advertisement⟧"),
    ("en", "Look: ⟦https://a.org/b⟧ and ⟦pic.twitter.com/aB1⟧"),
]

SITES: list[Row] = [
    ("fr", "⟦Dernières Nouvelles | News 24⟧\nLe pont est fermé."),
    ("fr", "Le pont est fermé pour deux mois – Roy ⟦— RT World News⟧\nLe maire attend."),
    ("fr", "Le pont est fermé pour deux mois ⟦- Le Figaro⟧"),
    ("fr", "Le pont est fermé pour deux mois ⟦| Ouest-France⟧"),
    ("en", "Mayor shuts the bridge for good ⟦| Fox News⟧"),
    ("en", "Mayor shuts the bridge for good ⟦- The New York Times⟧"),
]

# What looks like it. Where a line could be either, a sentence of the article is worth more than a line of
# a page.
SENTENCES: list[Row] = [
    ("fr", "Partager le pouvoir est difficile, selon le maire."),
    ("fr", "Partager l’espace public, une gageure"),
    ("fr", "Photo de l'année : le pont, vu par Anne Roy, a gagné le prix."),
    ("fr", "Source de tensions, le pont divise la ville."),
    ("fr", "Source : un proche du maire, qui dit tout savoir du pont, a confirmé sa fermeture."),
    ("fr", "À lire les journaux, le pont tient."),
    ("fr", "Lire est un droit, dit le maire."),
    ("fr", "Lire l'article 49 de la Constitution, c'est comprendre ce pont."),
    ("fr", "Publié lundi par le ministère, le rapport compte 3 ponts."),
    ("fr", "Publié le 5 mars, le rapport compte 3 ponts."),
    ("fr", "18:30 Le maire a parlé."),
    ("fr", "Plus d'informations seront données lundi, a dit le maire."),
    ("fr", "Commentaires du maire sur le pont"),
    ("fr", "Abonnez-vous, a lancé le maire, ou partez !"),
    ("fr", "Rejoignez-nous », a lancé le maire."),
    ("fr", "Par exemple, le pont."),
    ("fr", "Par Toutatis !"),
    ("fr", "L'Agence France-Presse (AFP) a confirmé la fermeture."),
    ("fr", "L'ONU - le maire y tient - paiera."),
    ("fr", "LE FIGARO. - Le pont tiendra-t-il ?"),
    ("fr", "ANNE ROY - Le pont tiendra."),
    ("fr", "Le pont est fermé – Anne Roy"),
    ("fr", "Le texte vient de l'AFP."),
    ("fr", "La suite, selon le maire, viendra lundi."),
    ("fr", "Image d'une ville divisée, le pont fait peur."),
    ("fr", "Vidéo surveillance ou police : le maire hésite."),
    ("fr", "Suivez mon regard, dit le maire."),
    ("fr", "Le maire a écouté J. C. et les autres."),
    ("en", "Photo of the year shows the bridge, and nobody knows who took it."),
    ("en", "Share this burden, the mayor told allies, and the bridge will stand."),
    ("en", "Share prices fell on Monday."),
    ("en", "Sources: Trump to shut the bridge on Friday"),
    ("en", "Sources close to the mayor said so."),
    ("en", "Published on Monday, the report counts 3 bridges."),
    ("en", "Read more books, the mayor told pupils."),
    ("en", "See more people at the bridge and you will believe it."),
    ("en", "Sign up to fight, the mayor told the town."),
    ("en", "Follow our lead, the mayor told allies."),
    ("en", "Register to vote by Friday, officials said."),
    ("en", "Image by image, the film shows the bridge."),
    ("en", "By the end of March"),
    ("en", "More people crossed the bridge."),
    ("en", "Comments by the mayor drew anger."),
    ("en", "NASA — which built the bridge — paid."),
    ("en", "The Associated Press (AP) said the bridge was shut."),
    ("en", "Don't Panic About the Bridge — Yet"),
    ("en", "The bridge will not stand – Vladimir Putin"),
    ("en", "REPORTER: Who will pay?"),
    ("en", "The statement came via Reuters."),
]
# fmt: on

ROWS = [*TEASERS, *CREDITS, *DATES, *APPEALS, *SITES]


def read(text: str, lang: Lang) -> Document:
    return read_document(Article("a", lang, text))


def mark(document: Document) -> str:
    parts = list(document.text)
    for start, end in reversed(document.boilerplate):
        parts.insert(end, "⟧")
        parts.insert(start, "⟦")
    return "".join(parts)


@pytest.mark.parametrize(("lang", "marked"), ROWS)
def test_boilerplate_is_marked(lang: Lang, marked: str) -> None:
    document = read(marked.replace("⟦", "").replace("⟧", ""), lang)
    assert mark(document) == marked


@pytest.mark.parametrize(("lang", "text"), SENTENCES)
def test_a_sentence_that_looks_like_boilerplate_is_kept(lang: Lang, text: str) -> None:
    assert mark(read(text, lang)) == text


@pytest.mark.parametrize(("lang", "marked"), [*TEASERS, *CREDITS, *DATES, *APPEALS])
def test_it_is_found_among_other_lines_and_with_any_apostrophe(lang: Lang, marked: str) -> None:
    marked = marked.replace("'", "’")
    between = f"Le pont est fermé.\n{marked}\nLe pont rouvre."
    assert mark(read(between.replace("⟦", "").replace("⟧", ""), lang)) == between


BODY = "Le pont est fermé.\n\nLe maire attend.\n\nLes riverains aussi."
HEADLINE = "Le maire lance un avertissement sévère concernant le pont"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{BODY}\n\n\n\n{HEADLINE}\n\nLe pont rouvre.", [HEADLINE]),
        (f"{BODY}\n\n{HEADLINE}\n\nLe pont rouvre.", []),  # no box
        (f"{BODY}\n\n\n\n{HEADLINE}\nLe pont rouvre.\n\nOui.", []),  # a heading
        (f"{BODY}\n\n\n\n{HEADLINE}.\n\nLe pont rouvre.", []),  # a sentence
        (f"{BODY}\n\n\n\nLe pont rouvre\n\nLe pont rouvre.", []),  # short: a heading
        (f"{BODY}\n\n\n\n{HEADLINE}", []),  # the end
        (f"{HEADLINE}\n\n\n\n{HEADLINE}\n\n{BODY}", []),  # the article's own title
    ],
)
def test_a_headline_in_a_box_of_its_own_is_a_teaser(text: str, found: list[str]) -> None:
    document = read(text, "fr")
    assert [text[s:e] for s, e in document.boilerplate] == found


def test_a_long_paragraph_is_never_lost_as_a_whole() -> None:
    text = "Photo : " + "le pont est fermé et le maire attend " * 40
    assert read(text, "fr").boilerplate == ()


def test_boilerplate_is_left_out_of_the_words() -> None:
    assert len(read("Le pont est fermé.\nLire aussi : Le pont rouvre", "fr").words) == 4


@pytest.mark.parametrize("lang", LANGS)
def test_patterns_do_not_match_nothing(lang: Lang) -> None:
    patterns = load_boilerplate(lang)
    assert patterns.line.match("") is None
    assert [m for m in patterns.span.finditer("Le pont.\nThe bridge.\n") if not m.group()] == []


@pytest.mark.parametrize("lang", LANGS)
@settings(deadline=None, max_examples=100)
@given(text=st.text() | st.lists(st.sampled_from([m for _, m in ROWS])).map("\n".join))
def test_spans_are_in_order_apart_and_not_blank(lang: Lang, text: str) -> None:
    last = 0
    for start, end in read(text, lang).boilerplate:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end


def test_the_seeds_keep_their_teasers_out(shared: Callable[[str], Path]) -> None:
    folder = shared("seeds")
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    found = [[d.text[s:e] for s, e in d.boilerplate] for d in (read(text, "fr") for text in texts)]
    assert [len(spans) for spans in found] == [1, 4]
    assert found[0][0].startswith("A lire: ")
    assert found[1][0] == texts[1].splitlines()[0]
    assert found[1][1].startswith("— RT")
    assert found[1][2].startswith("Moscou lance un avertissement")
    assert found[1][3] == "Lien source"


def test_annotated_boilerplate(shared: Callable[[str], Path]) -> None:
    """Of 170 annotated articles: words marked rightly. Annotators left datelines in and took pull quotations
    out."""
    folder = shared("gold/annotations")
    right = wrong = missed = 0
    for path in sorted(folder.glob("*.json")):
        annotation = json.loads(path.read_text("utf-8"))
        text = (folder.parent / "articles" / f"{path.stem}.txt").read_bytes().decode("utf-8")
        document = read(text, "fr" if path.stem.startswith("fr") else "en")
        for token in document.tokens:
            if token.kind != "mark":
                marked = bool(document.is_boilerplate[token.start])
                wanted = any(s <= token.start < e for s, e in annotation["boilerplate"])
                right += marked and wanted
                wrong += marked and not wanted
                missed += wanted and not marked
    assert right / (right + wrong) > 0.9
    assert right / (right + missed) > 0.7
