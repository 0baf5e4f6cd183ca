"""What may be wrong with an article's text and its date: encodings, characters, language."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from .dates import parse_day
from .language import decide_language
from .problem import Finding, quote

FIRST_NEWSPAPER = 1605  # the Relation of Strasbourg

# The bytes 80 to BF as Windows-1252 shows them: what follows the first character of a UTF-8 pair that was
# misread.
CONTINUATION = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0))
# Ã© for é, Â« for «, Å“ for œ, â€™ for ’, ï»¿ for a byte order mark, √© and ‚Äô (Mac Roman) for é and ’:
# none of these stands in French or English.
MOJIBAKE = re.compile(
    rf"[ÃÂ][{re.escape(CONTINUATION)}]|Ã(?= )|Å[“’]|â€[{re.escape(CONTINUATION)}]|â(?:„¢|‚¬|†’)|ï»¿|ï¿½"
    r"|√[©®†¢™¥ß]|‚Ä[ôúùòì]"
)
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u0084\u0086-\u009f\ufdd0-\ufdef\ufffe\uffff]")


def check_text(text: str) -> Iterator[Finding]:
    """What damaged a text on its way: misread encodings, lost or invisible characters, mixed line ends."""
    if "\0" in text:
        yield Finding("text", f"NUL at character {text.index(chr(0))}", "text without NUL")
    if "\ufeff" in text:
        yield Finding(
            "text", f"byte order mark at character {text.index(chr(0xFEFF))}", "text without one", "warning"
        )
    if damaged := MOJIBAKE.findall(text):
        meant = _mend(damaged[0])
        shown = f"{quote(damaged[0])} for {quote(meant)}" if meant else quote(damaged[0])
        yield Finding(
            "text",
            f"UTF-8 was read in an older encoding: {shown} ({len(damaged)} in all)",
            "text read as UTF-8 (offsets change with it)",
            "warning",
        )
    if lost := text.count("\ufffd"):
        yield Finding("text", f"{lost} characters lost (U+FFFD)", "text read in its own encoding", "warning")
    if controls := CONTROL.findall(text):
        found = f"control character U+{ord(controls[0]):04X}{_meant(controls[0])} ({len(controls)} in all)"
        yield Finding("text", found, "printable characters, tabs and line ends", "warning")
    pairs, returns, feeds = text.count("\r\n"), text.count("\r"), text.count("\n")
    if returns and pairs < max(returns, feeds):
        found = f"line ends are mixed: {pairs} CR LF, {returns - pairs} CR, {feeds - pairs} LF"
        yield Finding("text", found, "one kind; offsets count CR LF as two characters", "warning")


def check_language(text: str, lang: Any) -> Iterator[Finding]:
    """A warning where a text plainly reads like another language than it is given as."""
    if lang in ("fr", "en"):
        decision = decide_language(text, lang)
        if decision.message:
            yield Finding("lang", decision.message, "the language of the text", "warning")


def check_published(row: Mapping[str, Any], today: date | None = None) -> Iterator[Finding]:
    """An error for a day that does not exist; a warning for one that is impossible, or can not be sorted.

    `today` is the latest day that may be, with one more for the time zones.
    """
    published = row.get("published")
    if not isinstance(published, str) or not published.strip():
        return
    latest = (today or date.today()) + timedelta(days=1)
    day = parse_day(published)
    if day is None:
        if re.match(r"\s*\d{4}[-/.]?\d{1,2}", published):
            yield Finding(
                "published", f"{quote(published)} is no day that exists", "a date such as 2019-03-31"
            )
        else:
            found = f"{quote(published)} can not be sorted by time"
            yield Finding("published", found, "a date such as 2019-03-31", "warning")
    elif not date(FIRST_NEWSPAPER, 1, 1) <= day <= latest:
        allowed = f"{FIRST_NEWSPAPER} to {latest.isoformat()}"
        yield Finding("published", f"{quote(published)} is impossible", allowed, "warning")


def _mend(damaged: str) -> str:
    """What a misread piece was to be; empty where it can not be told."""
    try:
        data = b"".join(
            bytes([ord(char)]) if "\x80" <= char <= "\x9f" else char.encode("cp1252") for char in damaged
        )
        return data.decode("utf-8")
    except UnicodeError:
        return ""


def _meant(control: str) -> str:
    """What a control character is in Windows-1252, which was read as Latin-1."""
    meant = bytes([ord(control)]).decode("cp1252", "ignore") if "\x80" <= control <= "\x9f" else ""
    return f", {meant} in Windows-1252" if meant else ""
