"""Färber et al.: sentences of articles on the crisis in Ukraine, judged by crowd workers.

Citation: Michael Färber, Victoria Burkard, Adam Jatowt and Sora Lim (2020): A Multidimensional Dataset Based
on Crowdsourcing for Analyzing and Detecting News Bias. CIKM 2020.
Licence: none stated.

Layout: `all-data-as-json/article_N.json`, its `sentences` with the judgements of five workers on each
dimension and three ways to sum them up, of which `intensified` is read (the majority, but a vote for bias by
two workers goes before it; the plain majority finds next to none). Their agreement is weak: good for checks,
not for training.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..article import Article
from ..labelled import Label, LabelledArticle
from .fields import find_files, has_files, load_object, take, take_text
from .published import corpus_reader

FILES = ("article_*.json", "all-data-as-json/article_*.json")
DIMENSIONS = ("subjectivity", "hidden_assumptions")
PARTIES = {"framing": ("russia", "ukraine", "west"), "bias": ("pro-russia", "pro-west")}
SUMMARY = "intensified"


def read(path: Path) -> Iterator[LabelledArticle]:
    """The sentences of a file or a folder.

    `labels` are numbers as the set has them, higher for more of it: `subjectivity` and `hidden_assumptions` 0
    to 3, `bias_pro_russia` and `bias_pro_west` from 0, `framing_russia`, `framing_ukraine` and `framing_west`
    from negative to positive. `event` is the article.
    """
    for file in find_files(path, *FILES):
        for index, sentence in enumerate(take(load_object(file), "sentences", list, f"{file}:1")):
            yield _read_sentence(sentence, f"{file}:1: sentences[{index}]")


def _read_sentence(sentence: Mapping[str, Any], where: str) -> LabelledArticle:
    article = take_text(sentence, "article", where)
    labels: dict[str, Label] = {}
    for dimension in DIMENSIONS:
        score = take(take(sentence, dimension, dict, where), "score", dict, f"{where}.{dimension}")
        labels[dimension] = take(score, SUMMARY, float, f"{where}.{dimension}")
    for dimension, parties in PARTIES.items():
        score = take(take(sentence, dimension, dict, where), "score", dict, f"{where}.{dimension}")
        for party in parties:
            value = take(take(score, party, dict, where), SUMMARY, float, f"{where}.{dimension}.{party}")
            labels[f"{dimension}_{party.replace('-', '_')}"] = value
    text = take_text(sentence, "content", where)
    id = f"{article}-{take(sentence, 'position_in_article', int, where)}"
    return LabelledArticle(
        Article(id, "en", text), labels=labels, topic="war in Ukraine", event=article, dataset="faerber"
    )


def detect(path: Path) -> bool:
    """Whether a folder has the articles of the set."""
    return has_files(path, FILES[1]) or (path.name == "all-data-as-json" and has_files(path, FILES[0]))


READERS = (
    corpus_reader("faerber", read, detect, citation="Färber and others (2020), CIKM", licence="none stated"),
)
