"""Szeged uncertainty corpus: cues of uncertainty in news (FactBank), Wikipedia and biomedical articles.

Citation: György Szarvas, Veronika Vincze, Richárd Farkas, György Móra and Iryna Gurevych (2012): Cross-Genre
and Cross-Domain Detection of Semantic Uncertainty. Computational Linguistics 38(2).
Licence: none stated; the news are those of FactBank (Linguistic Data Consortium).

Layout: `factbank.xml`, `wiki.xml`, `bio_*.xml`: Document, DocumentPart, Sentence, with `ccue` around a cue.
Of a folder only the news are read; another file by its own name. The text is put together with a blank
between sentences and a line end between parts.

The corpus sorts cues by meaning, the annotation guidelines by form:

| type of the corpus                          | here                                                      |
|---------------------------------------------|-----------------------------------------------------------|
| `modal_probable`, `modal_possible`          | a hedge; kind by `KINDS`, else `noun_adj`                 |
| `hypo_doxastic` (*believed*, *alleged*)     | a hedge if `KINDS` has it; the others ascribe a belief    |
| `hypo_investigation` (*whether*, *studied*) | left out: a question                                      |
| `hypo_condition` (*if*, *unless*, *would*)  | left out: a condition                                     |
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..article import Article
from ..labelled import LabelledArticle, LabelledSpan
from ..labels import HedgeKind
from ..span import Span
from .fields import find_files, has_files, pick
from .published import corpus_reader

if TYPE_CHECKING:
    from lxml.etree import _Element

FILES = ("factbank.xml", "*/factbank.xml")

# Whether a cue of a type is a hedge: always, if its kind is known by its form, or never.
TYPES: Mapping[str, bool | None] = {
    "speculation_modal_probable": True,
    "speculation_modal_possible": True,
    "speculation_hypo_doxastic": None,
    "speculation_hypo_investigation": False,
    "speculation_hypo_condition": False,
}

KINDS: Mapping[HedgeKind, re.Pattern[str]] = {
    "modal": re.compile(r"(?:may|might|could|can|can not|cannot|should|would|must)(?: well)?"),
    "approximator": re.compile(r"about|almost|around|close|nearly|roughly|some"),
    "verb": re.compile(
        r"(?:seem|appear|suggest|look|signal|hint|tend)(?:s|ed|ing)?(?: like)?"
        r"|(?:indicat|speculat)(?:e|es|ed|ing)|impl(?:y|ies|ied|ying)"
    ),
    "noun_adj": re.compile(r"(?:un)?likely|alleged|allegations?|supposed|suspected|presumed|assumptions?"),
    "adverb": re.compile(r".+ly|maybe|perhaps|in all likelihood"),
}

# Files of FactBank are named by newsroom and day: NYT19981026.0446.txt, wsj_1003.txt.
NAME = re.compile(r"([A-Za-z]+)(?:(\d{4})(\d\d)(\d\d)\.|_?\d)")
OUTLETS: Mapping[str, str] = {
    "ABC": "ABC News",
    "AP": "Associated Press",
    "APW": "Associated Press",
    "CNN": "CNN",
    "NYT": "New York Times",
    "PRI": "Public Radio International",
    "SJMN": "San Jose Mercury News",
    "VOA": "Voice of America",
    "WSJ": "Wall Street Journal",
    "XIE": "Xinhua",
}


def read(path: Path) -> Iterator[LabelledArticle]:
    """The documents of a file, or the news of a folder, with `hedges`."""
    for file in find_files(path, *FILES):
        yield from _read_file(file)


def _read_file(file: Path) -> Iterator[LabelledArticle]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.parse(file, parser).getroot()
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{file}:{error.lineno or 1}: this is not XML ({error.msg})") from None
    for document in root.iter("Document"):
        yield _read_document(document, file)


def _read_document(document: "_Element", file: Path) -> LabelledArticle:
    id = document.findtext("DocID")
    if not id:
        raise ValueError(f"{file}:{document.sourceline}: this Document has no DocID")
    text = ""
    hedges: list[LabelledSpan] = []
    for part in document.iter("DocumentPart"):
        text += "\n" if text and len(part) else ""
        for place, sentence in enumerate(part.iter("Sentence")):
            text += " " if place else ""
            hedges += _find_hedges(sentence, len(text), file)
            text += "".join(map(str, sentence.itertext()))
    outlet, published = describe_file(id)
    return LabelledArticle(
        Article(id, "en", text, outlet=outlet, published=published),
        hedges=tuple(hedges),
        dataset="szeged",
    )


def _find_hedges(sentence: "_Element", offset: int, file: Path) -> Iterator[LabelledSpan]:
    start = offset + len(sentence.text or "")
    for cue in sentence:
        form = "".join(map(str, cue.itertext()))
        kind = find_kind(form, (cue.get("type") or "").rstrip("_ "), f"{file}:{cue.sourceline}")
        if kind is not None:
            yield LabelledSpan(Span(start, start + len(form)), kind)
        start += len(form) + len(cue.tail or "")


def find_kind(form: str, type: str, where: str) -> HedgeKind | None:
    """The kind of hedge that a cue of the corpus is; None where it is none by the guidelines."""
    counts = pick(type, TYPES, "type", where)
    if counts is False:
        return None
    form = " ".join(form.lower().split())
    for kind, pattern in KINDS.items():
        if pattern.fullmatch(form):
            return kind
    return "noun_adj" if counts else None


def describe_file(name: str) -> tuple[str | None, str | None]:
    """The outlet and the day of a file of FactBank, each None where its name does not tell."""
    match = NAME.match(name)
    if not match:
        return None, None
    code, year, month, day = match.groups()
    return OUTLETS.get(code.upper()), year and f"{year}-{month}-{day}"


def detect(path: Path) -> bool:
    """Whether a folder holds `factbank.xml`, or a file is one of this corpus by its first lines."""
    if path.is_dir():
        return any(has_files(path, name) for name in FILES)
    if path.suffix != ".xml" or not path.is_file():
        return False
    with path.open("rb") as file:
        return b"Uncertainty" in file.read(400)


READERS = (
    corpus_reader(
        "szeged",
        read,
        detect,
        citation="Szarvas and others (2012), Cross-Genre and Cross-Domain Detection of Semantic Uncertainty",
        licence="none stated",
    ),
)
