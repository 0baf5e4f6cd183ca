"""The language of an article: French or English, or a refusal that says what it reads like."""

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from .article import LANGS, Lang

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Of 5,483 articles (French and English press) as many are told by their first 300 as by their first 2,000
# characters: all but two of a single short line. 1,000 leave room for a title or a dateline in the other
# language.
SAMPLE_CHARS = 1_000

# From here on not one of 4,400 sentences of 30 characters or more (French, English, German, Italian) is taken
# for French or English wrongly; 93 of 100 French and English ones of 30 to 60 characters reach it, and all
# above 120.
MIN_PROBABILITY = 0.5

# Where a text reads like another language than it is given as, what is given stands, from here on with a
# warning.
CONTRADICTION_PROBABILITY = 0.9

# Common function words of each language that the other one hardly has.
FUNCTION_WORDS: dict[Lang, frozenset[str]] = {
    "fr": frozenset((
        "à", "au", "aux", "avec", "ce", "ces", "cette", "dans", "des", "du", "elle", "elles", "est",
        "et", "été", "être", "il", "ils", "je", "leur", "leurs", "mais", "nous", "ont", "ou", "où",
        "par", "pas", "plus", "pour", "qu", "que", "qui", "sans", "se", "ses", "son", "sont",
        "sous", "sur", "une", "vous",
    )),
    "en": frozenset((
        "about", "and", "are", "been", "but", "by", "for", "from", "had", "has", "have", "he",
        "his", "is", "it", "not", "of", "said", "she", "that", "the", "their", "they", "this", "to",
        "was", "we", "were", "which", "who", "will", "with", "would", "you",
    )),
}  # fmt: skip

# A text with 9 different ones, which make up 0.12 of its words and 0.05 of each quarter of them, and with a
# tenth as many of the other language, is plain: 98.5 of 100 articles of the French press, 99.4 of the
# American. Of 92,372 samples (60 to 1,000 characters of the press, and of the Declaration of Human Rights in
# 448 languages) none is plain that the model takes for something else; with 7 words 4 are, of Nigerian Pidgin
# and Franco-Provençal. Of 9,000 samples of which a part was put in another language, 194 are, 46 of them
# against the model; without the quarters 3,144, of them 912.
MIN_FUNCTION_WORDS = 9
MIN_FUNCTION_SHARE = 0.12
MIN_QUARTER_SHARE = 0.05
MAX_OTHER_SHARE = 0.1

DECLARED: dict[str, Lang] = {
    **dict.fromkeys(("fr", "fra", "fre", "french", "français", "francais"), "fr"),
    **dict.fromkeys(("en", "eng", "english", "anglais"), "en"),
}
UNDECLARED = ("", "und", "unknown", "none", "null", "nan", "mul", "zxx")

NAMES = {
    "an": "Aragonese", "ar": "Arabic", "br": "Breton", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "eu": "Basque", "fa": "Persian",
    "fr": "French", "gcf": "Antillean Creole", "gcr": "Guianese Creole", "gl": "Galician",
    "ht": "Haitian Creole", "it": "Italian", "ja": "Japanese", "la": "Latin", "lb": "Luxembourgish",
    "nl": "Dutch", "no": "Norwegian", "oc": "Occitan", "pcm": "Nigerian Pidgin", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "wa": "Walloon", "zh": "Chinese",
}  # fmt: skip

WAY_OUT = "if it is French or English after all, say so with --lang"


class Identified(NamedTuple):
    """What a text reads like: an ISO 639 code, None where it can not be told, and its probability."""

    lang: str | None
    probability: float


class Decision(NamedTuple):
    """The language an article is scored in, perhaps with a warning; or None, with the reason."""

    lang: Lang | None
    message: str | None = None
    reason: Literal["language", "unknown_language"] | None = None


def find_plain_language(text: str) -> Lang | None:
    """French or English where the function words of the first 1,000 characters leave no doubt, else None.

    0.05 ms a text. It spares most articles the model: its 0.5 ms, and the 0.4 s that it takes to load.
    """
    words = re.findall(r"[^\W\d_]+", _sample(text).lower())
    found = {lang: [word in FUNCTION_WORDS[lang] for word in words] for lang in LANGS}
    for lang in LANGS:
        number = sum(found[lang])
        others = sum(found["en" if lang == "fr" else "fr"])
        if (
            len(FUNCTION_WORDS[lang].intersection(words)) >= MIN_FUNCTION_WORDS
            and number >= MIN_FUNCTION_SHARE * len(words)
            and others <= MAX_OTHER_SHARE * number
            and all(sum(part) >= MIN_QUARTER_SHARE * len(part) for part in _quarters(found[lang]))
        ):
            return lang
    return None


def _quarters(flags: list[bool]) -> list[list[bool]]:
    return [flags[i * len(flags) // 4 : (i + 1) * len(flags) // 4] for i in range(4)]


def identify(text: str) -> Identified:
    """The language of a text by its first 1,000 characters, and its probability among 140 (0 to 1).

    None for a text without letters, and below 0.5, where a text is too short or too mixed to tell. About 0.5
    ms a text; the first call loads the model (0.4 s, 150 MB).

    Source: py3langid, after Lui and Baldwin (2012), langid.py.
    """
    sample = _sample(text)
    if not sample:
        return Identified(None, 0.0)
    lang, probability = _identifier().classify(sample)
    return Identified(lang if probability >= MIN_PROBABILITY else None, probability)


def decide_language(text: str, declared: str | None = None, hint: str | None = None) -> Decision:
    """The language to score a text in.

    `declared` (of a row) stands, with a warning where the text plainly reads like another one; a language
    other than French and English is refused. Without it the text decides, and where that is too short to
    tell, `hint` (of a page).
    """
    stated = parse_declared(declared)
    if declared is not None and stated is None and declared.strip().lower() not in UNDECLARED:
        return Decision(
            None, f"its language is given as {declared!r}, not French or English; {WAY_OUT}", "language"
        )
    plain = find_plain_language(text)
    if plain and stated in (plain, None):
        return Decision(plain)
    found = identify(text)
    if stated:
        contradicted = found.lang not in (None, stated) and found.probability >= CONTRADICTION_PROBABILITY
        warning = f"given as {NAMES[stated]}, but it reads like {describe(found)}" if contradicted else None
        return Decision(stated, warning)
    if found.lang in ("fr", "en"):
        return Decision(found.lang)
    if found.lang:
        return Decision(
            None, f"it reads like {describe(found)}, not French or English; {WAY_OUT}", "language"
        )
    if hinted := parse_declared(hint):
        return Decision(hinted)
    return Decision(
        None,
        "it is too short or too mixed to tell its language; give it with --lang fr or --lang en",
        "unknown_language",
    )


def parse_declared(declared: str | None) -> Lang | None:
    """`fr` or `en` for the language as a row or a page names it (`FR`, `fr-CA`, `French`), else None."""
    return DECLARED.get(re.split(r"[-_]", (declared or "").strip().lower())[0])


def describe(found: Identified) -> str:
    """The name of an identified language, with its probability."""
    return f"{NAMES.get(found.lang or '', f'language {found.lang!r}')} (probability {found.probability:.2f})"


def _sample(text: str) -> str:
    """The first 1,000 characters from the first letter on; empty where there is no letter."""
    start = re.search(r"[^\W\d_]", text)
    return text[start.start() : start.start() + SAMPLE_CHARS] if start else ""


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
