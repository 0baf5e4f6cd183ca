"""A score as one flat row of named features, for tables: what `--out scores.parquet` holds."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from .records import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, ArticleScore
from .score import rate_framing
from .sourcing import COMPONENTS

if TYPE_CHECKING:
    import pyarrow as pa

RATES = tuple(rate_framing((), (), 0))


def flatten(score: ArticleScore) -> dict[str, Any]:
    """The row: article, score, components, counts and rates, with the attributions as a nested column.

    Statements are counted by mode (`statements_direct`), cue class (`cues_neutral`) and naming
    (`naming_anonymous`), sources by type (`sources_expert`), hedges by kind (`hedges_modal`). A count is 0
    where there is nothing to count; a component or score that does not apply is None.
    """
    by_type = Counter(source.type for source in score.sourcing.sources)
    by_kind = Counter(hedge.kind for hedge in score.framing.hedges)
    by_mode = Counter(a.mode for a in score.attributions)
    by_class = Counter(a.cue_class for a in score.attributions)
    by_naming = Counter(a.naming for a in score.attributions)
    info, sourcing = score.article, score.sourcing
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
        "sources": len(sourcing.sources),
        **{f"sources_{name}": by_type[name] for name in SOURCE_TYPES},
        "statements": len(score.attributions),
        **{f"statements_{mode}": by_mode[mode] for mode in MODES},
        **{f"cues_{name}": by_class[name] for name in CUE_CLASSES},
        **{f"naming_{name}": by_naming[name] for name in NAMINGS},
        "hedges": len(score.framing.hedges),
        **{f"hedges_{name}": by_kind[name] for name in HEDGE_KINDS},
        "loaded": len(score.framing.loaded),
        **{name: score.framing.rates[name] for name in RATES},
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
    attribution = pa.struct(
        [("source", span), ("cue", span), ("content", pa.list_(span))]
        + [(name, pa.string()) for name in ("mode", "cue_class", "source_type", "naming", "resolved")]
        + [("confidence", pa.float64())]
    )
    text = [(name, pa.string()) for name in ("id", "lang", "title", "outlet", "published", "url")]
    counts = [
        "sources",
        "statements",
        *(f"statements_{m}" for m in MODES),
        *(f"cues_{c}" for c in CUE_CLASSES),
    ]
    counts += [*(f"naming_{n}" for n in NAMINGS), "hedges", "loaded"]
    return pa.schema(
        [
            *text,
            ("words", pa.int64()),
            ("sourcing_applicable", pa.bool_()),
            ("sourcing_reason", pa.string()),
            ("sourcing_score", pa.int64()),
            *((name, pa.float64()) for name in COMPONENTS),
            *((name, pa.int64()) for name in counts),
            *((name, pa.float64()) for name in RATES),
            ("warnings", pa.list_(pa.string())),
            ("engine", pa.string()),
            ("attributions", pa.list_(attribution)),
        ]
    )
