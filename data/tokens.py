"""Tokens: words, numbers and marks of a text, each with the normal form that lexicons are looked up by.

Articles and lexicon entries are cut by the same pattern, so that an entry of several words is found as it is written.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from .article import Lang
from .lexicon import load_grammar

# One character for one, so that offsets hold: curly apostrophes and the spaces of typography, as a lexicon writes them.
ALIKE = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‐": "-", "‑": "-"})

_KINDS: dict[str, Literal["word", "number", "mark"]] = {"word": "word", "letters": "word", "number": "number", "mark": "mark"}


class Token(NamedTuple):
    """A word, number or punctuation mark; or a whole quotation (kind "quote") where a rule takes one as a unit.

    `norm` is lower-cased, composed (NFC), with a plain apostrophe and hyphen.
    """

    start: int
    end: int
    text: str
    norm: str
    kind: Literal["word", "number", "mark", "quote"]

    @property
    def is_capitalised(self) -> bool:
        """True where the first letter is upper case."""
        return self.text[0].isupper()


@lru_cache(maxsize=2)
def _token_pattern(lang: Lang) -> re.Pattern[str]:
    """Words keep inner hyphens (*porte-parole*); elided words (*l'*), inverted pronouns (*-t-il*) and *'s* stand alone.

    Every repetition is possessive or cannot overlap with what follows: a line of ten megabytes costs linear time.
    """
    text = load_grammar(lang).text
    apostrophe = "['’ʼ]"
    letters = r"\w[\w\u0300-\u036f]*+"
    clitic = rf"(?i:(?:t[-‐‑])?(?:{'|'.join(text['clitics'])}))\b" if text["clitics"] else r"(?!)"
    elided = rf"\b(?i:{'|'.join(text['elisions'])}){apostrophe}(?=[\w«“\"])" if text["elisions"] else r"(?!)"
    name = r"(?!)" if text["elisions"] else rf"\b[OD]{apostrophe}(?=\w)"
    possessive = r"(?!)" if text["elisions"] else rf"{apostrophe}(?:s|re|ve|ll|d|m|S)\b"
    short = "|".join(sorted(text["abbreviations"], key=len, reverse=True))
    whole = "|".join(word.replace("'", apostrophe) for word in text["whole"])
    return re.compile(
        rf"(?P<word>https?://[^\s<>»”\"]++|\b(?i:{whole})\b|{elided}"
        rf"|(?<=\w)[-‐‑]{clitic}|{possessive}"
        rf"|(?<!\w)(?:[^\W\d_]\.){{2,}}|(?<!\w)[^\W\d_]\.(?=[ \u00a0]?[^\W\d_])(?<=[A-ZÀ-Ý]\.)|\b(?i:{short})\.(?=[ \u00a0\u202f,]|$)"
        rf"|(?<!\w)(?i:can|won|don|doesn|didn|isn|aren|wasn|weren|hasn|haven|hadn|wouldn|couldn|shouldn|ain|mustn|needn){apostrophe}t\b"
        rf"|\b[DRI]-[A-Z]\w+\.(?=[ ,)])|[@#]\w++)"
        rf"|(?P<number>\d++(?:[.,:/]\d++)*+(?:[ \u00a0\u202f]\d{{3}}(?!\d))*+)"
        rf"|(?P<letters>(?:{name})?{letters}(?:[-‐‑&](?!{clitic}){letters})*+)"
        rf"|(?P<mark>\.{{2,}}|--+|[^\w\s])"
    )


def find_tokens(text: str, lang: Lang) -> Iterator[Token]:
    """The words, numbers and marks of a text in order."""
    for match in _token_pattern(lang).finditer(text):
        piece = match.group()
        kind = _KINDS[match.lastgroup or "mark"]
        norm = piece.lower().translate(ALIKE)
        if not norm.isascii():
            norm = unicodedata.normalize("NFC", norm)
        yield Token(match.start(), match.end(), piece, norm, kind)


def split_words(phrase: str, lang: Lang) -> tuple[str, ...]:
    """The normal forms of a phrase's tokens, as a text has them."""
    return tuple(token.norm for token in find_tokens(phrase, lang))
