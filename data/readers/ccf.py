"""Canadian Climate Framing (CCF): two-sentence units of the Canadian press, French and English, by an expert.

Citation: A. Lemor, A. Pillod, M. Taylor and R. Nadeau (2026): The Canadian Climate Framing (CCF) database: a
sentence-level annotated corpus for the analysis of climate-change discourse in the Canadian press.
https://doi.org/10.5281/zenodo.20346363
Licence: excerpts under fair dealing; labels CC BY 4.0.

Layout: a Doccano export, `annotated_sentences.jsonl`: `text`, `label` (a list of codes), `meta` (media, date,
title, language, doc_ID). The codes of subordinate frames (`Eco_1_SUB`) are left out but for those of
messengers, events and solutions, whose numbers follow the order of the published table of categories.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..article import Article, Lang
from ..labelled import Label, LabelledArticle
from .fields import find_files, has_files, pick, take, take_optional, take_text
from .published import corpus_reader
from .rows import first_row, read_rows

FILE = "*nnotated_sentences.jsonl*"
LANGS: Mapping[str, Lang] = {"FR": "fr", "EN": "en"}

TONES: Mapping[str, str] = {
    "Emotion: Negative": "negative",
    "Emotion: Neutral": "neutral",
    "Emotion: Positive": "positive",
}
FRAMES: Mapping[str, str] = {
    "Eco Detection": "economic",
    "Pbh Detection": "health",
    "Secu Detection": "security",
    "Just Detection": "justice",
    "Pol Detection": "political",
    "Sci Detection": "scientific",
    "Envt Detection": "environmental",
    "Cult Detection": "cultural",
}
MESSENGER_TYPES = (
    "health", "economic", "security", "legal", "cultural", "natural_scientist", "social_scientist",
    "activist", "official",
)  # fmt: skip
EVENTS = ("weather", "meeting", "publication", "election", "policy", "judiciary", "cultural", "protest")
SOLUTIONS = ("mitigation", "adaptation")
NUMBERED: Mapping[str, str] = {
    f"{code}_{number}_SUB": name
    for code, names in (("Messenger", MESSENGER_TYPES), ("Event", EVENTS), ("Solution", SOLUTIONS))
    for number, name in enumerate(names, 1)
}
PRESENT: Mapping[str, str] = {
    "CC article": "climate",
    "Messenger Detection": "messenger",
    "Event Detection": "climate_event",
    "Solutions Detection": "solution",
    "Location Detection": "canada",
    "RED Detection": "urgency",
}
SUBORDINATE = re.compile(r"(?:Eco|Pbh|Secu|Just|Pol|Sci|Envt|Cult)_\d_SUB")


def read(path: Path) -> Iterator[LabelledArticle]:
    """The units of a file or a folder, both languages.

    `labels`: `tone` (negative, neutral, positive; missing where there is none or more than one, then with a
    warning), `climate`, `messenger` (a source is quoted), `climate_event`, `solution`, `canada` and `urgency`
    (yes or no), and tuples of names: `frames`, `messenger_types`, `events`, `solutions`. `event` is the
    article, so that its units stay together.
    """
    for file in find_files(path, FILE):
        for row in read_rows(file):
            yield _read_unit(row.fields, f"{file}:{row.number}")


def _read_unit(fields: Mapping[str, Any], where: str) -> LabelledArticle:
    meta = take(fields, "meta", dict, where)
    codes = take(fields, "label", list, where)
    outlet = take_text(meta, "media", where)
    tones = [TONES[code] for code in codes if code in TONES]
    article = Article(
        f"ccf-{take(fields, 'id', int, where)}",
        pick(meta.get("language"), LANGS, "meta.language", where),
        take_text(fields, "text", where),
        title=take_optional(meta, "title", where),
        outlet=outlet,
        published=take_optional(meta, "date", where),
        warnings=(f"several tones: {', '.join(tones)}",) if len(tones) > 1 else (),
    )
    return LabelledArticle(
        article,
        labels=_read_labels(codes, tones, where),
        event=f"{outlet}/{take(meta, 'doc_ID', int, where)}",  # some numbers occur in two newspapers
        dataset="ccf",
    )


def _read_labels(codes: list[Any], tones: list[str], where: str) -> dict[str, Label]:
    known = {*TONES, *FRAMES, *NUMBERED, *PRESENT}
    for code in codes:
        if code not in known and not SUBORDINATE.fullmatch(str(code)):
            raise ValueError(
                f"{where}: label {code!r} is not one of {', '.join(sorted(known))} or Eco_1_SUB and such"
            )
    labels: dict[str, Label] = {name: "yes" if code in codes else "no" for code, name in PRESENT.items()}
    labels["frames"] = tuple(name for code, name in FRAMES.items() if code in codes)
    for code, column in (("Messenger", "messenger_types"), ("Event", "events"), ("Solution", "solutions")):
        labels[column] = tuple(
            name for number, name in NUMBERED.items() if number in codes and number.startswith(code)
        )
    return labels | ({"tone": tones[0]} if len(tones) == 1 else {})


def detect(path: Path) -> bool:
    """Whether a file has CCF's fields, or a folder its file."""
    row = first_row(path) or {}
    meta = row.get("meta")
    return (isinstance(meta, dict) and {"media", "doc_ID", "language"} <= meta.keys()) or has_files(
        path, FILE
    )


READERS = (
    corpus_reader(
        "ccf",
        read,
        detect,
        citation="Lemor, Pillod, Taylor and Nadeau (2026), The Canadian Climate Framing database",
        licence="texts: fair dealing; labels: CC BY 4.0",
    ),
)
