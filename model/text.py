"""An article cut into tokens, paragraphs, sentences and quotations, with its boilerplate marked.

Nothing is changed in the text: offsets are positions in it as it was given. What has to be alike for a
lexicon
(apostrophes, no-break spaces, decomposed accents, case) is alike in `Token.norm` only.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..data.article import Article, Lang
from ..data.lexicon import load_grammar
from ..data.span import merge_spans
from ..data.tokens import Token, find_tokens
from .boilerplate import find_boilerplate
from .quotation import Quotation, find_quotations
from .records import Span

TERMINATORS = ".!?…"
CONTINUING = ",;:.!?…)]»”›%/&+="  # marks that no sentence begins with
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
MAX_SENTENCE_CHARS = 4000  # a longer stretch without a full stop is cut: no rule runs over a whole book

# Abbreviations that stand before a name or a figure, and so never end a sentence.
TITLES = frozenset(
    "m mm mme mlle me mgr dr pr ste st mr mrs ms sen rep gov gen lt col sgt capt cmdr adm maj prof rev hon"
    " pres atty supt det insp cf vs v no n p pp fig vol art éd".split()
)
PARTICLES = frozenset("le la les l' de du des d'".split())  # begin a surname after an initial: *A. Le Roux*


@dataclass(frozen=True)
class Document:
    """An article with its structure; all spans are ranges of characters of `article.text`, in text order.

    `sentences` never cross a paragraph; a quotation may cross sentences and, by `Quotation.continues`,
    paragraphs.
    """

    article: Article
    tokens: tuple[Token, ...]
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    quotations: tuple[Quotation, ...]
    boilerplate: tuple[Span, ...]
    warnings: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The article's text, unchanged."""
        return self.article.text

    @property
    def lang(self) -> Lang:
        """The article's language."""
        return self.article.lang

    @cached_property
    def is_boilerplate(self) -> bytearray:
        """A flag a character: 1 where it is boilerplate."""
        return flag_characters(len(self.text), self.boilerplate)

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """The word and number tokens outside boilerplate: what every count and rate is taken over."""
        flags = self.is_boilerplate
        return tuple(t for t in self.tokens if t.kind != "mark" and not flags[t.start])

    @cached_property
    def token_starts(self) -> list[int]:
        """Where each token begins, in text order."""
        return [t.start for t in self.tokens]

    def tokens_in(self, span: tuple[int, int]) -> tuple[Token, ...]:
        """The tokens that begin in a span."""
        starts = self.token_starts
        return self.tokens[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]

    @cached_property
    def outer_quotations(self) -> tuple[Quotation, ...]:
        """The quotations that stand in no other; they do not overlap."""
        return tuple(q for q in self.quotations if not q.depth)

    def quotation_at(self, position: int) -> Quotation | None:
        """The outer quotation that a character stands in, None where it stands in none."""
        i = bisect_right(self.outer_quotations, position, key=_start_of) - 1
        return self.outer_quotations[i] if i >= 0 and position < self.outer_quotations[i].end else None

    @cached_property
    def _word_starts(self) -> list[int]:
        return [t.start for t in self.words]

    def count_words(self, spans: Iterable[tuple[int, int]]) -> int:
        """Words that begin in one of the spans, each once; boilerplate is left out."""
        starts = self._word_starts
        return sum(bisect_left(starts, end) - bisect_left(starts, start) for start, end in merge_spans(spans))


def _start_of(quotation: Quotation) -> int:
    return quotation.start


def flag_characters(length: int, spans: tuple[Span, ...] | list[Span]) -> bytearray:
    """A bytearray of `length` with 1 at every character that a span covers."""
    flags = bytearray(length)
    for start, end in spans:
        flags[start:end] = b"\x01" * (end - start)
    return flags


def read_document(article: Article) -> Document:
    """The article with its structure. Linear in its length; never raises on any text."""
    text = article.text
    tokens = tuple(find_tokens(text, article.lang))
    paragraphs = tuple(Span(*m.span()) for m in _LINE.finditer(text) if not m.group().isspace())
    quotations, warnings = find_quotations(text, paragraphs)
    return Document(
        article=article,
        tokens=tokens,
        paragraphs=paragraphs,
        sentences=tuple(find_sentences(paragraphs, tokens, article.lang, {q.start for q in quotations})),
        quotations=tuple(quotations),
        boilerplate=tuple(find_boilerplate(text, paragraphs, article.lang)),
        warnings=article.warnings + tuple(warnings),
    )


def find_sentences(
    paragraphs: Sequence[Span], tokens: Sequence[Token], lang: Lang, quotation_starts: Collection[int] = ()
) -> Iterator[Span]:
    """Sentences in order, from the first to the last token of each; a sentence never crosses a paragraph.

    A border is a terminator with the marks that close after it, before a capital, a figure or an opening
    mark; the space between may be missing after a whole word (*fin.Les*). Abbreviations are none unless a
    function word with a capital follows (*at 3 p.m. The*). `quotation_starts` tells which straight marks
    open.
    """
    opening_words = load_grammar(lang).sentence_openers
    position = 0
    for paragraph in paragraphs:
        begin = i = position
        while position < len(tokens) and tokens[position].start < paragraph.end:
            position += 1
        while i < position:
            token = tokens[i]
            long = token.end - tokens[begin].start > MAX_SENTENCE_CHARS
            ends = _terminates(token)
            if not ends and not long and not (token.kind == "word" and token.text[-1] == "."):
                i += 1
                continue
            j = i + 1
            while ends and j < position and _closes(tokens, j, quotation_starts):
                j += 1
            if j >= position:
                break
            if ends:
                border = _ends_sentence(tokens, begin, i, j)
            else:
                border = not long and _ends_in_abbreviation(tokens, i, opening_words)
            if border or long:
                yield Span(tokens[begin].start, tokens[j - 1].end)
                begin = j
            i = j
        if begin < position:
            yield Span(tokens[begin].start, tokens[position - 1].end)


def _terminates(token: Token) -> bool:
    return token.kind == "mark" and token.text[0] in TERMINATORS


def _closes(tokens: Sequence[Token], j: int, quotation_starts: Collection[int]) -> bool:
    """True where mark `j` closes what stands before: a further terminator, a closing or a glued mark."""
    mark = tokens[j]
    if mark.kind != "mark":
        return False
    if _terminates(mark) or mark.text[0] in "»”)]›":
        return True
    return mark.text[0] in "\"'’“" and mark.start == tokens[j - 1].end and mark.start not in quotation_starts


def _ends_sentence(tokens: Sequence[Token], begin: int, i: int, j: int) -> bool:
    """True where terminator `i` ends the sentence from `begin` on and the next one starts at token `j`."""
    mark, before, after = tokens[i], tokens[i - 1] if i > begin else None, tokens[j]
    if before is None:
        return after.start > mark.end and not after.text[0].islower()
    if before.kind == "number" and i == begin + 1:
        return False  # *1. The first point*
    if before.text in "([" and tokens[i + 1].text in ")]" and not any(map(_terminates, tokens[i + 2 : j])):
        return False  # what was left out: (...)
    if after.start == tokens[j - 1].end:
        return _is_whole(before) and (
            after.text in '«“"'
            or (after.is_capitalised and (before.norm == before.text or _is_long_word(after)))
        )
    if after.kind == "mark":
        following = tokens[j + 1] if j + 1 < len(tokens) else None
        return after.text not in CONTINUING and following is not None and not following.text[0].islower()
    if after.kind == "number":
        return mark.text in ".!?"  # no border: *il reste... 30 francs*
    return not after.text[0].islower()


def _is_whole(token: Token) -> bool:
    """True for what may end a sentence without a space after its full stop: no initial, no short name."""
    return token.end - token.start > 2 or token.text in "»”)]›"


def _is_long_word(token: Token) -> bool:
    return token.end - token.start > 1 and not token.text.isupper()


def _ends_in_abbreviation(tokens: Sequence[Token], i: int, opening_words: frozenset[str]) -> bool:
    """True where abbreviation `i` ends its sentence, too: before a function word with a capital."""
    token, after = tokens[i], tokens[i + 1]
    word = token.norm.rstrip(".")
    if after.start == token.end or not after.is_capitalised or word in TITLES:
        return False
    if word == "etc":
        return True
    person = len(word) == 1 or ("-" in word and word != "j.-c")
    if person and after.norm in PARTICLES:
        return i > 0 and tokens[i - 1].kind == "number"  # *30 F. Le*, but *A. Le Roux*
    return after.norm in opening_words
