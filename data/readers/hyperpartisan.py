"""SemEval-2019 task 4: news articles, hyperpartisan or not, by article.

Citation: Johannes Kiesel, Maria Mestre, Rishabh Shukla, Emmanuel Vincent, Payam Adineh, David Corney, Benno
Stein and Martin Potthast (2019): SemEval-2019 Task 4: Hyperpartisan News Detection. SemEval-2019.
Licence: none stated with the copy at hand.

Layouts: `article.txt` and `label.txt`, an article and its label (0 or 1) a line; or the task's own
`articles-*.xml` with `ground-truth-*.xml`, whose articles are HTML: their paragraphs are joined by an empty
line.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..article import Article
from ..labelled import LabelledArticle
from .fields import find_files, has_files, pick, read_text
from .published import corpus_reader

if TYPE_CHECKING:
    from lxml.etree import _Element

FOLDERS = (".", "data")
LABELS = {"0": "no", "1": "yes", "false": "no", "true": "yes"}


def read(path: Path) -> Iterator[LabelledArticle]:
    """The articles of a folder; `labels` has `hyperpartisan` (yes, no)."""
    for folder in (path / name for name in FOLDERS):
        if has_files(folder, "article.txt", "label.txt"):
            return _read_lines(folder / "article.txt", folder / "label.txt")
        if has_files(folder, "articles-*.xml", "ground-truth-*.xml"):
            return _read_xml(folder)
    raise FileNotFoundError(
        f"{path}: has no article.txt with label.txt, nor articles-*.xml with ground-truth-*.xml"
    )


def _read_lines(texts: Path, labels: Path) -> Iterator[LabelledArticle]:
    articles, classes = (read_text(file).removesuffix("\n").split("\n") for file in (texts, labels))
    if len(articles) != len(classes):
        raise ValueError(
            f"{labels}:{len(classes)}: {len(classes)} labels for {len(articles)} articles in {texts}"
        )
    for number, (text, label) in enumerate(zip(articles, classes, strict=True), 1):
        text = text.removesuffix("\r")
        if not text.strip():
            raise ValueError(f"{texts}:{number}: the article is empty")
        hyperpartisan = pick(label.strip(), LABELS, "label", f"{labels}:{number}")
        yield _label(Article(f"hyperpartisan-{number}", "en", text), hyperpartisan)


def _read_xml(folder: Path) -> Iterator[LabelledArticle]:
    truth = {
        element.get("id"): (element, f"{file}:{element.sourceline}")
        for file in find_files(folder, "ground-truth-*.xml")
        for element in _parse(file).iter("article")
    }
    for file in find_files(folder, "articles-*.xml"):
        for element in _parse(file).iter("article"):
            where = f"{file}:{element.sourceline}"
            id = element.get("id")
            if id not in truth:
                raise ValueError(f"{where}: article {id!r} has no entry in ground-truth-*.xml")
            entry, place = truth[id]
            label = pick(entry.get("hyperpartisan"), LABELS, "hyperpartisan", place)
            yield _label(_read_article(element, str(id), entry.get("url"), where), label)


def _parse(file: Path) -> Any:
    from lxml import etree

    try:
        return etree.parse(
            file, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        ).getroot()
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{file}:{error.lineno or 1}: this is not XML ({error.msg})") from None


def _read_article(element: "_Element", id: str, url: str | None, where: str) -> Article:
    blocks = list(element.iter("p")) or [element]
    paragraphs = (" ".join("".join(map(str, block.itertext())).split()) for block in blocks)
    text = "\n\n".join(filter(None, paragraphs))
    if not text:
        raise ValueError(f"{where}: article {id!r} is empty")
    published = element.get("published-at")
    return Article(id, "en", text, title=element.get("title"), published=published, url=url)


def _label(article: Article, hyperpartisan: str) -> LabelledArticle:
    return LabelledArticle(article, labels={"hyperpartisan": hyperpartisan}, dataset="hyperpartisan")


def detect(path: Path) -> bool:
    """Whether a folder has the files of one of the two layouts."""
    layouts = (("article.txt", "label.txt"), ("articles-*.xml", "ground-truth-*.xml"))
    return any(has_files(path / folder, *names) for folder in FOLDERS for names in layouts)


READERS = (
    corpus_reader(
        "hyperpartisan",
        read,
        detect,
        citation="Kiesel and others (2019), SemEval-2019 Task 4",
        licence="none stated",
    ),
)
