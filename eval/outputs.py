"""What a model says of an article, in the form that behaviour tests compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..data.span import Span
from ..model.records import ArticleScore

POINTS = 100  # numbers and probabilities of 0 to 1 are compared in points of 0 to 100
RATES = ("hedges_per_100_words", "loaded_per_100_words")


class Evidence(NamedTuple):
    """A relation as a model gave it: who says (None for sourceless ones), by which words, what."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]

    @property
    def hull(self) -> Span:
        """From the first to the last character of all its parts."""
        parts = [part for part in (self.source, self.cue, *self.content) if part]
        return Span(min(part.start for part in parts), max(part.end for part in parts))


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a model says of one article, as far as it says such things.

    `scores` are 0 to 100 and `components` 0 to 1, each by name; what does not apply is left out. `labels`
    are probabilities by head and label. `names` holds what belongs to a person or a body, by quantity and
    name: the `share` of a source (0 to 1), the `stance` to a target (-1 to 1). `attributions` and `terms`
    (loaded ones) are the evidence, None where the model gives none.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    components: Mapping[str, float] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    attributions: tuple[Evidence, ...] | None = None
    terms: tuple[Span, ...] | None = None

    @property
    def points(self) -> dict[str, float]:
        """All scores, components and probabilities, 0 to 100."""
        numbers = {**self.scores, **{name: POINTS * value for name, value in self.components.items()}}
        for head, probabilities in self.labels.items():
            numbers |= {f"{head} {label}": POINTS * p for label, p in probabilities.items()}
        return numbers


def outputs_of(score: ArticleScore) -> Outputs:
    """The outputs of selon's own engine; rates per 100 words count as components of as many points."""
    components: dict[str, float | None] = dict(score.sourcing.components)
    components |= {name: score.framing.rates[name] / POINTS for name in RATES}
    return Outputs(
        scores={} if score.sourcing.score is None else {"sourcing": score.sourcing.score},
        components={name: value for name, value in components.items() if value is not None},
        names={"share": {s.name: s.share for s in score.sourcing.sources if s.naming == "named"}},
        attributions=tuple(Evidence(a.source, a.cue, a.content) for a in score.attributions),
        terms=tuple(term.term for term in score.framing.loaded),
    )
