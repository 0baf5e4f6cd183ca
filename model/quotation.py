"""Quotations: « », “ ”, " ", ‘ ’, nested, unbalanced, renewed at each paragraph, as machine translation
leaves them, and dialogue dashes.

One pass with a stack a paragraph; linear in the length of the text whatever its marks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .records import Span

OPENING = {"«": "»", "“": "”", "„": "”", "‹": "›"}
CLOSING = {"»": "«", "”": "“", "›": "‹"}
_MARK = re.compile(r"[«»“”„‹›\"]|<<|>>|(?<!\w)['‘](?=\w)|(?<=[\w.,!?…])['’](?!\w)|``|''")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_DASH = re.compile(r"\s*[—–]\s+(?=[A-ZÀ-Ý«“\"])")
MAX_SINGLE_CHARS = 600  # ‘ ’ further apart are two apostrophes
MAX_RENEWED_WORDS = (
    4  # `« le « retard a eu »`: the second mark renews the first when so few words stand between them
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks: `text[start:end]` begins with the opening mark and ends with the closing
    one where there are such.

    `depth` is 0 for an outer quotation. `closed` is false where the closing mark is missing: the span then
    ends with the sentence or, if
    `continues`, with the paragraph, and the next quotation carries on with it. `mark` is the opening mark,
    "—" for dialogue.
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


@dataclass(slots=True)
class _Open:
    start: int
    mark: str


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[list[Quotation], list[str]]:
    """All quotations in text order (outer before inner) and warnings about marks without a partner."""
    found: list[Quotation] = []
    unclosed = stray = 0
    for number, paragraph in enumerate(paragraphs):
        begins = len(found)
        open_, lone = _scan(text, paragraph, found)
        stray += lone
        if open_:
            after = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
            unclosed += _close_rest(text, paragraph, after, open_, found, begins)
        if len(found) == begins and _DASH.match(text, *paragraph):
            found.append(Quotation(paragraph.start, paragraph.end, 0, "—"))
        found[begins:] = _nest(found[begins:])
    warnings = []
    if unclosed:
        warnings.append(f"quotation_unclosed: {unclosed} quotation mark(s) opened and never closed")
    if stray:
        warnings.append(f"quotation_unopened: {stray} quotation mark(s) closed but never opened")
    return found, warnings


def _scan(text: str, paragraph: Span, found: list[Quotation]) -> tuple[list[_Open], int]:
    """Pairs the marks of one paragraph into `found`; returns what stays open and how many closing marks had
    no partner."""
    stack: list[_Open] = []
    waiting: dict[str, int] = {}
    lone = 0

    def close(mark: str, end: int) -> bool:
        if not waiting.get(mark):
            return False
        while True:  # marks opened since then never closed: dropped, each once
            opened = stack.pop()
            waiting[opened.mark] -= 1
            if opened.mark == mark:
                break
        if opened.mark == "'" and end - opened.start > MAX_SINGLE_CHARS:
            return True
        found.append(Quotation(opened.start, end, 0, opened.mark))
        return True

    def push(start: int, mark: str) -> None:
        stack.append(_Open(start, mark))
        waiting[mark] = waiting.get(mark, 0) + 1

    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        mark, start, end = match.group(), match.start(), match.end()
        if mark in ("<<", ">>"):
            mark = "«" if mark == "<<" else "»"
        elif mark in ("``", "''"):
            mark = "“" if mark == "``" else "”"
        if mark == '"':
            if waiting.get('"') and _opens(text, start, paragraph):
                stack.remove(
                    next(o for o in reversed(stack) if o.mark == mark)
                )  # at most one waits: the one before never closed
                waiting[mark] -= 1
                lone += 1
            if not close('"', end):
                push(start, '"')
        elif mark in "'‘’":
            if (
                text[start - 1 : start].isalnum()
                or mark == "’"
                or (start > paragraph.start and text[start - 1] in ".,!?…")
            ):
                close("'", end)
            elif not waiting.get("'"):
                push(start, "'")
        elif mark in OPENING:
            if mark == "“" and waiting.get("“") and not _opens(text, start, paragraph):
                close("“", end)  # “ … “, as some typists close
            else:
                push(start, "“" if mark == "„" else mark)
        elif not close(CLOSING[mark], end):
            if mark == "”" and _opens(text, start, paragraph):
                push(start, "“")  # ” … ”, as some newspapers open
            elif not (
                mark == "»" and not text[paragraph.start : start].strip()
            ):  # » renewed at a line's start
                lone += 1
    return [o for o in stack if o.mark != "'"], lone


def _nest(quotations: list[Quotation]) -> list[Quotation]:
    """The quotations in text order, outer before inner, with their depth."""
    nested: list[Quotation] = []
    ends: list[int] = []
    for quotation in sorted(quotations, key=lambda q: (q.start, -q.end)):
        while ends and ends[-1] <= quotation.start:
            ends.pop()
        nested.append(replace(quotation, depth=len(ends)))
        ends.append(quotation.end)
    return nested


def _opens(text: str, start: int, paragraph: Span) -> bool:
    """True where a mark has space (or nothing) before it and none after it."""
    before = text[start - 1] if start > paragraph.start else " "
    after = text[start + 1] if start + 1 < paragraph.end else " "
    return (before.isspace() or before in "([—–:") and not after.isspace()


def _close_rest(
    text: str, paragraph: Span, after: Span | None, open_: list[_Open], found: list[Quotation], begins: int
) -> int:
    """Ends the outermost open quotation of a paragraph; returns how many marks deserve a warning."""
    first = open_[0]
    for i in range(begins, len(found)):
        inner = found[i]
        between = text[first.start + 1 : min(inner.start, first.start + 200)]
        if inner.start > first.start and inner.mark == first.mark:
            if len(between.split()) <= MAX_RENEWED_WORDS:
                found[i] = Quotation(first.start, inner.end, 0, first.mark)
                return len(open_)
            break
    if after is not None and text[after.start : after.end].lstrip()[:1] in (
        first.mark,
        "»" if first.mark == "«" else first.mark,
    ):
        found.append(Quotation(first.start, paragraph.end, 0, first.mark, closed=False, continues=True))
        return 0
    end = _SENTENCE_END.search(text, first.start, paragraph.end)
    found.append(Quotation(first.start, end.end() if end else paragraph.end, 0, first.mark, closed=False))
    return len(open_)
