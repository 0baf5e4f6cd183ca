"""Splits of a labelled set that keep outlets, events, copies and translations on one side.

A split is the same on every machine: what it draws comes from SHA-256 over the seed and the ids, never from
the order of the articles, of a set, or from a random generator.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from .dates import parse_day
from .duplicates import MIN_SIMILARITY, cluster_duplicates, find_duplicates
from .grouping import SPLIT_KINDS, SplitKind, deal, deal_by_time, find_units, group_articles, sort_by_id
from .labelled import LabelledArticle

SCHEMA = "selon-split/1"
FRACTIONS: Mapping[str, float] = {"train": 0.8, "dev": 0.1, "test": 0.1}
WHY_NOT_RANDOM = (
    "a random split puts one outlet on both sides and measures how well it is recognised; group by outlet, "
    "event or time, or set allow_random (--allow-random) if that is what you want to show"
)


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """How a set is parted.

    `kind` names what stays together: the canonical outlet, its owner, the article (by address: sentences of
    one article, annotators of one text), the topic, the event; `time` puts the latest articles into the
    last side; `random` keeps nothing but duplicates and translations. `fractions` are the shares of the
    sides, in order. `duplicates` says what happens to near-duplicates (from `min_similarity` on, 0 to 1) in
    different groups: `join` makes one group of the groups, `drop` leaves out of all sides but the last what
    stands there too; `keep` lets them be.

    Raises:
        ValueError: an unknown kind, fractions that are not positive or do not sum to 1, or `random` without
            `allow_random`.
    """

    kind: SplitKind = "outlet"
    fractions: Mapping[str, float] = field(default_factory=lambda: dict(FRACTIONS))
    seed: int = 0
    allow_random: bool = False
    duplicates: Literal["join", "drop", "keep"] = "join"
    min_similarity: float = MIN_SIMILARITY

    def __post_init__(self) -> None:
        if self.kind not in SPLIT_KINDS:
            raise ValueError(f"split {self.kind!r} is not one of {', '.join(SPLIT_KINDS)}")
        if self.kind == "random" and not self.allow_random:
            raise ValueError(WHY_NOT_RANDOM)
        shares = self.fractions.values()
        if len(self.fractions) < 2 or min(shares) <= 0 or abs(sum(shares) - 1) > 1e-6:
            raise ValueError(
                f"fractions {dict(self.fractions)} are not two or more positive shares that sum to 1"
            )
        if self.duplicates not in ("join", "drop", "keep"):
            raise ValueError(f"duplicates {self.duplicates!r} is not one of join, drop, keep")


@dataclass(frozen=True, slots=True)
class Split:
    """Which article stands on which side, by id; `dropped` ids stand nowhere. `groups` were dealt out."""

    kind: SplitKind
    seed: int
    fractions: Mapping[str, float]
    sides: Mapping[str, str]
    groups: int
    dropped: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the sorted ids and sides, as 64 hexadecimal digits."""
        return hashlib.sha256(
            b"".join(sorted(_line(id, side) for id, side in self.sides.items()))
        ).hexdigest()

    def ids(self, side: str) -> list[str]:
        """The ids of a side, sorted."""
        return sorted(id for id, where in self.sides.items() if where == side)

    def select(self, articles: Iterable[LabelledArticle], side: str) -> list[LabelledArticle]:
        """The articles of a side, in the order given."""
        return [item for item in articles if self.sides.get(item.article.id) == side]


class Leak(NamedTuple):
    """Something that stands on more than one side: how many groups of it, with how many articles.

    `examples` are the largest of them; `wrong` where the split was to keep it on one side.
    """

    what: str
    groups: int
    articles: int
    examples: tuple[str, ...]
    wrong: bool


def make_split(articles: Iterable[LabelledArticle], options: SplitOptions | None = None) -> Split:
    """A split of the articles by id, the same for the same ids, groups, texts and options.

    The groups are dealt out whole, so that the shares are only near to the fractions.

    Raises:
        ValueError: an article lacks what the split goes by (outlet, topic, event, date), or there are fewer
            groups than sides.
    """
    options = options or SplitOptions()
    items = sort_by_id(articles)
    clusters = _cluster(items, options) if options.duplicates != "keep" else []
    units = find_units(items, options.kind, clusters if options.duplicates == "join" else [])
    if len(units) < len(options.fractions):
        raise ValueError(_too_few(len(units), len(options.fractions), options, "sides"))
    if options.kind == "time":
        sides = deal_by_time(units, options.fractions)
    else:
        sides = deal(units, options.fractions, options.seed)
    dropped: set[str] = set()
    if options.duplicates == "drop":
        dropped = _straddling(items, clusters, sides, list(options.fractions))
    kept = {id: side for id, side in sides.items() if id not in dropped}
    return Split(
        options.kind, options.seed, dict(options.fractions), kept, len(units), tuple(sorted(dropped))
    )


def make_folds(
    articles: Iterable[LabelledArticle],
    k: int,
    kind: SplitKind = "outlet",
    seed: int = 0,
    allow_random: bool = False,
) -> tuple[Split, ...]:
    """`k` splits into train and test for cross-validation: every article is in the test of exactly one.

    Raises:
        ValueError: as `make_split`; `k` is below 2; folds by time, of which there are none.
    """
    if k < 2:
        raise ValueError(f"k is {k}; cross-validation takes at least 2 folds")
    if kind == "time":
        raise ValueError("folds by time would train on the future; make one split by time")
    fractions = {f"fold{number}": 1 / k for number in range(k)}
    options = SplitOptions(kind, fractions, seed, allow_random)
    items = sort_by_id(articles)
    units = find_units(items, kind, _cluster(items, options))
    if len(units) < k:
        raise ValueError(_too_few(len(units), k, options, "folds"))
    dealt = deal(units, fractions, seed)
    shares = {"train": (k - 1) / k, "test": 1 / k}
    return tuple(
        Split(
            kind,
            seed,
            shares,
            {id: "test" if where == fold else "train" for id, where in dealt.items()},
            len(units),
        )
        for fold in fractions
    )


def write_split(split: Split, path: str | Path) -> None:
    """Writes a split as JSON, the ids of each side sorted."""
    content = {
        "schema": SCHEMA,
        "kind": split.kind,
        "seed": split.seed,
        "fractions": dict(split.fractions),
        "groups": split.groups,
        "digest": split.digest,
        "sides": {side: split.ids(side) for side in split.fractions},
        "dropped": list(split.dropped),
    }
    Path(path).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")


def read_split(path: str | Path) -> Split:
    """The split of a file that `write_split` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no split, an id stands on two sides, or the digest is not that of its ids and sides.
    """
    try:
        content = json.loads(Path(path).read_bytes())
        if content["schema"] != SCHEMA:
            raise ValueError(f"schema {content['schema']!r} is not {SCHEMA}")
        listed = [(id, side) for side, ids in content["sides"].items() for id in ids]
        split = Split(
            content["kind"],
            int(content["seed"]),
            content["fractions"],
            dict(listed),
            content["groups"],
            tuple(content["dropped"]),
        )
        digest = content["digest"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: this is no split ({error}); make one with make_split") from None
    if len(split.sides) < len(listed):
        twice = Counter(id for id, _ in listed).most_common(1)[0][0]
        raise ValueError(f"{path}: id {twice!r} stands on more than one side, or twice on one")
    if split.digest != digest:
        raise ValueError(
            f"{path}: the digest is {digest}, that of its sides {split.digest}; it was changed by hand"
        )
    return split


def check_split(articles: Iterable[LabelledArticle], split: Split) -> tuple[Leak, ...]:
    """Outlets, owners, articles, topics, events, translations and near-duplicates on more than one side.

    Leaks that the split was to prevent come first. Also told are test articles older than the newest of
    train (in a split by time), and articles that the split does not know.
    """
    items = sort_by_id(articles)
    placed = [item for item in items if item.article.id in split.sides]
    where = [split.sides[item.article.id] for item in placed]
    keys: dict[str, list[str | None]] = {
        kind: group_articles(placed, kind) for kind in SPLIT_KINDS if kind not in ("time", "random")
    }
    keys["translation"] = [item.pair for item in placed]
    keys["near-duplicate"] = [None] * len(placed)
    for cluster in cluster_duplicates(len(placed), find_duplicates([item.article.text for item in placed])):
        for index in cluster:
            keys["near-duplicate"][index] = placed[cluster[0]].article.id
    leaks = [leak for what, groups in keys.items() if (leak := _find_leak(what, groups, where, split.kind))]
    if split.kind == "time":
        leaks += _find_older(placed, where, list(split.fractions))
    known = {*split.sides, *split.dropped}
    if unknown := sorted({item.article.id for item in items} - known):
        leaks.append(Leak("unknown article", len(unknown), len(unknown), tuple(unknown[:3]), True))
    return tuple(sorted(leaks, key=lambda leak: not leak.wrong))


def render_leak(leak: Leak) -> str:
    """One sentence: `2 outlets stand on more than one side, 31 articles (CNN: train 27, test 4; …)`."""
    shown = "; ".join(leak.examples) + ("; …" if leak.groups > len(leak.examples) else "")
    match leak.what:
        case "older":
            said = f"{leak.articles} articles are older than the newest of an earlier side"
        case "unknown article":
            said = f"{leak.articles} articles stand on no side"
        case what:
            many = f"{what}s stand" if leak.groups > 1 else f"{what} stands"
            said = f"{leak.groups} {many} on more than one side, {leak.articles} articles"
    return f"{said} ({shown})"


def _find_leak(what: str, groups: Sequence[str | None], where: Sequence[str], kind: SplitKind) -> Leak | None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for group, side in zip(groups, where, strict=True):
        if group:
            counts[group][side] += 1
    shared = {group: sides for group, sides in counts.items() if len(sides) > 1}
    if not shared:
        return None
    largest = sorted(shared, key=lambda group: (-shared[group].total(), group))[:3]
    return Leak(
        what,
        len(shared),
        sum(sides.total() for sides in shared.values()),
        tuple(f"{g}: {', '.join(f'{side} {n}' for side, n in sorted(shared[g].items()))}" for g in largest),
        what in (kind, "article", "translation", "near-duplicate"),
    )


def _find_older(items: Sequence[LabelledArticle], where: Sequence[str], names: list[str]) -> list[Leak]:
    days = {side: [] for side in names}
    for item, side in zip(items, where, strict=True):
        days[side].append((parse_day(item.article.published), item.article.id))
    older: set[str] = set()
    newest = None
    for side in names:
        dated = [(day, id) for day, id in days[side] if day]
        older |= {id for day, id in dated if newest and day <= newest}
        newest = max([day for day, _ in dated] + ([newest] if newest else []), default=None)
    return [Leak("older", len(older), len(older), tuple(sorted(older)[:3]), False)] if older else []


def _cluster(items: Sequence[LabelledArticle], options: SplitOptions) -> list[list[int]]:
    pairs = find_duplicates([item.article.text for item in items], options.min_similarity)
    return cluster_duplicates(len(items), pairs)


def _straddling(
    items: Sequence[LabelledArticle],
    clusters: Iterable[Sequence[int]],
    sides: Mapping[str, str],
    names: list[str],
) -> set[str]:
    """The ids of near-duplicates that stand on a later side too."""
    dropped: set[str] = set()
    for cluster in clusters:
        ids = [items[index].article.id for index in cluster]
        last = max(names.index(sides[id]) for id in ids)
        dropped |= {id for id in ids if names.index(sides[id]) < last}
    return dropped


def _line(id: str, side: str) -> bytes:
    return f"{json.dumps([id, side])}\n".encode()


def _too_few(units: int, needed: int, options: SplitOptions, what: str) -> str:
    joined = ", after near-duplicates were joined" if options.duplicates == "join" else ""
    way = "leave near-duplicates out (duplicates drop), or " if joined and what == "sides" else ""
    return (
        f"there are {units} groups by {options.kind} for {needed} {what}{joined}; {way}split by another kind"
    )
