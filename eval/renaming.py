"""Names in a text exchanged or written otherwise, for `behaviour.py`; like `perturb.py`, but for persons."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..data.article import Article
from ..data.labelled import LabelledArticle
from ..data.speakers import fold_name, load_figures, load_speakers
from ..data.tokens import find_tokens
from .perturb import Edit, Perturbed, edit_article

_PERSON = re.compile(r"[^\W\d_][\w’'-]{2,}(?: [^\W\d_][\w.’'-]+){1,3}")  # no *M. Morel*, no *Le Courrier*
_ARTICLE = r"\b(?i:the|la|le|les|du|des|aux?)\s"


def exchange_words(text: str, first: str, second: str) -> str:
    """A text with two full names exchanged, and with what follows their first words (the surnames)."""
    pattern, names = _exchange(first, second)
    return pattern.sub(lambda match: names[match.group()], text)


def exchange_names(item: LabelledArticle, first: str, second: str) -> Perturbed | None:
    """Two persons change places, in the title too.

    None where the names share a word, or where French would elide before one of them only (*d'Anne*, *de
    Marie*).
    """
    if set(first.split()) & set(second.split()):
        return None
    if item.article.lang == "fr" and _is_elided_before(first) != _is_elided_before(second):
        return None
    pattern, names = _exchange(first, second)
    found = pattern.finditer(item.article.text)
    perturbed = edit_article(item, [Edit(*m.span(), names[m.group()]) for m in found])
    if perturbed is None or item.article.title is None:
        return perturbed
    title = exchange_words(item.article.title, first, second)
    article = replace(perturbed.article.article, title=title)
    return replace(perturbed, article=replace(perturbed.article, article=article))


def upper_case(item: LabelledArticle, name: str) -> Perturbed | None:
    """A name stands in capitals wherever it stands in the text (*Anne Morel*, *ANNE MOREL*)."""
    found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", item.article.text)
    return edit_article(item, [Edit(*m.span(), name.upper()) for m in found if name != name.upper()])


def find_persons(article: Article, names: Iterable[str]) -> list[str]:
    """Those of the names that are a person's in full and stand in the text, the most frequent first.

    Without public figures, whom a text may call by an office that it does not tell, and without names that
    hold a body's or a role's.
    """
    names = list(dict.fromkeys(names))
    counts = {
        name: len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", article.text))
        for name in names
        if _is_person(name, article) and not any(name != other and name in other for other in names)
    }
    return sorted((name for name, count in counts.items() if count), key=lambda name: -counts[name])


def _is_person(name: str, article: Article) -> bool:
    if not _PERSON.fullmatch(name) or not (name[0].isupper() and name.split()[-1][0].isupper()):
        return False
    if fold_name(name) in load_figures() or re.search(rf"{_ARTICLE}{re.escape(name)}\b", article.text):
        return False
    words = list(find_tokens(name, article.lang))
    return not any(load_speakers(article.lang).who.find(words))


def _is_elided_before(name: str) -> bool:
    return unicodedata.normalize("NFD", name)[0].lower() in "aeiouyh"


def _exchange(first: str, second: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    names: dict[str, str] = {}
    for one, other in ((first, second), (second, first)):
        names[one] = other
        names[one.partition(" ")[2] or one] = other.partition(" ")[2] or other
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"), names
