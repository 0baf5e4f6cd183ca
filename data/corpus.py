"""Articles from whatever a user names: a file, a page, an address, a folder, a corpus, standard input.

What can not be read or scored comes out as a `Skip` in the same stream, so that the caller decides whether it
ends the run; only what the caller got wrong (a file that is not there, an unknown option) raises.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from .article import LANGS, Article, Lang
from .decode import check_encoding, decode, replace_surrogates
from .html import declared_encoding, read_html
from .inputs import FORMATS, STANDARD_INPUT, Format, Input, detect_format, is_url, list_inputs
from .language import decide_language
from .lines import STREAM_ERRORS, Stream, open_stream
from .tables import (
    FIELDS,
    Fault,
    Field,
    Row,
    cell_text,
    find_columns,
    missing_text_message,
    read_csv,
    read_json,
    read_jsonl,
    read_parquet,
)

SkipReason = Literal["unreadable", "unreachable", "no_text", "empty", "language", "unknown_language"]
SKIP_REASONS: tuple[SkipReason, ...] = get_args(SkipReason)

MAX_DOCUMENT_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read.

    `format` None tells each input's own by its name and its first bytes. `lang` makes every article French or
    English unasked. `columns` names the columns of a corpus that are not found by their usual names.

    Raises:
        ValueError: a format, language, field or encoding that does not exist.
    """

    format: Format | None = None
    lang: Lang | None = None
    encoding: str | None = None
    columns: Mapping[Field, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.format is not None and self.format not in FORMATS:
            raise ValueError(f"format {self.format!r} is not one of {', '.join(FORMATS)}")
        if self.lang is not None and self.lang not in LANGS:
            raise ValueError(f"language {self.lang!r} is not one of {', '.join(LANGS)}")
        if unknown := [name for name in self.columns if name not in FIELDS]:
            raise ValueError(
                f"{unknown[0]!r} is not a field of an article; a column can hold {', '.join(FIELDS)}"
            )
        if self.encoding is not None:
            check_encoding(self.encoding)


@dataclass(frozen=True, slots=True)
class Skip:
    """An article that is not scored: the id it would have, where it stands, why, and a sentence that says so.

    `reason` is `unreadable` (bytes, JSON or CSV that can not be read), `unreachable` (an address), `no_text`
    (no column or no value of text), `empty`, `language` (neither French nor English) or `unknown_language`
    (too short to tell).
    """

    id: str
    where: str
    reason: SkipReason
    message: str


@dataclass(slots=True)
class Progress:
    """How much of the input has been read: `share`, 0 to 1, is None where that is not known (a pipe)."""

    share: float | None = 0.0


@dataclass(slots=True)
class _Draft:
    """What was read of an article, before its id is made unique and its language decided.

    `declared` is the language that a row gives, `hint` the one that a page gives.
    """

    id: str
    where: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    declared: str | None = None
    hint: str | None = None
    extracted: bool = False
    warnings: tuple[str, ...] = ()


_Item = tuple[_Draft | Skip, float | None]  # with the share of its input that has been read


def read_articles(
    sources: str | Sequence[str],
    options: ReadOptions | None = None,
    progress: Progress | None = None,
    standard_input: BinaryIO | None = None,
) -> Iterator[Article | Skip]:
    """The articles of one or more sources, in order, with a `Skip` in place of each that can not be scored.

    A source is a file (text, HTML, JSON, JSONL, CSV, TSV, Parquet; all but the last also as .gz), a folder,
    an http or https address, or `-` for standard input. An id is the row's own, else `file:line`; an article
    that is a whole file is called after it. An id that occurs again gets `#2`, with a warning. Rows are read
    one at a time, and `progress` is kept up to date.

    Raises:
        FileNotFoundError: a source does not exist.
        ValueError: a folder has nothing to read, or standard input is named twice.
    """
    options = options or ReadOptions()
    inputs = list_inputs([sources] if isinstance(sources, str) else sources)
    return _finish(_read_all(inputs, options, progress or Progress(), standard_input), options)


def _read_all(
    inputs: list[Input], options: ReadOptions, progress: Progress, standard_input: BinaryIO | None
) -> Iterator[_Draft | Skip]:
    for index, entry in enumerate(inputs):
        try:
            for item, share in _read_input(entry, options, standard_input):
                progress.share = None if share is None else (index + share) / len(inputs)
                yield item
        except (ValueError, *STREAM_ERRORS) as error:
            yield Skip(entry.id, entry.location, "unreadable", _sentence(entry.location, error))
        progress.share = (index + 1) / len(inputs)


def _read_input(entry: Input, options: ReadOptions, standard_input: BinaryIO | None) -> Iterator[_Item]:
    if is_url(entry.location):
        yield _read_url(entry, options), 1.0
    elif entry.location == STANDARD_INPUT:
        source = standard_input or sys.stdin.buffer
        with open_stream(
            getattr(source, "raw", source)
        ) as stream:  # raw: a line of a slow pipe comes at once
            yield from _read_stream(stream, entry, options)
    else:
        with Path(entry.location).open("rb", buffering=0) as raw, open_stream(raw) as stream:
            yield from _read_stream(stream, entry, options)


def _read_stream(stream: Stream, entry: Input, options: ReadOptions) -> Iterator[_Item]:
    where = entry.location
    kind = options.format or detect_format(entry.suffix, stream.head())
    if kind == "jsonl":
        rows = read_jsonl(stream, where, options.encoding)
    elif kind == "csv":
        rows = read_csv(stream, where, options.encoding, options.columns)
    elif kind == "parquet":
        if where == STANDARD_INPUT:
            raise ValueError(f"{where}: Parquet can not be read from standard input; give the file")
        rows = read_parquet(Path(where), options.columns)
    else:
        data = stream.data.read(MAX_DOCUMENT_BYTES + 1)
        if len(data) > MAX_DOCUMENT_BYTES:
            raise ValueError(
                f"{where}: this is longer than {MAX_DOCUMENT_BYTES:,} bytes, too long for one article; "
                "a corpus is read as JSONL, CSV or Parquet"
            )
        if kind != "json":
            yield _read_document(data, entry, kind, options), 1.0
            return
        rows = read_json(data, where, options.encoding)
    for row in rows:
        yield _read_row(row, entry, options), row.share


def _read_url(entry: Input, options: ReadOptions) -> _Draft | Skip:
    from .fetch import fetch  # and with it urllib: half of what this module would take to import

    try:
        page = fetch(entry.location)
    except (OSError, ValueError) as error:
        return Skip(entry.id, entry.location, "unreachable", _sentence(entry.location, error))
    kind: Format = "text" if page.content_type == "text/plain" else "html"
    draft = _read_document(page.data, entry, kind, options, page.encoding)
    return replace(draft, url=page.url) if isinstance(draft, _Draft) else draft


def _read_document(
    data: bytes, entry: Input, kind: Format, options: ReadOptions, declared: str | None = None
) -> _Draft | Skip:
    where = entry.location
    if kind != "html":
        decoded = decode(data, where, options.encoding, declared)
        return _Draft(entry.id, where, decoded.text, warnings=decoded.warnings)
    decoded = decode(data, where, options.encoding, declared or declared_encoding(data))
    page = read_html(decoded.text, where if is_url(where) else None)
    if not page.text:
        return Skip(
            entry.id, where, "empty", f"{where}: there is no text in this page; is it made by a script?"
        )
    return _Draft(
        id=entry.id,
        where=where,
        text=page.text,
        title=page.title,
        outlet=page.outlet,
        published=page.published,
        url=page.url,
        hint=page.lang,
        extracted=True,
        warnings=decoded.warnings + page.warnings,
    )


def _read_row(row: Row | Fault, entry: Input, options: ReadOptions) -> _Draft | Skip:
    where, id = f"{entry.location}:{row.number}", f"{entry.id}:{row.number}"
    if isinstance(row, Fault):
        return Skip(id, where, row.reason, f"{where}: {row.message}")
    columns = find_columns(list(row.fields), options.columns)
    cells = {name: cell_text(row.fields[column]) for name, column in columns.items() if name != "text"}
    cells = {name: replace_surrogates(cell).text if cell else None for name, cell in cells.items()}
    id = cells.get("id") or id
    if "text" not in columns:
        return Skip(id, where, "no_text", f"{where}: {missing_text_message(list(row.fields))}")
    text = row.fields[columns["text"]]
    if not isinstance(text, str):
        found = "nothing" if text is None else f"a {type(text).__name__}, not text"
        return Skip(id, where, "no_text", f"{where}: column {columns['text']!r} holds {found}")
    return _Draft(
        id=id,
        where=where,
        text=text,
        title=cells.get("title"),
        outlet=cells.get("outlet"),
        published=cells.get("published"),
        url=cells.get("url"),
        declared=cells.get("lang"),
        warnings=row.warnings,
    )


def _finish(drafts: Iterator[_Draft | Skip], options: ReadOptions) -> Iterator[Article | Skip]:
    seen: dict[str, int] = {}
    for draft in drafts:
        id = _unique(draft.id, seen)
        if isinstance(draft, Skip):
            yield replace(draft, id=id)
            continue
        if id != draft.id:
            draft.warnings += (f"id {draft.id!r} occurs more than once; this article is called {id!r}",)
        draft.id = id
        yield _decide(draft, options.lang)


def _unique(id: str, seen: dict[str, int]) -> str:
    """The id, with the first `#2`, `#3` … that is free where it was seen before."""
    unique = id
    while unique in seen:
        seen[id] += 1
        unique = f"{id}#{seen[id]}"
    seen[unique] = 1
    return unique


def _decide(draft: _Draft, lang: Lang | None) -> Article | Skip:
    text, _, warnings = replace_surrogates(draft.text)
    warnings = draft.warnings + warnings
    if not text.strip():
        return Skip(draft.id, draft.where, "empty", f"{draft.where}: the text is empty")
    if lang is None:
        decision = decide_language(text, draft.declared, draft.hint)
        if decision.lang is None:
            reason = decision.reason or "unknown_language"
            return Skip(draft.id, draft.where, reason, f"{draft.where}: {decision.message}")
        lang = decision.lang
        warnings += (decision.message,) if decision.message else ()
    return Article(
        id=draft.id,
        lang=lang,
        text=text,
        title=draft.title,
        outlet=draft.outlet,
        published=draft.published,
        url=draft.url,
        extracted=draft.extracted,
        warnings=warnings,
    )


def _sentence(where: str, error: Exception) -> str:
    """What an error says; where the system or a library raised it, with its place."""
    if isinstance(error, OSError) and error.strerror:
        return f"{where}: can not be read ({error.strerror})"
    said = next(iter(str(error).splitlines()), "") or type(error).__name__
    return said if said.startswith(where) else f"{where}: can not be read ({said})"
