"""The composed set `data/labelled/mini.jsonl`: well-formed, varied, and as hard as its card says."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from pathlib import Path

import pytest

from selon.data.duplicates import find_duplicates
from selon.data.labelled import LabelledArticle, read_labelled, write_labelled
from selon.data.labels import CUE_CLASSES, HEDGE_KINDS, MODES, NAMINGS, SOURCE_TYPES, VOICES
from selon.data.span import Span

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "data" / "labelled" / "mini.jsonl"
CARD = ROOT / "docs" / "data_cards" / "mini.md"
STANCES = {"favor", "against", "none"}
GENRES = {"reporting", "opinion", "analysis"}
MARK = re.compile('[«»“”"‘]')
QUOTED = re.compile('[«“"‘].*[»”"’]', re.DOTALL)

ARTICLES = list(read_labelled(FILE))


def count_words(text: str) -> int:
    return len(re.findall(r"\w+(?:['’]\w+)?", text))


def spans_of(item: LabelledArticle) -> Iterator[Span]:
    for attribution in item.attributions or ():
        yield from (span for span in (attribution.source, attribution.cue, *attribution.content) if span)
    yield from (labelled.span for labelled in (*(item.hedges or ()), *(item.loaded or ())))
    yield from (span for target in item.targets or () for span in target.mentions)


def look_up(key: Callable[[LabelledArticle], Hashable], label: str) -> float:
    """Accuracy of the most frequent label by a key, on the set itself."""
    labels: defaultdict[Hashable, Counter[object]] = defaultdict(Counter)
    for item in ARTICLES:
        labels[key(item)][item.labels[label]] += 1
    return sum(max(counts.values()) for counts in labels.values()) / len(ARTICLES)


def test_counts() -> None:
    assert len(ARTICLES) >= 44
    langs = Counter(item.article.lang for item in ARTICLES)
    assert min(langs.values()) >= 0.45 * len(ARTICLES)
    assert len({item.article.outlet for item in ARTICLES}) >= 8
    assert len({item.article.id for item in ARTICLES}) == len(ARTICLES)
    days = sorted(date.fromisoformat(item.article.published or "") for item in ARTICLES)
    assert 600 <= (days[-1] - days[0]).days <= 760


def test_outlets_share_topics_and_events() -> None:
    topics, events = defaultdict(set), defaultdict(set)
    for item in ARTICLES:
        topics[item.article.outlet].add(item.topic)
        events[item.event].add(item.article.outlet)
    assert sum(len(found) >= 3 for found in topics.values()) >= 8
    assert sum(len(found) >= 3 for found in events.values()) >= 4


def test_pairs_are_one_text_in_two_languages() -> None:
    pairs = defaultdict(list)
    for item in ARTICLES:
        if item.pair:
            pairs[item.pair].append(item)
    assert len(pairs) >= 4
    for french, english in pairs.values():
        assert (french.article.lang, english.article.lang) == ("fr", "en")
        assert (french.event, french.labels) == (english.event, english.labels)
        for layer in ("attributions", "loaded", "targets"):  # hearsay is a hedge in French alone
            assert len(getattr(french, layer)) == len(getattr(english, layer)), (french.pair, layer)


@pytest.mark.parametrize("item", ARTICLES, ids=lambda item: item.article.id)
def test_each_article_is_annotated_whole(item: LabelledArticle) -> None:
    assert 60 <= count_words(item.article.text) <= 150
    assert item.dataset == "mini" and item.translated is not None
    assert all((item.article.title, item.article.url, item.topic, item.event))
    assert set(item.labels) == {"stance", "genre"}
    assert item.labels["stance"] in STANCES and item.labels["genre"] in GENRES
    assert item.attributions and item.targets and item.hedges is not None and item.loaded is not None
    assert len(item.targets) >= 2
    for target in item.targets:
        assert target.editorial in range(-2, 3) and target.quoted in (*range(-2, 3), None)
        assert 1 <= len(target.mentions) <= 6
    assert {hedge.label for hedge in item.hedges} <= set(HEDGE_KINDS)
    assert {term.label for term in item.loaded} <= set(VOICES)


@pytest.mark.parametrize("item", ARTICLES, ids=lambda item: item.article.id)
def test_spans_are_whole_words(item: LabelledArticle) -> None:
    text = item.article.text
    for start, end in spans_of(item):
        assert text[start:end] == text[start:end].strip() != ""
        assert not (text[start - 1 : start].isalnum() and text[start].isalnum()), text[start:end]
        assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum()), text[start:end]


@pytest.mark.parametrize("item", ARTICLES, ids=lambda item: item.article.id)
def test_relations_have_all_labels_and_they_agree(item: LabelledArticle) -> None:
    text = item.article.text
    for relation in item.attributions or ():
        assert relation.cue and relation.content
        assert relation.mode in MODES and relation.cue_class in CUE_CLASSES
        assert relation.source_type in SOURCE_TYPES and relation.naming in NAMINGS
        assert (relation.source is None) == (relation.naming == "none") == (relation.resolved is None)
        contents = [text[slice(*span)] for span in relation.content]
        quoted = all(QUOTED.fullmatch(content) for content in contents)
        marked = any(MARK.search(content) for content in contents)
        assert relation.mode == ("direct" if quoted else "mixed" if marked else "indirect"), contents


def test_each_label_of_the_main_layers_occurs() -> None:
    relations = [relation for item in ARTICLES for relation in item.attributions or ()]
    assert {relation.mode for relation in relations} == set(MODES)
    assert {relation.cue_class for relation in relations} == set(CUE_CLASSES)
    assert {relation.naming for relation in relations} == set(NAMINGS)
    assert {hedge.label for item in ARTICLES for hedge in item.hedges or ()} == set(HEDGE_KINDS)
    assert {term.label for item in ARTICLES for term in item.loaded or ()} == set(VOICES)


def test_the_outlet_tells_much_of_the_stance_but_not_all() -> None:
    majority = look_up(lambda item: None, "stance")
    outlet = look_up(lambda item: item.article.outlet, "stance")
    assert majority + 0.2 < outlet < 0.85
    assert look_up(lambda item: item.topic, "stance") < majority + 0.15


def test_no_text_stands_twice() -> None:
    assert not find_duplicates([item.article.text for item in ARTICLES])


def test_reading_and_writing_is_the_identity(tmp_path: Path) -> None:
    assert write_labelled(ARTICLES, tmp_path / "mini.jsonl") == len(ARTICLES)
    assert (tmp_path / "mini.jsonl").read_bytes() == FILE.read_bytes()


def test_the_card_tells_the_counts() -> None:
    card = CARD.read_text("utf-8")
    layers = ("attributions", "hedges", "loaded", "targets")
    counts = [len(ARTICLES), *(sum(len(getattr(item, layer)) for item in ARTICLES) for layer in layers)]
    told = r"(\d+) articles.*?(\d+) attributions,\s(\d+) hedges,\s(\d+) loaded terms,\s(\d+) targets"
    found = re.search(told, card, re.DOTALL)
    assert found and [int(number) for number in found.groups()] == counts
    for outlet in {item.article.outlet for item in ARTICLES}:
        assert f"| {outlet} |" in card
