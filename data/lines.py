"""The bytes of an input as they come, and its lines one by one: unpacked, decoded, in bounded memory."""

import gzip
import io
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from .decode import decode, find_byte_order_mark, refuse_binary, replacement_warnings

HEAD_BYTES = 4096
BUFFER_BYTES = 65_536
MAX_LINE_BYTES = 64_000_000

STREAM_ERRORS = (OSError, EOFError, zlib.error)  # of reading, above all a .gz that was cut short


class Stream(NamedTuple):
    """The bytes of an input, unpacked if they were gzip.

    `share` tells how much of it has been read, 0 to 1; None where its size is not known.
    """

    data: io.BufferedReader
    share: Callable[[], float | None]

    def head(self) -> bytes:
        """The first bytes, up to 4,096; they stay in the stream."""
        return self.data.peek(HEAD_BYTES)[:HEAD_BYTES]


class Line(NamedTuple):
    """One decoded line with its line end; `number` is from 1, `fault` says why it has no text."""

    number: int
    text: str
    warnings: tuple[str, ...] = ()
    fault: str | None = None


@contextmanager
def open_stream(raw: Any) -> Iterator[Stream]:
    """A stream over an unbuffered binary file (or what reads like one), which is left open."""
    size = _file_size(raw)
    buffered = io.BufferedReader(raw, BUFFER_BYTES)

    def share() -> float | None:
        return min(1.0, raw.tell() / size) if size else None

    try:
        if buffered.peek(2).startswith(b"\x1f\x8b"):
            unpacked: Any = gzip.GzipFile(fileobj=buffered)
            yield Stream(io.BufferedReader(unpacked, BUFFER_BYTES), share)
        else:
            yield Stream(buffered, share)
    finally:
        buffered.detach()


def read_lines(stream: Stream, where: str, encoding: str | None = None) -> Iterator[Line]:
    """The lines of a stream, each decoded on its own: one in another encoding does not spoil the others.

    Raises:
        ValueError: the stream is not text.
    """
    head = stream.head()
    mark, marked = find_byte_order_mark(head)
    chosen = marked or encoding
    if chosen and "\n".encode(chosen) != b"\n":  # UTF-16 and UTF-32: a line end is more than one byte
        yield from _read_wide_lines(stream, chosen)
        return
    refuse_binary(head, where, chosen)
    stream.data.read(len(mark))
    old: str | None = None
    for number, data in enumerate(_cut_lines(stream.data), 1):
        if data is None:
            yield Line(number, "", fault=f"this line is longer than {MAX_LINE_BYTES:,} bytes")
            continue
        try:
            yield Line(number, data.decode(chosen or "utf-8"))
            continue
        except UnicodeDecodeError:
            pass
        try:  # an old encoding, once found, holds for the lines after; UTF-8 still goes first
            decoded = decode(data, f"{where}:{number}", chosen or old)
        except ValueError as error:
            yield Line(number, "", fault=str(error).removeprefix(f"{where}:{number}: "))
            continue
        if decoded.encoding != "utf-8":
            old = decoded.encoding
        yield Line(number, decoded.text, decoded.warnings)


def _cut_lines(data: io.BufferedReader) -> Iterator[bytes | None]:
    """The lines of a file with their ends; None for one that is too long to be held."""
    while line := data.readline(MAX_LINE_BYTES):
        if len(line) < MAX_LINE_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (rest := data.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None


def _read_wide_lines(stream: Stream, encoding: str) -> Iterator[Line]:
    wrapper = io.TextIOWrapper(stream.data, encoding, errors="replace", newline="\n")
    try:
        for number, text in enumerate(iter(lambda: wrapper.readline(MAX_LINE_BYTES), ""), 1):
            text = text.removeprefix("\ufeff") if number == 1 else text
            yield Line(number, text, replacement_warnings(text, encoding))
    finally:
        wrapper.detach()


def _file_size(raw: Any) -> int | None:
    """The size of an open file in bytes; None for a pipe, or what is no file."""
    try:
        return os.fstat(raw.fileno()).st_size or None
    except (OSError, ValueError, AttributeError):
        return None
