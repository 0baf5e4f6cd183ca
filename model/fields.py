"""The fields of a score's JSON (`selon/1`): what each means, its unit, range, direction, formula and source.

`docs/fields.md` and `selon explain` are made from this table; tests hold it to the records.
Anchors were measured with the rule engine by `python -m selon.eval.components --corpus FILE`.
After a change, write the page again:
`python -c "from selon.model import fields; print(fields.render_markdown(), end='')" > docs/fields.md`
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby

from ..data.article import LANGS
from .records import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES

SPAN = "[start, end], characters of the text, half-open"
SPANS = "list of " + SPAN
WORDS = "words, boilerplate left out"
PER_100 = "per 100 words, boilerplate left out"

PARC = "Pareti (2016), PARC 3.0"
HYLAND = "Hyland (1998), Hedging in Scientific Research Articles"
RECASENS = "Recasens, Danescu-Niculescu-Mizil and Jurafsky (2013), biased language"
HILL = "Hill (1973), diversity of order 1"
SPJ = "SPJ Code of Ethics (2014): identify sources, explain why anonymity was granted"
PIELOU = "Pielou (1966), evenness"
BERGER_PARKER = "Berger and Parker (1970), dominance"
SIGAL = "Sigal (1973), Reporters and Officials"
GUIDELINES = "annotation guidelines of the project"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the JSON form of a score.

    `name` is dotted, `[]` stands for any element of a list. `direction` says what a higher value means,
    `anchor` is a measured value to compare with. Empty where there is no such thing, or it is not known.
    """

    name: str
    meaning: str
    unit: str = ""
    range: str = ""
    direction: str = ""
    formula: str = ""
    source: str = ""
    anchor: str = ""

    @property
    def parent(self) -> str:
        """Name of the record that holds the field, empty at the top."""
        return self.name.rpartition(".")[0]

    @property
    def key(self) -> str:
        """Last part of the name, as it stands in the JSON."""
        return self.name.rpartition(".")[2]


def one_of(labels: Sequence[str], *, null: bool = False) -> str:
    """The range of a closed set of labels."""
    return ", ".join(labels) + ("; or null" if null else "")


def component(key: str, meaning: str, direction: str, formula: str, source: str, anchor: str = "") -> Field:
    """A component of the sourcing score."""
    name = f"sourcing.components.{key}"
    return Field(name, meaning, "share", "0 to 1, or null", direction, formula, source, anchor)


def rate(key: str, meaning: str, formula: str, source: str, anchor: str = "") -> Field:
    """A rate of the framing."""
    name = f"framing.rates.{key}_per_100_words"
    direction = f"higher = more {meaning}"
    return Field(name, f"{meaning.capitalize()}.", PER_100, "0 or more", direction, formula, source, anchor)


HEDGE_VOICES = {
    "editorial": "hedges in the article's own words",
    "quoted": "hedges inside quotations of a source",
    "reported": "hedges inside indirect content",
}
LOADED_VOICES = {
    "editorial": "loaded terms in the article's own words",
    "quoted": "loaded terms inside quotations of a source",
    "reported": "loaded terms inside indirect content",
    "scare": "loaded terms in quotation marks without a source",
}
DESCRIPTIVE = "descriptive: neither end is better, not part of the score"

FIELDS: tuple[Field, ...] = (
    Field(
        "schema", "Version of this form; it changes when a key changes its meaning or goes.", range="selon/1"
    ),
    Field("article", "The article that was scored."),
    Field("attributions", "Attribution relations in text order: who said what, by which cue.", source=PARC),
    Field("sourcing", "The sourcing score, its components and the ledger of sources."),
    Field("framing", "Hedges and loaded terms, and their rates."),
    Field("boilerplate", "Spans that are no part of the article: teasers, credits, datelines.", SPANS),
    Field("warnings", "What was odd in the input, one sentence each; empty for a clean article."),
    Field("bundle", "What computed the score."),
    Field("article.id", "Identifier of the article: its file name, URL or the corpus's own."),
    Field("article.lang", "Language of the article, given or recognised.", "ISO 639-1", one_of(LANGS)),
    Field("article.title", "Headline, where the input gives one.", range="text, or null"),
    Field("article.words", "Length of the article.", WORDS, "0 or more"),
    Field("article.outlet", "Who published the article, where the input says so.", range="text, or null"),
    Field(
        "article.published",
        "Date of publication as the input writes it.",
        range="text (best ISO 8601), or null",
    ),
    Field("article.url", "Address of the article.", range="text, or null"),
    Field(
        "article.genre",
        "Genre of the article.",
        range="reporting, opinion, analysis, interview, satire, other; or null",
        source=GUIDELINES,
    ),
    Field(
        "article.text",
        "The extracted text that all offsets point into; null where the input was the text itself.",
        range="text (from HTML), or null",
    ),
    Field("attributions[].source", "Who is said to say it; null for a sourceless one.", SPAN, source=PARC),
    Field("attributions[].cue", "The words that attribute: said, selon, warned.", SPAN, source=PARC),
    Field(
        "attributions[].content", "What is attributed, one span or more in text order.", SPANS, source=PARC
    ),
    Field(
        "attributions[].mode",
        "How the content is given: all of it, none of it or some of it in quotation marks.",
        range=one_of(MODES),
        source=PARC,
    ),
    Field(
        "attributions[].cue_class",
        "What the cue does to the content: leaves it alone, backs it, doubts it, presupposes it …",
        range=one_of(CUE_CLASSES),
        source=GUIDELINES,
    ),
    Field(
        "attributions[].source_type",
        "What kind of source speaks.",
        range=one_of(SOURCE_TYPES),
        source=GUIDELINES,
    ),
    Field(
        "attributions[].naming",
        "How the source is referred to in this place; none where there is no source.",
        range=one_of(NAMINGS),
        source=GUIDELINES,
    ),
    Field(
        "attributions[].resolved",
        "Name of the article's source that this one was tied to; null where it was not.",
        range="a sourcing.sources[].name, or null",
    ),
    Field(
        "attributions[].confidence",
        "How sure the engine is of the relation.",
        "probability (for the engine `rules` the precision of its rule on annotated articles)",
        "0 to 1",
        "higher = surer",
    ),
    Field("sourcing.applicable", "Whether the article can have a sourcing score.", range="true, false"),
    Field("sourcing.reason", "Why there is no score; null where there is one.", range="text, or null"),
    Field(
        "sourcing.score",
        "How much of the article is sourced, how accountably and how variedly.",
        "points",
        "0 to 100, or null where not applicable",
        "higher = better sourced; it says nothing on whether a source is right",
        "100 × (.20 min(1, attributed_share / .6) + .25 named_share + .20 effective_sources "
        "+ .10 type_spread + .20 sourced_share + .05 neutral_cue_share); a null component counts as 0",
        anchor="median 63 (quartiles 52 to 71) in the French press, 69 (58 to 76) in the US press",
    ),
    Field(
        "sourcing.low",
        "Lower end of the score's interval.",
        "points",
        "0 to 100, or null without calibration",
    ),
    Field(
        "sourcing.high",
        "Upper end of the score's interval.",
        "points",
        "0 to 100, or null without calibration",
    ),
    Field(
        "sourcing.percentile",
        "Share of the bundle's reference articles with a lower score.",
        "percent",
        "0 to 100, or null without calibration",
        "higher = better sourced than more of them",
    ),
    Field("sourcing.components", "What the score is made of, by name.", "share", "0 to 1, or null"),
    Field("sourcing.sources", "The ledger: the article's distinct sources, the most quoted first."),
    Field("sourcing.reasons", "Remarks on the score, one sentence each."),
    component(
        "attributed_share",
        "Words that stand in attributed content.",
        "higher = more of the article is sourced",
        "words in attributed content (a word once) / article.words",
        PARC,
        anchor="median .32 (quartiles .21 to .44) in 4,542 articles of the French-language "
        "press of 2018-19, .35 (.24 to .45) in 1,160 of the US press",
    ),
    component(
        "named_share",
        "Attributed words from a named source.",
        "higher = more can be held to a name",
        "attributed words whose source is named or tied to a named one / attributed words",
        SPJ,
        anchor="median .66 (.41 to .85) in the French press, .69 (.51 to .83) in the US press",
    ),
    component(
        "effective_sources",
        "Number of sources, weighed by their words.",
        "higher = more voices carry the article",
        "min(1, (exp(H) - 1) / 5), H = -Σ p ln p, p = a source's share of the attributed words; "
        "0 = one source, 1 = six or more of equal share",
        HILL,
        anchor="median .55 (.20 to 1) in the French press, .90 (.46 to 1) in the US press",
    ),
    component(
        "type_spread",
        "Evenness of words over source types.",
        "higher = more kinds of sources speak",
        "entropy of attributed words over source types / ln 15, unknown types left out; 0 = a single type",
        PIELOU,
        anchor="median .25 (.09 to .39) in the French press, .34 (.21 to .46) in the US press",
    ),
    component(
        "direct_share",
        "Attributed words inside quotation marks.",
        "higher = more can be checked word for word",
        "attributed words inside quotation marks / attributed words",
        PARC,
        anchor="median .51 (.24 to .72) in the French press, .32 (.12 to .47) in the US press",
    ),
    component(
        "neutral_cue_share",
        "Statements whose cue is neutral (said).",
        "higher = fewer cues take a side on what is said",
        "attributions with cue_class neutral / attributions",
        RECASENS,
        anchor="median .47 (.33 to .60) in the French press, .51 (.38 to .64) in the US press",
    ),
    component(
        "sourced_share",
        "Statements whose source is accounted for.",
        "higher = fewer claims come from nowhere",
        "1 - (attributions without a source, or with an anonymous one and no reason for it) / attributions",
        SPJ,
        anchor="median .97 (.87 to 1) in the French press, .93 (.87 to 1) in the US press",
    ),
    component(
        "official_share",
        "Attributed words from public authorities.",
        DESCRIPTIVE,
        "attributed words from government, military, police and intergovernmental sources / attributed words",
        SIGAL,
        anchor="median .21 (0 to .57) in the French press, .20 (0 to .46) in the US press",
    ),
    component(
        "top_source_share",
        "Attributed words of the most quoted source.",
        DESCRIPTIVE,
        "largest p, p = a source's share of the attributed words",
        BERGER_PARKER,
        anchor="median .44 (.30 to .66) in the French press, .35 (.22 to .50) in the US press",
    ),
    Field("sourcing.sources[].name", "Fullest name that the article gives the source."),
    Field(
        "sourcing.sources[].type", "What kind of source it is.", range=one_of(SOURCE_TYPES), source=GUIDELINES
    ),
    Field(
        "sourcing.sources[].naming",
        "The most telling way in which the article refers to it.",
        range=one_of(NAMINGS),
        source=GUIDELINES,
    ),
    Field("sourcing.sources[].mentions", "Where it is referred to.", SPANS),
    Field("sourcing.sources[].statements", "Number of its attributions.", "attributions", "0 or more"),
    Field("sourcing.sources[].words", "Words of its content, a word once.", WORDS, "0 or more"),
    Field(
        "sourcing.sources[].share",
        "Its part of what is attributed to any source.",
        "share",
        "0 to 1",
        "higher = the article leans more on it",
        "sourcing.sources[].words / words attributed to any source",
    ),
    Field("sourcing.sources[].attributions", "Its attributions.", "indices into attributions, from 0"),
    Field(
        "sourcing.sources[].cue_classes", "Its cues counted by class.", "attributions", one_of(CUE_CLASSES)
    ),
    Field(
        "sourcing.sources[].reason",
        "The reason that the article gives for its anonymity; null where there is none.",
        SPAN,
        source=SPJ,
    ),
    Field("framing.hedges", "Cues by which the text lessens its commitment, in text order.", source=HYLAND),
    Field("framing.loaded", "Wordings that judge beyond their information, in text order.", source=RECASENS),
    Field("framing.rates", "Hedges and loaded terms for the length of the article.", PER_100, "0 or more"),
    Field("framing.hedges[].cue", "The hedging words.", SPAN, source=HYLAND),
    Field(
        "framing.hedges[].kind",
        "Grammatical kind of the hedge.",
        range=one_of(HEDGE_KINDS),
        source=GUIDELINES,
    ),
    Field("framing.hedges[].voice", "In whose voice it stands.", range=one_of(VOICES), source=GUIDELINES),
    Field("framing.loaded[].term", "The loaded words.", SPAN, source=RECASENS),
    Field("framing.loaded[].voice", "In whose voice it stands.", range=one_of(VOICES), source=GUIDELINES),
    Field(
        "framing.loaded[].neutral",
        "What a wire report might write instead; null where there is no one wording.",
        range="text, or null",
    ),
    rate("hedges", "hedges in any voice", "100 × framing.hedges / article.words", HYLAND),
    *(
        rate(f"hedges_{voice}", meaning, f"100 × framing.hedges with voice {voice} / article.words", HYLAND)
        for voice, meaning in HEDGE_VOICES.items()
    ),
    rate("loaded", "loaded terms in any voice", "100 × framing.loaded / article.words", RECASENS),
    *(
        rate(f"loaded_{voice}", meaning, f"100 × framing.loaded with voice {voice} / article.words", RECASENS)
        for voice, meaning in LOADED_VOICES.items()
    ),
    Field("bundle.name", "Name of the bundle, or `rules` for the rule engine."),
    Field("bundle.version", "Its version."),
    Field(
        "bundle.sha256",
        "Digest of its manifest; null for the rule engine.",
        "hexadecimal",
        "64 digits, or null",
    ),
)

BY_NAME = {field.name: field for field in FIELDS}


def find_field(name: str) -> Field:
    """The field of that name, or the only one whose name ends so (`attributed_share`, `hedges.kind`).

    Raises:
        ValueError: no field or more than one ends so; the message names the closest ones.
    """
    if name in BY_NAME:
        return BY_NAME[name]
    wanted = name.strip().replace("[]", "")
    plain = {field.name.replace("[]", ""): field for field in FIELDS}
    if wanted in plain:
        return plain[wanted]
    ending = [field for full, field in plain.items() if full.endswith("." + wanted)]
    if len(ending) == 1:
        return ending[0]
    if ending:
        names = ", ".join(field.name for field in ending)
        raise ValueError(f"{name!r} could be any of {names}: give more of the name")
    parts = {field.key: field.name for field in FIELDS} | {full: field.name for full, field in plain.items()}
    close = dict.fromkeys(parts[match] for match in get_close_matches(wanted, parts, n=4, cutoff=0.5))
    hint = f"closest: {', '.join(close)}" if close else "docs/fields.md lists them all"
    raise ValueError(f"no field is called {name!r}; {hint}")


def render_markdown() -> str:
    """The page docs/fields.md: a table for each record, and what there is to say of its measures."""
    return "\n".join(_markdown_lines()) + "\n"


def _markdown_lines() -> Iterator[str]:
    yield "<!-- Made from model/fields.py, which says how; do not edit. -->"
    yield "# Fields of a score"
    yield ""
    yield "What `selon score --json` writes, field by field; `selon explain FIELD` prints one of them."
    yield "`[]` stands for any element of a list. Offsets are characters: `text[start:end]` is the span."
    for parent, group in groupby(FIELDS, key=lambda field: field.parent):
        fields = list(group)
        yield from ("", f"## `{parent}`" if parent else "## The score", "")
        yield from ("| field | meaning | value |", "|---|---|---|")
        for field in fields:
            value = "; ".join(filter(None, (field.range, field.unit)))
            yield f"| `{field.key}` | {field.meaning} | {value} |"
        measures = [field for field in fields if field.formula or field.direction or field.anchor]
        if measures:
            yield ""
        for field in measures:
            yield f"- **`{field.key}`**: {'. '.join(_facts(field))}."


def _facts(field: Field) -> Iterator[str]:
    if field.direction:
        yield field.direction
    if field.formula:
        yield f"Formula: {field.formula}"
    if field.anchor:
        yield f"Anchor: {field.anchor}"
    if field.source:
        yield f"Source: {field.source}"
