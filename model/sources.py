"""Sources: the mentions of one speaker tied to one source – names, short names, roles, pronouns, metonyms –
and the ledger of what each says.

A small resolver without a coreference model: longest name in the article, recency, agreement in number and
gender, the roles that a name was
given. What it cannot tie is a source of its own under its own words; a pronoun that nothing answers to stays
unresolved.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..data.tokens import Token
from .naming import Reading, read_naming
from .people import People, find_figure
from .records import Attribution, Naming, Source, SourceType, Span
from .text import Document

FIRST_PERSON = frozenset("je j' moi me m' nous mon ma mes notre nos i we me us my our".split())
NOBODY = frozenset("on it ce c' cela ça that this one you vous tu".split())
DEFINITE = frozenset("le la l' les ce cette cet ces the this these".split())
MAX_RECENT = 40  # speakers that a pronoun or a role may be tied back to
MAX_REASON = 30  # tokens after an anonymous source in which the reason for it may stand
MAX_SPEAKER_CHARS = 600  # a quotation without a source of its own belongs to a speaker no further back
_STRENGTH: dict[Naming, int] = {
    "named": 6,
    "metonym": 5,
    "anonymous": 4,
    "described": 3,
    "collective": 2,
    "pronoun": 1,
    "none": 0,
}


@dataclass(slots=True, eq=False)
class _Entity:
    """A source while it is being gathered; `head` is the first word of one that is only described."""

    name: str
    type: SourceType
    naming: Naming
    number: str = "s"
    gender: str = "-"
    person: bool = False
    roles: set[str] = field(default_factory=set)
    mentions: list[Span] = field(default_factory=list)
    last: int = -1
    reason: Span | None = None


def resolve_sources(
    document: Document, attributions: Sequence[Attribution]
) -> tuple[list[Attribution], list[Source]]:
    """The attributions with source type, naming and name, and the ledger, most words first."""
    resolver = _Resolver(document)
    tied: dict[int, _Entity] = {}
    typed: dict[int, Attribution] = {}
    around = _Enclosing(attributions)
    for i in sorted(range(len(attributions)), key=lambda i: _order(document, attributions[i])):
        attribution = attributions[i]
        if attribution.source is None:
            typed[i] = replace(attribution, source_type="unknown", naming="none")
            continue
        speaker = next((tied[k] for k in around.of(i) if k in tied), None)
        reading, entity = resolver.resolve(attribution.source, speaker)
        if entity is not None:
            tied[i] = entity
        kind = reading.type
        if (
            entity is not None
            and entity.type != "unknown"
            and (reading.type == "unknown" or (entity.person and not reading.firm))
        ):
            kind = entity.type
        typed[i] = replace(
            attribution, source_type=kind, naming=reading.naming, resolved=entity.name if entity else None
        )
    for i, entity in tied.items():  # a role told later types earlier mentions of the same person
        if typed[i].source_type == "unknown":
            typed[i] = replace(typed[i], source_type=entity.type)
    result = [typed[i] for i in range(len(attributions))]
    return result, _ledger(document, result, tied)


def _order(document: Document, attribution: Attribution) -> tuple[bool, Span]:
    """In text order; *je*, *we* last, once the speaker of the quotation around them is tied."""
    source = attribution.source
    first_person = (
        source is not None
        and document.text[source.start : source.end].lower().replace("’", "'") in FIRST_PERSON
    )
    return first_person, source or attribution.content[0]


class _Enclosing:
    """Finds the attributions whose content holds the source of another."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        self.attributions = attributions
        self.spans = sorted((s.start, s.end, k) for k, a in enumerate(attributions) for s in a.content)
        self.longest = max((end - start for start, end, _ in self.spans), default=0)

    def of(self, i: int) -> Iterator[int]:
        """Indices of the attributions around the source of attribution `i`, the shortest content first."""
        source = self.attributions[i].source
        if source is None:
            return
        last = bisect_left(self.spans, (source.start + 1,))
        first = bisect_left(self.spans, (source.end - self.longest,))
        around = [
            (end - start, k)
            for start, end, k in self.spans[max(first, last - 64) : last]
            if end >= source.end and k != i
        ]
        yield from (k for _, k in sorted(around))


class _Resolver:
    """Ties source spans, in text order, to entities."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.people = People(document)
        self.grammar, self.speakers = self.people.grammar, self.people.speakers
        self.entities: dict[str, _Entity] = {}
        self.by_head: dict[tuple[str, str], _Entity] = {}  # first word and number of those only described
        self.recent: list[_Entity] = []

    def resolve(self, span: Span, speaker: _Entity | None) -> tuple[Reading, _Entity | None]:
        """The reading of a source span and the entity it is tied to; None for a pronoun that nothing answers
        to."""
        tokens = self._tokens(span)
        reading = read_naming(tokens, self.speakers, self.grammar)
        entity = self._entity(tokens, span, reading, speaker)
        if entity is not None:
            entity.mentions.append(span)
            entity.last = span.start
            if reading.naming == "anonymous" and entity.reason is None:
                entity.reason = self._reason(span)
            if entity in self.recent:
                self.recent.remove(entity)
            self.recent = [*self.recent[-MAX_RECENT:], entity]
        return reading, entity

    def _tokens(self, span: Span) -> Sequence[Token]:
        """The tokens of a span; a pronoun inside an inverted verb (*a-t-il*) is made one."""
        if tokens := self.document.tokens_in(span):
            return tokens
        text = self.document.text[span.start : span.end]
        return (Token(span.start, span.end, text, text.lower(), "word"),)

    def _reason(self, span: Span) -> Span | None:
        """The reason that the text gives for hiding a source, in the source or shortly after it (*n'étant
        pas autorisé à …*)."""
        starts = self.document.token_starts
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        window = self.document.tokens[first : last + MAX_REASON]
        for start, end, (kind, _) in self.speakers.hidden.find(window):
            if kind == "reason":
                return Span(window[start].start, window[end - 1].end)
        return None

    def _entity(
        self, tokens: Sequence[Token], span: Span, reading: Reading, speaker: _Entity | None
    ) -> _Entity | None:
        if reading.naming == "pronoun":
            return self._antecedent(tokens[0].norm, reading, span, speaker)
        if reading.person and reading.naming == "named":
            place = next(i for i, t in enumerate(tokens) if t is reading.person[0])
            if place and tokens[place - 1].norm in self.grammar["article"]:  # *the United Metal Union*
                name = self.document.text[reading.person[0].start : span.end]
                return self._keep(name.lower(), name, reading)
            return self._named_person(reading)
        if reading.body and reading.naming in ("named", "metonym") and not reading.roles:
            return self._keep(reading.body.lower(), reading.body, reading)
        if reading.roles and reading.naming in ("described", "named") and tokens[0].norm in DEFINITE:
            if (known := self._in_office(reading, span)) is not None:
                known.roles.update(reading.roles)
                return known
        words = [t.norm for t in tokens if t.norm not in self.grammar["article"] and t.kind != "mark"]
        head = (words[0] if words else "", reading.number)
        if len(words) == 1 and tokens[0].norm in DEFINITE and head in self.by_head:
            return self.by_head[head]  # *la préfecture* after *la préfecture de Loire-Atlantique*
        entity = self._keep(" ".join(words), self.document.text[span.start : span.end], reading)
        self.by_head[head] = entity
        return entity

    def _in_office(self, reading: Reading, span: Span) -> _Entity | None:
        """The person that a definite role means: one who was given it, or the last speaker if of the same
        type."""
        same = (
            e
            for e in reversed(self.recent)
            if e.person and e.number == reading.number and e.roles & set(reading.roles)
        )
        if (known := next(same, None)) is not None:
            return known
        if (name := self.people.with_role(reading.roles[0], span.start)) is not None:
            return self._person(name)
        last = self.recent[-1] if self.recent else None
        alike = last is not None and last.person and last.type == reading.type != "unknown"
        return last if alike and reading.naming == "described" and reading.number == "s" else None

    def _keep(self, key: str, name: str, reading: Reading) -> _Entity:
        """The entity under a key, made if it is new; the strongest naming and the first known type stay."""
        entity = self.entities.get(key)
        if entity is None:
            entity = self.entities[key] = _Entity(
                name, reading.type, reading.naming, reading.number, reading.gender
            )
        if entity.type == "unknown":
            entity.type = reading.type
        if _STRENGTH[reading.naming] > _STRENGTH[entity.naming]:
            entity.naming = reading.naming
        return entity

    def _named_person(self, reading: Reading) -> _Entity:
        written = self.document.text[reading.person[0].start : reading.person[-1].end]
        entity = self._person(
            self.people.fullest([t.norm for t in reading.person]) or " ".join(written.split())
        )
        entity.roles.update(reading.roles)
        if entity.type == "unknown":
            entity.type = reading.type
        if entity.type == "unknown" and self.people.has_age(
            bisect_left(self.document.token_starts, reading.person[-1].start) + 1
        ):
            entity.type = "citizen"  # officials are told by their office, ordinary people by their age
        if reading.gender != "-":
            entity.gender = reading.gender
        return entity

    def _person(self, name: str) -> _Entity:
        """The entity of a person by the fullest name; a public figure where the article does not tell the
        type."""
        entity = self.entities.get(name.lower())
        if entity is None:
            figure = find_figure(name)
            kind = self.people.types.get(name, "unknown")
            if kind == "unknown" and figure is not None:
                kind = figure.type
            entity = _Entity(name, kind, "named", gender=figure.gender if figure else "-", person=True)  # type: ignore[arg-type]
            entity.roles.update(self.people.roles.get(name, ()))
            self.entities[name.lower()] = entity
        return entity

    def _antecedent(
        self, pronoun: str, reading: Reading, span: Span, speaker: _Entity | None
    ) -> _Entity | None:
        """The source a pronoun stands for: the speaker for the first person, else the last one that
        agrees."""
        if pronoun in FIRST_PERSON:
            near = (e for e in reversed(self.recent) if e.person and span.start - e.last < MAX_SPEAKER_CHARS)
            return speaker or next(near, None)
        if pronoun in NOBODY:
            return None
        candidates = [e for e in reversed(self.recent) if e is not speaker and _agrees(e, reading)]
        person = next((e for e in candidates if e.person or reading.number == "p"), None)
        if (
            person is None
            and reading.number != "p"
            and (name := self.people.last_before(span.start, MAX_SPEAKER_CHARS))
        ):
            return self._person(name)
        return person or next(iter(candidates), None)


def _agrees(entity: _Entity, reading: Reading) -> bool:
    """True where number and gender, as far as they are known, agree."""
    return (reading.number == "-" or entity.number == reading.number) and (
        reading.gender in ("-", "n") or entity.gender in ("-", reading.gender)
    )


def _ledger(
    document: Document, attributions: Sequence[Attribution], tied: dict[int, _Entity]
) -> list[Source]:
    """One row a source. A word that two of its statements share counts once."""
    groups: dict[int, tuple[_Entity, list[int]]] = {}
    for i, entity in sorted(tied.items()):
        groups.setdefault(id(entity), (entity, []))[1].append(i)
    words = {
        key: document.count_words(c for i in indices for c in attributions[i].content)
        for key, (_, indices) in groups.items()
    }
    total = sum(words.values()) or 1
    sources = [
        Source(
            name=entity.name,
            type=entity.type,
            naming="named" if entity.person else entity.naming,
            mentions=tuple(dict.fromkeys(entity.mentions)),
            statements=len(indices),
            words=words[key],
            share=round(words[key] / total, 4),
            attributions=tuple(indices),
            cue_classes=dict(Counter(attributions[i].cue_class for i in indices)),
            reason=entity.reason,
        )
        for key, (entity, indices) in groups.items()
    ]
    return sorted(sources, key=lambda s: (-s.words, s.mentions[0]))
