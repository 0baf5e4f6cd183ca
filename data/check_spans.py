"""What may be wrong with the spans of an article: other units, cut words, overlaps, contradicted labels."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from .check_text import CONTINUATION
from .problem import Finding, quote
from .span import Span

# Where the spans of a row stand: layer, field, and whether the field holds a list of them.
SPAN_FIELDS: tuple[tuple[str, str, bool], ...] = (
    ("attributions", "source", False),
    ("attributions", "cue", False),
    ("attributions", "content", True),
    ("hedges", "cue", False),
    ("loaded", "term", False),
    ("targets", "mentions", True),
)

# A quotation runs to its closing mark, or to the end of its paragraph; single marks must close.
QUOTED = re.compile(
    r"«[^»\n]*+»?|“[^”\n]*+”?|\"[^\"\n]*+\"?|„[^“”\n]*+[“”]?"
    r"|‘(?:[^‘’\n]|(?<=\w)’(?=\w))++’|(?<!\w)'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w))++'"
)
# Direct speech without marks: after a colon, or a dash that opens a line.
SPEECH = re.compile(r":\s*.{0,2}\Z|(?:^|\n)\s*[-–—]\s*.{0,2}\Z")

# Below so much of a content between quotation marks it is hardly direct, above so much hardly indirect: the
# guidelines leave marks around a mere name out.
MIN_DIRECT_SHARE, MAX_INDIRECT_SHARE = 0.5, 0.9


class FieldSpan(NamedTuple):
    """A span of a row with the path of its field: `attributions[0].content[1]`."""

    field: str
    span: Span


class Unit(NamedTuple):
    """What offsets may have been counted in instead of characters."""

    name: str
    length: Callable[[str], int]


OTHER_UNITS = (
    Unit("UTF-8 bytes", lambda char: len(char.encode("utf-8", "surrogatepass"))),
    Unit("UTF-16 units", lambda char: 2 if char > "\uffff" else 1),
    Unit("characters after CR LF was made LF", lambda char: 0 if char == "\r" else 1),
    Unit("characters before UTF-8 was misread", lambda char: 0 if char in CONTINUATION else 1),
)


def check_spans(row: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything that is wrong with the spans of a row of the internal form."""
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return
    raw = list(_find_raw(row))
    unit = find_unit(text, [value for _, value in raw])
    if unit:
        yield Finding(
            "offsets",
            f"the {len(raw)} spans do not fit the text as characters, but do as {unit}",
            "offsets in characters (of Python), half-open",
        )
        return
    sound: list[FieldSpan] = []
    for field, value in raw:
        if fault := _describe_offsets(value, text):
            yield Finding(field, *fault)
        else:
            sound.append(FieldSpan(field, Span(*value)))
    for field, span in sound:
        yield from _check_edges(field, span, text)
    spans = dict(sound)
    yield from _check_relations(row, text, spans)
    for layer, name in (("hedges", "cue"), ("loaded", "term")):
        marked = [item for item in spans.items() if re.fullmatch(rf"{layer}\[\d+\]\.{name}", item[0])]
        yield from _check_crossing(marked, text)


def find_unit(text: str, values: Iterable[Any]) -> str | None:
    """What offsets were counted in, where that is plainly not characters.

    That is where two spans or more cut words or run past the end, and none does in the other unit.
    """
    pairs = [value for value in values if is_pair(value)]
    wrong = sum(not fits(text, *pair) for pair in pairs)
    if wrong < 2:
        return None
    for unit in OTHER_UNITS:
        places, at = {0: 0}, 0
        for index, char in enumerate(text):
            at += unit.length(char)
            places.setdefault(at, index + 1)
        if at == len(text):
            continue  # this text is the same in both
        mapped = [(places.get(start), places.get(end)) for start, end in pairs]
        if all(start is not None and end is not None and fits(text, start, end) for start, end in mapped):
            return unit.name
    return None


def is_pair(value: Any) -> bool:
    """Whether a value is two whole numbers."""
    return (
        isinstance(value, list | tuple) and len(value) == 2 and all(type(offset) is int for offset in value)
    )


def fits(text: str, start: int, end: int) -> bool:
    """Whether a span lies in the text and neither cuts a word nor has white space at its edge."""
    if not 0 <= start < end <= len(text):
        return False
    return not (
        cuts_word(text, start) or cuts_word(text, end) or text[start].isspace() or text[end - 1].isspace()
    )


def cuts_word(text: str, place: int) -> bool:
    """Whether a place stands between two letters or figures of one word."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if "\u0300" <= after <= "\u036f":  # a combining accent
        return True
    return before.isalnum() and after.isalnum()


def _find_raw(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The path and value of every field that should hold a span."""
    for layer, name, several in SPAN_FIELDS:
        items = row.get(layer)
        for number, item in enumerate(items if isinstance(items, list) else []):
            value = item.get(name) if isinstance(item, Mapping) else None
            path = f"{layer}[{number}].{name}"
            if several and isinstance(value, list):
                if is_pair(value):
                    yield f"{path}", value  # reported as no list by its form
                else:
                    yield from ((f"{path}[{place}]", part) for place, part in enumerate(value))
            elif value is not None and not several:
                yield path, value


def _describe_offsets(value: Any, text: str) -> tuple[str, str] | None:
    """What keeps a value from being a span of the text, and what would do."""
    allowed = f"[start, end] with 0 <= start < end <= {len(text)}"
    if isinstance(value, str):
        place = text.find(value)
        where = (
            f"it stands at [{place}, {place + len(value)}]"
            if place >= 0 and value
            else "it is not in the text"
        )
        return f"{quote(value)} is a string; {where}", allowed
    if not isinstance(value, list | tuple) or len(value) != 2:
        return f"{quote(value)} is not a pair", allowed
    if not is_pair(value):
        return f"{quote(value)} is not a pair of whole numbers", allowed
    start, end = value
    if start < 0 or end < 0:
        return f"{quote(value)} is negative", allowed
    if start == end:
        return f"{quote(value)} is empty", allowed
    if start > end:
        return f"{quote(value)} ends before it begins", allowed
    if end > len(text):
        return f"{quote(value)} runs past the end of the text", allowed
    return None


def _check_edges(field: str, span: Span, text: str) -> Iterator[Finding]:
    shown = quote(text[span.start : span.end])
    if text[span.start].isspace() or text[span.end - 1].isspace():
        yield Finding(
            field,
            f"{shown} has white space at its edge",
            "a span from its first to its last character",
            "warning",
        )
    cut = [place for place in span if cuts_word(text, place)]
    if cut:
        around = text[max(0, cut[0] - 12) : cut[0]] + "|" + text[cut[0] : cut[0] + 12]
        yield Finding(
            field, f"{shown} begins or ends inside a word ({quote(around)})", "whole words", "warning"
        )


def _check_relations(row: Mapping[str, Any], text: str, spans: Mapping[str, Span]) -> Iterator[Finding]:
    items = row.get("attributions")
    marked = [Span(*match.span()) for match in QUOTED.finditer(text)]
    contents: dict[str, list[tuple[str, Span]]] = defaultdict(list)
    for field, span in spans.items():
        contents[field.partition(".content")[0]].append((field, span))
    seen: dict[tuple[Any, ...], str] = {}
    for number, item in enumerate(items if isinstance(items, list) else []):
        if not isinstance(item, Mapping):
            continue
        path = f"attributions[{number}]"
        content = contents[path]
        source, cue = spans.get(f"{path}.source"), spans.get(f"{path}.cue")
        for field, part in content:
            for name, span in (("source", source), ("cue", cue)):
                if span and _crosses(part, span):
                    found = f"{_show(text, part)} overlaps its {name} {_show(text, span)} in part"
                    yield Finding(field, found, f"content apart from its {name}")
        if source and cue and _crosses(source, cue):
            found = f"{_show(text, source)} overlaps its cue {_show(text, cue)} in part"
            yield Finding(f"{path}.source", found, "a source apart from its cue, or whole inside it")
        for (_, one), (field, other) in pairwise(content):
            if other.start < one.end:
                found = f"{_show(text, other)} overlaps or precedes {_show(text, one)}"
                yield Finding(field, found, "content spans in order, apart from each other")
        key = source, cue, tuple(span for _, span in content)
        if content and key in seen:
            yield Finding(path, f"the same spans as {seen[key]}", "each relation once", "warning")
        seen.setdefault(key, path)
        if content:
            parts = [span for _, span in content]
            outer = _overlapping(marked, Span(cue.start, cue.start + 1)) if cue else []
            share, own = quoted_share(text, parts, marked), quoted_share(text, parts, marked, outer)
            yield from _check_mode(
                item.get("mode"), f"{path}.mode", share, own, has_marked_speech(text, parts)
            )
        yield from _check_naming(item, f"{path}.naming")


def _check_naming(item: Mapping[str, Any], path: str) -> Iterator[Finding]:
    has_source, naming = item.get("source") is not None, item.get("naming")
    if naming == "none" and has_source:
        yield Finding(path, "'none' with a source", "none only where the source is null")
    if isinstance(naming, str) and naming != "none" and not has_source:
        yield Finding(path, f"{naming!r} without a source", "none where the source is null", "warning")


def _check_mode(mode: Any, path: str, share: float, own: float, unmarked: bool) -> Iterator[Finding]:
    """A mode that the quotation marks contradict.

    `share` of the content stands between marks, `own` of it between such as do not hold the cue too: those
    are of an outer quotation, or are interrupted by the cue; they speak for direct speech, never against
    indirect.
    """
    percent = f"with {share:.0%} of the content between quotation marks"
    if mode == "direct" and share < MIN_DIRECT_SHARE and not unmarked:
        yield Finding(path, f"'direct' {percent}", "direct where all of it is", "warning")
    elif mode == "mixed" and not share and not unmarked:
        yield Finding(path, f"'mixed' {percent}", "mixed where some is", "warning")
    elif mode == "indirect" and own > MAX_INDIRECT_SHARE:
        yield Finding(path, f"'indirect' {percent}", "indirect where none is", "warning")


def has_marked_speech(text: str, content: Iterable[Span]) -> bool:
    """Whether a part of the content begins after a colon, or with the dash of a dialogue."""
    return any(SPEECH.search(text, max(0, span.start - 10), span.start + 2) for span in content)


def quoted_share(
    text: str, content: Sequence[Span], marked: Sequence[Span], without: Sequence[Span] = ()
) -> float:
    """Share of the content's letters and figures that stand in `marked` quotations, 0 to 1.

    These are sorted and apart; those of `without` do not count.
    """
    letters = quoted = 0
    for span in content:
        places = [place for place in range(*span) if text[place].isalnum()]
        letters += len(places)
        marks = [mark for mark in _overlapping(marked, span) if mark not in without]
        inside = {
            place for mark in marks for place in range(max(mark.start, span.start), min(mark.end, span.end))
        }
        quoted += sum(place in inside for place in places)
    return quoted / letters if letters else 0.0


def _overlapping(marked: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of some sorted spans, which are apart, that share a character with a span."""
    first = bisect_right(marked, span.start, key=lambda mark: mark.end)
    return marked[first : bisect_left(marked, span.end, key=lambda mark: mark.start)]


def _check_crossing(marked: Sequence[tuple[str, Span]], text: str) -> Iterator[Finding]:
    """Spans of one layer that cross, or are marked twice."""
    ordered = sorted(marked, key=lambda item: (item[1], item[0]))
    for (first, one), (field, other) in pairwise(ordered):
        if one == other:
            yield Finding(
                field, f"{_show(text, other)} is marked by {first} too", "each span once", "warning"
            )
        elif _crosses(one, other):
            found = f"{_show(text, other)} crosses {_show(text, one)} of {first}"
            yield Finding(field, found, "spans apart, or one inside the other")


def _crosses(one: Span, other: Span) -> bool:
    """Whether two spans overlap and neither holds the other."""
    overlap = max(one.start, other.start) < min(one.end, other.end)
    inside = (one.start <= other.start and other.end <= one.end) or (
        other.start <= one.start and one.end <= other.end
    )
    return overlap and not inside


def _show(text: str, span: Span) -> str:
    return f"{quote(text[span.start : span.end])} [{span.start}, {span.end}]"
