"""The lexicons, read from `lexicons/*.toml` and inflected: every form that a rule looks up, in one
dictionary look-up.

Each list names its source and licence in its file. Loaded once a process; about 60 ms for both languages.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from . import inflection_en, inflection_fr
from .article import Lang

if TYPE_CHECKING:
    from .tokens import Token

T = TypeVar("T")
LEXICONS = Path(__file__).parent / "lexicons"
INFLECTION = {"fr": inflection_fr, "en": inflection_en}
FINITE_TENSES = ("present", "imperfect", "past", "future", "conditional")


def read_toml(name: str) -> dict[str, Any]:
    """The parsed file `lexicons/<name>.toml`."""
    return tomllib.loads((LEXICONS / f"{name}.toml").read_text("utf-8"))


class PhraseTable(Generic[T]):
    """Phrases of one or more words, each with a value; finds the longest one at each place, left to right,
    without overlap."""

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], T]]) -> None:
        self._values: dict[tuple[str, ...], T] = {}
        for words, value in entries:
            self._values.setdefault(words, value)  # of two entries alike, the first counts
        lengths: dict[str, set[int]] = defaultdict(set)
        for words in self._values:
            lengths[words[0]].add(len(words))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._values)

    def at(self, tokens: "Sequence[Token]", i: int) -> tuple[int, T] | None:
        """End (half-open) and value of the longest phrase that begins at token `i`."""
        lengths = self._lengths.get(tokens[i].norm)
        return self._longest([t.norm for t in tokens[i : i + lengths[0]]], 0, lengths, i) if lengths else None

    def _longest(self, norms: list[str], i: int, lengths: list[int], offset: int = 0) -> tuple[int, T] | None:
        for length in lengths:
            words = tuple(norms[i : i + length])
            if words in self._values:
                return offset + i + len(words), self._values[words]
        return None

    def find(self, tokens: "Sequence[Token]") -> Iterator[tuple[int, int, T]]:
        """(start, end, value) of every phrase in the tokens."""
        norms = [t.norm for t in tokens]
        i = 0
        while i < len(norms):
            lengths = self._lengths.get(norms[i])
            found = self._longest(norms, i, lengths) if lengths else None
            if found:
                yield i, *found
                i = found[0]
            else:
                i += 1


@dataclass(frozen=True, slots=True)
class Grammar:
    """Closed word classes of a language, by name, as lower-case words."""

    text: Mapping[str, list[str]]
    words: Mapping[str, frozenset[str]]
    sentence_openers: frozenset[str]
    forms: Mapping[str, frozenset[str]]  # auxiliaries and semi-auxiliaries: form -> lemmas
    verb_forms: frozenset[str]  # finite forms of frequent verbs and of the auxiliaries

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.words[name]

    def is_adverb(self, norm: str) -> bool:
        """True for adverbs, negations and everything in *-ment* or *-ly*: what may stand within a verb
        group."""
        return (
            norm in self.words["adverb"]
            or norm in self.words["negator"]
            or (norm.endswith(("ment", "ly")) and len(norm) > 5)
        )


@lru_cache(maxsize=2)
def load_grammar(lang: Lang) -> Grammar:
    """The closed classes of `lexicons/grammar_<lang>.toml`."""
    raw = read_toml(f"grammar_{lang}")
    words = {name: frozenset(value) for name, value in raw["words"].items()}
    conjugate = INFLECTION[lang].conjugate
    forms: dict[str, set[str]] = defaultdict(set)
    for name in ("auxiliary", "semi_auxiliary"):
        for lemma in words[name]:
            for group in conjugate(lemma).values():
                for form in group:
                    forms[form].add(lemma)
    finite = {
        form
        for lemma in [*raw["verb"]["common"], *words["auxiliary"], *words["semi_auxiliary"]]
        for tense, group in conjugate(lemma).items()
        if tense in FINITE_TENSES
        for form in group
    }
    return Grammar(
        text=raw["text"],
        words=words,
        sentence_openers=words["determiner"]
        | words["subject_pronoun"]
        | words["connective"]
        | words["preposition"],
        forms={form: frozenset(lemmas) for form, lemmas in forms.items()},
        verb_forms=frozenset(finite - words["determiner"] - words["preposition"]),
    )


@dataclass(frozen=True, slots=True)
class BoilerplatePatterns:
    """Compiled patterns: `line` for whole lines, `span` for parts, `site` for a site's name after a
    headline."""

    line: re.Pattern[str]
    span: re.Pattern[str]
    site: re.Pattern[str]


@lru_cache(maxsize=2)
def load_boilerplate(lang: Lang) -> BoilerplatePatterns:
    """The patterns of `lexicons/boilerplate.toml`; those of both languages, since translated pages mix
    them."""
    raw = read_toml("boilerplate")
    other = "en" if lang == "fr" else "fr"
    return BoilerplatePatterns(
        line=re.compile("|".join(f"(?:{p})" for p in raw[lang]["line"] + raw[other]["line"]), re.IGNORECASE),
        span=re.compile("|".join(f"(?:{p})" for p in raw[lang]["span"]), re.MULTILINE),
        site=re.compile(raw[lang]["site"]),
    )
