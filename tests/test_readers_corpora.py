"""Readers of published corpora: composed sets (`corpora/`), faults in them, and the corpora at hand."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from selon.data.labelled import LabelledArticle, LabelledOptions, to_json
from selon.data.readers import basil, checkthat, semeval2023, semeval2025, szeged
from selon.data.readers.babe import find_word
from selon.data.readers.baly import read_date
from selon.data.readers.internal import from_json
from selon.data.readers.registry import READERS, find_reader

COMPOSED = Path(__file__).parent / "corpora"
LAYOUTS = sorted(path.name for path in COMPOSED.iterdir())  # a corpus, or corpus_variant


def read(name: str, path: Path | None = None) -> list[LabelledArticle]:
    return list(READERS[name].read(path or COMPOSED / name, LabelledOptions()))


def words(labelled: LabelledArticle, spans: Iterable[Any]) -> list[str]:
    return [labelled.article.text[start:end] for start, end in spans]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_set_is_known_by_its_layout_and_survives_the_internal_form(layout: str) -> None:
    name = layout.partition("_")[0]
    assert find_reader(COMPOSED / layout).name == name
    articles = read(name, COMPOSED / layout)
    assert articles and {article.dataset for article in articles} == {name}
    assert [from_json(to_json(article), "mini.jsonl:1") for article in articles] == articles
    named = READERS[name].read(COMPOSED / layout, LabelledOptions(dataset="mine"))
    assert {article.dataset for article in named} == {"mine"}


@pytest.mark.parametrize("name", sorted({layout.partition("_")[0] for layout in LAYOUTS}))
def test_a_reader_names_its_licence_and_refuses_an_empty_folder(name: str, tmp_path: Path) -> None:
    assert READERS[name].licence
    assert not READERS[name].detect(tmp_path)
    with pytest.raises(FileNotFoundError, match=str(tmp_path)):
        read(name, tmp_path)


def test_newsmtsc_gives_targets_with_polarity() -> None:
    both, one = read("newsmtsc")
    assert both.targets is not None
    targets = [(target.name, target.editorial) for target in both.targets]
    assert targets == [("The mayor", -1), ("Ms. Orta", 0)]
    assert words(both, both.targets[0].mentions) == ["The mayor", "the mayor"]
    assert (both.labels, both.event) == ({}, "allsides_3")  # its targets differ
    assert (one.labels, one.event) == ({"polarity": "negative"}, "polusa_v1_55")


def test_ccf_codes_become_names() -> None:
    unit, two_tones = read("ccf")
    assert (unit.article.lang, unit.article.outlet, unit.event) == ("fr", "Le Quai", "Le Quai/4")
    assert unit.labels == {
        "tone": "negative", "climate": "yes", "messenger": "yes", "climate_event": "no", "solution": "no",
        "canada": "no", "urgency": "no", "frames": ("economic",), "messenger_types": ("official",),
        "events": ("weather",), "solutions": (),
    }  # fmt: skip
    assert "tone" not in two_tones.labels
    assert two_tones.article.warnings == ("several tones: neutral, positive",)


def test_babe_words_are_found_in_the_sentence() -> None:
    (sentence,) = read("babe")
    assert sentence.loaded is not None
    assert words(sentence, (term.span for term in sentence.loaded)) == ["slammed", "“so-called”"]
    assert sentence.article.warnings == ("biased word 'moron' does not stand in the text",)
    assert (sentence.labels, sentence.event) == ({"bias": "biased"}, "https://quay.example/1")


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("Fat cats, fat fathers", "fat", ["Fat", "fat"]),
        ("il’s “mad”", "il's", ["il’s"]),
        ("a dictatorship", "dictator", []),
        ("the far\xa0left", "far left", ["far\xa0left"]),
    ],
)
def test_find_word(text: str, word: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_word(text, word)] == found


@pytest.mark.parametrize(
    ("written", "date"),
    [("2016-10-24", "2016-10-24"), ("3/9/18", "2018-03-09"), ("May", "May"), (None, None)],
)
def test_baly_dates_become_iso(written: str | None, date: str | None) -> None:
    assert read_date(written) == date


def test_baly_prefers_the_original_text() -> None:
    tokenized, original = read("baly")
    assert tokenized.article.text == "The plan , he said , failed ."
    assert original.article.text == "The plan, he said, failed."
    assert (original.labels, original.article.outlet) == ({"us_lean": "right"}, "The Quay")


def test_basil_spans_stand_in_the_text() -> None:
    (article,) = read("basil")
    assert article.article.text.startswith("Mayor attacked\n\nThe mayor spoke. Ms. Orta fumed.\n\n“A")
    assert article.loaded is not None and article.targets is not None
    assert [label for _, label in article.loaded] == ["editorial", "editorial"]
    assert words(article, (term.span for term in article.loaded)) == ["attacked", "fumed"]
    (target,) = article.targets
    assert (target.name, target.editorial, target.quoted) == ("Ana Orta", -1, 1)
    assert article.labels["relative_stance"] == "left" and article.event == "t1"
    spans = [span for _, span in basil.read_bias_spans(COMPOSED / "basil")]
    assert words(article, (span.span for span in spans)) == ["fumed", "reckless plan", "attacked"]
    assert (spans[1].bias, spans[1].voice, spans[1].polarity) == ("informational", "quoted", 1)


def test_semeval2025_roles_and_narratives() -> None:
    rain, port = read("semeval2025")
    assert port.targets is not None and rain.targets is None
    mentions = {target.name: words(port, target.mentions) for target in port.targets}
    assert mentions == {"Basin Co.": ["Basin Co."], "Orta": ["Orta", "Orta"]}
    assert port.article.warnings == ("offsets of 'Basin Co.' put right",)
    assert (port.labels["antagonist"], port.labels["innocent"]) == (("Basin Co.",), ("Orta",))
    assert port.labels["roles"] == (
        "Basin Co.: corrupt",
        "Basin Co.: deceiver",
        "Orta: victim",
        "Orta: guardian",
    )
    assert port.labels["narratives"] == ("URW: A", "URW: B") and rain.topic == "climate change"
    assert semeval2025.count_left_out(COMPOSED / "semeval2025") == {"BG": 1}


def test_semeval2023_joins_its_subtasks() -> None:
    port, tribune = read("semeval2023")
    assert port.labels == {
        "genre": "reporting", "frames": ("economic", "policy"), "techniques": ("Loaded_Language", "Doubt"),
        "part": "train",
    }  # fmt: skip
    assert port.loaded is not None and words(port, (term.span for term in port.loaded)) == ["vandales"]
    assert (tribune.labels, tribune.loaded) == ({"genre": "opinion", "part": "train"}, None)
    assert (port.article.lang, port.article.title) == ("fr", "Le port ferme")
    assert semeval2023.count_left_out(COMPOSED / "semeval2023") == {"it": 1}


def test_semeval2023_without_names_of_parts() -> None:
    (article,) = read("semeval2023", COMPOSED / "semeval2023_plain/en")
    assert (article.labels, article.article.lang) == ({"genre": "satire"}, "en")


def test_szeged_cues_become_hedges() -> None:
    (document,) = read("szeged")
    assert document.hedges is not None
    kinds = [
        (document.article.text[hedge.span.start : hedge.span.end], hedge.label) for hedge in document.hedges
    ]
    assert kinds == [("may", "modal"), ("allegedly", "adverb"), ("seemed", "verb"), ("rumored", "noun_adj")]
    assert (document.article.outlet, document.article.published) == ("New York Times", "1999-02-03")


@pytest.mark.parametrize(
    ("type", "form", "kind"),
    [
        ("speculation_modal_possible", "In all  likelihood", "adverb"),
        ("speculation_modal_possible", "unlikely", "noun_adj"),
        ("speculation_modal_probable", "imply", "verb"),
        ("speculation_modal_probable", "implication", "noun_adj"),
        ("speculation_modal_possible", "almost", "approximator"),
        ("speculation_hypo_doxastic", "expects", None),
        ("speculation_hypo_condition", "could", None),
    ],
)
def test_szeged_kinds(type: str, form: str, kind: str | None) -> None:
    assert szeged.find_kind(form, type, "x.xml:1") == kind


def test_checkthat_reads_lines_not_csv() -> None:
    first, second = read("checkthat")
    assert (first.article.text, second.article.text) == ('It "rained" on.', '"Why? he said.')
    assert first.labels == {"subjectivity": "subjective", "solved_conflict": "yes"}
    assert second.labels == {"subjectivity": "objective"}
    assert checkthat.count_left_out(COMPOSED / "checkthat") == {"de": 1}
    with pytest.raises(ValueError, match=r"dev_de\.tsv: the language"):
        read("checkthat", COMPOSED / "checkthat/data/german/dev_de.tsv")


def test_ppn_versions_of_one_article_share_their_pair() -> None:
    french, english = read("ppn")
    assert (french.article.lang, english.article.lang, french.pair, english.pair) == ("fr", "en", "a1", "a1")
    assert (french.article.published, english.article.published, french.labels) == ("2023-01-02", None, {})


def test_faerber_sentences_stay_with_their_article() -> None:
    (sentence,) = read("faerber")
    assert (sentence.event, sentence.article.id) == ("article_3", "article_3-0")
    assert sentence.labels["subjectivity"] == sentence.labels["bias_pro_russia"] == 2.5


def test_hyperpartisan_in_both_layouts() -> None:
    assert [article.labels["hyperpartisan"] for article in read("hyperpartisan")] == ["yes", "no"]
    (article,) = read("hyperpartisan", COMPOSED / "hyperpartisan_xml")
    assert (article.article.text, article.labels) == ("A rant.\n\nOn.", {"hyperpartisan": "yes"})


# Of a copy of the composed set, in one file: what stands there, what comes in its place, what is said of it.
# fmt: off
FAULTS: list[tuple[str, str, str, str, str]] = [
    ("newsmtsc", "train.jsonl", '"to": 9,', '"to": 10,', r"jsonl:1: targets\[0\]: at 0-10 stands"),
    ("newsmtsc", "train.jsonl", '"to": 9,', '"to": 999,', "0-999 is no span of a text of 73 characters"),
    ("newsmtsc", "train.jsonl", "4.0", "3.0", r"targets\[1\]: polarity 3.0 is not one of 2.0, 4.0, 6.0"),
    ("newsmtsc", "train.jsonl", '"primary_gid"', '"gid"', ":1: the field primary_gid is missing; there are"),
    ("ccf", "annotated_sentences.jsonl", "Positive", "Sad", ":2: label 'Emotion: Sad' is not"),
    ("ccf", "annotated_sentences.jsonl", '"EN"', '"DE"', ":2: meta.language 'DE' is not one of FR, EN"),
    ("babe", "final_labels_SG2.csv", "'moron']", "'moron'", "csv:2: biased_words .* is not a list"),
    ("babe", "final_labels_SG2.csv", '"Biased"', '"biased"', ":2: label_bias 'biased' is not one"),
    ("baly", "data/jsons/x1.json", '"bias": 2', '"bias": 0', "x1.json:1: bias is 0, but bias_text is"),
    ("baly", "data/jsons/x1.json", '"bias": 2', '"bias": ', r"x1.json:\d+: this is not JSON"),
    ("baly", "data/jsons/x1.json", "The plan , he said , failed .", " ", "x1.json:1: content is empty"),
    ("ppn", "articles.jsonl", '"en"', '"de"', ":2: lang 'de' is not one of fr, en"),
    ("basil", "annotations/2016/t1_1_ann.json", '"end": 14', '"end": 13',
     r"t1_1_ann.json:1: phrase-level-annotations\[0\]: at 9-13 stands 'fume', not 'fumed'"),
    ("basil", "annotations/2016/t1_1_ann.json", '"u1"', '"u2"', "uuid is 'u2', in .*t1_1.json 'u1'"),
    ("basil", "annotations/2016/t1_1_ann.json", "liberal", "green", "relative_stance 'green' is not one"),
    ("szeged", "old/factbank.xml", "modal_probable_", "maybe", "factbank.xml:3: type 'speculation_maybe'"),
    ("szeged", "old/factbank.xml", "</DocumentSet>", "", r"factbank.xml:\d+: this is not XML"),
    ("checkthat", "data/english/dev_en.tsv", "OBJ", "YES", "_en.tsv:3: label 'YES' is not one of SUBJ"),
    ("checkthat", "data/english/dev_en.tsv", "sentence\t", "text\t", ":1: the column sentence is missing"),
    ("faerber", "all-data-as-json/article_3.json", '"The port closed."', "3", r"\[0\]: content is 3"),
    ("hyperpartisan", "data/label.txt", "\n0", "", "label.txt:1: 1 labels for 2 articles"),
    ("semeval2025", "EN/subtask-1-annotations.txt", "33\t41", "35\t43", "txt:1: at 35-44 stands"),
    ("semeval2025", "EN/subtask-1-annotations.txt", "52\t55", "x\t55", ":2: first character is 'x'"),
    ("semeval2025", "EN/subtask-1-annotations.txt", "Innocent", "Hero", ":2: role 'Hero' is not one of"),
    ("semeval2025", "EN/subtask-1-annotations.txt", "EN_UA_1", "EN_UA_9", "no document 'EN_UA_9.txt'"),
    ("semeval2025", "EN/subtask-2-annotations.txt", "\tOther\tOther", "\tOther", ":2: 2 columns, not 3"),
    ("semeval2023", "data/fr/train-labels-subtask-1.txt", "opinion", "news", "1.txt:2: genre 'news' is not"),
    ("semeval2023", "data/fr/train-labels-subtask-2.txt", "Economic", "Money", ":1: frame 'Money' is not"),
    ("semeval2023", "data/fr/train-labels-subtask-3.txt", "31\t3", "31\t2", ":2: line 2 is empty"),
    ("semeval2023", "data/fr/train-labels-subtask-3.txt", "Doubt", "Lies", ":2: technique 'Lies' is not"),
    ("semeval2023", "data/fr/train-labels-subtask-3-spans/article31-labels-subtask-3.txt", "45", "450",
     ":2: 15-450 is no span"),
]
# fmt: on


@pytest.mark.parametrize(("name", "file", "old", "new", "message"), FAULTS)
def test_a_fault_is_told_with_file_line_and_field(
    name: str, file: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    path = shutil.copytree(COMPOSED / name, tmp_path / name)
    text = (path / file).read_text("utf-8")
    assert old in text
    (path / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ValueError, match=message):
        read(name, path)


def test_semeval2023_misses_a_text(tmp_path: Path) -> None:
    path = shutil.copytree(COMPOSED / "semeval2023", tmp_path / "set")
    (path / "data/fr/train-articles-subtask-1/article32.txt").unlink()
    with pytest.raises(FileNotFoundError, match=r"subtask-1\.txt:2: there is no article32\.txt"):
        read("semeval2023", path)


def test_semeval2023_must_know_its_language(tmp_path: Path) -> None:
    path = shutil.copytree(COMPOSED / "semeval2023_plain/en", tmp_path / "set")
    with pytest.raises(ValueError, match="name tells the language"):
        read("semeval2023", path)


# fmt: off
COUNTS: list[tuple[str, str, int, dict[str, int]]] = [
    ("newsmtsc", "newsmtsc", 7758, {"targets": 8739, "event": 7758}),
    ("ccf", "ccf", 3022, {"fr": 1573, "en": 1449, "messenger=yes": 1613, "tone=negative": 1163,
                          "tone=neutral": 1588, "tone=positive": 253, "messenger_types=official": 437}),
    ("babe", "babe", 3429, {"loaded": 3933, "bias=biased": 1735, "bias=non-biased": 1693}),
    ("basil", "basil", 300, {"loaded": 480, "targets": 612, "relative_stance=center": 144, "event": 300}),
    ("baly", "baly", 9147, {"us_lean=left": 3619, "us_lean=center": 2631, "us_lean=right": 2897}),
    ("semeval2025", "semeval2025_t10", 309, {"targets": 489, "warnings": 9, "narratives=Other": 129}),
    ("szeged", "szeged_uncertainty", 208, {"hedges": 323, "outlet": 205}),
    ("checkthat", "checkthat_subjectivity", 2076,
     {"subjectivity=subjective": 745, "subjectivity=objective": 1331}),
    ("ppn", "ppn", 4576, {"fr": 2305, "en": 2271, "pair": 1512}),
    ("faerber", "faerber_ukraine", 2057, {"event": 2057}),
    ("hyperpartisan", "hyperpartisan", 600, {"hyperpartisan=yes": 238, "hyperpartisan=no": 362}),
]
# fmt: on


def count(articles: Iterable[LabelledArticle]) -> Counter[str]:
    """Articles by language, annotations by layer, articles by label and by what they have."""
    counts: Counter[str] = Counter()
    for labelled in articles:
        counts[labelled.article.lang] += 1
        counts["warnings"] += len(labelled.article.warnings)
        counts["outlet"] += labelled.article.outlet is not None
        for layer in ("hedges", "loaded", "targets"):
            counts[layer] += len(getattr(labelled, layer) or ())
        counts.update(group for group in ("event", "pair") if getattr(labelled, group) is not None)
        for name, value in labelled.labels.items():
            counts.update(f"{name}={each}" for each in (value if isinstance(value, tuple) else (value,)))
    return counts


@pytest.mark.parametrize(("name", "folder", "number", "expected"), COUNTS, ids=[name for name, *_ in COUNTS])
def test_the_corpora_at_hand_are_read_completely(
    name: str, folder: str, number: int, expected: dict[str, int], shared: Callable[[str], Path]
) -> None:
    path = shared(f"corpora/{folder}")
    assert find_reader(path).name == name
    articles = read(name, path)
    assert len(articles) == len({labelled.article.id for labelled in articles}) == number
    assert all(from_json(to_json(labelled), "x:1") == labelled for labelled in articles)
    counts = count(articles)
    assert {key: counts[key] for key in expected} == expected


def test_basil_at_hand_has_all_its_spans(shared: Callable[[str], Path]) -> None:
    spans = Counter(span.bias for _, span in basil.read_bias_spans(shared("corpora/basil")))
    assert spans == {"informational": 1246, "lexical": 480}


def test_what_checkthat_leaves_out_is_counted(shared: Callable[[str], Path]) -> None:
    left_out = checkthat.count_left_out(shared("corpora/checkthat_subjectivity"))
    assert left_out == {"de": 1975, "it": 3092, "multilingual": 4314, "ukr": 297}
