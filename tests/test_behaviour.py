"""Behaviour tests: each change does what it says, keeps spans right, and exposes a model that fails it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selon.data.article import Article, Lang
from selon.data.corpus import read_articles
from selon.data.labelled import (
    LabelledArticle,
    LabelledAttribution,
    LabelledSpan,
    LabelledTarget,
    read_labelled,
)
from selon.data.span import Span
from selon.eval.behaviour import outputs_of, run_behaviours
from selon.eval.outputs import Evidence, Outputs
from selon.eval.perturb import (
    Edit,
    add_sentence,
    convert_marks,
    decompose_accents,
    delete_attribution,
    delete_term,
    edit_article,
    move_span,
    rename_outlet,
    use_no_break_spaces,
)
from selon.eval.records import BehaviourResult
from selon.eval.renaming import exchange_names, find_persons, upper_case
from selon.model.score import score_article

ROOT = Path(__file__).resolve().parents[1]
MINI = list(read_labelled(ROOT / "data" / "labelled" / "mini.jsonl"))
PERSONS = sorted({a.resolved for item in MINI for a in item.attributions or () if a.resolved})


def labelled(text: str, lang: Lang = "fr", **fields: str) -> LabelledArticle:
    return LabelledArticle(Article("a", lang, text, **fields))


def find(text: str, part: str) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


def score(article: Article) -> Outputs:
    return outputs_of(score_article(article))


def by_name(results: tuple[BehaviourResult, ...]) -> dict[str, BehaviourResult]:
    return {result.name: result for result in results}


# edits --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "part", "moved"),
    [
        (Edit(0, 1, "AB"), "def", "def"),  # before
        (Edit(8, 9, ""), "def", "def"),  # after
        (Edit(4, 5, "XYZ"), "def", "dXYZf"),  # inside
        (Edit(3, 6, "X"), "def", "X"),  # all of it
        (Edit(2, 4, "X"), "def", "Xef"),  # over its beginning
        (Edit(5, 8, "X"), "def", "deX"),  # over its end
        (Edit(3, 3, "X"), "def", "def"),  # put in before
        (Edit(6, 6, "X"), "def", "def"),  # put in after
        (Edit(3, 6, ""), "def", None),
        (Edit(1, 8, ""), "def", None),
    ],
)
def test_spans_move_with_the_text(edit: Edit, part: str, moved: str | None) -> None:
    text = "abcdefghij"
    perturbed = edit_article(labelled(text), [edit])
    span = move_span(find(text, part), [edit])
    assert perturbed and (span and perturbed.article.article.text[slice(*span)]) == moved


@given(st.text("abé «»\n", max_size=30), st.data())
def test_what_is_not_edited_stays_the_span(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(places[::2], places[1::2], strict=False)
    edits = [Edit(start, end, data.draw(st.sampled_from(["", "x", "xyz"]))) for start, end in pairs]
    perturbed = edit_article(labelled(text), edits)
    if perturbed is None:
        assert not edits
        return
    for start in range(len(text)):
        span = Span(start, start + 1)
        if not any(edit.start < span.end and span.start < edit.end for edit in edits):
            moved = move_span(span, edits)
            assert moved and perturbed.article.article.text[slice(*moved)] == text[start]


def test_annotations_move_and_go() -> None:
    text = "Selon Anne, tout va mal. Un fiasco, dit-on."
    relation = LabelledAttribution(find(text, "Anne"), find(text, "Selon"), (find(text, "tout va mal"),))
    item = replace(
        labelled(text),
        attributions=(relation,),
        hedges=(LabelledSpan(find(text, "dit-on"), "adverb"),),
        loaded=(LabelledSpan(find(text, "fiasco"), "editorial"),),
        targets=(LabelledTarget("Anne", (find(text, "Anne"),), 0),),
    )
    perturbed = edit_article(
        item, [Edit(0, len("Selon Anne, "), ""), Edit(*find(text, "fiasco"), "échec cuisant")]
    )
    assert perturbed
    changed, new = perturbed.article, perturbed.article.article.text
    assert new == "tout va mal. Un échec cuisant, dit-on."
    assert changed.attributions and changed.hedges and changed.loaded and changed.targets
    (moved,) = changed.attributions
    assert (moved.source, moved.cue, [new[slice(*s)] for s in moved.content]) == (None, None, ["tout va mal"])
    assert new[slice(*changed.hedges[0].span)] == "dit-on"
    assert new[slice(*changed.loaded[0].span)] == "échec cuisant"
    assert changed.targets[0].mentions == ()
    assert edit_article(item, []) is None


# changes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "second", "changed"),
    [
        (
            "Luc Morel accuse Paul Le Hir. M. Morel part, M. Le Hir reste.",
            "Luc Morel",
            "Paul Le Hir",
            "Paul Le Hir accuse Luc Morel. M. Le Hir part, M. Morel reste.",
        ),
        ("Ida Morel et Anne Berg", "Ida Morel", "Anne Berg", "Anne Berg et Ida Morel"),
        ("d’Anne Morel et de Paul Berg", "Anne Morel", "Paul Berg", None),  # *d’* fits one of them only
        ("Anne Morel et Anne Berg", "Anne Morel", "Anne Berg", None),
        ("Morelle et Le Hirson", "Luc Morel", "Paul Le Hir", None),
    ],
)
def test_two_names_change_places(text: str, first: str, second: str, changed: str | None) -> None:
    perturbed = exchange_names(labelled(text, title="M. Morel, M. Le Hir"), first, second)
    assert (perturbed and perturbed.article.article.text) == changed


def test_names_change_places_in_the_title() -> None:
    perturbed = exchange_names(labelled("Luc Morel", title="M. Morel, M. Le Hir"), "Luc Morel", "Paul Le Hir")
    assert perturbed and perturbed.article.article.title == "M. Le Hir, M. Morel"


@pytest.mark.parametrize(
    ("lang", "text", "names", "persons"),
    [
        ("fr", "Luc Morel et Ida Berg. Ida Berg part.", ["Luc Morel", "Ida Berg"], ["Ida Berg", "Luc Morel"]),
        ("fr", "Luc Morel", ["Luc Morel", "Ida Berg", "Morel"], ["Luc Morel"]),
        ("fr", "le Parti Brun et M. Le Maire", ["Parti Brun", "M. Le Maire"], []),
        ("fr", "Emmanuel Macron et le Forum Vert", ["Emmanuel Macron", "Forum Vert"], []),
        ("en", "The Green Forum and Ida Berg", ["Green Forum", "Ida Berg"], ["Ida Berg"]),
        (
            "en",
            "the United States and John Ida Berg",
            ["United States", "Ida Berg", "John Ida Berg"],
            ["John Ida Berg"],
        ),
    ],
)
def test_persons_are_told_from_bodies(lang: Lang, text: str, names: list[str], persons: list[str]) -> None:
    assert find_persons(Article("a", lang, text), names) == persons


def test_a_name_in_capitals() -> None:
    perturbed = upper_case(labelled("Élise Noël, dit Élise Noëlle."), "Élise Noël")
    assert perturbed and perturbed.article.article.text == "ÉLISE NOËL, dit Élise Noëlle."
    assert upper_case(labelled("ÉLISE"), "ÉLISE") is None
    assert upper_case(labelled("Rien."), "Élise Noël") is None


GUILLEMETS, CURLY, STRAIGHT = (
    "Elle dit : « Non. »\n« Oui »",
    "Elle dit : “Non.”\n“Oui”",
    'Elle dit : "Non."\n"Oui"',
)


@pytest.mark.parametrize(
    ("text", "style", "changed"),
    [
        (GUILLEMETS, "curly", CURLY),
        (GUILLEMETS, "straight", STRAIGHT),
        (CURLY, "guillemets", GUILLEMETS),
        (CURLY, "straight", STRAIGHT),
        (STRAIGHT, "guillemets", GUILLEMETS),
        (STRAIGHT, "curly", CURLY),
        ("«\u202fNon\u202f»", "curly", "“Non”"),
        (STRAIGHT, "straight", None),
        ("Rien.", "curly", None),
        ("« Elle dit “non”. »", "straight", None),  # one kind in another
        ("« Non.\nOui. »", "curly", None),  # no partner in the paragraph
        ("»Non«", "curly", None),
        ('"Non', "curly", None),
    ],
)
def test_quotation_marks_are_converted(text: str, style: str, changed: str | None) -> None:
    perturbed = convert_marks(labelled(text), style)  # type: ignore[arg-type]
    assert (perturbed and perturbed.article.article.text) == changed


def test_signs_of_typography() -> None:
    perturbed = decompose_accents(labelled("É à"))
    assert perturbed and perturbed.article.article.text == "E\u0301 a\u0300"
    assert decompose_accents(labelled("E a « — »")) is None
    perturbed = use_no_break_spaces(labelled("M. Noé dit : « 3 chats ! » à 5 %"))
    assert perturbed
    assert perturbed.article.article.text == "M.\xa0Noé dit\xa0: «\xa03\xa0chats\xa0!\xa0» à 5\xa0%"
    assert use_no_break_spaces(labelled("Rien.")) is None


@pytest.mark.parametrize(
    ("text", "evidence", "changed"),
    [
        ("A.\n\nB.\n\nC.", [], "A.\n\nB.\n\n+\n\nC."),
        ("A.", [], "A.\n\n+"),
        ("A.\n", [], "A.\n\n+\n"),
        ("A « b.\n\nC. »\n\nD.", [], "A « b.\n\nC. »\n\n+\n\nD."),  # not into a quotation
        ("A.\nB.", [(0, 5)], "A.\nB.\n\n+"),  # not into a relation
    ],
)
def test_a_neutral_sentence_is_a_paragraph_of_its_own(
    text: str, evidence: list[tuple[int, int]], changed: str
) -> None:
    relations = [Evidence(None, None, (Span(*span),)) for span in evidence]
    perturbed = add_sentence(labelled(text, "en"), relations)
    assert perturbed
    assert perturbed.article.article.text == changed.replace("+", "The meeting lasted two hours.")


@pytest.mark.parametrize(
    ("lang", "source", "cue", "content", "text", "left"),
    [
        ("fr", "Noé", "dit", "« Non »", "« Non », dit Noé.", "Non."),
        ("fr", "Noé", "dit", "que tout va", "Hier. Noé dit que tout va.", "Hier. Tout va."),
        ("fr", "Noé", "dit", "qu’il part", "Noé dit à la presse qu’il part.", "Il part."),
        ("fr", "Noé", "Selon", "tout va", "Selon Noé, tout va.", "Tout va."),
        ("fr", "il", "a-t-il dit", "« Non »", "« Non », a-t-il dit hier.", "Non hier."),
        ("fr", "Noé", "dit", "que « tout va »", "Noé dit que « tout va ».", "Tout va."),
        ("en", "Noah", "said", "“No,”", "“No,” said Noah.", "No."),
        ("en", "Noah", "said", "that all is well", "Noah said on Monday that all is well.", "All is well."),
        ("en", "Noah", "promised", "to go", "Noah promised to go.", None),  # no sentence is left
        ("fr", "Noé", "demande", "la paix", "Noé demande la paix.", None),
    ],
)
def test_an_attribution_becomes_a_sentence_of_the_article(
    lang: Lang, source: str, cue: str, content: str, text: str, left: str | None
) -> None:
    relation = Evidence(find(text, source), find(text, cue), (find(text, content),))
    perturbed = delete_attribution(labelled(text, lang), relation)
    assert (perturbed and perturbed.article.article.text) == left


def test_what_cannot_be_deleted() -> None:
    text = "« Non, dit Noé. Oui. » Il part."
    inside = Evidence(find(text, "Noé"), find(text, "dit"), (Span(0, text.index("»") + 1),))
    sourceless = Evidence(None, find(text, "dit"), (Span(0, 5),))
    in_two = Evidence(find(text, "Noé"), find(text, "dit"), (Span(0, 5), find(text, "Oui. »")))
    far = Evidence(find(text, "Noé"), find(text, "dit"), (find(text, "Il part"),))
    for relation in (inside, sourceless, in_two, far):
        assert delete_attribution(labelled(text), relation) is None


def test_terms_and_outlets() -> None:
    text = "Un fiasco total."
    perturbed = delete_term(labelled(text), find(text, "fiasco"))
    assert perturbed and perturbed.article.article.text == "Un total."
    perturbed = rename_outlet(labelled(text, outlet="A", url="https://a.example/1"), "B")
    assert perturbed and (perturbed.article.article.outlet, perturbed.article.article.url) == ("B", None)
    assert rename_outlet(labelled(text, outlet="A"), "A") is None


# models -------------------------------------------------------------------------------------------


def test_the_rule_engine_on_the_mini_set() -> None:
    results = by_name(run_behaviours(score, MINI))
    named = {name: result for name, result in results.items() if not name.startswith("translate")}
    assert len(named) == 9
    for result in named.values():
        assert result.n and result.failures <= 0.05 * result.n, (result.name, result.examples)
        assert len(result.differences) == 7 and list(result.differences) == sorted(result.differences)
    pairs = {item.pair for item in MINI if item.pair}
    assert results["translate: sourcing"].n == results["translate: named_share"].n == len(pairs)


def test_the_rule_engine_on_the_examples() -> None:
    files = sorted((ROOT / "data" / "examples").iterdir())
    articles = [a for file in files for a in read_articles(str(file)) if isinstance(a, Article)]
    results = by_name(run_behaviours(score, [LabelledArticle(article) for article in articles]))
    assert {name for name, result in results.items() if result.failures} <= {"decompose accents"}


def reads_the_outlet(article: Article) -> Outputs:
    right = article.outlet in ("Brisane Ledger", "Le Négociant brisanais", "The Common Table")
    return Outputs(labels={"stance": {"favor": float(right), "against": float(not right)}})


def counts_capitals(article: Article) -> Outputs:
    return Outputs(scores={"loud": min(100, sum(char.isupper() for char in article.text))})


def counts_guillemets(article: Article) -> Outputs:
    places = [i for i, char in enumerate(article.text) if char == "«"]
    relations = tuple(Evidence(None, None, (Span(i, i + 1),)) for i in places)
    return Outputs(components={"quoted": min(1.0, len(places) / 10)}, attributions=relations)


def counts_characters(article: Article) -> Outputs:
    return Outputs(components={"length": min(1.0, len(article.text) / 2_000)})


def attributes_every_sentence(article: Article) -> Outputs:
    """The last two words of each sentence are cue and source, whatever they are."""
    sentence = re.compile(r"([^.\n]+) ([^.\n ]+) ([^.\n ]+)")
    found = sentence.finditer(article.text)
    relations = (Evidence(Span(*m.span(3)), Span(*m.span(2)), (Span(*m.span(1)),)) for m in found)
    return Outputs(attributions=tuple(relations))


def knows_one_stance(article: Article) -> Outputs:
    """A stance that hangs on the name and not on what is said of it."""
    return Outputs(names={"stance": {name: len(name) / 20 for name in find_persons(article, PERSONS)}})


def finds_as_many_terms(article: Article) -> Outputs:
    return Outputs(terms=(Span(0, 1),))


@pytest.mark.parametrize(
    ("model", "fails"),
    [
        (reads_the_outlet, {"change the outlet"}),
        (counts_guillemets, {"change quotation marks"}),
        (counts_characters, {"decompose accents"}),
        (attributes_every_sentence, {"add a neutral sentence", "delete source and cue"}),
        (knows_one_stance, {"exchange two names"}),
        (finds_as_many_terms, {"delete a loaded term"}),
    ],
)
def test_a_model_that_fails_is_exposed(model: Callable[[Article], Outputs], fails: set[str]) -> None:
    results = by_name(run_behaviours(model, MINI))
    for name in fails:
        result = results[name]
        assert result.rate > 0.2 and 0 < len(result.examples) <= 5
        assert result.rate == result.failures / result.n
        assert all(
            example.predicted and example.expected == result.expectation for example in result.examples
        )


def test_a_name_in_capitals_must_not_count() -> None:
    items = [replace(item, targets=(LabelledTarget("Solène Artaud", (), 0),)) for item in MINI]
    assert by_name(run_behaviours(counts_capitals, items))["upper-case a name"].rate == 1.0


def test_examples_show_what_changed() -> None:
    result = by_name(run_behaviours(counts_guillemets, MINI))["change quotation marks"]
    example = result.examples[0]
    assert example.spans and {example.text[start:end].strip() for start, end, _ in example.spans} <= set(
        '«»“”"'
    )


def test_translations_are_compared_number_by_number() -> None:
    def model(article: Article) -> Outputs:
        return Outputs(scores={"x": 60 if article.lang == "fr" else 50}, components={"y": 0.5})

    results = by_name(run_behaviours(model, MINI))
    off, same = results["translate: x"], results["translate: y"]
    assert (off.rate, off.differences, same.rate, same.differences) == (1.0, (10.0,) * 7, 0.0, (0.0,) * 7)
    assert len(off.examples) == 5


def test_a_test_that_applies_to_nothing_is_left_out() -> None:
    results = run_behaviours(lambda article: Outputs(), [labelled("Rien.")])
    assert [result.name for result in results] == ["add a neutral sentence", "change the outlet"]
    assert run_behaviours(score, []) == ()
