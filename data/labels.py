"""The label sets of the annotation guidelines (docs/annotation.md), shared by lexicons, annotated sets and
scores."""

from typing import Literal, get_args

Mode = Literal["direct", "indirect", "mixed"]
CueClass = Literal[
    "neutral",
    "assertive",
    "doubting",
    "factive",
    "negating",
    "directive",
    "warning",
    "evaluative",
    "belief",
    "commissive",
]
SourceType = Literal[
    "government", "legislature", "party", "military", "police", "intergovernmental", "justice", "company",
    "union_ngo",
    "expert", "media", "document", "citizen", "culture_sport", "other", "unknown",
]  # fmt: skip
Naming = Literal["named", "described", "anonymous", "collective", "pronoun", "metonym", "none"]
HedgeKind = Literal["modal", "adverb", "approximator", "reportative", "noun_adj", "verb"]
Voice = Literal["editorial", "quoted", "reported", "scare"]

MODES: tuple[Mode, ...] = get_args(Mode)
CUE_CLASSES: tuple[CueClass, ...] = get_args(CueClass)
SOURCE_TYPES: tuple[SourceType, ...] = get_args(SourceType)
NAMINGS: tuple[Naming, ...] = get_args(Naming)
HEDGE_KINDS: tuple[HedgeKind, ...] = get_args(HedgeKind)
VOICES: tuple[Voice, ...] = get_args(Voice)
