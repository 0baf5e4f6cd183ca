"""Whose words each character is: the article's own, a source's between quotation marks, a source's in
reported speech, or scare quotes."""

from collections.abc import Sequence

from .records import VOICES, Attribution, Voice
from .text import Document

EDITORIAL, QUOTED, REPORTED, SCARE = range(4)
assert VOICES == ("editorial", "quoted", "reported", "scare")


def read_voices(document: Document, attributions: Sequence[Attribution]) -> bytearray:
    """A voice a character, as an index into `VOICES`.

    Attributed content is reported, what stands between quotation marks in it is quoted; a quotation in
    nobody's content is scare-quoted.
    """
    voices = bytearray(len(document.text))
    for attribution in attributions:
        for start, end in attribution.content:
            voices[start:end] = bytes([REPORTED]) * (end - start)
    for quotation in document.quotations:
        if quotation.depth:
            continue
        start, end = quotation.start, quotation.end
        inside = len(voices[start:end].strip(b"\x00"))
        voices[start:end] = bytes([QUOTED if inside else SCARE]) * (end - start)
    return voices


def voice_at(voices: bytearray, position: int) -> Voice:
    """The voice at a character."""
    return VOICES[voices[position]]
