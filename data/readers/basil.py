"""BASIL: news articles in triples on one event (New York Times, Fox News, HuffPost), with spans of bias.

Citation: Lisa Fan, Marshall White, Eva Sharma, Ruisi Su, Prafulla Kumar Choubey, Ruihong Huang and Lu Wang
(2019): In Plain Sight: Media Bias Through the Lens of Factual Reporting. EMNLP-IJCNLP 2019. Read in its
second release.
Licence: none stated.

Layout: `articles/YEAR/UUID_N.json` and `annotations/YEAR/UUID_N_ann.json`; a span names its sentence (`p7`,
counted through the paragraphs, or `title`) and has offsets into it. The text is put together as title and
paragraphs with an empty line between, the sentences of a paragraph with a blank; one article has no title.

Lexical bias is the wording (`loaded`, with its voice), informational bias the choice of facts, which may be a
whole clause and has no place among the loaded terms: `read_bias_spans` gives both, with target and polarity.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..article import Article
from ..labelled import LabelledArticle, LabelledSpan, LabelledTarget
from ..labels import Voice
from ..span import Span
from .fields import check_span, find_files, has_files, load_object, pick, take, take_optional, take_text
from .published import corpus_reader

Bias = Literal["lexical", "informational"]

OUTLETS: Mapping[str, str] = {"nyt": "New York Times", "fox": "Fox News", "hpo": "HuffPost"}
BIASES: Mapping[str, Bias] = {"lex": "lexical", "inf": "informational"}
POLARITIES: Mapping[str, int] = {"neg": -1, "pos": 1}
VOICES: Mapping[str, Voice] = {"no": "editorial", "yes": "quoted"}
FEELINGS: Mapping[str, int] = {
    "str-neg": -2,
    "sli-neg": -1,
    "neg": -1,
    "neu": 0,
    "sli-pos": 1,
    "pos": 1,
    "str-pos": 2,
}
STANCES: Mapping[str, str] = {
    "left": "left", "liberal": "left", "center": "center", "right": "right", "conservative": "right",
}  # fmt: skip

AUTHOR_FEELING = "author_feeling_"


class BiasSpan(NamedTuple):
    """A span of bias toward a target, of polarity -1 or 1, in the newspaper's own voice or in a quotation.

    `target` is empty where the set names none; underscores of its names are blanks here.
    """

    span: Span
    bias: Bias
    target: str
    polarity: int
    voice: Voice


def read(path: Path) -> Iterator[LabelledArticle]:
    """The articles of a folder.

    `loaded` are the lexical spans. `targets` are the main entities: `editorial` is the author's feeling
    toward them as the annotators read it, -1 to 1, `quoted` the sign of the polarities summed over the quoted
    spans about them; the set has no mentions. `labels`: `relative_stance` (left, center, right, as against
    the two other articles), `main_event_feeling` (-1 to 1), `lexical_spans` and `informational_spans` (how
    many). `event` is the triple.
    """
    for id, article, annotation, where in _read_pairs(path):
        yield _read_article(id, article, annotation, where)


def read_bias_spans(path: Path) -> Iterator[tuple[str, BiasSpan]]:
    """All spans of bias of a folder, each with the id of its article, in the order of the annotation."""
    for id, article, annotation, where in _read_pairs(path):
        _, sentences = _build_text(article, where)
        for span in _find_bias_spans(annotation, sentences, where):
            yield id, span


def _read_pairs(path: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any], str]]:
    """Id (the file's name: one uuid occurs twice), article, annotation and where this stands."""
    for file in find_files(path / "annotations", "*/*_ann.json"):
        other = path / "articles" / file.parent.name / f"{file.stem.removesuffix('_ann')}.json"
        article, annotation = load_object(other), load_object(file)
        if article.get("uuid") != annotation.get("uuid"):
            raise ValueError(
                f"{file}:1: uuid is {annotation.get('uuid')!r}, in {other} {article.get('uuid')!r}"
            )
        yield other.stem, article, annotation, f"{file}:1"


def _read_article(
    id: str, article: Mapping[str, Any], annotation: Mapping[str, Any], where: str
) -> LabelledArticle:
    text, sentences = _build_text(article, where)
    spans = list(_find_bias_spans(annotation, sentences, where))
    whole = take(annotation, "article-level-annotations", dict, where)
    counts = Counter(span.bias for span in spans)
    terms = {LabelledSpan(span.span, span.voice) for span in spans if span.bias == "lexical"}
    return LabelledArticle(
        Article(
            id,
            "en",
            text,
            title=take_optional(article, "title", where),
            outlet=pick(take_text(article, "source", where).lower(), OUTLETS, "source", where),
            published=take_optional(article, "date", where),
            url=take_optional(article, "url", where),
        ),
        labels={
            "relative_stance": pick(whole.get("relative_stance"), STANCES, "relative_stance", where),
            "main_event_feeling": _read_feeling(whole, "main_event", where),
            "lexical_spans": counts["lexical"],
            "informational_spans": counts["informational"],
        },
        loaded=tuple(sorted(terms)),
        targets=tuple(_read_targets(whole, spans, where)),
        event=take_text(article, "triplet-uuid", where),
        dataset="basil",
    )


def _build_text(article: Mapping[str, Any], where: str) -> tuple[str, dict[str, tuple[int, str]]]:
    """The text, and where in it each sentence stands, by the name the annotation gives it."""
    title = take(article, "title", str, where)
    sentences = {"title": (0, title)}
    parts = [title]
    end = len(title)
    for paragraph in take(article, "body-paragraphs", list, where):
        for place, sentence in enumerate(paragraph):
            gap = "" if not end else " " if place else "\n\n"
            sentences[f"p{len(sentences) - 1}"] = (end + len(gap), sentence)
            parts += [gap, sentence]
            end += len(gap) + len(sentence)
    return "".join(parts), sentences


def _find_bias_spans(
    annotation: Mapping[str, Any], sentences: Mapping[str, tuple[int, str]], where: str
) -> Iterator[BiasSpan]:
    for index, phrase in enumerate(take(annotation, "phrase-level-annotations", list, where)):
        place = f"{where}: phrase-level-annotations[{index}]"
        offset, sentence = pick(phrase.get("id"), sentences, "id", place)
        start, end = take(phrase, "start", int, place), take(phrase, "end", int, place)
        check_span(sentence, start, end, take(phrase, "txt", str, place), place)
        yield BiasSpan(
            Span(offset + start, offset + end),
            pick(phrase.get("bias"), BIASES, "bias", place),
            take(phrase, "target", str, place).replace("_", " "),
            pick(phrase.get("polarity"), POLARITIES, "polarity", place),
            pick(phrase.get("quote"), VOICES, "quote", place),
        )


def _read_targets(whole: Mapping[str, Any], spans: list[BiasSpan], where: str) -> Iterator[LabelledTarget]:
    for key in whole:
        name = key.removeprefix(AUTHOR_FEELING)
        if name == key or name == "main_event":
            continue
        target = name.replace("_", " ")
        quoted = [span.polarity for span in spans if span.target == target and span.voice == "quoted"]
        sign = (sum(quoted) > 0) - (sum(quoted) < 0)
        yield LabelledTarget(target, (), _read_feeling(whole, name, where), quoted=sign if quoted else None)


def _read_feeling(whole: Mapping[str, Any], name: str, where: str) -> int:
    return pick(whole.get(AUTHOR_FEELING + name), FEELINGS, AUTHOR_FEELING + name, where)


def detect(path: Path) -> bool:
    """Whether a folder has articles and annotations by year."""
    return has_files(path, "articles/*/*.json", "annotations/*/*_ann.json")


READERS = (
    corpus_reader(
        "basil", read, detect, citation="Fan and others (2019), BASIL, EMNLP", licence="none stated"
    ),
)
