"""The article: the record that everything else takes."""

from dataclasses import dataclass
from typing import Literal, get_args

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as it was given.

    `text` is never changed: every offset that selon gives is a half-open character position in it.
    For HTML it is the extracted text (`extracted` is true) and the output carries it.
    `title`, `outlet`, `published` (as written, best ISO 8601) and `url` are None where unknown; `title` is
    not part of `text`
    unless the text itself begins with it.
    """

    id: str
    lang: Lang
    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    extracted: bool = False
    warnings: tuple[str, ...] = ()
