"""One article in, one `ArticleScore` out; and its JSON form `selon/1`.

By the encoder of a bundle, or by rules where none is given.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from ..data.article import Article
from .attribution import find_attributions
from .hedging import find_hedges
from .loaded import find_loaded_terms
from .records import (
    VOICES,
    ArticleInfo,
    ArticleScore,
    Attribution,
    Engine,
    Framing,
    Hedge,
    LoadedTerm,
    Source,
)
from .sources import resolve_sources
from .sourcing import score_sourcing
from .text import Document, read_document
from .voice import read_voices

if TYPE_CHECKING:
    from .encoder import Reader

SCHEMA = "selon/1"


def score_article(article: Article, encoder: "Reader | None" = None) -> ArticleScore:
    """The score of one article, by the rule engine where there is no encoder. Never raises on any text."""
    document = read_document(article)
    attributions, sources, hedges, loaded = _find(document, encoder)
    return ArticleScore(
        article=_describe(document),
        attributions=tuple(attributions),
        sourcing=score_sourcing(document, attributions, sources),
        framing=Framing(tuple(hedges), tuple(loaded), rate_framing(hedges, loaded, len(document.words))),
        boilerplate=document.boilerplate,
        warnings=document.warnings,
        bundle=_name_engine(encoder),
    )


def _name_engine(encoder: "Reader | None") -> Engine:
    if encoder is None:
        return Engine("rules", package_version(), None)
    return Engine(encoder.manifest.name, encoder.manifest.version, encoder.sha256)


def _find(
    document: Document, encoder: "Reader | None"
) -> tuple[list[Attribution], list[Source], list[Hedge], list[LoadedTerm]]:
    if encoder is not None:
        from .learned import find_learned

        return find_learned(document, encoder)
    attributions, sources = resolve_sources(document, find_attributions(document))
    voices = read_voices(document, attributions)
    hedges = find_hedges(document, voices, attributions)
    return attributions, sources, hedges, list(find_loaded_terms(document, voices))


@lru_cache(maxsize=1)
def package_version() -> str:
    """The installed version of selon."""
    try:
        return version("selon")
    except PackageNotFoundError:
        return "unknown"


def _describe(document: Document) -> ArticleInfo:
    article = document.article
    return ArticleInfo(
        id=article.id,
        lang=article.lang,
        title=article.title,
        words=len(document.words),
        outlet=article.outlet,
        published=article.published,
        url=article.url,
        genre=None,
        text=article.text if article.extracted else None,
    )


def rate_framing(hedges: Sequence[Hedge], loaded: Sequence[LoadedTerm], words: int) -> dict[str, float]:
    """Hedges and loaded terms per 100 words, in all and by voice; 0 for an empty article."""
    rates: dict[str, float] = {}
    for name, found in (("hedges", hedges), ("loaded", loaded)):
        by_voice = Counter(item.voice for item in found)
        rates[f"{name}_per_100_words"] = _per_100(len(found), words)
        for voice in VOICES:
            if name == "loaded" or voice != "scare":
                rates[f"{name}_{voice}_per_100_words"] = _per_100(by_voice[voice], words)
    return rates


def _per_100(number: int, words: int) -> float:
    return round(100 * number / words, 3) if words else 0.0


def render_json(score: ArticleScore) -> dict[str, Any]:
    """The score as plain lists and dictionaries, with the schema's name first; `docs/fields.md` tells what
    each key means."""
    return {"schema": SCHEMA, **_plain(asdict(score))}


def _plain(value: Any) -> Any:
    """The value with tuples as lists."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
