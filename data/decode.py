"""Bytes to text: byte order marks, UTF-8, the older encodings of French and English. Binary is refused.

The text is kept as it was written: line ends are not translated, and only a byte order mark is taken off.
"""

import codecs
import re
from typing import NamedTuple

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Left to choose among all its code pages, charset-normalizer misreads half of French texts of 40 characters;
# between these two it reads 49 of 51 in Windows-1252 rightly, and all 60 of 200 characters.
OLD_ENCODINGS = ["cp1252", "mac_roman"]
OLD_ENCODING_SAMPLE_BYTES = 65_536

SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive or an office document (.docx, .odt, .epub)"),
    (b"\xd0\xcf\x11\xe0", "an old office document (.doc)"),
    (b"{\\rtf", "a rich text file (.rtf)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"PAR1", "a Parquet file"),
)
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
MAX_CONTROL_SHARE = 0.05  # of the first bytes; a text has none, random bytes about 0.1


class Decoded(NamedTuple):
    """A text, the encoding it was read in, and what had to be replaced."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, where: str, encoding: str | None = None, declared: str | None = None) -> Decoded:
    """The text of `data`, read as `encoding` where that is given, else by what the bytes show.

    Tried in turn: byte order mark (which goes before `encoding` too), UTF-8, the `declared` encoding (of an
    HTML page or a response), Windows-1252 or Mac Roman. A text that is UTF-8 but for some bytes keeps U+FFFD
    in their place and gets a warning.

    Raises:
        ValueError: the bytes are no text; the message begins with `where`.
    """
    refuse_binary(data, where, encoding)
    mark, marked = next(
        ((mark, name) for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), (b"", None)
    )
    chosen = marked or encoding
    if chosen:
        text = data[len(mark) :].decode(chosen, "replace")
        return Decoded(text.removeprefix("\ufeff"), chosen, replacement_warnings(text, chosen))
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if declared and (text := _decode_declared(data, declared)) is not None:
        return Decoded(text, declared)
    text = data.decode("utf-8", "replace")
    replaced = text.count("\ufffd")
    if len(re.findall(r"[^\x00-\x7f\ufffd]", text)) > replaced:
        return Decoded(text, "utf-8", replacement_warnings(text, "utf-8"))
    return _decode_old(data, where)


def find_byte_order_mark(data: bytes) -> tuple[bytes, str | None]:
    """The byte order mark that `data` begins with and its encoding, `(b"", None)` where there is none."""
    return next((found for found in BYTE_ORDER_MARKS if data.startswith(found[0])), (b"", None))


def replacement_warnings(text: str, encoding: str) -> tuple[str, ...]:
    """A warning that counts the U+FFFD of a text, none where it has none."""
    count = text.count("\ufffd")
    return (f"bytes that are not {encoding} stand as U+FFFD: {count}",) if count else ()


def replace_surrogates(text: str) -> Decoded:
    """The text with every lone surrogate (a broken JSON escape) as U+FFFD, so that it can be written.

    One character for one: offsets stay.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        mended, count = re.subn("[\ud800-\udfff]", "\ufffd", text)
        return Decoded(mended, "utf-8", (f"lone surrogates stand as U+FFFD: {count}",))
    return Decoded(text, "utf-8")


def check_encoding(encoding: str) -> None:
    """Nothing, if Python can decode text with `encoding`.

    Raises:
        ValueError: it can not.
    """
    try:
        b"a".decode(encoding, "replace")
    except LookupError:
        raise ValueError(
            f"encoding {encoding!r} is not known; use a name such as utf-8, cp1252 or utf-16-le"
        ) from None


def refuse_binary(data: bytes, where: str, encoding: str | None = None) -> None:
    """Nothing, if `data` can be text.

    Raises:
        ValueError: a signature, NUL bytes or many control characters say that it is not.
    """
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise ValueError(f"{where}: this is {kind}, not text; save the article as plain text or HTML")
    if encoding or find_byte_order_mark(data)[1]:
        return
    if b"\0" in data:
        raise ValueError(
            f"{where}: this is binary data, not text (it has NUL bytes); if it is UTF-16, name the encoding"
        )
    head = data[:4096]
    if len(CONTROL.findall(head)) > MAX_CONTROL_SHARE * len(head):
        raise ValueError(f"{where}: this is binary data, not text (it is full of control characters)")


def _decode_declared(data: bytes, declared: str) -> str | None:
    if declared.lower().startswith(("utf-16", "utf-32")):  # a page that could say so in ASCII is neither
        return None
    try:
        return data.decode(declared)
    except (LookupError, UnicodeError):
        return None


def _decode_old(data: bytes, where: str) -> Decoded:
    from charset_normalizer import from_bytes

    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, first.start() - 1000) if first else 0
    best = from_bytes(data[start : start + OLD_ENCODING_SAMPLE_BYTES], cp_isolation=OLD_ENCODINGS).best()
    if best is None:
        raise ValueError(
            f"{where}: the encoding can not be told; save the file as UTF-8, or name the encoding"
        )
    text = data.decode(best.encoding, "replace")
    return Decoded(text, best.encoding, replacement_warnings(text, best.encoding))
