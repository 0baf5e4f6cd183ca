"""Loaded terms: wordings that judge beyond their information, each counted by the voice that uses it.

Each row is a language, a text and its loaded terms in text order, parted by `; `: `term: voice`.
"""

import pytest

from selon.data.article import Article, Lang
from selon.model.attribution import find_attributions
from selon.model.loaded import find_loaded_terms
from selon.model.records import LoadedTerm
from selon.model.text import read_document
from selon.model.voice import read_voices

Row = tuple[Lang, str, str]

# fmt: off
EDITORIAL: list[Row] = [
    ("fr", "Le régime de Kiev a fermé le port.", "régime de Kiev: editorial"),
    ("fr", "Le despote a quitté la ville.", "despote: editorial"),
    ("fr", "Le diktat du ministre entre en vigueur.", "diktat: editorial"),
    ("fr", "Des hordes de touristes ont envahi la plage.", "hordes: editorial"),
    ("fr", "La Russie poursuit son opération militaire spéciale.", "opération militaire spéciale: editorial"),
    ("en", "The Kiev regime has closed the port.", "Kiev regime: editorial"),
    ("en", "The despot has left the city.", "despot: editorial"),
    ("en", "The minister's diktat takes effect.", "diktat: editorial"),
    ("en", "Hordes of tourists filled the beach.", "Hordes: editorial"),
    ("en", "A horde of tourists filled the beach.", "horde: editorial"),
    ("en", "Russia goes on with its special operation in Ukraine.",
     "special operation in Ukraine: editorial"),
]

QUOTED: list[Row] = [
    ("fr", "« Le régime de Kiev ment », a déclaré le Kremlin.", "régime de Kiev: quoted"),
    ("fr", "Le Kremlin dénonce « le régime de Kiev » depuis lundi.", "régime de Kiev: quoted"),
    ("fr", "« Ce despote doit partir », a lancé la députée.", "despote: quoted"),
    ("en", '"The Kiev regime is lying," the Kremlin said.', "Kiev regime: quoted"),
    ("en", 'The Kremlin said: "The Kiev regime is lying."', "Kiev regime: quoted"),
    ("en", '"This despot must go," the senator said.', "despot: quoted"),
]

REPORTED: list[Row] = [
    ("fr", "Le Kremlin affirme que le régime de Kiev ment.", "régime de Kiev: reported"),
    ("fr", "Selon le Kremlin, le régime de Kiev a fermé le port.", "régime de Kiev: reported"),
    ("fr", "Le régime de Kiev a fermé le port, a déclaré le Kremlin.", "régime de Kiev: reported"),
    ("en", "The Kremlin said that the Kiev regime was lying.", "Kiev regime: reported"),
    ("en", "According to the Kremlin, the Kiev regime has closed the port.", "Kiev regime: reported"),
]

SCARE: list[Row] = [
    ("fr", "Le « despote » a quitté la ville.", "despote: scare"),
    ("fr", "Le « régime de Kiev » a fermé le port.", "régime de Kiev: scare"),
    ("en", 'The "despot" has left the city.', "despot: scare"),
    ("en", "The “diktat” came into force in May.", "diktat: scare"),
]

SEVERAL_VOICES: list[Row] = [
    ("fr", "Le despote a parlé. « Ce diktat est fini », a déclaré la maire.",
     "despote: editorial; diktat: quoted"),
    ("en", 'The despot spoke. "This diktat is over," the mayor said.', "despot: editorial; diktat: quoted"),
]

INFLECTED: list[Row] = [
    ("fr", "Les despotes ont quitté la ville.", "despotes: editorial"),
    ("fr", "LE DESPOTE A QUITTÉ LA VILLE.", "DESPOTE: editorial"),
    ("fr", "Des lois despotiques ont été votées.", "despotiques: editorial"),
    ("en", "The despots have left the city.", "despots: editorial"),
    ("en", "The party slammed the new tax.", "slammed: editorial"),
    ("en", "Slamming the new tax, the party left.", "Slamming: editorial"),
]

NOTHING: list[Row] = [
    ("fr", "Le régime alimentaire des loutres a changé.", ""),
    ("fr", "Le gouvernement ukrainien a fermé le port.", ""),
    ("fr", "Le régime de retraite a changé.", ""),
    ("fr", "La marée montait.", ""),
    ("fr", "La hausse atteint trois pour cent.", ""),
    ("fr", "Lire aussi : Le despote a quitté la ville", ""),
    ("fr", "", ""),
    ("en", "The exercise regime has changed.", ""),
    ("en", "The Ukrainian government has closed the port.", ""),
    ("en", "The surgeon ended the operation at noon.", ""),
    ("en", "Read more: The despot has left the city", ""),
    ("en", "", ""),
]
# fmt: on

TABLES = {
    "editorial": EDITORIAL,
    "quoted": QUOTED,
    "reported": REPORTED,
    "scare": SCARE,
    "several_voices": SEVERAL_VOICES,
    "inflected": INFLECTED,
    "nothing": NOTHING,
}
ROWS = [
    pytest.param(*row, id=f"{name}-{row[0]}-{row[1][:40]}") for name, rows in TABLES.items() for row in rows
]


def find(lang: Lang, text: str) -> list[LoadedTerm]:
    document = read_document(Article("test", lang, text))
    return list(find_loaded_terms(document, read_voices(document, find_attributions(document))))


def write(text: str, loaded: LoadedTerm) -> str:
    return f"{text[slice(*loaded.term)]}: {loaded.voice}"


@pytest.mark.parametrize(("lang", "text", "terms"), ROWS)
def test_loaded_terms(lang: Lang, text: str, terms: str) -> None:
    assert "; ".join(write(text, loaded) for loaded in find(lang, text)) == terms


@pytest.mark.parametrize(
    ("lang", "text", "neutral"),
    [
        ("fr", "Le régime de Kiev a fermé le port.", "gouvernement"),
        ("fr", "Les despotes ont quitté la ville.", "dirigeant"),
        ("en", "The Kiev regime has closed the port.", "Ukrainian government"),
        ("en", "The party slammed the new tax.", "criticise"),
    ],
)
def test_a_neutral_wording_stands_beside_each(lang: Lang, text: str, neutral: str) -> None:
    assert [loaded.neutral for loaded in find(lang, text)] == [neutral]
