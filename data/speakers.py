"""Who may speak: role nouns, bodies with their metonyms and adjectives, titles, pronouns, and the formulas
of anonymity, as phrase tables."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from .article import Lang
from .labels import SourceType
from .lexicon import INFLECTION, PhraseTable, read_toml
from .tokens import Token, split_words

SpeakerKind = Literal["role", "ambiguous", "collective", "title", "body", "metonym", "adjective"]
HiddenKind = Literal["anonymous", "vague", "reason"]


@dataclass(frozen=True, slots=True)
class Mention:
    """What a phrase tells about a source: its type ("" where none), and for bodies the canonical name.

    `cased` is true where the phrase counts only with a capital (*Rome*, *Français*), `acronym` where it
    counts only in capitals (*US* is no *us*).
    """

    kind: SpeakerKind
    type: str
    lemma: str
    name: str | None = None
    cased: bool = False
    acronym: bool = False

    def fits(self, first: Token) -> bool:
        """True where the phrase may stand with this first token's capital or lower case."""
        return first.text.isupper() if self.acronym else first.is_capitalised or not self.cased


@dataclass(frozen=True, slots=True)
class Figure:
    """A public figure that articles name without an office: type, gender (m, f, -) and the body it speaks
    for, None where there is none."""

    name: str
    type: SourceType
    gender: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Speakers:
    """The tables of one language. `pronouns` gives gender (m, f, n, -) and number (s, p, -)."""

    who: PhraseTable[tuple[Mention, ...]]
    hidden: PhraseTable[tuple[HiddenKind, str]]
    pronouns: Mapping[str, tuple[str, str]]
    titles: frozenset[str]


@lru_cache(maxsize=2)
def load_speakers(lang: Lang) -> Speakers:
    """The tables of `roles_<lang>`, `anonymity_<lang>` and `bodies`."""
    roles, hidden = read_toml(f"roles_{lang}"), read_toml(f"anonymity_{lang}")
    who: dict[tuple[str, ...], dict[tuple[str, str], Mention]] = {}
    for phrase, mention in _read_mentions(roles, lang):
        forms = (
            _inflect(phrase, roles, lang) if mention.kind in ("role", "ambiguous", "adjective") else [phrase]
        )
        for form in forms:
            words = split_words(form, lang)
            if words:
                who.setdefault(words, {}).setdefault((mention.kind, mention.type), mention)
    for noun, mention in _read_singulars(roles):
        who.setdefault((noun,), {("role", mention.type): mention})
    return Speakers(
        who=PhraseTable((words, tuple(mentions.values())) for words, mentions in who.items()),
        hidden=PhraseTable(
            (split_words(phrase, lang), (kind, source_type))
            for kind in ("anonymous", "vague", "reason")
            for source_type, phrases in _by_type(hidden[kind])
            for phrase in phrases
        ),
        pronouns={word: (value.split()[0], value.split()[1]) for word, value in roles["pronoun"].items()},
        titles=frozenset(roles["title"]),
    )


@lru_cache(maxsize=1)
def load_figures() -> Mapping[str, Figure]:
    """The public figures of `figures.toml` by name and alias in lower case, without accents."""
    found: dict[str, Figure] = {}
    for raw in read_toml("figures")["figure"]:
        figure = Figure(raw["name"], raw["type"], raw.get("gender", "-"), raw.get("body"))
        for name in (raw["name"], *raw.get("aliases", ())):
            found[fold_name(name)] = figure
    return found


def fold_name(name: str) -> str:
    """A name as it is looked up: lower case, without accents, apostrophes alike (*Édouard*, *Edouard*)."""
    plain = unicodedata.normalize("NFD", name.replace("’", "'")).lower()
    return "".join(c for c in plain if not unicodedata.combining(c))


def _by_type(table: Any) -> Iterator[tuple[str, list[str]]]:
    """(source type, phrases); a plain list tells no type."""
    if isinstance(table, list):
        yield "unknown", table
    else:
        yield from table.items()


def _read_mentions(roles: dict[str, Any], lang: Lang) -> Iterator[tuple[str, Mention]]:
    """Every phrase of the lists with what it tells, uninflected."""
    for source_type, nouns in roles["role"].items():
        yield from ((noun, Mention("role", source_type, noun)) for noun in nouns)
    for noun, source_type in roles["ambiguous"].items():
        yield noun, Mention("ambiguous", source_type, noun)
    for source_type, nouns in roles["collective"].items():
        yield from (
            (noun, Mention("collective", source_type, noun, cased=noun[0].isupper())) for noun in nouns
        )
    for title, source_type in roles["title"].items():
        yield title, Mention("title", source_type, title)
    for body in read_toml("bodies")["body"]:
        name, source_type = body[lang], body["type"]
        for phrase in dict.fromkeys(body.get(f"metonyms_{lang}", ())):
            yield (
                phrase,
                Mention(
                    "metonym", source_type, name, name, cased=phrase[0].isupper(), acronym=_is_acronym(phrase)
                ),
            )
        for phrase in dict.fromkeys(_without_article(n) for n in (name, *body.get(f"aliases_{lang}", ()))):
            yield (
                phrase,
                Mention(
                    "body", source_type, name, name, cased=phrase[0].isupper(), acronym=_is_acronym(phrase)
                ),
            )
        for phrase in body.get(f"adjectives_{lang}", ()):
            yield phrase, Mention("adjective", source_type, name, name)


def _read_singulars(roles: dict[str, Any]) -> Iterator[tuple[str, Mention]]:
    """The singular of collective nouns (*manifestant*), to be taken where no other list has the word."""
    for source_type, nouns in roles["collective"].items():
        singular = (
            n[:-1]
            for n in nouns
            if n.endswith("s") and n[0].islower() and " " not in n and source_type != "unknown"
        )
        yield from ((noun, Mention("role", source_type, noun)) for noun in singular)


def _without_article(name: str) -> str:
    """A body's name without its article: *The Guardian* is *the Guardian* in most texts."""
    first, space, rest = name.partition(" ")
    return (
        rest
        if space and first in ("The", "Le", "La", "Les") and rest[0].isupper() and len(rest) > 3
        else name
    )


def _is_acronym(phrase: str) -> bool:
    return phrase.isupper() and len(phrase) <= 6 and " " not in phrase


def _inflect(phrase: str, roles: dict[str, Any], lang: Lang) -> Iterator[str]:
    """The forms of a role: its first word (in English the last of a simple phrase) in every number and
    gender, or what the file lists."""
    yield phrase
    plural = INFLECTION[lang].plural
    listed = roles["plural"].get(phrase)
    if lang == "en":
        head, of, rest = phrase.partition(" of ")
        *before, noun = head.split(" ")
        yield from listed or [" ".join([*before, plural(noun)]) + of + rest]
        return
    head, space, rest = phrase.partition(" ")
    feminines = roles["feminine"].get(phrase) or [
        f + space + rest for f in roles["feminine"].get(head, [INFLECTION["fr"].feminine(head)])
    ]
    yield from listed or [plural(head) + space + rest]
    for form in feminines:
        yield form
        first, space, rest = form.partition(" ")
        yield plural(first) + space + rest
