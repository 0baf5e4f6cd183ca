"""Sources: the mentions of one speaker tied to one source – names, short names, roles, pronouns, metonyms – and the ledger of what each says.

A small resolver without a coreference model: longest name in the article, recency, agreement in number, the roles that a name was given. What it
cannot tie is a source of its own under its own words.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..data.lexicon import Grammar, load_grammar
from ..data.speakers import Figure, Mention, Speakers, fold_name, load_figures, load_speakers
from ..data.tokens import Token
from .naming import PARTICLES, Naming_, find_person, read_naming
from .records import Attribution, Naming, Source, SourceType, Span
from .text import Document, flag_characters

FIRST_PERSON = frozenset("je j' moi me m' nous mon ma mes notre nos i we me us my our".split())
MAX_SPEAKER_CHARS = 600  # a quotation without a source of its own belongs to a speaker no further back
MAX_ROLE_DISTANCE = 9  # tokens between a name and the role that stands with it
_STRENGTH: dict[Naming, int] = {"named": 6, "metonym": 5, "anonymous": 4, "described": 3, "collective": 2, "pronoun": 1, "none": 0}


@lru_cache(maxsize=1)
def figures_by_surname() -> dict[str, Figure]:
    """Public figures by surname; of several that share one, the first of the list."""
    found: dict[str, Figure] = {}
    for figure in load_figures().values():
        found.setdefault(fold_name(figure.name).split(" ", 1)[-1], figure)
    return found


@dataclass(slots=True)
class _Entity:
    """A source while it is being gathered."""

    name: str
    type: SourceType
    naming: Naming
    number: str = "s"
    gender: str = "-"
    person: bool = False
    roles: set[str] = field(default_factory=set)
    mentions: list[Span] = field(default_factory=list)
    last: int = -1


def resolve_sources(document: Document, attributions: Sequence[Attribution]) -> tuple[list[Attribution], list[Source]]:
    """The attributions with source type, naming and name, and the ledger, most words first."""
    resolver = _Resolver(document)
    order = sorted(range(len(attributions)), key=lambda i: (_is_first_person(document, attributions[i]), attributions[i].source or attributions[i].content[0]))
    tied: dict[int, _Entity] = {}
    typed: dict[int, Attribution] = {}
    for i in order:
        attribution = attributions[i]
        if attribution.source is None:
            typed[i] = replace(attribution, source_type="unknown", naming="none")
            continue
        speaker = next((tied[k] for k in _enclosing(attributions, i) if k in tied), None)
        reading, entity = resolver.resolve(attribution.source, speaker)
        if entity is not None:
            tied[i] = entity
        kind = entity.type if entity is not None and reading.type == "unknown" else reading.type
        typed[i] = replace(attribution, source_type=kind, naming=reading.naming, resolved=entity.name if entity else None)
    for i, entity in tied.items():  # a role told later types earlier mentions of the same person
        if typed[i].source_type == "unknown":
            typed[i] = replace(typed[i], source_type=entity.type)
    result = [typed[i] for i in range(len(attributions))]
    return result, _ledger(document, result, tied)


def _is_first_person(document: Document, attribution: Attribution) -> bool:
    """True for *je*, *we*: tied last, once the speaker of the quotation around it is."""
    source = attribution.source
    return source is not None and document.text[source.start : source.end].lower().replace("’", "'") in FIRST_PERSON


def _enclosing(attributions: Sequence[Attribution], i: int) -> Iterator[int]:
    """Indices of the attributions whose content holds the source of attribution `i`, innermost first."""
    source = attributions[i].source
    assert source is not None
    around = [
        (sum(e - s for s, e in other.content), k)
        for k, other in enumerate(attributions)
        if k != i and any(s <= source.start and source.end <= e for s, e in other.content)
    ]
    yield from (k for _, k in sorted(around))


class _Resolver:
    """Ties source spans, in text order, to entities."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.grammar: Grammar = load_grammar(document.lang)
        self.speakers: Speakers = load_speakers(document.lang)
        self.starts = [t.start for t in document.tokens]
        self.surnames = figures_by_surname()
        self.full_names = self._find_full_names()
        self.entities: dict[str, _Entity] = {}
        self.recent: list[_Entity] = []

    def resolve(self, span: Span, speaker: _Entity | None) -> tuple[Naming_, _Entity | None]:
        """The reading of a source span and the entity it is tied to; None for a pronoun that nothing answers to."""
        tokens = self._tokens(span)
        if not tokens:
            return Naming_("described", "unknown", (), None, (), "-", "s"), None
        reading = read_naming(tokens, self.speakers, self.grammar)
        entity = self._entity(tokens, span, reading, speaker)
        if entity is not None:
            entity.mentions.append(span)
            entity.last = span.start
            if entity in self.recent:
                self.recent.remove(entity)
            self.recent.append(entity)
        return reading, entity

    def _tokens(self, span: Span) -> list[Token]:
        from bisect import bisect_left

        i = bisect_left(self.starts, span.start)
        found = []
        while i < len(self.document.tokens) and self.document.tokens[i].start < span.end:
            found.append(self.document.tokens[i])
            i += 1
        if not found:  # a pronoun inside an inverted verb (a-t-il)
            text = self.document.text[span.start : span.end]
            found = [Token(span.start, span.end, text, text.lower(), "word")]
        return found

    def _entity(self, tokens: Sequence[Token], span: Span, reading: Naming_, speaker: _Entity | None) -> _Entity | None:
        if reading.naming == "pronoun":
            return self._antecedent(tokens[0].norm, reading, span, speaker)
        if reading.person and reading.naming == "named":
            return self._person(reading)
        if reading.body and reading.naming in ("named", "metonym") and not reading.roles:
            return self._keep(reading.body, reading)
        if reading.naming in ("described", "named") and reading.roles and tokens[0].norm in ("le", "la", "l'", "ce", "cette", "cet", "the", "this"):
            known = next((e for e in reversed(self.recent) if e.person and e.roles & set(reading.roles) and e.number == reading.number), None)
            if known is None:
                known = next((self._person_of(name, roles, kind) for name, (roles, kind) in self.full_names.items() if set(reading.roles[:1]) & roles and (self._is_before(name, span) or self._is_only(reading.roles[0]))), None)
            if known is None and reading.naming == "described" and self.recent and reading.number == "s":
                last = self.recent[-1]
                if last.person and last.type == reading.type != "unknown":
                    known = last
            if known is not None:
                known.roles.update(reading.roles)
                return known
        text = self.document.text[span.start : span.end]
        key = self._strip(tokens)
        same = next((e for e in self.entities.values() if not e.person and e.name and self._strip_text(e.name).split()[:1] == key.split()[:1] and reading.number == e.number and tokens[0].norm in ("le", "la", "l'", "les", "ce", "cette", "the", "la") and len(key.split()) == 1), None)
        if same is not None:
            return same
        return self._keep(text, reading, key)

    def _strip(self, tokens: Sequence[Token]) -> str:
        return " ".join(t.norm for t in tokens if t.norm not in self.grammar["article"] and t.kind != "mark")

    def _strip_text(self, text: str) -> str:
        from ..data.tokens import find_tokens

        return self._strip(list(find_tokens(text, self.document.lang)))

    def _keep(self, name: str, reading: Naming_, key: str | None = None) -> _Entity:
        entity = self.entities.get(key or name.lower())
        if entity is None:
            entity = self.entities[key or name.lower()] = _Entity(name, reading.type, reading.naming, reading.number, reading.gender)
        if entity.type == "unknown":
            entity.type = reading.type
        if _STRENGTH[reading.naming] > _STRENGTH[entity.naming]:
            entity.naming = reading.naming
        return entity

    def _person(self, reading: Naming_) -> _Entity:
        name = self._fullest([t.norm for t in reading.person]) or " ".join(t.text for t in reading.person).replace("' ", "'").replace("’ ", "’")
        roles, kind = self.full_names.get(name, (set(), "unknown"))
        entity = self._person_of(name, roles, kind)
        entity.roles.update(reading.roles)
        if reading.type != "unknown" and entity.type == "unknown":
            entity.type = reading.type
        if reading.gender != "-":
            entity.gender = reading.gender
        return entity

    def _person_of(self, name: str, roles: set[str], kind: str) -> _Entity:
        entity = self.entities.get(name.lower())
        if entity is None:
            figure = load_figures().get(fold_name(name)) or self._figure_of(name)
            if figure is not None and kind == "unknown":
                kind = figure.type
            gender = figure.gender if figure is not None else "-"
            entity = _Entity(name, kind, "named", gender=gender, person=True, roles=set(roles))  # type: ignore[arg-type]
            self.entities[name.lower()] = entity
        return entity

    def _figure_of(self, surname: str) -> Figure | None:
        """The public figure with that surname, where one alone has it."""
        return self.surnames.get(fold_name(surname)) if " " not in surname else None

    def _is_before(self, name: str, span: Span) -> bool:
        return 0 <= self.document.text.find(name) < span.start

    def _is_only(self, role: str) -> bool:
        """True where one person of the article alone has that role, and it is told in several words (*chef d'état-major*)."""
        return " " in role and sum(role in roles for roles, _ in self.full_names.values()) == 1

    def _fullest(self, norms: Sequence[str]) -> str | None:
        """The name in the article that ends with the given one, holds it, or begins with it; one with a known type before a longer one."""
        parts = {name: name.lower().replace("’", "'").split() for name in self.full_names}
        wanted = [n.replace("’", "'") for n in norms]
        fitting = [n for n, words in parts.items() if words[-1] == wanted[-1] and wanted[0] in " ".join(words)]
        fitting = fitting or [n for n, words in parts.items() if " ".join(wanted) in " ".join(words)]
        return max(fitting, key=lambda n: (self.full_names[n][1] != "unknown" or fold_name(n) in load_figures(), len(n)), default=None)

    def _antecedent(self, pronoun: str, reading: Naming_, span: Span, speaker: _Entity | None) -> _Entity | None:
        """The source a pronoun stands for: the speaker for the first person, else the last one that agrees."""
        if pronoun in FIRST_PERSON:
            return speaker or next((e for e in reversed(self.recent) if e.person and span.start - e.last < MAX_SPEAKER_CHARS), None)
        if pronoun in ("on", "it", "ce", "c'", "cela", "that", "this", "one", "you", "vous", "tu"):
            return None
        candidates = [e for e in reversed(self.recent) if e is not speaker and (reading.number == "-" or e.number == reading.number) and (reading.gender in ("-", "n") or e.gender in ("-", reading.gender))]
        person = next((e for e in candidates if e.person or reading.number == "p"), None)
        if person is None and reading.number != "p" and (name := self._last_name_before(span)):
            roles, kind = self.full_names[name]
            return self._person_of(name, roles, kind)
        return person or (candidates[0] if candidates else None)

    def _last_name_before(self, span: Span) -> str | None:
        window = self.document.text[max(0, span.start - 500) : span.start]
        found = [(window.rfind(n.split()[-1]), n) for n in self.full_names]
        place, name = max(found, default=(-1, None))
        return name if place >= 0 else None

    def _find_full_names(self) -> dict[str, tuple[set[str], str]]:
        """Names of two words or more in the article, with the roles that stand with them and the type that these tell most often."""
        tokens = self.document.tokens
        mentions = [(s, e, m) for s, e, found in self.speakers.who.find(tokens) for m in found if not m.cased or tokens[s].is_capitalised]
        boilerplate = self.document.is_boilerplate
        covered = {i for s, e, _ in mentions if tokens[s].is_capitalised for i in range(s, e)}
        ending = {e: (s, m) for s, e, m in mentions}
        beginning = {s: (e, m) for s, e, m in reversed(mentions)}
        names: dict[str, tuple[set[str], Counter[str]]] = {}
        i = 0
        while i < len(tokens):
            if not (tokens[i].kind == "word" and tokens[i].is_capitalised and i not in covered) or boilerplate[tokens[i].start]:
                i += 1
                continue
            j = i + 1
            while j < len(tokens) and j - i < 8 and tokens[j].start - tokens[j - 1].end <= 1 and self._same_line(j) and tokens[j].kind == "word":
                if not (tokens[j].is_capitalised and j not in covered or tokens[j].norm in PARTICLES):
                    break
                j += 1
            before = self._phrase_start(i)
            near = [(s - before, e - before, m) for s, e, m in mentions if before <= s and e <= j]
            person = find_person(tokens[before:j], near, self.grammar)
            if sum(t.is_capitalised for t in person) > 1:
                name = self.document.text[person[0].start : person[-1].end]
                first = next(k for k in range(before, j) if tokens[k] is person[0])
                roles, types = names.setdefault(name, (set(), Counter()))
                for mention in self._roles_beside(first, first + len(person), ending, beginning):
                    roles.add(mention.lemma)
                    if mention.type not in ("", "unknown", "document"):
                        types[mention.type] += 1
                if self._has_age(first + len(person)):
                    types["citizen"] += 1
            i = j
        return {name: (roles, types.most_common(1)[0][0] if types else "unknown") for name, (roles, types) in names.items()}

    def _phrase_start(self, i: int) -> int:
        """Where the phrase around a name may begin: at most six words before, on this side of any mark."""
        start = i
        while start > max(0, i - 6) and self.document.tokens[start - 1].kind == "word" and self._same_line(start):
            start -= 1
        return start

    def _same_line(self, i: int) -> bool:
        """True where no line break stands before token `i`."""
        tokens = self.document.tokens
        return i == 0 or "\n" not in self.document.text[tokens[i - 1].end : tokens[i].start]

    def _roles_beside(self, start: int, end: int, ending: dict[int, tuple[int, Mention]], beginning: dict[int, tuple[int, Mention]]) -> Iterator[Mention]:
        """Roles right before a name (*le ministre de l'Intérieur* X) or after it in apposition (*X, maire de Lens*)."""
        tokens = self.document.tokens
        k = start
        while k > max(0, start - MAX_ROLE_DISTANCE):
            if k in ending and ending[k][1].kind in ("role", "ambiguous", "title", "body", "adjective"):
                begin, mention = ending[k]
                if mention.kind != "adjective":
                    yield mention
                    if mention.kind != "body":
                        return
                k = begin
            elif tokens[k - 1].text == "," and k != start or tokens[k - 1].kind == "mark" and tokens[k - 1].text != "," or tokens[k - 1].norm in self.grammar.verb_forms:
                return
            else:
                k -= 1
        if end < len(tokens) and tokens[end].text in ",(":
            for k in range(end + 1, min(end + 4, len(tokens))):
                if k in beginning and beginning[k][1].kind in ("role", "ambiguous", "body"):
                    yield beginning[k][1]
                    return

    def _has_age(self, end: int) -> bool:
        """True where *, 38 ans* follows."""
        after = [t.norm for t in self.document.tokens[end : end + 3]]
        return len(after) == 3 and after[0] == "," and after[1].isdigit() and after[2] in ("ans", ",", "years")


def _ledger(document: Document, attributions: Sequence[Attribution], tied: dict[int, _Entity]) -> list[Source]:
    """One row a source. A word that two of its statements share counts once."""
    groups: dict[int, tuple[_Entity, list[int]]] = {}
    for i, entity in sorted(tied.items()):
        groups.setdefault(id(entity), (entity, []))[1].append(i)
    counted = []
    for entity, indices in groups.values():
        flags = flag_characters(len(document.text), [c for i in indices for c in attributions[i].content])
        counted.append((entity, indices, sum(flags[t.start] for t in document.words)))
    total = sum(words for _, _, words in counted) or 1
    sources = [
        Source(
            name=entity.name,
            type=entity.type,
            naming=max((attributions[i].naming for i in indices), key=_STRENGTH.__getitem__) if not entity.person else "named",
            mentions=tuple(dict.fromkeys(entity.mentions)),
            statements=len(indices),
            words=words,
            share=words / total,
            attributions=tuple(indices),
            cue_classes=dict(Counter(attributions[i].cue_class for i in indices)),
        )
        for entity, indices, words in counted
    ]
    return sorted(sources, key=lambda s: (-s.words, s.mentions[0]))
