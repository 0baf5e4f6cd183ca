"""An annotated set from disk: `articles/DOC.txt` and `annotations/DOC.json` (docs/annotation.md)."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..data.article import LANGS, Article
from ..data.labels import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES
from ..model.records import Attribution, Span

Item = TypeVar("Item")
Label = TypeVar("Label", bound=str)

# The articles of the development split by name; figures on them are given apart.
DEVELOPMENT = frozenset([f"fr-{n:03}" for n in range(61, 73)] + [f"en-{n:03}" for n in range(19, 25)])


class LabelledSpan(NamedTuple):
    """A hedge with its kind, or a loaded term with its voice."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article with what its annotators marked."""

    article: Article
    attributions: tuple[Attribution, ...]
    hedges: tuple[LabelledSpan, ...]
    loaded: tuple[LabelledSpan, ...]


def read_gold(folder: Path) -> list[GoldArticle]:
    """The annotated articles of a folder, by name.

    Raises:
        FileNotFoundError: the folder has no annotations, or an annotated article has no text.
        ValueError: an annotation that is no JSON, has a label that does not exist or a span outside its text.
    """
    files = sorted((folder / "annotations").glob("*.json"))
    if not files:
        raise FileNotFoundError(
            f"{folder}: there is no annotations/*.json here; give the folder that holds it"
        )
    return [_read_article(file, folder / "articles" / f"{file.stem}.txt") for file in files]


def digest_gold(folder: Path) -> str:
    """SHA-256 over the sorted digests and names of all texts and annotations, as 64 hexadecimal digits."""
    files = [*folder.glob("articles/*.txt"), *folder.glob("annotations/*.json")]
    lines = (f"{hashlib.sha256(f.read_bytes()).hexdigest()} {f.parent.name}/{f.name}\n" for f in files)
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def _read_article(file: Path, text_file: Path) -> GoldArticle:
    text = text_file.read_bytes().decode("utf-8")  # read_text would change newlines, and with them offsets
    try:
        found = json.loads(file.read_bytes())
    except ValueError as error:
        raise ValueError(f"{file}: this is no JSON ({error})") from None
    reader = _Reader(str(file), len(text))
    return GoldArticle(
        article=Article(id=file.stem, lang=reader.label(found, "lang", LANGS), text=text),
        attributions=tuple(reader.each(found, "attributions", reader.attribution)),
        hedges=tuple(reader.each(found, "hedges", reader.hedge)),
        loaded=tuple(reader.each(found, "loaded", reader.loaded_term)),
    )


class _Reader:
    """Reads the values of one annotation; `where` names the file and the item, for what is wrong with it."""

    def __init__(self, where: str, text_chars: int) -> None:
        self.where, self.text_chars = where, text_chars

    def each(self, found: Mapping[str, Any], key: str, read: Callable[[Any], Item]) -> Iterator[Item]:
        """What `read` makes of each item of a list."""
        file = self.where
        for number, item in enumerate(found.get(key, ())):
            self.where = f"{file}: {key}[{number}]"
            yield read(item)
        self.where = file

    def attribution(self, item: Mapping[str, Any]) -> Attribution:
        """A relation; source and cue may be null, the content not."""
        if not item.get("content"):
            raise ValueError(f"{self.where}: there is no content")
        return Attribution(
            source=self.span(item["source"], "source") if item.get("source") else None,
            cue=self.span(item["cue"], "cue") if item.get("cue") else None,
            content=tuple(self.span(span, "content") for span in item["content"]),
            mode=self.label(item, "mode", MODES),
            cue_class=self.label(item, "cue_class", CUE_CLASSES),
            source_type=self.label(item, "source_type", SOURCE_TYPES),
            naming=self.label(item, "naming", NAMINGS),
            resolved=item.get("resolved"),
        )

    def hedge(self, item: Mapping[str, Any]) -> LabelledSpan:
        """A hedge's cue and kind."""
        return LabelledSpan(self.span(item.get("cue"), "cue"), self.label(item, "kind", HEDGE_KINDS))

    def loaded_term(self, item: Mapping[str, Any]) -> LabelledSpan:
        """A loaded term and its voice."""
        return LabelledSpan(self.span(item.get("term"), "term"), self.label(item, "voice", VOICES))

    def span(self, value: Any, key: str) -> Span:
        """A pair of offsets that lies in the text and is not empty."""
        match value:
            case [int(start), int(end)] if 0 <= start < end <= self.text_chars:
                return Span(start, end)
        raise ValueError(
            f"{self.where}: {key} {value!r} is no span [start, end] of a text of {self.text_chars} characters"
        )

    def label(self, item: Mapping[str, Any], key: str, labels: Sequence[Label]) -> Label:
        """A value of a closed set."""
        for label in labels:
            if label == item.get(key):
                return label
        raise ValueError(f"{self.where}: {key} {item.get(key)!r} is not one of {', '.join(labels)}")
