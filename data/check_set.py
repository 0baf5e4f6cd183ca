"""What only the whole of a labelled set shows: ids and texts that stand twice, names in several spellings."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

from .duplicates import find_duplicates
from .outlet import canonical_outlet
from .problem import Problem, quote

LABEL_TYPES = (str, int, float, list)
WHAT_TO_DO_WITH_COPIES = "one of them, or a split that keeps them together"


class Seen(NamedTuple):
    """What is kept of an article until the whole set was read; a value of the wrong type is None."""

    line: int
    id: str | None
    annotator: str | None
    text: str | None
    outlet: str | None
    labels: Mapping[str, Any]

    @classmethod
    def of(cls, fields: Mapping[str, Any], line: int) -> Self:
        """What is kept of a row of the internal form."""
        labels = fields.get("labels")
        return cls(
            line=line,
            id=_string(fields.get("id")),
            annotator=_string(fields.get("annotator")),
            text=_string(fields.get("text")),
            outlet=_string(fields.get("outlet")),
            labels={str(name): value for name, value in labels.items() if isinstance(value, LABEL_TYPES)}
            if isinstance(labels, Mapping)
            else {},
        )


def check_set(seen: Sequence[Seen], file: str) -> Iterator[Problem]:
    """The problems that articles make together, kind by kind."""
    yield from _check_ids(seen, file)
    yield from _check_copies(seen, file)
    yield from _check_outlets(seen, file)
    yield from _check_labels(seen, file)


def _check_ids(seen: Sequence[Seen], file: str) -> Iterator[Problem]:
    """An id stands once, or once an annotator with the same text."""
    first: dict[tuple[str, str | None], Seen] = {}
    texts: dict[str, Seen] = {}
    for item in seen:
        if item.id is None:
            continue
        earlier = first.setdefault((item.id, item.annotator), item)
        if earlier is not item:
            by = f" by annotator {item.annotator}" if item.annotator else ""
            found = f"{quote(item.id)}{by} stands at {file}:{earlier.line} too"
            yield Problem(file, item.line, item.id, "id", found, "each id once an annotator", "error")
        elif (other := texts.setdefault(item.id, item)).text != item.text:
            found = f"another text stands under this id at {file}:{other.line}"
            yield Problem(file, item.line, item.id, "text", found, "one text an id", "error")


def _check_copies(seen: Sequence[Seen], file: str) -> Iterator[Problem]:
    """Texts that stand under several ids, word for word or nearly."""
    by_id: dict[str, Seen] = {}
    for item in seen:
        if item.id is not None and item.text:
            by_id.setdefault(item.id, item)
    items = list(by_id.values())
    for first, second, similarity in find_duplicates([item.text or "" for item in items]):
        one, other = items[first], items[second]
        place = f"{one.id} ({file}:{one.line})"
        if similarity == 1 and one.text == other.text:
            found = f"the same text as {place}"
        elif similarity == 1:
            found = f"the same words as {place}"
        else:
            found = f"nearly the text of {place}, similarity {int(similarity * 100) / 100}"
        differing = sorted(
            name for name in one.labels.keys() & other.labels.keys() if one.labels[name] != other.labels[name]
        )
        if differing:
            name = differing[0]
            found += f", with another label: {name} {quote(one.labels[name])} and {quote(other.labels[name])}"
        yield Problem(file, other.line, other.id, "text", found, WHAT_TO_DO_WITH_COPIES, "warning")


def _check_outlets(seen: Sequence[Seen], file: str) -> Iterator[Problem]:
    """Outlets that are written in several ways."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for item in seen:
        if item.outlet and (canonical := canonical_outlet(item.outlet)):
            spellings[canonical][item.outlet] += 1
    yield from _report_spellings(
        spellings, file, "outlet", lambda canonical: f"one spelling; they are taken as {canonical}"
    )


def _check_labels(seen: Sequence[Seen], file: str) -> Iterator[Problem]:
    """Label columns whose labels differ by case or blanks only, or are now numbers and now words."""
    spellings: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    kinds: dict[str, dict[str, int]] = defaultdict(dict)
    for item in seen:
        for column, value in item.labels.items():
            kind = "words" if isinstance(value, str) else "lists" if isinstance(value, list) else "numbers"
            kinds[column].setdefault(kind, item.line)
            for label in value if isinstance(value, list) else [value]:
                if isinstance(label, str):
                    spellings[column][" ".join(label.casefold().split())][label] += 1
    for column in sorted(spellings):
        yield from _report_spellings(
            spellings[column], file, f"labels.{column}", lambda _: "one spelling a label"
        )
    for column, lines in sorted(kinds.items()):
        if len(lines) > 1:
            found = " and ".join(f"{kind} (first at {file}:{line})" for kind, line in lines.items())
            yield Problem(file, 0, None, f"labels.{column}", found, "labels of one kind", "warning")


def _report_spellings(
    spellings: Mapping[str, Counter[str]], file: str, field: str, allowed: Callable[[str], str]
) -> Iterator[Problem]:
    for canonical, counts in sorted(spellings.items()):
        if len(counts) > 1:
            shown = ", ".join(f"{quote(name)} ({count})" for name, count in counts.most_common(5))
            more = ", …" if len(counts) > 5 else ""
            found = f"one name in {len(counts)} spellings: {shown}{more}"
            yield Problem(file, 0, None, field, found, allowed(canonical), "warning")


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
