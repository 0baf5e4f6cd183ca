import pytest

from selon.data import language
from selon.data.language import (
    SAMPLE_CHARS,
    Identified,
    decide_language,
    find_plain_language,
    identify,
    parse_declared,
)

FR = "Le gouvernement a annoncé lundi qu’il élargirait son aide aux communes touchées par les inondations."
EN = "The government said on Monday that it would extend its help to the towns that were hit by the floods."

OTHERS = [
    (
        "de",
        "German",
        "Die Regierung hat am Montag erklärt, dass sie den betroffenen Gemeinden weiter helfen wird.",
    ),
    (
        "es",
        "Spanish",
        "El Gobierno anunció el lunes que ampliará su ayuda a los municipios afectados por la riada.",
    ),
    (
        "it",
        "Italian",
        "Il governo ha annunciato lunedì che amplierà gli aiuti ai comuni colpiti dalle alluvioni.",
    ),
    (
        "pt",
        "Portuguese",
        "O governo anunciou na segunda-feira que vai ampliar a ajuda aos municípios atingidos.",
    ),
    ("nl", "Dutch", "De regering heeft maandag gezegd dat zij de getroffen gemeenten verder zal helpen."),
    (
        "ca",
        "Catalan",
        "El Govern va anunciar dilluns que ampliarà l'ajuda als municipis afectats pels aiguats.",
    ),
    (
        "oc",
        "Occitan",
        "Lo govèrn anoncièt diluns qu'agrandirà l'ajuda a las comunas tocadas per las inondacions.",
    ),
    ("ro", "Romanian", "Guvernul a anunțat luni că va extinde ajutorul pentru comunele lovite de inundații."),
    ("ru", "Russian", "Правительство объявило в понедельник, что расширит помощь пострадавшим районам."),
]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (FR, "fr"),
        (EN, "en"),
        (FR.upper(), "fr"),
        ("  \n\t" * 2000 + EN, "en"),
        ("\ufeff« " + FR + " »", "fr"),
        *[(text, lang) for lang, _, text in OTHERS],
    ],
)
def test_a_sentence_is_identified(text: str, lang: str) -> None:
    found = identify(text)
    assert found.lang == lang
    assert 0.5 <= found.probability <= 1


@pytest.mark.parametrize(
    "text", ["", " \n", "12 345 – (…)", "😀😀", "___", "Bonjour", "Hello world", "© IDD"]
)
def test_too_little_text_is_not_guessed_at(text: str) -> None:
    assert identify(text).lang is None


def test_only_the_beginning_counts() -> None:
    assert identify((FR + " ") * (SAMPLE_CHARS // len(FR) + 1) + EN * 50).lang == "fr"


@pytest.mark.parametrize(("name", "text"), [(name, text) for _, name, text in OTHERS])
def test_another_language_is_refused_by_its_name_with_a_way_out(name: str, text: str) -> None:
    decision = decide_language(text)
    assert (decision.lang, decision.reason) == (None, "language")
    assert name in str(decision.message)
    assert "--lang" in str(decision.message)


@pytest.mark.parametrize(
    ("text", "declared", "hint", "lang", "reason"),
    [
        (FR, None, None, "fr", None),
        (EN, None, "fr", "en", None),  # pages are often wrong about themselves
        ("Bonjour", None, None, None, "unknown_language"),
        ("Bonjour", None, "fr-FR", "fr", None),
        ("Bonjour", "fr", None, "fr", None),
        ("(...)", "FR", None, "fr", None),
        ("(...)", None, None, None, "unknown_language"),
        (FR, "de", None, None, "language"),
        (FR, "unknown", None, "fr", None),
        (FR, "", None, "fr", None),
    ],
)
def test_what_is_declared_stands_and_a_hint_helps_out(text, declared, hint, lang, reason) -> None:
    decision = decide_language(text, declared, hint)
    assert (decision.lang, decision.reason) == (lang, reason)
    assert (decision.message is None) == (lang is not None)


def test_a_contradiction_is_a_warning() -> None:
    decision = decide_language(EN, declared="fr")
    assert decision.lang == "fr"
    assert "given as French, but it reads like English" in str(decision.message)


@pytest.mark.parametrize(
    ("declared", "lang"),
    [
        ("fr", "fr"), (" FR ", "fr"), ("fr_CA", "fr"), ("fr-FR", "fr"), ("fra", "fr"), ("Français", "fr"),
        ("en-US", "en"), ("eng", "en"), ("English", "en"), ("anglais", "en"),
        ("de", None), ("frisian", None), ("enm", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_names_of_languages(declared: str | None, lang: str | None) -> None:
    assert parse_declared(declared) == lang


def test_no_letters_costs_no_model() -> None:
    assert identify("0123456789" * 1000) == Identified(None, 0.0)


PLAIN_FR = (
    "Le gouvernement a annoncé lundi qu’il élargirait son aide aux communes touchées, mais sans dire avec "
    "quel argent ni dans quels délais. Elles sont trente à attendre, et leurs maires ont écrit au préfet."
)
PLAIN_EN = (
    "The government said on Monday that it would extend its help to the towns that were hit by the floods, "
    "but not with which money or when. They have been waiting for months, and their mayors are angry."
)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (PLAIN_FR, "fr"),
        (PLAIN_EN, "en"),
        (PLAIN_FR.upper(), "fr"),
        ("PARIS (AFP) – " + PLAIN_FR, "fr"),
        (f"“{PLAIN_EN}”", "en"),
        (PLAIN_FR + PLAIN_EN, None),  # both: the model decides
        (PLAIN_EN + "Das ist nicht wahr, sagte er. " * 20, None),
        ("une, vous, sont, dans, pour", None),
        ("the the the and and and", None),
        ("", None),
        *[(text * 9, None) for _, _, text in OTHERS],
    ],
)
def test_a_plain_text_is_told_by_its_function_words(text: str, lang: str | None) -> None:
    assert find_plain_language(text) == lang


@pytest.mark.parametrize(("text", "lang"), [(PLAIN_FR, "fr"), (PLAIN_EN, "en")])
@pytest.mark.parametrize("declared", [None, "", "same"])
def test_a_plain_text_costs_no_model(monkeypatch, text: str, lang: str, declared: str | None) -> None:
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was loaded"))
    assert decide_language(text, lang if declared == "same" else declared) == (lang, None, None)


def test_a_plain_text_that_is_declared_otherwise_is_a_contradiction() -> None:
    decision = decide_language(PLAIN_EN, declared="fr")
    assert decision.lang == "fr"
    assert "reads like English" in str(decision.message)
