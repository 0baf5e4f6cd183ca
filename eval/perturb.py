"""Small changes of an article whose effect on a score is known beforehand, for `behaviour.py`.

Each is a pure function: a labelled article in, a `Perturbed` out, or None where the change finds nothing to
do or could not be undone by a reader. What is annotated moves along, so that `text[start:end]` stays the
span.

Source: Ribeiro et al. (2020), Beyond accuracy: behavioral testing of NLP models with CheckList.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from ..data.labelled import LabelledArticle, LabelledSpan
from ..data.span import Span
from .outputs import Evidence

MarkStyle = Literal["guillemets", "curly", "straight"]
MARKS: Mapping[MarkStyle, tuple[str, str]] = {
    "guillemets": ("« ", " »"),
    "curly": ("“", "”"),
    "straight": ('"', '"'),
}

# They report nothing, name nobody and take no side.
NEUTRAL_SENTENCES = {"fr": "La réunion a duré deux heures.", "en": "The meeting lasted two hours."}

MAX_GAP_CHARS = 40  # between source, cue and content: an addressee or an adverb, deleted with them
_MARK = re.compile(r"«[ \xa0\u2009\u202f]?|[ \xa0\u2009\u202f]?»|[“”\"]")
_PARAGRAPH_BREAK = re.compile(r"\s*\n\s*")
_BREAKABLE = re.compile(r"(?<=«) | (?=[»:;!?%])|(?<=\d) (?=\w)|(?<=\bM\.) |(?<=\bMr\.) |(?<=\bMr) ")
_OPENING = re.compile(r"(?:que |qu['’]|that )?(?P<mark>[«“\"‘][ \xa0\u2009\u202f]?)?")
_CLOSING = re.compile(r",?[ \xa0\u2009\u202f]?[»”\"’]\Z")
_STOP = re.compile(r"[.!?…\n]")


class Edit(NamedTuple):
    """`text[start:end]` becomes `text`; a list of edits is sorted, and none overlaps another."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Perturbed:
    """A changed article and the edits of its text that led there."""

    article: LabelledArticle
    edits: tuple[Edit, ...] = ()


# edits --------------------------------------------------------------------------------------------


def move_span(span: Span, edits: Sequence[Edit]) -> Span | None:
    """Where a span stands after the edits; None where nothing of it is left.

    A span that begins or ends inside of what is replaced takes the whole replacement.
    """
    start, end = span
    shift_start = shift_end = 0
    for edit in edits:
        if edit.start >= span.end:
            break
        change = len(edit.text) - (edit.end - edit.start)
        if edit.end <= span.start:
            shift_start += change
            shift_end += change
            continue
        start = min(start, edit.start)
        end = max(end, edit.end)
        shift_end += change
    moved = Span(start + shift_start, end + shift_end)
    return moved if moved.end > moved.start else None


def move_spans(spans: Iterable[Span], edits: Sequence[Edit]) -> tuple[Span, ...]:
    """The spans that are left after the edits."""
    return tuple(moved for span in spans if (moved := move_span(span, edits)))


def edit_article(item: LabelledArticle, edits: Sequence[Edit]) -> Perturbed | None:
    """The article with its text changed and its annotations moved along; None without edits.

    An annotation of which nothing is left goes; an attribution goes with its content.
    """
    if not edits:
        return None
    text, position = "", 0
    for edit in edits:
        text += item.article.text[position : edit.start] + edit.text
        position = edit.end
    text += item.article.text[position:]
    attributions = item.attributions and tuple(
        replace(
            a,
            source=a.source and move_span(a.source, edits),
            cue=a.cue and move_span(a.cue, edits),
            content=content,
        )
        for a in item.attributions
        if (content := move_spans(a.content, edits))
    )
    targets = item.targets and tuple(replace(t, mentions=move_spans(t.mentions, edits)) for t in item.targets)
    changed = replace(
        item,
        article=replace(item.article, text=text),
        attributions=attributions,
        hedges=_move_labelled(item.hedges, edits),
        loaded=_move_labelled(item.loaded, edits),
        targets=targets,
    )
    return Perturbed(changed, tuple(edits))


def _move_labelled(
    spans: tuple[LabelledSpan, ...] | None, edits: Sequence[Edit]
) -> tuple[LabelledSpan, ...] | None:
    return spans and tuple(
        LabelledSpan(moved, item.label) for item in spans if (moved := move_span(item.span, edits))
    )


# outlet, marks, characters ------------------------------------------------------------------------


def rename_outlet(item: LabelledArticle, outlet: str) -> Perturbed | None:
    """The same text under another outlet, without its address; None where it is the same one."""
    if item.article.outlet == outlet:
        return None
    return Perturbed(replace(item, article=replace(item.article, outlet=outlet, url=None)))


def convert_marks(item: LabelledArticle, style: MarkStyle) -> Perturbed | None:
    """Other quotation marks around the same words.

    None where there are none, where they are of that style or of several, or where one has no partner in its
    paragraph.
    """
    edits: list[Edit] = []
    styles: set[MarkStyle] = set()
    start = 0
    for paragraph in item.article.text.splitlines(keepends=True):
        is_open = False
        for match in _MARK.finditer(paragraph):
            mark = match.group().strip()
            styles.add("straight" if mark == '"' else "curly" if mark in "“”" else "guillemets")
            if mark != '"' and is_open == (mark in "«“"):
                return None
            is_open = not is_open
            edits.append(Edit(start + match.start(), start + match.end(), MARKS[style][not is_open]))
        if is_open:
            return None
        start += len(paragraph)
    return edit_article(item, edits) if len(styles) == 1 and style not in styles else None


def decompose_accents(item: LabelledArticle) -> Perturbed | None:
    """Each accent as a character of its own (Unicode NFD), as some systems store text."""
    text = item.article.text
    decomposed = ((i, unicodedata.normalize("NFD", char)) for i, char in enumerate(text) if char > "\x7f")
    return edit_article(item, [Edit(i, i + 1, parts) for i, parts in decomposed if parts != text[i]])


def use_no_break_spaces(item: LabelledArticle) -> Perturbed | None:
    """No-break spaces where typographers want them: inside « », before : ; ! ? %, after figures and *Mr*."""
    return edit_article(item, [Edit(*m.span(), "\xa0") for m in _BREAKABLE.finditer(item.article.text)])


# sentences and evidence ---------------------------------------------------------------------------


def add_sentence(item: LabelledArticle, evidence: Iterable[Evidence] = ()) -> Perturbed | None:
    """A neutral sentence as a paragraph of its own, between two in the middle or at the end.

    It never stands inside a relation or a quotation that runs over several paragraphs.
    """
    text = item.article.text
    hulls = [relation.hull for relation in evidence]
    sentence = NEUTRAL_SENTENCES[item.article.lang]
    places = [
        match
        for match in _PARAGRAPH_BREAK.finditer(text)
        if match.start() > 0 and match.end() < len(text)
        if not any(hull.start < match.end() and match.start() < hull.end for hull in hulls)
        and _is_balanced(text[: match.start()])
    ]
    if not places:
        end = len(text.rstrip())
        return edit_article(item, [Edit(end, end, f"\n\n{sentence}")])
    place = min(places, key=lambda match: abs(match.start() - len(text) / 2))
    return edit_article(item, [Edit(place.end(), place.end(), sentence + place.group())])


def delete_attribution(item: LabelledArticle, relation: Evidence) -> Perturbed | None:
    """What was said stays, as a sentence of the article's own; who said it, by which words and its marks go.

    Quotation marks go too, since a quotation without a cue goes on with the one before it, and so does *que*
    or *that*. None where there is no source or no cue, where they stand inside of the content or too far from
    it, and where the content alone would be no sentence (*promised to resign*).
    """
    text = item.article.text
    if relation.source is None or relation.cue is None:
        return None
    said = Span(min(relation.source.start, relation.cue.start), max(relation.source.end, relation.cue.end))
    content = Span(relation.content[0].start, relation.content[-1].end)
    if len(relation.content) > 1 or _overlaps(said, [content]):
        return None
    follows = content.start >= said.end
    gap = text[said.end : content.start] if follows else text[content.end : said.start]
    length = sum(part.end - part.start for part in (relation.source, relation.cue))
    if len(gap) > MAX_GAP_CHARS or said.end - said.start - length > MAX_GAP_CHARS or _STOP.search(gap):
        return None
    opening = _OPENING.match(text, *content)
    start = opening.end() if opening else content.start
    if follows and start == content.start and "," not in gap:
        return None
    closing = _CLOSING.search(text, *content) if opening and opening["mark"] else None
    end = closing.start() if closing else content.end
    first = Edit(said.start if follows else content.start, start + 1, text[start].upper())
    last = Edit(end, content.end if follows else said.end, "")
    return edit_article(item, [first, last] if last.start < last.end else [first])


def delete_term(item: LabelledArticle, term: Span) -> Perturbed | None:
    """A term goes, with the space before it."""
    start = term.start - (item.article.text[term.start - 1 : term.start] == " ")
    return edit_article(item, [Edit(start, term.end, "")])


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _is_balanced(text: str) -> bool:
    """Whether every quotation mark of a text has its partner."""
    pairs = (text.count("«") == text.count("»"), text.count("“") == text.count("”"))
    return all(pairs) and text.count('"') % 2 == 0
