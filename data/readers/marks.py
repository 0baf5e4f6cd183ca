"""What annotation tools hold, spans with attributes that are tied to one another, as annotations of ours.

A mark's name says what it is (`Source`, `cue`, `hedge_modal`, `Loaded:scare`), in any case of letters, as
`ROLE_NAMES` has it. `LabelledOptions.names` maps other names to those, and names of attributes and of their
values too (`{"Booster": "hedge:adverb", "Type": "source_type", "Comment": "none"}`); `none` leaves out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from ..labelled import LabelledArticle, LabelledAttribution, LabelledSpan, LabelledTarget
from ..labels import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES
from ..span import Span

Role = Literal["source", "cue", "content", "attribution", "hedge", "loaded", "target", "none"]
ROLES: tuple[Role, ...] = get_args(Role)

PARTS: frozenset[Role] = frozenset(("source", "cue", "content"))

ROLE_NAMES: Mapping[str, Role] = {
    **{role: role for role in ROLES},
    **dict.fromkeys(("speaker", "holder", "locuteur"), "source"),
    **dict.fromkeys(("verb", "verbe", "introducteur"), "cue"),
    **dict.fromkeys(("quote", "quotation", "statement", "citation", "contenu"), "content"),
    **dict.fromkeys(("loaded_term", "loaded_word", "terme_chargé"), "loaded"),
    **dict.fromkeys(("cible",), "target"),
    "attribution-no-source": "attribution",
}
# The attribute that the rest of a mark's name is: `hedge_modal`, `source:government`.
NAMED_ATTRIBUTES: Mapping[Role, str] = {
    "source": "source_type",
    "cue": "cue_class",
    "content": "mode",
    "hedge": "kind",
    "loaded": "voice",
}
CHOICES: Mapping[str, Sequence[str]] = {
    "mode": MODES,
    "cue_class": CUE_CLASSES,
    "source_type": SOURCE_TYPES,
    "naming": NAMINGS,
    "kind": HEDGE_KINDS,
    "voice": VOICES,
    "editorial": ("-2", "-1", "0", "1", "2"),
    "quoted": ("-2", "-1", "0", "1", "2"),
}
ATTRIBUTES = (*CHOICES, "resolved", "name")
OF_ATTRIBUTION = ("mode", "cue_class", "source_type", "naming", "resolved")
NONE = "none"


@dataclass(slots=True)
class Mark:
    """A marked span, or the pieces of one in text order, with its attributes by name.

    One of role `attribution` is no part of the relation: it ties the parts and carries attributes.
    """

    id: str
    role: Role
    spans: tuple[Span, ...]
    attributes: dict[str, str] = field(default_factory=dict)


Group = Sequence[Mark]  # the parts of one attribution


@dataclass(frozen=True, slots=True)
class Layers:
    """The annotations of one article; `left_out` counts attributions without content, which are none."""

    attributions: tuple[LabelledAttribution, ...]
    hedges: tuple[LabelledSpan, ...]
    loaded: tuple[LabelledSpan, ...]
    targets: tuple[LabelledTarget, ...]
    left_out: int


def make_mark(id: str, name: str, spans: Sequence[Span], names: Mapping[str, str], where: str) -> Mark:
    """The mark of that name: what `names` has it for, else what `ROLE_NAMES` has.

    Raises:
        ValueError: neither has it.
    """
    plain = _plain(names.get(name, name))
    for head, _, label in ((plain, "", ""), plain.partition(":"), plain.partition("_")):
        role = ROLE_NAMES.get(head)
        if role and (not label or role in NAMED_ATTRIBUTES):
            mark = Mark(id, role, tuple(sorted(spans)))
            if label:
                set_attribute(mark, NAMED_ATTRIBUTES[role], label, names, where)
            return mark
    known = ", ".join(ROLES)
    raise ValueError(f"{where}: label {name!r} is not one of {known}; say which of them it is, or {NONE}")


def set_attribute(mark: Mark, name: str, value: str, names: Mapping[str, str], where: str) -> None:
    """Gives a mark an attribute; one that `names` maps to `none` is passed over.

    Raises:
        ValueError: an attribute that we have not, or a value that is none of its label set.
    """
    known = _plain(names.get(name, name))
    if known == NONE or mark.role == NONE:
        return
    if known not in ATTRIBUTES:
        attributes = ", ".join(ATTRIBUTES)
        raise ValueError(
            f"{where}: attribute {name!r} is not one of {attributes}; say which of them it is, or {NONE}"
        )
    if known in CHOICES:
        value = _plain(names.get(value, value))
        if value not in CHOICES[known]:
            raise ValueError(f"{where}: {name} {value!r} is not one of {', '.join(CHOICES[known])}")
    mark.attributes[known] = value


def group_links(marks: Iterable[Mark], links: Iterable[tuple[str, str]], where: str) -> list[Group]:
    """The attributions that links between marks make, whichever way they point.

    A mark of role `attribution` ties all that it is linked to. Each other cue has an attribution of its own,
    with the sources and contents it is linked to; where it has none, those linked to its contents, or those
    of its sources that have no cue. What is left are contents with their sources. Contents that are linked to
    one another are one.

    Raises:
        ValueError: a link to a mark that is not there.
    """
    by_id = {mark.id: mark for mark in marks}
    linked: dict[str, list[str]] = {id: [] for id in by_id}
    for first, second in links:
        if missing := [id for id in (first, second) if id not in by_id]:
            raise ValueError(f"{where}: a relation has the id {missing[0]!r}, which no span has")
        linked[first].append(second)
        linked[second].append(first)
    done: set[str] = set()

    def near(ids: Iterable[str], role: Role) -> list[str]:
        return list(dict.fromkeys(other for id in ids for other in linked[id] if by_id[other].role == role))

    def whole(contents: list[str]) -> list[str]:
        found = list(contents)
        for id in found:  # grows while it is gone through
            found += [i for i in near([id], "content") if i not in found and not near([i], "cue")]
        return found

    def tie(role: Role) -> Iterator[list[str]]:
        for id in (id for id, mark in by_id.items() if mark.role == role and id not in done):
            if role == "attribution":
                yield [id, *linked[id]]
            elif role == "cue":
                sources = near([id], "source")
                loose = [i for i in near(sources, "content") if not near([i], "cue")]
                contents = whole(near([id], "content") or loose)
                yield [id, *(sources or near(contents, "source")), *contents]
            else:
                contents = whole([id])
                yield [*near(contents, "source"), *contents]

    groups: list[Group] = []
    for role in ("attribution", "cue", "content"):
        for ids in tie(role):
            done.update(ids)
            groups.append([by_id[id] for id in ids])
    return groups


def build_layers(marks: Sequence[Mark], groups: Iterable[Group], text: str) -> Layers:
    """The annotations of one article, from all its marks and the groups among them."""
    attributions = [build_attribution(group) for group in groups]
    return Layers(
        attributions=tuple(sorted(filter(None, attributions), key=_place)),
        hedges=_build_spans(marks, "hedge"),
        loaded=_build_spans(marks, "loaded"),
        targets=_build_targets(marks, text),
        left_out=sum(attribution is None for attribution in attributions),
    )


def build_attribution(group: Group) -> LabelledAttribution | None:
    """The attribution that some marks make; None where there is no content.

    Source and cue are one span each: of several sources the first, of a source in pieces the longest piece,
    of a cue in pieces all from the first to the last.
    """
    parts: dict[Role, list[Mark]] = {
        role: sorted((mark for mark in group if mark.role == role), key=lambda mark: mark.spans)
        for role in ("source", "cue", "content")
    }
    if not parts["content"]:
        return None
    found = {name: value for mark in group for name, value in mark.attributes.items()}
    labels: dict[str, Any] = {name: value for name, value in found.items() if name in OF_ATTRIBUTION}
    cues = [span for mark in parts["cue"] for span in mark.spans]
    source = max(parts["source"][0].spans, key=_length) if parts["source"] else None
    return LabelledAttribution(
        source=source,
        cue=Span(cues[0].start, max(span.end for span in cues)) if cues else None,
        content=tuple(sorted({span for mark in parts["content"] for span in mark.spans})),
        **labels,
    )


def add_layers(labelled: LabelledArticle, layers: Layers, roles: Collection[Role]) -> LabelledArticle:
    """The article with its annotations; `roles` are those that its set marks, the other layers are None."""
    if layers.left_out:
        left_out = f"attributions without content, left out: {layers.left_out}"
        article = replace(labelled.article, warnings=(*labelled.article.warnings, left_out))
        labelled = replace(labelled, article=article)
    return replace(
        labelled,
        attributions=layers.attributions if PARTS.intersection(roles) else None,
        hedges=layers.hedges if "hedge" in roles else None,
        loaded=layers.loaded if "loaded" in roles else None,
        targets=layers.targets if "target" in roles else None,
    )


def _build_spans(marks: Iterable[Mark], role: Role) -> tuple[LabelledSpan, ...]:
    """The hedges or loaded terms, each with its pieces as one span."""
    spans = [
        LabelledSpan(
            Span(mark.spans[0].start, mark.spans[-1].end), mark.attributes.get(NAMED_ATTRIBUTES[role])
        )
        for mark in marks
        if mark.role == role
    ]
    return tuple(sorted(spans, key=lambda item: item.span))


def _build_targets(marks: Iterable[Mark], text: str) -> tuple[LabelledTarget, ...]:
    """One target a name, which is the attribute `name`, else what is marked; its stance is the first that a
    mention has.
    """
    named: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.role == "target":
            first = text[mark.spans[0].start : mark.spans[0].end]
            named.setdefault(mark.attributes.get("name", first), []).append(mark)
    return tuple(
        LabelledTarget(
            name,
            tuple(sorted({span for mention in mentions for span in mention.spans})),
            _stance(mentions, "editorial"),
            _stance(mentions, "quoted"),
        )
        for name, mentions in named.items()
    )


def _stance(mentions: Iterable[Mark], voice: str) -> int | None:
    stances = [int(mention.attributes[voice]) for mention in mentions if voice in mention.attributes]
    return stances[0] if stances else None


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _length(span: Span) -> int:
    return span.end - span.start


def _place(attribution: LabelledAttribution) -> Span:
    return min(filter(None, (attribution.source, attribution.cue, *attribution.content)))
