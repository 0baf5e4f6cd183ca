"""Hedges and loaded terms, inflected, as phrase tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .article import Lang
from .lexicon import FINITE_TENSES, INFLECTION, PhraseTable, read_toml
from .tokens import split_words

_VERB_ENDINGS = ("er", "ir", "re", "oir")


@dataclass(frozen=True, slots=True)
class HedgeEntry:
    """A hedge's kind and flags, as the head of `lexicons/hedges_<lang>.toml` explains them."""

    kind: str
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class LoadedEntry:
    """A loaded term's neutral wording, and the words of which one must follow (`before`) or precede
    (`after`); both empty where none must."""

    lemma: str
    neutral: str
    before: tuple[tuple[str, ...], ...] = ()
    after: tuple[tuple[str, ...], ...] = ()


@lru_cache(maxsize=2)
def load_hedges(lang: Lang) -> PhraseTable[HedgeEntry]:
    """The hedges of a language by form. The French conditional of hearsay is no list: see
    `model/hedging.py`."""
    raw = read_toml(f"hedges_{lang}")
    entries: list[tuple[tuple[str, ...], HedgeEntry]] = []
    for kind in ("modal", "verb", "adverb", "noun_adj", "approximator"):
        for phrase, flags in raw[kind].items():
            entry = HedgeEntry(kind, frozenset(flags))
            forms = _inflect_hedge(phrase, kind, entry.flags, lang)
            entries.extend((words, entry) for words in dict.fromkeys(forms))
    return PhraseTable(entries)


def _inflect_hedge(phrase: str, kind: str, flags: frozenset[str], lang: Lang) -> Iterator[tuple[str, ...]]:
    words = split_words(phrase, lang)
    if kind == "verb" or (kind == "modal" and lang == "fr"):
        tenses = flags & set(FINITE_TENSES) or (set(FINITE_TENSES) if "finite" in flags else None)
        head, *rest = words[1:] if words[0] in ("se", "s'") else words
        for tense, forms in INFLECTION[lang].conjugate(head).items():
            if tenses is None or tense in tenses:
                yield from ((form, *rest) for form in forms)
    elif kind == "noun_adj" and "fixed" not in flags:
        yield from ((form, *words[1:]) for form in _agree(words[0], lang))
    else:
        yield words


def _agree(word: str, lang: Lang) -> tuple[str, ...]:
    """A noun or adjective with its plural and, in French, its feminine forms."""
    plural = INFLECTION[lang].plural
    if lang == "en":
        return word, plural(word)
    feminine = INFLECTION["fr"].feminine(word)
    return word, plural(word), feminine, plural(feminine)


@lru_cache(maxsize=2)
def load_loaded_terms(lang: Lang) -> PhraseTable[tuple[LoadedEntry, ...]]:
    """The loaded terms of a language by form; a form with several contexts keeps them all."""
    raw = read_toml(f"loaded_{lang}")
    forms: dict[tuple[str, ...], list[LoadedEntry]] = {}
    for lemma, neutral in raw["term"].items():
        for words in _inflect_loaded(lemma, neutral, lang):
            forms.setdefault(words, []).append(LoadedEntry(lemma, neutral))
    for lemma, context in raw["term_in_context"].items():
        if context.get("figurative"):
            continue  # needs more than words to tell
        entry = LoadedEntry(
            lemma, context["neutral"], _cut(context, "before", lang), _cut(context, "after", lang)
        )
        for words in _inflect_loaded(lemma, context["neutral"], lang):
            forms.setdefault(words, []).append(entry)
    return PhraseTable((words, tuple(entries)) for words, entries in forms.items())


def _cut(context: dict[str, Any], side: str, lang: Lang) -> tuple[tuple[str, ...], ...]:
    return tuple(split_words(phrase, lang) for phrase in context.get(side, ()))


def _inflect_loaded(lemma: str, neutral: str, lang: Lang) -> set[tuple[str, ...]]:
    """The forms of a term: a verb's where the neutral wording is a verb as well (French), otherwise number
    and gender of each word."""
    words = split_words(lemma, lang)
    head, *rest = words
    found = {words}
    if lang == "fr":
        is_verb = head.endswith(_VERB_ENDINGS) and split_words(neutral, lang)[0].endswith(_VERB_ENDINGS)
        if is_verb:
            for forms in INFLECTION["fr"].conjugate(head).values():
                found.update((form, *rest) for form in forms)
        elif len(words) == 1:
            found.update((form,) for form in _agree(head, lang))
        else:
            found.add((INFLECTION["fr"].plural(head), *rest))
            if len(words) == 2:
                feminine = INFLECTION["fr"].feminine(rest[0])
                plural = INFLECTION["fr"].plural
                found.update(
                    {(head, feminine), (plural(head), plural(rest[0])), (plural(head), plural(feminine))}
                )
    else:
        if len(words) <= 3:
            for forms in INFLECTION["en"].conjugate(head).values():
                found.update((form, *rest) for form in forms)
        last = words[len(words) - 1]
        found.add((*words[:-1], INFLECTION["en"].plural(last)))
    return found
