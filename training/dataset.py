"""Labelled articles as windows with gold segments: what the network is trained on."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..data.labelled import LabelledArticle, LabelledAttribution, LabelledSpan, read_labelled
from ..model.layers import ATTRIBUTES
from ..model.text import read_document
from ..model.windows import Window, WindowSize, find_windows
from .config import Recipe, TrainingSet

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NO_LABEL = -100
CURLY, ANGLE = str.maketrans("«»", "“”"), str.maketrans("“”", "«»")
Tokens = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """A cue of a window's core with its source and contents, as ranges of tokens, and its labels.

    A label is the index into `ATTRIBUTES`, `NO_LABEL` where the set does not have it.
    """

    cue: Tokens
    source: Tokens | None
    content: tuple[Tokens, ...]
    labels: tuple[int, int, int]  # cue_class, source_type, naming


@dataclass(frozen=True, slots=True)
class Sample:
    """A window with what is annotated in it; a layer is None where the set says nothing of it.

    `swapped` is the same window with another country's quotation marks, None where it has none to exchange.
    """

    window: Window
    layers: tuple[tuple[Tokens, ...] | None, ...]
    hedge_kinds: tuple[int, ...]
    relations: tuple[GoldRelation, ...]
    convention: int
    set_name: str
    article: str
    swapped: "Sample | None" = None


@lru_cache(maxsize=16)
def read_set(training_set: TrainingSet, folder: Path) -> tuple[LabelledArticle, ...]:
    """The articles of a set of a recipe, read once; of a text with several annotators, all of them.

    Raises:
        FileNotFoundError, ValueError: as `read_labelled`.
    """
    source = training_set.path
    path = source if source.startswith("hf:") else str(folder / source)
    return tuple(read_labelled(path, training_set.format))


def is_development(recipe: Recipe, name: str, ids: Sequence[str]) -> list[bool]:
    """For each article of a set whether the recipe keeps it out of training.

    `fold/folds` draws a fold by the recipe's seed from the sorted ids.

    Raises:
        ValueError: neither a list of ids nor `fold/folds`, or an id that the set does not have.
    """
    wanted = recipe.development.get(name, ())
    if isinstance(wanted, str):
        try:
            fold, folds = map(int, wanted.split("/"))
            if not 0 <= fold < folds:
                raise ValueError
        except ValueError:
            raise ValueError(f"development of {name!r}: {wanted!r} is not FOLD/FOLDS, such as 0/5") from None
        order = sorted(set(ids))
        random.Random(recipe.seed).shuffle(order)
        wanted = tuple(order[fold::folds])
    elif missing := set(wanted) - set(ids):
        raise ValueError(f"development of {name!r}: the set has no article {min(missing)!r}")
    kept = frozenset(wanted)
    return [i in kept for i in ids]


def find_samples(
    articles: Iterable[LabelledArticle],
    training_set: TrainingSet,
    convention: int,
    tokenizer: "Tokenizer",
    size: WindowSize,
) -> Iterator[Sample]:
    """The windows of the articles of a set, with their annotations."""
    for item in articles:
        swapped = _swap(item)
        samples = list(_read(item, training_set, convention, tokenizer, size))
        others: list[Sample | None] = [None] * len(samples)
        if swapped is not None:
            found = list(_read(swapped, training_set, convention, tokenizer, size))
            if len(found) == len(samples):
                others = list(found)
        for sample, other in zip(samples, others, strict=True):
            yield replace(sample, swapped=other)


def _swap(item: LabelledArticle) -> LabelledArticle | None:
    """The article with angle quotation marks for curly ones or the reverse; offsets stay."""
    text = item.article.text
    table = CURLY if "«" in text else ANGLE if "“" in text else None
    return replace(item, article=replace(item.article, text=text.translate(table))) if table else None


def _read(
    item: LabelledArticle,
    training_set: TrainingSet,
    convention: int,
    tokenizer: "Tokenizer",
    size: WindowSize,
) -> Iterator[Sample]:
    tasks = training_set.tasks
    relations = item.attributions if "attribution" in tasks else None
    hedges = item.hedges if "hedge" in tasks else None
    loaded = item.loaded if "loaded" in tasks else None
    for window in find_windows(read_document(item.article), tokenizer, size):
        golds = None if relations is None else list(_relations(window, relations, "attributes" in tasks))
        found = [(h, t) for h in hedges or () if (t := _in_core(window, h))]
        yield Sample(
            window=window,
            layers=(
                None if golds is None else tuple(sorted({g.cue for g in golds})),
                None if hedges is None else tuple(sorted({t for _, t in found})),
                None if loaded is None else tuple(sorted({t for x in loaded if (t := _in_core(window, x))})),
            ),
            hedge_kinds=_kinds(found),
            relations=tuple(golds or ()),
            convention=convention,
            set_name=training_set.name,
            article=item.article.id,
        )


def _kinds(found: Sequence[tuple[LabelledSpan, Tokens]]) -> tuple[int, ...]:
    kinds = {tokens: hedge.label for hedge, tokens in found}
    return tuple(_index("hedge_kind", kinds[tokens]) for tokens in sorted(kinds))


def _in_core(window: Window, item: LabelledSpan) -> Tokens | None:
    return _core_tokens(window, window.tokens_of(item.span))


def _core_tokens(window: Window, tokens: Tokens | None) -> Tokens | None:
    return tokens if tokens and window.core[0] <= tokens[0] < window.core[1] else None


def _index(attribute: str, label: str | None) -> int:
    return NO_LABEL if label is None else ATTRIBUTES[attribute].index(label)


def _relations(
    window: Window, relations: Iterable[LabelledAttribution], attributes: bool
) -> Iterator[GoldRelation]:
    """The relations whose cue stands in the window's core; a second one of the same cue is left out."""
    seen: set[Tokens] = set()
    for relation in relations:
        cue = _core_tokens(window, window.tokens_of(relation.cue)) if relation.cue else None
        if cue is None or cue in seen:
            continue
        seen.add(cue)
        content = {t for span in relation.content if (t := window.tokens_of(span))}
        yield GoldRelation(
            cue=cue,
            source=window.tokens_of(relation.source) if relation.source else None,
            content=tuple(sorted(content)),
            labels=(
                _index("cue_class", relation.cue_class if attributes else None),
                _index("source_type", relation.source_type if attributes and relation.source else None),
                _index("naming", relation.naming if attributes and relation.source else None),
            ),
        )


def mark_segments(
    segments: Iterable[Tokens], allowed: NDArray[np.bool_], single: bool = False
) -> NDArray[np.float32]:
    """(t, 3): 1 where a token is inside, begins, ends a segment.

    Segments are cut at tokens that are not `allowed`, overlapping ones are joined; with `single` only the
    first is kept.
    """
    length = len(allowed)
    inside, begins = np.zeros(length, bool), np.zeros(length, bool)
    for first, last in sorted(segments):
        first, last = max(first, 0), min(last, length)
        if last > first:
            begins[first] = not inside[first]
            inside[first:last] = True
    inside &= allowed
    begins = inside & (begins | ~np.append(False, inside[:-1]))
    ends = inside & ~np.append(inside[1:] & ~begins[1:], False)
    if single and begins.sum() > 1:
        last = int(np.flatnonzero(ends)[0])
        for array in (inside, begins, ends):
            array[last + 1 :] = False
    return np.stack([inside, begins, ends], 1).astype(np.float32)
