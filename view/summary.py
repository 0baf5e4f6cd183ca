"""What both views say of a score, as plain text and records: no colour, no markup."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..model.fields import BY_NAME, Field
from ..model.records import VOICES, ArticleScore, Hedge, LoadedTerm, Source, Span

DISCLAIMER = (
    "The score describes sourcing and wording. It does not judge whether what an article says is right."
)
ESCAPE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x9b[0-?]*[ -/]*[@-~]|\x1b.?", re.S
)
SPACE = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")
# Control characters, overrides of direction, lone surrogates: not for a terminal or a page.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Component(NamedTuple):
    """A component of the sourcing score, 0 to 1 or None where nothing gives it, and its field."""

    key: str
    value: float | None
    field: Field

    @property
    def descriptive(self) -> bool:
        """Whether it stands beside the score and not in it."""
        return self.field.direction.startswith("descriptive")


class Term(NamedTuple):
    """A wording of the article, how often and in which voices it stands, and a neutral wording."""

    wording: str
    times: int
    voices: tuple[str, ...]
    neutral: str | None


class Rate(NamedTuple):
    """Occurrences per 100 words, over all and by voice; None where a voice is not counted."""

    label: str
    total: float | None
    by_voice: tuple[float | None, ...]


def plain(text: str) -> str:
    """The text on one line, without terminal escapes, control characters and direction overrides."""
    return UNPRINTABLE.sub("", SPACE.sub(" ", ESCAPE.sub("", text))).strip()


def shorten(text: str, max_chars: int) -> str:
    """The plain text, cut between words and ended with … if it is longer than `max_chars`."""
    line = plain(text[: 8 * max_chars])
    if len(line) <= max_chars:
        return line
    cut = line[: max_chars - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > max_chars // 2 else cut).rstrip(" ,;:") + "…"


def quote(text: str, spans: Iterable[Span], max_chars: int) -> str:
    """The spans as one short line, … between them."""
    return shorten(
        " … ".join(text[start : min(end, start + 8 * max_chars)] for start, end in spans), max_chars
    )


def title_of(score: ArticleScore) -> str:
    """The headline, or the identifier where there is none."""
    return shorten(score.article.title or "", 300) or shorten(score.article.id, 300) or "untitled"


def facts_of(score: ArticleScore) -> list[str]:
    """Language, length, genre, outlet and date of the article, as far as they are known."""
    article = score.article
    facts = (article.lang, count("word", article.words), article.genre, article.outlet, article.published)
    return [shorten(fact, 80) for fact in facts if fact]


def engine_of(score: ArticleScore) -> str:
    """Name and version of what computed the score, with the first digits of its digest."""
    bundle = score.bundle
    return plain(f"{bundle.name} {bundle.version}" + (f" ({bundle.sha256[:12]})" if bundle.sha256 else ""))


def count(noun: str, number: int) -> str:
    """Number and noun, the noun in the plural but for one."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def percent(share: float) -> str:
    """A share of 0 to 1 in whole percent."""
    return f"{100 * share:.0f}%"


def words_of(label: str) -> str:
    """A label or key as words: `union_ngo` is union ngo."""
    return label.replace("_", " ")


def components_of(score: ArticleScore) -> list[Component]:
    """The components, those of the score before the descriptive ones."""
    found = (
        Component(key, value, BY_NAME.get(f"sourcing.components.{key}", Field(key, "")))
        for key, value in score.sourcing.components.items()
    )
    return sorted(found, key=lambda component: component.descriptive)


def cues_of(source: Source) -> str:
    """The source's cues by class, the commonest first: `neutral 3, warning 1`."""
    return ", ".join(f"{label} {number}" for label, number in Counter(source.cue_classes).most_common())


def sourceless(score: ArticleScore) -> tuple[int, ...]:
    """Attributions that no source of the ledger has."""
    known = {index for source in score.sourcing.sources for index in source.attributions}
    return tuple(index for index in range(len(score.attributions)) if index not in known)


def rates_of(score: ArticleScore) -> list[Rate]:
    """Hedges and loaded terms per 100 words, by voice in the order of `VOICES`."""
    rates = score.framing.rates
    return [
        Rate(
            label,
            rates.get(f"{key}_per_100_words"),
            tuple(rates.get(f"{key}_{voice}_per_100_words") for voice in VOICES),
        )
        for label, key in (("hedges", "hedges"), ("loaded terms", "loaded"))
    ]


def commonest_hedges(score: ArticleScore, text: str, limit: int) -> list[Term]:
    """The hedges that stand in the article most often."""
    return _commonest(((hedge.cue, hedge) for hedge in score.framing.hedges), text, limit)


def commonest_loaded(score: ArticleScore, text: str, limit: int) -> list[Term]:
    """The loaded terms that stand in the article most often, with the neutral wording."""
    return _commonest(((term.term, term) for term in score.framing.loaded), text, limit)


def _commonest(found: Iterable[tuple[Span, Hedge | LoadedTerm]], text: str, limit: int) -> list[Term]:
    groups: dict[str, list[Hedge | LoadedTerm]] = {}
    for span, item in found:
        groups.setdefault(quote(text, [span], 60).casefold(), []).append(item)
    terms = (
        Term(
            wording,
            len(items),
            tuple(dict.fromkeys(item.voice for item in items)),
            next((plain(i.neutral) for i in items if isinstance(i, LoadedTerm) and i.neutral), None),
        )
        for wording, items in groups.items()
    )
    return sorted(terms, key=lambda term: -term.times)[:limit]


def absences(score: ArticleScore) -> Iterator[str]:
    """What the score does not say of this article, and why."""
    sourcing = score.sourcing
    if not sourcing.applicable:
        yield f"sourcing score: {plain(sourcing.reason or 'no reason given')}"
    missing = [words_of(component.key) for component in components_of(score) if component.value is None]
    if missing:
        yield f"nothing to compute from: {', '.join(missing)}"
    uncalibrated = {"interval": sourcing.low, "percentile": sourcing.percentile}
    lacking = [label for label, value in uncalibrated.items() if value is None]
    if sourcing.applicable and lacking:
        yield f"{' and '.join(lacking)}: only with a calibrated bundle"
