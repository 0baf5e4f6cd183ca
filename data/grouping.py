"""What stays together in a split, and how it is dealt out to the sides."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from .dates import parse_day
from .duplicates import Clusters
from .labelled import LabelledArticle
from .outlet import find_owner, group_outlets

SplitKind = Literal["outlet", "owner", "article", "topic", "event", "time", "random"]
SPLIT_KINDS: tuple[SplitKind, ...] = get_args(SplitKind)

TRIES = 64  # orders in which the groups are dealt out, of which the one nearest to the fractions is taken
NEAR_ENOUGH = 0.005  # of all articles on a wrong side: many small groups reach it at the first try


class Unit(NamedTuple):
    """Articles that stay together: their sorted ids, and, in a split by time, the day of the latest."""

    ids: tuple[str, ...]
    latest: str | None = None


def sort_by_id(articles: Iterable[LabelledArticle]) -> list[LabelledArticle]:
    """The articles in an order that does not depend on the one given."""
    return sorted(articles, key=lambda item: (item.article.id, item.annotator or "", item.article.text))


def group_articles(articles: Sequence[LabelledArticle], kind: SplitKind) -> list[str | None]:
    """What each article is kept together by, in order; None where it lacks that.

    `outlet` is the canonical one, `owner` the group that controls it; `article` goes by the address
    (sentences of one article), by the id where there is none, as do `time` and `random`.
    """
    match kind:
        case "outlet" | "owner":
            outlets = group_outlets(item.article for item in articles)
            return [outlet and (find_owner(outlet) if kind == "owner" else outlet) for outlet in outlets]
        case "topic":
            return [item.topic for item in articles]
        case "event":
            return [item.event for item in articles]
        case "article":
            return [item.article.url or item.article.id for item in articles]
    return [item.article.id for item in articles]


def find_units(
    articles: Sequence[LabelledArticle], kind: SplitKind, clusters: Iterable[Sequence[int]] = ()
) -> list[Unit]:
    """The sets of articles that stay together, by their first one.

    What holds them is a group, an id, a translation (`pair`) or a cluster (of indices), and chains of these.

    Raises:
        ValueError: an article lacks what the split goes by (outlet, topic, event, date).
    """
    groups = group_articles(articles, kind)
    lacking = [item.article.id for item, group in zip(articles, groups, strict=True) if not group]
    if lacking:
        raise ValueError(
            f"{len(lacking)} of {len(articles)} articles have no {'outlet' if kind == 'owner' else kind} "
            f"(the first is {lacking[0]}); give it, leave them out, or split by another kind"
        )
    joined = Clusters(len(articles))
    for keys in (groups, [item.article.id for item in articles], [item.pair for item in articles]):
        first: dict[str, int] = {}
        for index, key in enumerate(keys):
            if key is not None:
                joined.join(first.setdefault(key, index), index)
    for cluster in clusters:
        for index in cluster[1:]:
            joined.join(cluster[0], index)
    days = _days(articles) if kind == "time" else []
    return [
        Unit(
            tuple(sorted({articles[index].article.id for index in members})),
            max((days[index] for index in members), default=None) if days else None,
        )
        for members in joined.groups()
    ]


def deal(units: Sequence[Unit], fractions: Mapping[str, float], seed: int) -> dict[str, str]:
    """The side of each id: units go to the side that lacks most, in an order drawn from seed and ids.

    Of several orders the one is taken whose shares come nearest to the fractions.
    """
    sizes = [len(unit.ids) for unit in units]
    total = sum(sizes)
    best: tuple[float, list[str]] | None = None
    for attempt in range(TRIES):
        room = {side: share * total for side, share in fractions.items()}
        chosen = [""] * len(units)
        for index in sorted(range(len(units)), key=lambda i: _draw(seed, attempt, units[i].ids[0])):
            side = max(room, key=lambda name: (room[name], -list(room).index(name)))
            chosen[index] = side
            room[side] -= sizes[index]
        empty = len(fractions) - len(set(chosen))
        distance = empty * total + sum(abs(rest) for rest in room.values())
        if best is None or distance < best[0] - 1e-9:
            best = distance, chosen
        if distance <= NEAR_ENOUGH * total:
            break
    assert best is not None  # TRIES is above 0
    return {id: side for unit, side in zip(units, best[1], strict=True) for id in unit.ids}


def deal_by_time(units: Sequence[Unit], fractions: Mapping[str, float]) -> dict[str, str]:
    """The side of each id: the oldest units to the first one; those of one day stand on one side.

    Raises:
        ValueError: a side would be empty.
    """
    by_day: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_day[unit.latest or ""].append(unit)
    total = sum(len(unit.ids) for unit in units)
    names, ends = list(fractions), []
    for share in fractions.values():
        ends.append((ends[-1] if ends else 0) + share * total)
    sides: dict[str, str] = {}
    for day in sorted(by_day):
        ids = [id for unit in by_day[day] for id in unit.ids]
        middle = len(sides) + len(ids) / 2
        side = next((name for name, end in zip(names, ends, strict=True) if middle <= end), names[-1])
        sides |= dict.fromkeys(ids, side)
    if lacking := [name for name in names if name not in set(sides.values())]:
        raise ValueError(
            f"no day falls into {lacking[0]}: the articles are of {len(by_day)} days; give other fractions"
        )
    return sides


def _days(articles: Sequence[LabelledArticle]) -> list[str]:
    days = [parse_day(item.article.published) for item in articles]
    lacking = [item.article for item, day in zip(articles, days, strict=True) if day is None]
    if lacking:
        raise ValueError(
            f"{len(lacking)} of {len(articles)} articles have no date such as 2019-03-31 (the first is "
            f"{lacking[0].id}: {lacking[0].published!r}); give it, leave them out, or split by another kind"
        )
    return [day.isoformat() for day in days if day]


def _draw(seed: int, attempt: int, key: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{attempt}\n{key}".encode("utf-8", "surrogatepass")).digest()
