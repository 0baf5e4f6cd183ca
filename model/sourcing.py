"""The sourcing score: named components, each 0 to 1, and one formula over them.

The score says how much of an article is sourced, how accountably and how variedly; it never says whether a
source is right.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .records import SOURCE_TYPES, Attribution, Source, Sourcing
from .text import Document, flag_characters

MIN_WORDS = 80
OFFICIAL = frozenset({"government", "military", "police", "intergovernmental"})
FULL_ATTRIBUTION = 0.6  # attributed share from which on more counts no more: that of a wire report
MANY_SOURCES = 6  # effective sources that count as 1

# The formula: score = 100 × Σ weight × component. attributed_share counts as min(1, share / 0.6). Weights
# sum to 1.
WEIGHTS: Mapping[str, float] = {
    "attributed_share": 0.20,
    "named_share": 0.25,
    "effective_sources": 0.20,
    "type_spread": 0.10,
    "sourced_share": 0.20,
    "neutral_cue_share": 0.05,
}


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What components are computed from; word counts leave boilerplate out."""

    document: Document
    attributions: Sequence[Attribution]
    sources: Sequence[Source]

    @property
    def attributed_words(self) -> int:
        """Words in attributed content, each once."""
        return self.document.count_words(s for a in self.attributions for s in a.content)


def score_sourcing(
    document: Document, attributions: Sequence[Attribution], sources: Sequence[Source]
) -> Sourcing:
    """The sourcing score of an article. Not applicable under 80 words or without a reported statement;
    components are given all the same."""
    evidence = _Evidence(document, attributions, sources)
    components = {name: compute(evidence) for name, compute in COMPONENTS.items()}
    reason = None
    if len(document.words) < MIN_WORDS:
        reason = f"the article has {len(document.words)} words; a score needs {MIN_WORDS}"
    elif not attributions:
        reason = "no reported statement was found"
    return Sourcing(
        applicable=reason is None,
        reason=reason,
        score=None if reason else combine(components),
        low=None,
        high=None,
        percentile=None,
        components={name: None if value is None else round(value, 4) for name, value in components.items()},
        sources=tuple(sources),
    )


def combine(components: Mapping[str, float | None]) -> int:
    """The score, 0 to 100, from its components; one that is None counts as 0."""
    values = {name: components[name] or 0.0 for name in WEIGHTS}
    values["attributed_share"] = min(1.0, values["attributed_share"] / FULL_ATTRIBUTION)
    return round(100 * sum(weight * values[name] for name, weight in WEIGHTS.items()))


def attributed_share(evidence: _Evidence) -> float | None:
    """Share of the article's words that stand in attributed content; nested content counts once.

    Higher = more of the article is sourced. None for an empty article.
    """
    total = len(evidence.document.words)
    return evidence.attributed_words / total if total else None


def named_share(evidence: _Evidence) -> float | None:
    """Share of the words attributed to a source whose source is named, or tied to one that is.

    Higher = more can be held to a name. None where no source speaks.
    """
    return _share_of_words(evidence, lambda source: source.naming in ("named", "metonym"))


def effective_sources(evidence: _Evidence) -> float | None:
    """Number of sources weighed by their words: (exp(H) - 1) / 5, at most 1, with H the entropy of words
    over sources.

    0 = one source, 1 = six or more of equal share. None where no source speaks. Hill (1973), diversity of
    order 1.
    """
    shares = [s.share for s in evidence.sources if s.share > 0]
    return min(1.0, (math.exp(_entropy(shares)) - 1) / (MANY_SOURCES - 1)) if shares else None


def type_spread(evidence: _Evidence) -> float | None:
    """Entropy of words over source types, over that of as many types as can be (15); sources of unknown type
    are left out.

    0 = a single type, higher = more kinds of sources speak. None where no type is known. Pielou (1966).
    """
    words = Counter[str]()
    for source in evidence.sources:
        if source.type != "unknown":
            words[source.type] += source.words
    total = sum(words.values())
    if not total:
        return None
    return _entropy([w / total for w in words.values() if w]) / math.log(len(SOURCE_TYPES) - 1)


def direct_share(evidence: _Evidence) -> float | None:
    """Share of attributed words between quotation marks. Higher = more can be checked word for word. None
    without attribution."""
    attributed = evidence.attributed_words
    if not attributed:
        return None
    flags = flag_characters(
        len(evidence.document.text), [s for a in evidence.attributions for s in a.content]
    )
    marked = flag_characters(len(evidence.document.text), [q.span for q in evidence.document.quotations])
    return sum(flags[t.start] and marked[t.start] for t in evidence.document.words) / attributed


def neutral_cue_share(evidence: _Evidence) -> float | None:
    """Share of statements whose cue is neutral (*said*, *selon*). Higher = fewer cues take a side. None
    without attribution."""
    if not evidence.attributions:
        return None
    return sum(a.cue_class == "neutral" for a in evidence.attributions) / len(evidence.attributions)


def sourced_share(evidence: _Evidence) -> float | None:
    """Share of statements whose source is accounted for: not sourceless, not anonymous without a reason
    given.

    Higher = fewer claims come from nowhere. None without attribution.
    """
    if not evidence.attributions:
        return None
    explained = {i for s in evidence.sources if s.reason for i in s.attributions}
    lost = sum(
        a.naming == "none" or (a.naming == "anonymous" and i not in explained)
        for i, a in enumerate(evidence.attributions)
    )
    return 1 - lost / len(evidence.attributions)


def official_share(evidence: _Evidence) -> float | None:
    """Share of the words attributed to a source that public authorities say (government, military, police,
    intergovernmental).

    Descriptive: neither end is better. None where no source speaks. Sigal (1973).
    """
    return _share_of_words(evidence, lambda source: source.type in OFFICIAL)


def top_source_share(evidence: _Evidence) -> float | None:
    """Share of the words attributed to a source that the most quoted one says. Descriptive. None where no
    source speaks."""
    return max((s.share for s in evidence.sources), default=None)


COMPONENTS: Mapping[str, Callable[[_Evidence], float | None]] = {
    f.__name__: f
    for f in (
        attributed_share,
        named_share,
        effective_sources,
        type_spread,
        sourced_share,
        neutral_cue_share,
        direct_share,
        official_share,
        top_source_share,
    )
}


def _share_of_words(evidence: _Evidence, keep: Callable[[Source], bool]) -> float | None:
    total = sum(s.words for s in evidence.sources)
    return sum(s.words for s in evidence.sources if keep(s)) / total if total else None


def _entropy(shares: Sequence[float]) -> float:
    """Shannon entropy in nats."""
    return max(0.0, -sum(p * math.log(p) for p in shares if p > 0))
