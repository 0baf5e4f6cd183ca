"""Quotations: « », “ ”, " ", ‘ ’, nested, unbalanced, renewed at each paragraph, broken by machines;
dialogue.

One pass with a stack a paragraph; what stays open is handed to the paragraphs after. Linear in the length of
the
text whatever its marks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from .records import Span

OPENING_OF = {"»": "«", "”": "“", "›": "‹"}
ALIKE = {"<<": "«", ">>": "»", "``": "“", "''": "”", "„": "“", "‘": "'", "’": "'"}
STRAIGHT, SINGLE, REVERSED = '"', "'", "»"  # marks that open and close alike; » where »mot« is the custom

_MARK = re.compile(
    r"(?P<measure>\d['’′]\s?\d{1,2}[\"”″])"  # feet and inches
    r"|(?P<mark>[«»“”„‹›\"]|<<|>>|``|'')"
    r"|(?P<single>(?<!\w)['‘](?=[\w«“\"(…])(?!(?:s|re|ve|ll|d|m|t|em|tis|til|cause|\d0s)\b|n['’]))"
    r"|(?<=[\w.,!?…)\]%])['’](?!\w)"
)
_FIRM = re.compile(r"(?<=[.,!?…])['’](?!\w)|(?<!\w)‘(?=\w)")  # no apostrophe stands after a full stop
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_DASH = re.compile(r"\s*[—–]\s+[A-ZÀ-Ý]")
_BEFORE_OPENING = "([{—–:-/«“‘'’"
_AFTER_CLOSING = ".,;:!?…)]}»”’'—–-/"

MAX_SINGLE_CHARS = 600  # ‘ ’ further apart are two apostrophes
MAX_RENEWED_WORDS = 4  # `« le « retard a eu »`: the second mark renews the first over so few words
MAX_BETWEEN = 2  # paragraphs without a mark that an open quotation may run over


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks, which stand at the ends of `text[start:end]` where there are such.

    `depth` is 0 for an outer quotation. `closed` is false where the closing mark is missing: the span then
    ends
    with the sentence or, if `continues`, with the paragraph, and the next quotation carries on with it,
    perhaps
    without a mark of its own. `mark` is the opening mark («, “, ", ', ‹), whatever was typed for it; "—" for
    dialogue.
    """

    start: int
    end: int
    depth: int
    mark: str
    closed: bool = True
    continues: bool = False

    @property
    def span(self) -> Span:
        """The quotation's characters, marks included."""
        return Span(self.start, self.end)


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[list[Quotation], list[str]]:
    """All quotations in text order (outer before inner) and warnings about marks without a partner."""
    read: list[_Paragraph] = []
    pending = -1  # the last paragraph with a mark, if a quotation is open at its end
    for number, span in enumerate(paragraphs):
        waits = pending >= 0 and number - pending - 1 <= MAX_BETWEEN
        paragraph = _Paragraph(text, span, read[pending].open[0].mark if waits else None)
        read.append(paragraph)
        if paragraph.first is not None:
            if waits:
                _carry_on(read[pending:])
            pending = number if paragraph.open else -1
    found: list[Quotation] = []
    unclosed = unopened = 0
    for paragraph in read:
        paragraph.close_rest()
        unclosed += paragraph.unclosed
        unopened += len(paragraph.lone)
        found.extend(_nest(paragraph.found))
    warnings = []
    if unclosed:
        warnings.append(f"quotation_unclosed: {unclosed} quotation mark(s) opened and never closed")
    if unopened:
        warnings.append(f"quotation_unopened: {unopened} quotation mark(s) closed but never opened")
    return found, warnings


class _Open(NamedTuple):
    start: int
    mark: str


class _Paragraph:
    """The marks of one paragraph, paired as far as they can be.

    `open` are the marks that wait at its end, `lone` the (start, end, opening mark) of closing ones without a
    partner, `first` is where the first mark stands, `renewed` tells that it repeats the one that is
    `carried`.
    """

    def __init__(self, text: str, span: Span, carried: str | None) -> None:
        self.text, self.span = text, span
        # the first character that is no space
        self.begin = span.end - len(text[span.start : span.end].lstrip())
        self.found: list[Quotation] = []
        self.open: list[_Open] = []
        self.lone: list[tuple[int, int, str]] = []
        self.first: int | None = None
        self.renewed = False
        self.unclosed = 0
        self._waiting: dict[str, int] = {}
        self._firm = -1  # where the next single mark stands that is no apostrophe
        self._read(carried)
        reversed_ = [o for o in self.open if o.mark == REVERSED]
        self.lone += [(o.start, o.start + 1, REVERSED) for o in reversed_]
        self.open = [o for o in self.open if o.mark not in (SINGLE, REVERSED)]

    def _read(self, carried: str | None) -> None:
        for match in _MARK.finditer(self.text, *self.span):
            if match.lastgroup == "measure":
                continue
            start, end = match.span()
            mark = ALIKE.get(match.group(), match.group())
            if self.first is None:
                self.first = start
                if carried and start == self.begin and carried in (mark, OPENING_OF.get(mark)):
                    self._read_first(start, end, carried)
                    continue
            if mark == SINGLE:
                self._read_single(start, end, match.lastgroup == "single")
            elif mark == STRAIGHT:
                self._read_straight(start, end)
            elif mark in OPENING_OF:
                self._read_closing(mark, start, end)
            elif mark == "«" and self._waiting.get(REVERSED) and self._side(start, end) != "opens":
                self._close(REVERSED, start, end)
            elif match.group() == "“" and self._waiting.get("“") and self._side(start, end) != "opens":
                self._close("“", start, end)  # “ … “, as some typists close
            else:
                self._push(start, mark)

    def _read_first(self, start: int, end: int, carried: str) -> None:
        """The mark at the start repeats the open one; where it stands alone it closes it."""
        if self.text[end : self.span.end].strip():
            self.renewed = True
            self._push(start, carried)
        else:
            self.lone.append((start, end, carried))

    def _read_single(self, start: int, end: int, opens: bool) -> None:
        if opens:
            if not self._waiting.get(SINGLE):
                self._push(start, SINGLE)
        elif self._waiting.get(SINGLE) and not self._is_possessive(start, end):
            self._close(SINGLE, start, end)

    def _is_possessive(self, start: int, end: int) -> bool:
        """True for *workers' rights* inside single marks that close for certain further on."""
        after = self.text[end : end + 2]
        if self.text[start - 1] not in "sS" or not (after[:1].isspace() and after[1:].islower()):
            return False
        if self._firm < end:
            firm = _FIRM.search(self.text, end, self.span.end)
            self._firm = firm.start() if firm else len(self.text)
        return self._firm - start < MAX_SINGLE_CHARS and self.text[self._firm : self._firm + 1] in ("'", "’")

    def _read_straight(self, start: int, end: int) -> None:
        side = self._side(start, end)
        if self._waiting.get(STRAIGHT):
            if side == "opens":  # at most one waits: it never closed
                self._break_off(self._drop(STRAIGHT), start)
                self._push(start, STRAIGHT)
            else:
                self._close(STRAIGHT, start, end)
        elif side != "opens" and self.text[start - 1 : start].isdigit():
            pass  # inches
        elif side == "closes":
            if self.open and self.open[-1].mark in "«“":
                self._close(self.open[-1].mark, start, end)
            else:
                self.lone.append((start, end, STRAIGHT))
        else:
            self._push(start, STRAIGHT)

    def _read_closing(self, mark: str, start: int, end: int) -> None:
        if self._close(OPENING_OF[mark], start, end):
            return
        side = self._side(start, end)
        if mark == "”" and side == "opens":
            self._push(start, "“")  # ” … ”, as some newspapers open
        elif mark == REVERSED and start == self.begin:
            pass  # an arrow before a link
        elif mark == REVERSED and side == "opens":
            self._push(start, REVERSED)
        elif not (mark == "”" and self._close(STRAIGHT, start, end)):
            self.lone.append((start, end, OPENING_OF[mark]))

    def _side(self, start: int, end: int) -> Literal["opens", "closes", "either"]:
        """What a mark can be by the characters around it."""
        before = self.text[start - 1] if start > self.span.start else " "
        after = self.text[end] if end < self.span.end else " "
        can_open = before.isspace() or before in _BEFORE_OPENING
        can_close = after.isspace() or after in _AFTER_CLOSING
        if can_open == can_close:
            return "either"
        return "opens" if can_open else "closes"

    def _push(self, start: int, mark: str) -> None:
        self.open.append(_Open(start, mark))
        self._waiting[mark] = self._waiting.get(mark, 0) + 1

    def _drop(self, mark: str) -> _Open:
        """Takes the last open mark of that kind off the stack, with those above it, which never closed."""
        while True:
            opened = self.open.pop()
            self._waiting[opened.mark] -= 1
            if opened.mark == mark:
                return opened
            self.unclosed += opened.mark not in (SINGLE, REVERSED)

    def _close(self, mark: str, start: int, end: int) -> bool:
        """Ends the last open quotation of that mark; false where there is none."""
        if not self._waiting.get(mark):
            return False
        opened = self._drop(mark)
        empty = start - opened.start < 5 and not self.text[opened.start + 1 : start].strip()
        if not empty and not (mark == SINGLE and end - opened.start > MAX_SINGLE_CHARS):
            self.found.append(Quotation(opened.start, end, 0, mark))
        return True

    def _break_off(self, opened: _Open, limit: int) -> None:
        """Ends a quotation that never closed with its sentence, before the next one begins."""
        self.unclosed += 1
        inside = self.found and self.found[-1].start > opened.start
        self._end_at(opened, self._sentence_end(self.found[-1].end if inside else opened.start, limit))

    def _sentence_end(self, position: int, limit: int) -> int:
        stop = _SENTENCE_END.search(self.text, position, limit)
        return stop.end() if stop else limit

    def _end_at(self, opened: _Open, end: int) -> None:
        said = self.text[opened.start : end].rstrip()
        if any(map(str.isalnum, said)):
            self.found.append(Quotation(opened.start, opened.start + len(said), 0, opened.mark, closed=False))

    def close_rest(self) -> None:
        """Ends the outermost quotation that is still open; or finds the paragraph to be dialogue."""
        if self.open:
            self.unclosed += len(self.open)
            self._end_in_sentence(self.open[0])
        elif self.first is None and _DASH.match(self.text, *self.span):
            line = self.text[self.begin : self.span.end].rstrip()
            if line[-1] in ".!?…" and "(@" not in line:  # — Name (@account), date
                self.found.append(Quotation(self.span.start, self.span.end, 0, "—"))

    def _end_in_sentence(self, first: _Open) -> None:
        inside = sorted((q for q in self.found if q.start > first.start), key=lambda q: q.start)
        if inside and inside[0].mark == first.mark:
            between = self.text[first.start + 1 : min(inside[0].start, first.start + 200)]
            if len(between.split()) <= MAX_RENEWED_WORDS:
                self.found.remove(inside[0])
                self.found.append(Quotation(first.start, inside[0].end, 0, first.mark))
                return
        end = self._sentence_end(first.start, self.span.end)
        for quotation in inside:
            if quotation.start >= end:
                break
            if quotation.mark == first.mark:  # «A «B», where one mark closes both
                end = quotation.end if first.mark == "«" else quotation.start
                break
            end = max(end, quotation.end)
        self._end_at(first, end)


def _carry_on(read: Sequence[_Paragraph]) -> None:
    """Joins the quotation that is open in the first paragraph to the last one, which renews or closes it."""
    head, last = read[0], read[-1]
    mark = head.open[0].mark
    closes = bool(last.lone) and last.lone[0][0] == last.first and last.lone[0][2] == mark
    if not (last.renewed or closes):
        return
    head.unclosed += len(head.open) - 1
    head.found.append(Quotation(head.open[0].start, head.span.end, 0, mark, closed=False, continues=True))
    head.open = []
    for middle in read[1:-1]:
        middle.first = middle.begin
        middle.found.append(Quotation(middle.begin, middle.span.end, 0, mark, closed=False, continues=True))
    if closes:
        end = last.lone.pop(0)[1]
        last.found.append(Quotation(last.begin, end, 0, mark))


def _nest(quotations: list[Quotation]) -> list[Quotation]:
    """The quotations in text order, outer before inner, with their depth."""
    nested: list[Quotation] = []
    ends: list[int] = []
    for q in sorted(quotations, key=lambda q: (q.start, -q.end)):
        while ends and ends[-1] <= q.start:
            ends.pop()
        depth = len(ends)
        nested.append(Quotation(q.start, q.end, depth, q.mark, q.closed, q.continues) if depth else q)
        ends.append(q.end)
    return nested
