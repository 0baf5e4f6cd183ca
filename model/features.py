"""A score as one flat row of named features, for tables: what `--out scores.parquet` holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .records import (
    CUE_CLASSES,
    HEDGE_KINDS,
    MODES,
    NAMINGS,
    SOURCE_TYPES,
    ArticleScore,
    Attribution,
    Hedge,
    LoadedTerm,
    Source,
)
from .score import rate_framing
from .sourcing import COMPONENTS

if TYPE_CHECKING:
    import pyarrow as pa


def count_evidence(
    sources: Sequence[Source],
    attributions: Sequence[Attribution],
    hedges: Sequence[Hedge],
    loaded: Sequence[LoadedTerm],
) -> dict[str, int]:
    """How many there are of each kind of evidence; 0 where there is none.

    Sources by type (`sources_expert`), statements by mode (`statements_direct`), cue class (`cues_neutral`)
    and naming (`naming_anonymous`), hedges by kind (`hedges_modal`).
    """
    return {
        "sources": len(sources),
        **_count("sources", SOURCE_TYPES, (source.type for source in sources)),
        "statements": len(attributions),
        **_count("statements", MODES, (a.mode for a in attributions)),
        **_count("cues", CUE_CLASSES, (a.cue_class for a in attributions)),
        **_count("naming", NAMINGS, (a.naming for a in attributions)),
        "hedges": len(hedges),
        **_count("hedges", HEDGE_KINDS, (hedge.kind for hedge in hedges)),
        "loaded": len(loaded),
    }


def _count(prefix: str, labels: Sequence[str], found: Iterable[str]) -> dict[str, int]:
    counter = Counter(found)
    return {f"{prefix}_{label}": counter[label] for label in labels}


COUNTS = tuple(count_evidence((), (), (), ()))
RATES = tuple(rate_framing((), (), 0))


def flatten(score: ArticleScore) -> dict[str, Any]:
    """The row: article, score, components, counts and rates, with the attributions as a nested column.

    A component or score that does not apply is None.
    """
    info, sourcing, framing = score.article, score.sourcing, score.framing
    return {
        "id": info.id,
        "lang": info.lang,
        "title": info.title,
        "outlet": info.outlet,
        "published": info.published,
        "url": info.url,
        "words": info.words,
        "sourcing_applicable": sourcing.applicable,
        "sourcing_reason": sourcing.reason,
        "sourcing_score": sourcing.score,
        **{name: sourcing.components[name] for name in COMPONENTS},
        **count_evidence(sourcing.sources, score.attributions, framing.hedges, framing.loaded),
        **{name: framing.rates[name] for name in RATES},
        "warnings": list(score.warnings),
        "engine": score.bundle.name,
        "attributions": [
            {
                "source": list(a.source) if a.source else None,
                "cue": list(a.cue) if a.cue else None,
                "content": [list(span) for span in a.content],
                "mode": a.mode,
                "cue_class": a.cue_class,
                "source_type": a.source_type,
                "naming": a.naming,
                "resolved": a.resolved,
                "confidence": a.confidence,
            }
            for a in score.attributions
        ],
    }


def feature_schema() -> "pa.Schema":
    """The Arrow schema of `flatten`'s rows."""
    import pyarrow as pa

    span = pa.list_(pa.int64())
    labels = ("mode", "cue_class", "source_type", "naming", "resolved")
    attribution = pa.struct(
        [("source", span), ("cue", span), ("content", pa.list_(span))]
        + [(name, pa.string()) for name in labels]
        + [("confidence", pa.float64())]
    )
    return pa.schema(
        [
            *((name, pa.string()) for name in ("id", "lang", "title", "outlet", "published", "url")),
            ("words", pa.int64()),
            ("sourcing_applicable", pa.bool_()),
            ("sourcing_reason", pa.string()),
            ("sourcing_score", pa.int64()),
            *((name, pa.float64()) for name in COMPONENTS),
            *((name, pa.int64()) for name in COUNTS),
            *((name, pa.float64()) for name in RATES),
            ("warnings", pa.list_(pa.string())),
            ("engine", pa.string()),
            ("attributions", pa.list_(attribution)),
        ]
    )
