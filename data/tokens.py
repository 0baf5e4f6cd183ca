"""Tokens: words, numbers and marks of a text, each with the normal form that lexicons are looked up by.

Articles and lexicon entries are cut by the same pattern, so that an entry of several words is found as it is
written.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from .article import Lang
from .lexicon import load_grammar

# What a lexicon writes for the apostrophes, hyphens and spaces of typography; None for what is not seen.
ALIKE = str.maketrans(
    {
        **dict.fromkeys("’ʼ‘＇´", "'"),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **dict.fromkeys("‐‑", "-"),
        **dict.fromkeys("\u00ad\u200c\u200d\u2060", None),
    }
)

APOSTROPHE = "['’ʼ＇´]"
HYPHEN = "[-‐‑]"
FIXED_SPACE = "\u00a0\u202f\u2009"
INSIDE = "\u0300-\u036f\u00ad\u200c\u200d\u2060"  # accents, soft hyphens, joiners: a word goes on over them
UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # what stands alone of them is no token

LINE_END = r"(?![^\r\n\u2028\u2029])"

# An elided word may stand off its noun by a space (*l' Ukraine*), as machine translation leaves it.
ELIDED = rf"\b(?i:%s){APOSTROPHE}(?=[ {FIXED_SPACE}]?[\w«“‘\"(\[]|{LINE_END})"
POSSESSIVE = rf"{APOSTROPHE}(?:s|re|ve|ll|d|m|S)\b"
NEGATED = "ca|wo|do|does|did|is|are|was|were|has|have|had|would|could|should|ai|must|need|might|sha"  # + n't
INITIALS = (
    rf"(?<![\w°])(?:[^\W\d_]\.(?:{HYPHEN}?[^\W\d_]\.)++"  # *U.S.*, *J.-P.*
    rf"|[^\W\d_]\.(?=[ \u00a0]?[^\W\d_])(?<=[A-ZÀ-Ý]\.)"  # *George W. Bush*, but no *grade a. Then*
    r"|Ph\.D\.|v\.(?= [A-Z]))"
)
SEATS = rf"\b[DRI]{HYPHEN}(?:[A-Z]\w+\.|(?:[A-Z]\.)+)(?=[ ,)])"  # *R-Fla.*
ADDRESS = r"(?:https?://|www\.)[^\s<>«»“”\"]*[^\s<>«»“”\".,:;!?…)\]’']"

ORDINAL = r"er|ère|re|e|è|ème|es|nd|nde|st|th|rd|s|h\d{0,2}"  # *1er*, *2nd*, *1990s*, *14h30*

# Abbreviations that are words in lower case (*fell ill.*, *dites-le-moi.*): they need their capital.
WORDS_TOO = frozenset("ill ind mass me miss ore pa wash".split())
BEFORE_FIGURES = frozenset({"n", "no", "nos", "p", "pp", "fig"})

_KINDS: dict[str, Literal["word", "number", "mark"]] = {
    "word": "word",
    "letters": "word",
    "number": "number",
    "mark": "mark",
}


class Token(NamedTuple):
    """A word, number or punctuation mark; or a whole quotation (kind "quote"), the unit of some rules.

    `norm` is lower-cased, composed (NFC), with a plain apostrophe and hyphen, without soft hyphens.
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
    """Words keep inner hyphens (*porte-parole*); *l'*, *-t-il* and *'s* stand alone.

    Every repetition is possessive, bounded or cannot overlap with what follows: a line of ten megabytes
    costs linear time.
    """
    french = lang == "fr"
    text = load_grammar(lang).text
    never = r"(?!)"
    clitic = rf"(?i:(?:t{HYPHEN})?(?:{'|'.join(text['clitics'])}))\b" if text["clitics"] else never
    elided = ELIDED % "|".join(text["elisions"]) if text["elisions"] else never
    possessive = never if french else POSSESSIVE
    whole = "|".join(word.replace("'", APOSTROPHE) for word in text["whole"])
    thousands = FIXED_SPACE + (" " if french else "")
    letters = rf"[^\W_][\w{INSIDE}]*+"
    name = rf"\b[OD]{APOSTROPHE}(?=\w)" if not french else rf"\bO{APOSTROPHE}(?=[A-Z])"
    inner = APOSTROPHE if french else rf"(?!{POSSESSIVE}){APOSTROPHE}"
    joined = rf"{HYPHEN}(?!{clitic})(?:[dDlL]{APOSTROPHE})?|&|{inner}"
    return re.compile(
        rf"(?P<word>{ADDRESS}|\b(?i:{whole})\b|{elided}|(?<=\w){HYPHEN}{clitic}|{possessive}"
        rf"|{INITIALS}|{_abbreviations(text['abbreviations'])}"
        rf"|(?<!\w)(?i:(?:{NEGATED})n{APOSTROPHE}t)\b|{SEATS}|(?<!\w)[@#]\w++)"
        rf"|(?P<number>(?:\d{{1,3}}(?:[{thousands}]\d{{3}}(?!\d))++(?:[.,]\d++)?|\d++(?:[.,:/]\d++)*+)"
        rf"(?:(?:{ORDINAL})\b|(?:{HYPHEN}[^\W\d_][\w{INSIDE}]*+)++)?)"  # *38-year-old*
        rf"|(?P<letters>(?:{name})?{letters}(?:(?:{joined}){letters})*+)"
        rf"|(?P<mark>\.{{2,}}|--+|_++|(?P<same>[^\w\s{UNSEEN}])(?:(?P=same){{3,}})?)"  # *!!!!* is one
    )


def _abbreviations(words: list[str]) -> str:
    """A pattern for abbreviations with their full stop; *no.* and *p.* before figures only."""
    after = rf"\.(?=[ {FIXED_SPACE},]|{LINE_END})"
    longest_first = sorted(words, key=len, reverse=True)
    figures = "|".join(word for word in longest_first if word in BEFORE_FIGURES)
    capitals = "|".join(f"{word.capitalize()}|{word.upper()}" for word in longest_first if word in WORDS_TOO)
    others = "|".join(word for word in longest_first if word not in BEFORE_FIGURES | WORDS_TOO)
    return rf"\b(?:(?:{capitals}|(?i:{others})){after}|(?i:{figures})\.(?=[ {FIXED_SPACE}]?\d))"


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
