"""Attribution: who said what, by which cue – direct, indirect and mixed.

By the rule engine of `rules/`, the floor that a learned extractor must beat and the fallback where no bundle
is at hand. Here its relations are
joined over units: floating quotations, quotations around an inserted cue. Relations after Pareti (2016),
PARC 3.0, and Newell et al. (2018),
PolNeAR.
"""

from bisect import bisect_left
from collections.abc import Sequence

from ..data.tokens import Token
from .records import Attribution, Mode, Span
from .rules.relations import Relation, read_relations, read_signature
from .rules.unit import MIN_STATEMENT_CHARS, Unit, find_units
from .text import Document

# Precision of each rule on 170 annotated articles (content overlap at .3 and sources agreeing): what
# `confidence` says.
# Measured by `python -m selon.eval.rules --gold DIR --precision-by-rule`; rules too rare to measure have
# DEFAULT_CONFIDENCE.
CONFIDENCE = {
    "after": 0.84, "that": 0.72, "object": 0.60, "preposition": 0.56, "bare": 0.55, "prep_back": 0.75,
    "prep_front": 0.90,
    "quote": 0.67, "infinitive": 0.74, "fixed": 0.73, "passive": 0.58, "as": 0.46, "whether": 0.47, "colon":
    0.62, "noun": 0.60,
}  # fmt: skip
DEFAULT_CONFIDENCE = 0.5

MAX_INSERTED_CHARS = 4000  # a cue is not inserted in a quotation as long as a speech


def find_attributions(document: Document) -> list[Attribution]:
    """The attribution relations of an article, in the order of their cues. Source type, naming and name are
    left to `sources.py`."""
    return [finish(relation, document) for relation in find_relations(document)]


def find_relations(document: Document) -> list[Relation]:
    """The relations with the names of their rules, in the order of their cues."""
    relations: list[Relation] = []
    last: Relation | None = None  # the last one that a quotation without a cue can go on with
    lone: Span | None = None  # a quotation that was a unit by itself, as a signature may follow it
    last_end = -1
    for tokens in find_units(document):
        outer = tokens[0].start >= last_end
        found = read_relations(Unit(tokens, document))
        if outer and not found and last and (floating := _lone_quotation(tokens)):
            if document.text.count("\n\n", last_end, floating.start) <= 1:
                last.content.append(floating)
                last_end = floating.end
                continue
        if outer and not found and (signed := read_signature(Unit(tokens, document), lone)):
            found = [signed]
        if outer:
            lone = _lone_quotation(tokens)
        _widen_inserted(found, document)
        relations.extend(found)
        if outer:
            last = max((r for r in found if r.source), key=lambda r: r.content[-1].end, default=None)
            last_end = tokens[-1].end
    return sorted(relations, key=lambda r: (r.cue, r.content[0]))


def finish(relation: Relation, document: Document) -> Attribution:
    """The record of a relation, with its mode and the confidence of its rule."""
    content = tuple(sorted(set(relation.content)))
    return Attribution(
        source=relation.source,
        cue=relation.cue,
        content=content,
        mode=read_mode(content, document),
        cue_class=relation.cue_class,
        confidence=CONFIDENCE.get(relation.rule, DEFAULT_CONFIDENCE),
    )


def _lone_quotation(tokens: Sequence[Token]) -> Span | None:
    """The quotation that a unit consists of, else None."""
    words = [t for t in tokens if t.kind != "mark"]
    if len(words) == 1 and words[0].kind == "quote" and words[0].end - words[0].start >= MIN_STATEMENT_CHARS:
        return Span(words[0].start, words[0].end)
    return None


def _widen_inserted(found: Sequence[Relation], document: Document) -> None:
    """Gives a cue inserted in a quotation (*« A, déplore X. B »*) all of the quotation around it."""
    for relation in found:
        inserted = relation.rule in ("after", "fixed") and not (
            relation.source and relation.source.start < relation.content[0].end
        )
        quotation = document.quotation_at(relation.cue.start) if inserted else None
        if quotation is None or quotation.mark == "—" or quotation.end <= relation.cue.end:
            continue
        if quotation.end - quotation.start > MAX_INSERTED_CHARS:
            continue
        last = max(relation.cue.end, relation.source.end if relation.source else 0)
        rest = document.text[last : quotation.end]
        begin = last + len(rest) - len(rest.lstrip(" ,.\u00a0\u202f"))
        relation.content = [Span(quotation.start, relation.content[0].end)]
        if quotation.end - begin > MIN_STATEMENT_CHARS:
            relation.content.append(Span(begin, quotation.end))


def read_mode(content: Sequence[Span], document: Document) -> Mode:
    """direct where all of the content stands between quotation marks, mixed where some does, else
    indirect."""
    outer = [document.quotation_at(start) for start, _ in content]
    first = outer[0]
    if first and first.mark == "—" and content[-1].end <= first.end:
        return "direct"
    inside = all(q and q.mark != "—" and q.end >= end for q, (_, end) in zip(outer, content, strict=True))
    if len(content) > 1 and inside and first and first.start == content[0].start:
        return "direct"
    quotations = document.outer_quotations
    quoted = total = 0
    for start, end in content:
        total += _letters(document.text[start:end])
        i = bisect_left(quotations, start - 1, key=lambda q: q.start)
        while i < len(quotations) and quotations[i].start < end:
            if quotations[i].end <= end + 1:
                quoted += _letters(document.text[quotations[i].start : quotations[i].end])
            i += 1
    if not quoted:
        return "indirect"
    return "direct" if quoted >= total * 0.98 else "mixed"


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
