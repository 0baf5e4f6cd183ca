"""The people that an article names in full, with the roles and the type that stand with their names."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..data.lexicon import Grammar, load_grammar
from ..data.speakers import Figure, Mention, Speakers, fold_name, load_figures, load_speakers
from ..data.tokens import Token
from .naming import PARTICLES, find_person
from .text import Document

MAX_ROLE_DISTANCE = 9  # tokens between a name and the role that stands with it
MAX_ALIKE = 64  # names with one word that are looked through for the fullest one
MAX_NEAR = 20  # names before a pronoun that are looked at
MAX_NAME = 8  # tokens of a name
_NO_PERSON = frozenset({"", "unknown", "document"})


@lru_cache(maxsize=1)
def figures_by_surname() -> dict[str, Figure]:
    """Public figures by surname; of several that share one, the first of the list."""
    found: dict[str, Figure] = {}
    for figure in load_figures().values():
        found.setdefault(fold_name(figure.name).split(" ", 1)[-1], figure)
    return found


def find_figure(name: str) -> Figure | None:
    """The public figure of that name, or of that surname alone."""
    folded = fold_name(name)
    return load_figures().get(folded) or (None if " " in folded else figures_by_surname().get(folded))


class People:
    """The names of two words or more in an article. `roles` and `types` are by name; `types` has "unknown"
    where nothing tells."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens: Sequence[Token] = document.tokens
        self.grammar: Grammar = load_grammar(document.lang)
        self.speakers: Speakers = load_speakers(document.lang)
        self.roles: dict[str, set[str]] = {}
        self.types: dict[str, str] = {}
        self.first: dict[str, int] = {}  # where a name stands first
        self._by_word: dict[str, list[str]] = defaultdict(list)
        self._by_role: dict[str, list[str]] = defaultdict(list)
        self._places: list[tuple[int, str]] = []  # every occurrence in text order
        self._read()

    def is_known(self, name: str) -> bool:
        """True where the article or the list of public figures tells who that is."""
        return self.types[name] != "unknown" or fold_name(name) in load_figures()

    def fullest(self, words: Sequence[str]) -> str | None:
        """The name in the article that ends with the given one, holds it, or begins with it; a known one
        before a longer one."""
        wanted = [w.replace("’", "'") for w in words]
        alike = self._by_word.get(wanted[-1], ())[:MAX_ALIKE]
        candidates = {name: _words_of(name) for name in alike}
        fitting = [n for n, parts in candidates.items() if parts[-1] == wanted[-1] and wanted[0] in parts]
        fitting = fitting or [n for n, parts in candidates.items() if " ".join(wanted) in " ".join(parts)]
        return max(fitting, key=lambda n: (self.is_known(n), len(n)), default=None)

    def with_role(self, role: str, before: int) -> str | None:
        """Someone whom the article gives that role before a character; or anywhere, if one alone has it and
        it says more than one word."""
        names = self._by_role.get(role, [])
        earlier = next((n for n in names if self.first[n] < before), None)
        return earlier or (names[0] if " " in role and len(names) == 1 else None)

    def last_before(self, position: int, max_chars: int) -> str | None:
        """The last person named within `max_chars` before a character."""
        last = bisect_left(self._places, (position,))
        near = [
            name
            for place, name in self._places[max(0, last - MAX_NEAR) : last]
            if place >= position - max_chars
        ]
        return next((n for n in reversed(near) if self.is_known(n)), near[-1] if near else None)

    def has_age(self, end: int) -> bool:
        """True where *, 38 ans* follows token `end`."""
        after = [t.norm for t in self.tokens[end : end + 3]]
        return (
            len(after) == 3 and after[0] == "," and after[1].isdigit() and after[2] in ("ans", ",", "years")
        )

    def _read(self) -> None:
        tokens = self.tokens
        found = self.speakers.who.find(tokens)
        mentions = [(s, e, m) for s, e, fitting in found for m in fitting if m.fits(tokens[s])]
        covered = {i for s, e, _ in mentions if tokens[s].is_capitalised for i in range(s, e)}
        ending = {e: (s, m) for s, e, m in mentions}
        beginning = {s: (e, m) for s, e, m in reversed(mentions)}
        firm: dict[str, Counter[str]] = defaultdict(Counter)
        weak: dict[str, Counter[str]] = defaultdict(Counter)
        for start, end in self._runs(covered):
            before = self._phrase_start(start)
            near = [
                (s - before, e - before, m)
                for s in range(before, end)
                if s in beginning
                for e, m in [beginning[s]]
            ]
            person = find_person(tokens[before:end], near, self.grammar)
            if sum(t.is_capitalised for t in person) < 2:
                continue
            first = next(k for k in range(before, end) if tokens[k] is person[0])
            name = self.document.text[person[0].start : person[-1].end]
            roles = self.roles.setdefault(name, set())
            self.first.setdefault(name, person[0].start)
            self._places.append((person[0].start, name))
            for mention in self._roles_beside(first, first + len(person), ending, beginning):
                roles.add(mention.lemma)
                if mention.type not in _NO_PERSON:
                    (weak if mention.kind == "ambiguous" else firm)[name][mention.type] += 1
            if self.has_age(first + len(person)):
                weak[name]["citizen"] += 1
        for name in self.first:
            # counts before a role of many types, not before an office that is told
            figure = find_figure(name)
            known = firm[name] or (Counter([figure.type]) if figure else weak[name])
            self.types[name] = known.most_common(1)[0][0] if known else "unknown"
            for word in set(_words_of(name)):
                self._by_word[word].append(name)
            for role in self.roles[name]:
                self._by_role[role].append(name)

    def _runs(self, covered: set[int]) -> Iterator[tuple[int, int]]:
        """Stretches of capitalised words and particles outside boilerplate, roles and bodies."""
        tokens, flags = self.tokens, self.document.is_boilerplate
        i = 0
        while i < len(tokens):
            j = i + 1
            if (
                tokens[i].kind == "word"
                and tokens[i].is_capitalised
                and i not in covered
                and not flags[tokens[i].start]
            ):
                while j < len(tokens) and j - i < MAX_NAME and self._joins(j, covered):
                    j += 1
                yield i, j
            i = j

    def _joins(self, j: int, covered: set[int]) -> bool:
        """True where token `j` goes on with a name."""
        token = self.tokens[j]
        close = token.start - self.tokens[j - 1].end <= 1 and self._same_line(j)
        return (
            close
            and token.kind == "word"
            and ((token.is_capitalised and j not in covered) or token.norm in PARTICLES)
        )

    def _phrase_start(self, i: int) -> int:
        """Where the phrase around a name may begin: at most six words before, on this side of any mark."""
        start = i
        while start > max(0, i - 6) and self.tokens[start - 1].kind == "word" and self._same_line(start):
            start -= 1
        return start

    def _same_line(self, i: int) -> bool:
        """True where no line break stands before token `i`."""
        return i == 0 or "\n" not in self.document.text[self.tokens[i - 1].end : self.tokens[i].start]

    def _roles_beside(
        self,
        start: int,
        end: int,
        ending: dict[int, tuple[int, Mention]],
        beginning: dict[int, tuple[int, Mention]],
    ) -> Iterator[Mention]:
        """Roles right before a name (*le ministre de l'Intérieur* X) or after it in apposition (*X, maire de
        Lens*)."""
        tokens = self.tokens
        k = start
        while k > max(0, start - MAX_ROLE_DISTANCE):
            before = tokens[k - 1]
            if k in ending and ending[k][1].kind != "metonym":
                k, mention = ending[k]
                if mention.kind != "adjective":
                    yield mention
                    if mention.kind != "body":
                        return
            elif (
                before.kind == "mark" and not (before.text == "," and k == start)
            ) or before.norm in self.grammar.verb_forms:
                return
            else:
                k -= 1
        if end < len(tokens) and tokens[end].text in ",(":
            for k in range(end + 1, min(end + 4, len(tokens))):
                if k in beginning and beginning[k][1].kind in ("role", "ambiguous", "body"):
                    yield beginning[k][1]
                    if beginning[k][1].kind == "ambiguous":  # *director of the FBI*: the body tells the type
                        following = (
                            beginning[j][1] for j in range(k + 1, k + MAX_ROLE_DISTANCE) if j in beginning
                        )
                        body = next((m for m in following if m.kind in ("body", "metonym")), None)
                        yield from (body,) if body else ()
                    return


def _words_of(name: str) -> list[str]:
    return name.lower().replace("’", "'").split()
