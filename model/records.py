"""The records of a score. Offsets are half-open character positions in the article's text as it was given.

Label sets are those of `data/labels.py`; attribution relations after PARC 3.0 and PolNeAR.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..data.article import Lang
from ..data.labels import (
    CUE_CLASSES as CUE_CLASSES,
)
from ..data.labels import (
    HEDGE_KINDS as HEDGE_KINDS,
)
from ..data.labels import (
    MODES as MODES,
)
from ..data.labels import (
    NAMINGS as NAMINGS,
)
from ..data.labels import (
    SOURCE_TYPES as SOURCE_TYPES,
)
from ..data.labels import (
    VOICES as VOICES,
)
from ..data.labels import (
    CueClass as CueClass,
)
from ..data.labels import (
    HedgeKind as HedgeKind,
)
from ..data.labels import (
    Mode as Mode,
)
from ..data.labels import (
    Naming as Naming,
)
from ..data.labels import (
    SourceType as SourceType,
)
from ..data.labels import (
    Voice as Voice,
)
from ..data.span import Span as Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution relation: a source said (wrote, thinks, asks …) a content, by a cue.

    `source` is None for sourceless ones (*dit-on*, *reportedly*). `content` has at least one span, in text
    order.
    `resolved` is the name of the article's source it was tied to, None where it was not. `confidence` is 0
    to 1.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    mode: Mode
    cue_class: CueClass
    source_type: SourceType = "unknown"
    naming: Naming = "none"
    resolved: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Source:
    """One distinct source of the article, with all that it says.

    `words` counts the words of its content (a word once), `share` is `words` over the words attributed to
    any source (0 to 1),
    `attributions` are indices into `ArticleScore.attributions`, `cue_classes` counts its cues by class.
    `reason` is the reason that the article gives for anonymity, None where there is none.
    """

    name: str
    type: SourceType
    naming: Naming
    mentions: tuple[Span, ...]
    statements: int
    words: int
    share: float
    attributions: tuple[int, ...]
    cue_classes: Mapping[CueClass, int]
    reason: Span | None = None


@dataclass(frozen=True, slots=True)
class Hedge:
    """A cue by which the text lessens its commitment."""

    cue: Span
    kind: HedgeKind
    voice: Voice


@dataclass(frozen=True, slots=True)
class LoadedTerm:
    """A wording that judges beyond its information; `neutral` is what a wire report might write instead."""

    term: Span
    voice: Voice
    neutral: str | None


@dataclass(frozen=True, slots=True)
class Sourcing:
    """The sourcing score (0 to 100) and what it is made of.

    `components` are 0 to 1, None where the article gives nothing to compute one from. Where `applicable` is
    false, `score` is None and
    `reason` says why. `low`, `high` and `percentile` are None until a calibrated bundle gives them.
    """

    applicable: bool
    reason: str | None
    score: int | None
    low: int | None
    high: int | None
    percentile: int | None
    components: Mapping[str, float | None]
    sources: tuple[Source, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Framing:
    """Hedges, loaded terms and their rates per 100 words (boilerplate left out)."""

    hedges: tuple[Hedge, ...]
    loaded: tuple[LoadedTerm, ...]
    rates: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """What the score says about the article itself; `words` leaves boilerplate out, `text` is given for
    extracted HTML only."""

    id: str
    lang: Lang
    title: str | None
    words: int
    outlet: str | None
    published: str | None
    url: str | None
    genre: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Engine:
    """What computed the score: `name` "rules" or a bundle's name, its version and digest."""

    name: str
    version: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """Everything selon says about one article; `render_json` in `model/score.py` gives its `selon/1` form."""

    article: ArticleInfo
    attributions: tuple[Attribution, ...]
    sourcing: Sourcing
    framing: Framing
    boilerplate: tuple[Span, ...]
    warnings: tuple[str, ...]
    bundle: Engine
