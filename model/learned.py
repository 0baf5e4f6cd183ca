"""The records of what the encoder read: attributions, hedges and loaded terms with clean borders.

The rules of the same job stand in `attribution.py`, `hedging.py` and `loaded.py`; what they say of a span
(mode, neutral wording, voice) is said of these by the same code.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..data.span import merge_spans
from .attribution import read_mode
from .bundle import Decoding
from .cue_class import find_cue_class
from .encoder import Reader, ReadRelation, ReadSpan
from .hedging import find_hedges
from .loaded import find_loaded_terms
from .matching import content_overlap
from .records import Attribution, CueClass, Hedge, LoadedTerm, Source, Span
from .sources import resolve_sources
from .text import Document
from .voice import read_voices, voice_at

EDGES = " \t\r\n,;:\u00a0\u202f"  # never part of a span at its edge
MAX_CUE_GAP = 25  # characters between the parts of a verb group (*a* quant à lui *déclaré*)
SAME_CONTENT = 0.8  # overlap from which on two contents are one
MARK_CHARS = 2  # a content that ends so close before the mark that closes its quotation takes it in


def find_learned(
    document: Document, reader: Reader
) -> tuple[list[Attribution], list[Source], list[Hedge], list[LoadedTerm]]:
    """Attributions, sources, hedges and loaded terms of a document by an encoder."""
    reading = reader.read(document)
    decoding = reader.manifest.decoding
    made = make_attributions(document, reading.relations, decoding)
    tied, sources = resolve_sources(document, made)
    attributions = [_label(a, m, decoding.learned) for a, m in zip(tied, made, strict=True)]
    voices = read_voices(document, attributions)
    if "hedge" in decoding.learned:
        hedges = list(make_hedges(document, _likely(reading.hedges, decoding, "hedge"), voices))
    else:
        hedges = find_hedges(document, voices, attributions)
    loaded = list(find_loaded_terms(document, voices))
    if "loaded" in decoding.learned:
        loaded = join_loaded_terms(
            loaded, make_loaded_terms(document, _likely(reading.loaded, decoding, "loaded"), voices)
        )
    return attributions, sources, hedges, loaded


def _likely(spans: Iterable[ReadSpan], decoding: Decoding, layer: str) -> Iterator[ReadSpan]:
    return (span for span in spans if span.score >= decoding.least[layer])


def _label(tied: Attribution, made: Attribution, learned: Sequence[str]) -> Attribution:
    """The attribution as it was tied to a source, with the encoder's labels where those are the better ones,
    or where the lexicons know nothing."""
    if tied.source is None:
        return tied
    naming = made.naming if "naming" in learned else tied.naming
    by_encoder = "source_type" in learned or tied.source_type == "unknown"
    return replace(tied, naming=naming, source_type=made.source_type if by_encoder else tied.source_type)


def make_attributions(
    document: Document, relations: Sequence[ReadRelation], decoding: Decoding
) -> list[Attribution]:
    """The attributions outside boilerplate that are likely enough, in the order of their cues.

    Source type, naming and name are left to `sources.py`.
    """
    made: list[Attribution] = []
    for relation in relations:
        confidence = rate_confidence(relation, decoding)
        content = tuple(c for span in relation.content if (c := _content(document, span)))
        cue = _trim(document, relation.cue, EDGES)
        if confidence < decoding.threshold or not content or not cue or document.is_boilerplate[cue.start]:
            continue
        source = _trim(document, relation.source, EDGES) if relation.source else None
        made.append(
            Attribution(
                source=source,
                cue=cue,
                content=content,
                mode=read_mode(content, document),
                cue_class=_cue_class(document, cue, relation, decoding),
                source_type=relation.labels.get("source_type", "unknown"),  # type: ignore[arg-type]
                naming=relation.labels.get("naming", "none") if source else "none",  # type: ignore[arg-type]
                confidence=round(confidence, 4),
            )
        )
    return join_split_cues(sorted(made, key=lambda a: (a.cue or a.content[0], a.content[0])))


def join_split_cues(made: Sequence[Attribution]) -> list[Attribution]:
    """The attributions in order, a verb group that was read as two cues joined (*a quant à lui déclaré*).

    That is so where two cues stand close by, and have one source and one content.
    """
    joined: list[Attribution] = []
    for attribution in made:
        last = joined[-1] if joined else None
        if last and last.cue and attribution.cue and _is_one(last, attribution):
            surer = max(last, attribution, key=lambda a: a.confidence)
            joined[-1] = replace(surer, cue=Span(last.cue.start, max(last.cue.end, attribution.cue.end)))
        else:
            joined.append(attribution)
    return joined


def _is_one(first: Attribution, second: Attribution) -> bool:
    gap = (second.cue or second.content[0]).start - (first.cue or first.content[0]).end
    overlap = content_overlap(merge_spans(first.content), merge_spans(second.content))
    return gap <= MAX_CUE_GAP and first.source == second.source and overlap >= SAME_CONTENT


def _cue_class(document: Document, cue: Span, relation: ReadRelation, decoding: Decoding) -> CueClass:
    """By the lexicon, or by the encoder where that is better or the lexicon does not know the cue."""
    listed = None
    if "cue_class" not in decoding.learned:
        listed = find_cue_class(document.tokens_in(cue), document.lang)
    return listed or relation.labels["cue_class"]  # type: ignore[return-value]  # a label of the encoder's


def rate_confidence(relation: ReadRelation, decoding: Decoding) -> float:
    """The probability, 0 to 1, that source and content of a relation are right."""
    parts = (
        1.0,
        relation.cue_score,
        relation.source_log_probability,
        relation.content_log_probability,
    )
    odds = sum(w * x for w, x in zip(decoding.confidence, parts, strict=True))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def make_hedges(document: Document, spans: Iterable[ReadSpan], voices: bytearray) -> Iterator[Hedge]:
    """The hedges outside boilerplate, in text order; `voices` as `read_voices` gives them."""
    for read in spans:
        cue = _trim(document, read.span, EDGES)
        if cue and not document.is_boilerplate[cue.start]:
            yield Hedge(cue, read.label, voice_at(voices, cue.start))  # type: ignore[arg-type]


def make_loaded_terms(
    document: Document, spans: Iterable[ReadSpan], voices: bytearray
) -> Iterator[LoadedTerm]:
    """The loaded terms outside boilerplate, in text order."""
    for read in spans:
        term = _whole_term(document, read.span)
        if term and not document.is_boilerplate[term.start]:
            yield LoadedTerm(term, voice_at(voices, term.start), None)


def _whole_term(document: Document, span: Span) -> Span | None:
    """The term without the marks around it, and without what stands beyond a mark without a partner."""
    text = document.text
    opening = max(text.rfind(mark, *span) for mark in "«“")
    if opening >= 0 and not any(mark in text[opening : span.end] for mark in "»”"):
        span = Span(opening + 1, span.end)
    term = _trim(document, span, EDGES + '"')
    if term and text[term.end - 1] in "»”":
        inside = text[term.start : term.end - 1]
        if inside[:1] in "«“" or not any(mark in inside for mark in "«“"):
            term = _trim(document, term, EDGES + "«»“”")
    return term


def join_loaded_terms(listed: Sequence[LoadedTerm], read: Iterable[LoadedTerm]) -> list[LoadedTerm]:
    """Those of the lexicon, and those of the encoder that share no character with one, in text order."""
    taken = [term.term for term in listed]
    new = (t for t in read if not any(t.term.start < end and start < t.term.end for start, end in taken))
    return sorted([*listed, *new], key=lambda term: term.term)


def _trim(document: Document, span: Span, edges: str) -> Span | None:
    """The span on the borders of words, without the edges; None where nothing is left."""
    text = document.text
    start, end = span
    while 0 < start < len(text) and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end and text[start] in edges:
        start += 1
    while start < end and text[end - 1] in edges:
        end -= 1
    return Span(start, end) if start < end else None


def _content(document: Document, span: Span) -> Span | None:
    """A content with both marks of a quotation that it begins or ends with, without a last full stop."""
    trimmed = _trim(document, span, EDGES)
    if trimmed is None:
        return None
    start, end = trimmed
    text = document.text
    quotations = document.quotations
    k = bisect_left(quotations, start - MARK_CHARS, key=lambda q: q.start)
    while k < len(quotations) and quotations[k].start < end:
        quotation = quotations[k]
        if quotation.start < start and start - quotation.start <= MARK_CHARS and quotation.end <= end:
            start = quotation.start
        if end < quotation.end <= end + MARK_CHARS + 1 and not text[end : quotation.end].isalnum():
            end = quotation.end
        k += 1
    while end > start and text[end - 1] in ".…" and text[end - 2 : end - 1] != ".":
        end -= 1
    return Span(start, end) if end > start else None
