"""A page's article and what the page says about itself. Nothing in it is run or fetched."""

import logging
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from trafilatura.settings import Document

DOCUMENT_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
DECLARED_ENCODING = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)

FURNITURE = {
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "svg",
}  # fmt: skip
BLOCKS = {
    "address", "article", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr",
    "ul",
}  # fmt: skip


class Page(NamedTuple):
    """What was read from a page: `text` has a line a paragraph, `lang` is as the page says, often wrongly."""

    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    lang: str | None = None
    warnings: tuple[str, ...] = ()


def looks_like_html(text: str) -> bool:
    """Whether a text begins as an HTML document does (a fragment such as `<p>` is not enough)."""
    return DOCUMENT_START.match(text[:4096]) is not None


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page names in its first 2,048 bytes, None where it names none."""
    found = DECLARED_ENCODING.search(data[:2048])
    return found[1].decode("ascii") if found else None


def read_html(html: str, url: str | None = None) -> Page:
    """The article of a page: trafilatura set to precision, without comments and tables.

    Where trafilatura finds nothing, all text outside of menus, headers and the like is taken, with a warning.
    `text` is empty where there is none either. `url` is that of the page, where it is known.
    """
    document, warnings = _extract(html, url)
    text = (document.text or "").strip() if document is not None else ""
    if not text and (text := _body_text(html)):
        warnings += (
            "no article was found in the page; all its text was taken, menus and notices may be among it",
        )
    lang = re.search(r"""<html\b[^>]*?\slang\s*=\s*["']?([\w-]+)""", html[:4096], re.I)
    return Page(
        text=text,
        title=document.title if document is not None else None,
        outlet=document.sitename if document is not None else None,
        published=document.date if document is not None else None,
        url=url or (document.url if document is not None else None),
        lang=lang[1] if lang else None,
        warnings=warnings,
    )


def _extract(html: str, url: str | None) -> tuple["Document | None", tuple[str, ...]]:
    """What trafilatura makes of a page, and a warning where it fails."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    for name in ("trafilatura", "htmldate"):  # else their warnings go to stderr where no logging is set up
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        document = bare_extraction(
            html,
            url=url,
            favor_precision=True,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
        )
    except Exception as error:  # whatever a page does to the extractor, it must not end a corpus
        return None, (f"the page could not be parsed ({type(error).__name__})",)
    return (document if isinstance(document, Document) else None), ()


def _body_text(html: str) -> str:
    """The page's text, a line for each block."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return ""
    body = tree.find("body")
    if body is None:
        return ""
    lines, hidden = [""], 0

    def add(text: str | None) -> None:
        if text and not hidden:
            lines[-1] += re.sub(r"[ \t\r\n\f]+", " ", text)

    for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
        if event == "start":
            hidden += element.tag in FURNITURE
        elif event == "end":
            hidden -= element.tag in FURNITURE
        if element.tag in BLOCKS:
            lines.append("")
        if event == "start":
            add(element.text)
        elif element is not body:
            add(element.tail)
    return "\n".join(filter(None, (line.strip() for line in lines)))
