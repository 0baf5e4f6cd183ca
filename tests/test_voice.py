"""Voice: whose words each character is.

Each row is a language, a text and the stretches of it that are not the article's own words, one a line:
`voice: words`.
"""

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import Article, Lang
from selon.model.attribution import find_attributions
from selon.model.records import VOICES, Attribution, Span
from selon.model.text import Document, read_document
from selon.model.voice import read_voices, voice_at

Row = tuple[Lang, str, str]

# fmt: off
ROWS: list[Row] = [
    ("fr", "", ""),
    ("fr", "Le pont a été fermé lundi.", ""),
    ("fr", "Le maire a déclaré que le pont était fermé.", "reported: que le pont était fermé"),
    ("fr", "Selon le maire, le pont est fermé.", "reported: le pont est fermé"),
    ("fr", "« Le pont est fermé », a déclaré le maire.", "quoted: « Le pont est fermé »"),
    ("fr", "Le maire a dénoncé « une faute grave » du préfet.",
     "quoted: « une faute grave »\nreported: du préfet"),
    ("fr", "Le « roi » du quartier a quitté la salle.", "scare: « roi »"),
    ("fr", "Les « gilets jaunes » ont bloqué le pont.", "scare: « gilets jaunes »"),
    ("fr", "« Il m'a dit : \"Partez !\" et je suis partie », raconte Leïla.",
     "quoted: « Il m'a dit : \"Partez !\" et je suis partie »"),
    ("fr", "« Le toit a cédé », raconte Leïla. « Nous avons couru jusqu'au pont. »",
     "quoted: « Le toit a cédé »\nquoted: « Nous avons couru jusqu'au pont. »"),
    ("en", "", ""),
    ("en", "The bridge was closed on Monday.", ""),
    ("en", "The mayor said that the bridge was closed.", "reported: that the bridge was closed"),
    ("en", "According to the mayor, the bridge is closed.", "reported: the bridge is closed"),
    ("en", "The mayor replied: “The bridge is closed.”", "quoted: “The bridge is closed.”"),
    ("en", 'The report described the site as "a danger to life".',
     'reported: the site as\nquoted: "a danger to life"'),
    ("en", 'The "king" of the street left the room.', 'scare: "king"'),
]
# fmt: on


def read(lang: Lang, text: str) -> tuple[Document, list[Attribution], bytearray]:
    document = read_document(Article("test", lang, text))
    attributions = find_attributions(document)
    return document, attributions, read_voices(document, attributions)


@pytest.mark.parametrize(("lang", "text", "stretches"), ROWS)
def test_voices(lang: Lang, text: str, stretches: str) -> None:
    _, _, voices = read(lang, text)
    found = []
    for voice, group in groupby(range(len(text)), key=lambda i: voice_at(voices, i)):
        positions = list(group)
        if voice != "editorial":
            found.append(f"{voice}: {text[positions[0] : positions[-1] + 1].strip()}")
    assert "\n".join(found) == stretches


def test_a_quotation_is_quoted_only_where_somebody_says_it() -> None:
    text = "Le « roi » est parti."
    document = read_document(Article("test", "fr", text))
    said = Attribution(Span(0, 2), None, (Span(3, 10),), "direct", "neutral")
    assert voice_at(read_voices(document, []), 5) == "scare"
    assert voice_at(read_voices(document, [said]), 5) == "quoted"


@settings(deadline=None)  # the first call loads the lexicons
@given(
    st.sampled_from(["fr", "en"]),
    st.lists(st.sampled_from([text for _, text, _ in ROWS]), max_size=5).map(" ".join),
)
def test_every_character_has_a_voice(lang: Lang, text: str) -> None:
    document, attributions, voices = read(lang, text)
    assert len(voices) == len(text)
    assert set(voices) <= set(range(len(VOICES)))
    content = {i for a in attributions for start, end in a.content for i in range(start, end)}
    assert all(voice_at(voices, i) in ("reported", "quoted") for i in content)
    quoted = {i for q in document.quotations for i in range(q.start, q.end)}
    assert all(voice_at(voices, i) == "editorial" for i in set(range(len(text))) - content - quoted)
