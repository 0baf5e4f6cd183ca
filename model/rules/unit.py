"""Units: what the rules look at one at a time, and what stands where in one.

A unit is a sentence whose outer quotations are each one token of kind "quote"; a quotation that spans
sentences keeps its unit in one piece.
"""

from collections.abc import Iterator, Sequence

from ...data.cues import Cues, load_cues
from ...data.lexicon import Grammar, load_grammar
from ...data.speakers import Speakers, load_speakers
from ...data.tokens import Token
from ..quotation import Quotation
from ..records import CueClass, Span
from ..text import Document
from .noun import read_noun_phrase
from .verb import Group, read_verb_group

MAX_UNIT_TOKENS = 600  # where quotation follows on quotation without end
MIN_QUOTED_WORDS = 5  # words of a quotation that is looked into
MIN_STATEMENT_CHARS = 12  # a shorter quotation is a mention, not a statement
Place = tuple[int, int, CueClass, frozenset[str]]  # start, end, class and flags of a fixed form


class Unit:
    """One unit with its verb groups, prepositions and fixed forms. Indices are tokens of the unit,
    half-open; spans are characters.

    `end` leaves the punctuation at the end out. `starts` finds the group that begins at a token (with or
    without object pronouns).
    """

    def __init__(self, tokens: Sequence[Token], document: Document) -> None:
        self.tokens = tokens
        self.document = document
        self.grammar: Grammar = load_grammar(document.lang)
        self.cues: Cues = load_cues(document.lang)
        self.speakers: Speakers = load_speakers(document.lang)
        self.french = document.lang == "fr"
        self.end = len(tokens)
        while self.end and tokens[self.end - 1].kind == "mark" and tokens[self.end - 1].text[0] in ".!?…;,":
            self.end -= 1
        self.alternatives: dict[int, list[Group]] = {}  # other readings of a group, by its head
        self.groups = self._find_groups()
        self.starts = {g.start: g for g in self.groups} | {g.left: g for g in self.groups}
        self.prepositions: list[Place] = [
            (s, e, *value) for s, e, value in self.cues.prepositions.find(tokens)
        ]
        self.fixed: list[Place] = [(s, e, *value) for s, e, value in self.cues.impersonal.find(tokens)]
        self.strong_prepositions = {place[0] for place in self.prepositions if "weak" not in place[3]}

    def _find_groups(self) -> list[Group]:
        """The verb groups of cues, left to right without overlap; the reading with an auxiliary counts
        before the one without."""
        groups: list[Group] = []
        taken = -1
        hidden = {
            i
            for s, e, (kind, _) in self.speakers.hidden.find(self.tokens)
            if kind == "anonymous" and e - s > 1
            for i in range(s, e)
        }
        for i, token in enumerate(self.tokens):
            if (
                i < taken
                or token.norm not in self.cues.verbs
                or (token.is_capitalised and i)
                or token.kind != "word"
                or i in hidden
            ):
                continue
            readings = [
                read_verb_group(self.tokens, i, cue, self.grammar) for cue in self.cues.verbs[token.norm]
            ]
            fitting = [g for g in readings if g and (not groups or g.start >= groups[-1].end)]
            if fitting:
                group = min(fitting, key=_preference)
                groups.append(group)
                self.alternatives[group.head] = [
                    g for g in fitting if g is not group and g.cue.lemma == group.cue.lemma
                ]
                taken = group.end
        return groups

    def __getitem__(self, index: int) -> Token:
        return self.tokens[index]

    def norm(self, index: int) -> str:
        """The normal form of a token, empty past either end."""
        return self.tokens[index].norm if 0 <= index < len(self.tokens) else ""

    def span(self, start: int, end: int) -> Span:
        """Characters of tokens `start` to `end`."""
        return Span(self.tokens[start].start, self.tokens[end - 1].end)

    def noun_phrase(self, start: int, limit: int | None = None, *, apposition: bool = True) -> int:
        """End of the noun phrase at `start`; `start` where there is none."""
        return read_noun_phrase(
            self.tokens, start, self.grammar, self.end if limit is None else limit, apposition=apposition
        )

    def is_adverbial(self, index: int) -> bool:
        """True for adverbs and times."""
        norm = self.tokens[index].norm
        return self.grammar.is_adverb(norm) or norm in self.grammar["time_noun"]

    def skip_adverbials(self, index: int) -> int:
        """The first token from `index` on that is no adverb or time."""
        while index < self.end and self.is_adverbial(index):
            index += 1
        return index

    def is_statement(self, index: int) -> bool:
        """True for a quotation too long to be a mention."""
        token = self.tokens[index]
        return token.kind == "quote" and token.end - token.start >= MIN_STATEMENT_CHARS

    def quotations_end(self, index: int) -> int:
        """End of the run of quotations that begins at `index`."""
        while index < self.end and self.tokens[index].kind == "quote":
            index += 1
        return index


def _preference(group: Group) -> tuple[bool, bool, bool, bool]:
    """The readings of a form in order: with an auxiliary, reflexive where a reflexive stands, an adjective,
    a participle."""
    bare = group.voice == "bare"
    return (
        bare,
        not group.cue.reflexive or bare,
        group.cue.form != "adjective",
        group.head == group.start and group.cue.form != "participle",
    )


def find_units(document: Document) -> Iterator[list[Token]]:
    """The tokens of the article's units and, after each, those of the sentences inside its longer
    quotations. Boilerplate is left out."""
    flags = document.is_boilerplate
    outer = [q for q in document.quotations if q.depth == 0 and q.mark != "—"]
    tokens = document.tokens
    ends = iter([s.end for s in document.sentences])
    end = next(ends, 0)
    unit: list[Token] = []
    inside: list[list[Token]] = []
    i = q = 0
    while i < len(tokens):
        token = tokens[i]
        while q < len(outer) and outer[q].end <= token.start:
            q += 1
        following = i + 1
        if q < len(outer) and outer[q].start <= token.start:
            following = _end_of_quotation(tokens, i, outer[q])
            token = Token(outer[q].start, outer[q].end, document.text[outer[q].start], "«", "quote")
        if not flags[tokens[i].start]:
            unit.append(token)
            if token.kind == "quote":
                inside.append(list(tokens[i:following]))
        i = following
        last = tokens[i - 1].end
        while end and end < last:
            end = next(ends, 0)
        if end == last or i == len(tokens) or len(unit) > MAX_UNIT_TOKENS:
            if unit:
                yield unit
            for quoted in inside:
                yield from _split_quotation(quoted)
            unit, inside = [], []


def _end_of_quotation(tokens: Sequence[Token], i: int, quotation: Quotation) -> int:
    while i < len(tokens) and tokens[i].start < quotation.end:
        i += 1
    return i


def _split_quotation(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The sentences inside one quotation, without quotation marks; none for a short one."""
    if sum(t.kind == "word" for t in tokens) < MIN_QUOTED_WORDS:
        return
    unit: list[Token] = []
    for token in tokens:
        if token.kind == "mark" and token.text[0] in ".!?…;" and unit:
            yield [*unit, token]
            unit = []
        elif token.kind != "mark" or token.text not in '«»“”"„':
            unit.append(token)
        if len(unit) > MAX_UNIT_TOKENS:
            yield unit
            unit = []
    if unit:
        yield unit
