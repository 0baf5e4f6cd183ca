import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from selon.data.article import Lang
from selon.model.fields import find_field
from selon.model.records import (
    ArticleInfo,
    ArticleScore,
    Attribution,
    Engine,
    Framing,
    Hedge,
    LoadedTerm,
    Source,
    Sourcing,
    Span,
)
from selon.view.page import render_page
from selon.view.summary import DISCLAIMER, plain, shorten
from selon.view.terminal import render_field, render_summary

FRENCH = """Le port de Lorval restera fermé lundi

La maire de Lorval, Claire Estran, a annoncé dimanche que « le port restera fermé jusqu’à mardi ».
Selon un responsable du chantier, qui n’est pas autorisé à parler, les travaux pourraient durer un mois.

« C’est un diktat de plus », a dénoncé Mme Estran.
A lire aussi : Les ports de la côte
"""
ENGLISH = """Officials in Norhaven said on Monday that the bridge was safe.

“We have checked every bolt,” said Ann Merrow, the city engineer. The so-called experts may be wrong.
"""


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def article(lang: Lang, title: str | None, words: int) -> ArticleInfo:
    return ArticleInfo(
        "a-1", lang, title, words, "Le Courrier", "2024-05-19", "https://example.org/a", None, None
    )


def french_score() -> ArticleScore:
    def at(words: str) -> Span:
        return span(FRENCH, words)

    attributions = (
        Attribution(
            at("La maire de Lorval, Claire Estran"),
            at("a annoncé"),
            (at("que « le port restera fermé jusqu’à mardi »"),),
            "mixed",
            "neutral",
            "government",
            "named",
            "Claire Estran",
        ),
        Attribution(
            at("un responsable du chantier"),
            at("Selon"),
            (at("les travaux pourraient durer un mois"),),
            "indirect",
            "neutral",
            "company",
            "anonymous",
            "un responsable du chantier",
        ),
        Attribution(
            at("Mme Estran"),
            at("a dénoncé"),
            (at("« C’est un diktat de plus »"),),
            "direct",
            "evaluative",
            "government",
            "named",
            "Claire Estran",
        ),
    )
    estran = (attributions[0].source, attributions[2].source)
    sources = (
        Source(
            "Claire Estran",
            "government",
            "named",
            tuple(mention for mention in estran if mention),
            2,
            13,
            0.68,
            (0, 2),
            {"neutral": 1, "evaluative": 1},
        ),
        Source(
            "un responsable du chantier",
            "company",
            "anonymous",
            (at("un responsable du chantier"),),
            1,
            6,
            0.32,
            (1,),
            {"neutral": 1},
            at("qui n’est pas autorisé à parler"),
        ),
    )
    components = {"attributed_share": 0.42, "named_share": 0.68, "official_share": 0.68, "direct_share": None}
    return ArticleScore(
        article("fr", "Le port de Lorval restera fermé lundi", 45),
        attributions,
        Sourcing(True, None, 71, 66, 75, None, components, sources),
        Framing(
            (Hedge(at("pourraient"), "modal", "reported"),),
            (LoadedTerm(at("diktat"), "quoted", "décision"),),
            {"hedges_per_100_words": 2.22, "loaded_per_100_words": 2.22, "loaded_quoted_per_100_words": 2.22},
        ),
        (at("A lire aussi : Les ports de la côte"),),
        ("an unclosed « was closed at the end of its paragraph",),
        Engine("rules", "0.1.0", None),
    )


def english_score() -> ArticleScore:
    def at(words: str) -> Span:
        return span(ENGLISH, words)

    attributions = (
        Attribution(
            at("Officials in Norhaven"), at("said"), (at("that the bridge was safe"),), "indirect", "neutral"
        ),
        Attribution(
            at("Ann Merrow, the city engineer"),
            at("said Ann")._replace(end=at("said Ann").start + 4),
            (at("“We have checked every bolt,”"),),
            "direct",
            "neutral",
            "expert",
            "named",
            "Ann Merrow",
        ),
    )
    source = Source("Ann Merrow", "expert", "named", (at("Ann Merrow"),), 1, 5, 1.0, (1,), {"neutral": 1})
    reason = "30 words, under the 80 that a score needs"
    return ArticleScore(
        article("en", None, 30),
        attributions,
        Sourcing(False, reason, None, None, None, None, {"attributed_share": None}, (source,)),
        Framing(
            (Hedge(at("may"), "modal", "editorial"),), (LoadedTerm(at("so-called"), "editorial", None),), {}
        ),
        (),
        (),
        Engine("base", "1.2", "ab" * 32),
    )


CASES = [(french_score(), FRENCH), (english_score(), ENGLISH)]
both = pytest.mark.parametrize(("score", "text"), CASES, ids=["fr", "en"])


def printed(renderable: RenderableType, *, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=80, force_terminal=colour, color_system="truecolor" if colour else None
    )
    console.print(renderable)
    return console.file.getvalue()  # type: ignore[attr-defined]


class Page(HTMLParser):
    """What a reader sees of a page: its words, the article's characters with their classes, ids and links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.classes: list[set[str]] = []
        self.words: list[str] = []
        self.characters: list[tuple[str, frozenset[str]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if "href" in values else []
        if tag not in ("meta", "br", "img"):
            self.tags.append(tag)
            self.classes.append(set((values.get("class") or "").split()))

    def handle_endtag(self, tag: str) -> None:
        assert self.tags.pop() == tag
        self.classes.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.tags:
            self.words.append(data)
        if "article" in self.tags and "sup" not in self.tags:
            classes = frozenset().union(*self.classes[self.tags.index("article") + 1 :])
            self.characters += [(character, classes) for character in data]

    @property
    def text(self) -> str:
        return "".join(character for character, _ in self.characters)


# The terminal


def test_french_summary_says_who_said_what():
    shown = " ".join(printed(render_summary(*CASES[0])).split())
    for words in (
        "Le port de Lorval restera fermé lundi",
        "fr · 45 words",
        "! an unclosed «",
        "71 / 100",
        "interval 66–75",
        "attributed share",
        "Words that stand in attributed content",
        "Claire Estran",
        "government · named · 2 statements · neutral 1, evaluative 1",
        "« C’est un diktat de plus »",
        "reason given: qui n’est pas autorisé à parler",
        "1 × diktat quoted neutrally: décision",
        "nothing to compute from: direct share",
        "percentile: only with a calibrated bundle",
    ):
        assert words in shown, words
    start, end = span(FRENCH, "« C’est un diktat de plus »")
    assert f"{start}–{end}" in shown


def test_english_summary_without_a_score_says_why():
    shown = printed(render_summary(*CASES[1]))
    assert "SOURCING  not applicable: 30 words, under the 80 that a score needs" in shown
    assert "a-1" in shown
    assert "base 1.2 (abababababab)" in shown
    assert "1 statement without a source" in shown
    assert "calibrated" not in shown


@both
def test_summary_fits_a_pipe_of_80_columns(score: ArticleScore, text: str):
    shown = printed(render_summary(score, text))
    assert max(map(len, shown.splitlines())) <= 80
    assert "\x1b" not in shown


@pytest.mark.parametrize("colour", [False, True])
def test_hostile_words_reach_the_terminal_as_words(colour: bool):
    evil = "[bold red]Zed[/] :smile: \x1b[2J\x1b]0;owned\x07\x9b31m\u202e"
    text = f"{evil} said {evil}"
    content = Span(len(text) - len(evil), len(text))
    attribution = Attribution(Span(0, len(evil)), None, (content,), "indirect", "neutral")
    source = Source(evil, "other", "named", (), 1, 3, 1.0, (0,), {"neutral": 1})
    score = replace(
        french_score(),
        article=replace(article("en", evil, 10), id=evil, outlet=evil),
        attributions=(attribution,),
        sourcing=Sourcing(True, evil, 50, None, None, None, {"named_share": 1.0}, (source,), (evil,)),
        framing=Framing((Hedge(content, "modal", "editorial"),), (LoadedTerm(content, "scare", evil),), {}),
        warnings=(evil,),
    )
    shown = printed(render_summary(score, text), colour=colour)
    bare = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert bare.count("[bold red]Zed[/] :smile:") >= 6
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|owned", bare)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a\nb\r\n\tc", "a b c"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("\x1b]unclosed", "unclosed"),
        ("« été »", "« été »"),
        ("a\ud800b", "ab"),
    ],
)
def test_plain(text: str, expected: str):
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("ten chars!", "ten chars!"),
        ("the council said", "the counc…"),
        ("council of ten", "council…"),
        ("incommensurable", "incommens…"),
    ],
)
def test_shorten_cuts_between_words_where_it_can(text: str, expected: str):
    assert shorten(text, 10) == expected


def test_field_says_what_it_has_and_no_more():
    shown = printed(render_field(find_field("effective_sources")))
    assert "sourcing.components.effective_sources" in shown
    assert "min(1, (exp(H) - 1) / 5)" in shown
    assert "higher = more voices" in shown
    assert "formula" not in printed(render_field(find_field("article.title")))


# The page


@both
def test_page_keeps_the_text(score: ArticleScore, text: str):
    assert Page(render_page(score, text)).text.strip() == text.strip()


@both
def test_page_links_lead_somewhere_once(score: ArticleScore, text: str):
    page = Page(render_page(score, text))
    assert len(page.ids) == len(set(page.ids))
    inner = [link[1:] for link in page.links if link.startswith("#")]
    assert len(inner) > 2 * len(score.attributions)
    assert set(inner) <= set(page.ids)


@both
def test_page_asks_for_nothing_and_runs_nothing(score: ArticleScore, text: str):
    page = render_page(score, text)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(r"<script|<link|<img|<iframe|\bsrc=|url\(|@import|\son\w+=", page)
    assert re.findall(r"https?://[^\"<]*", page) == ["https://example.org/a"] * 2
    assert f'lang="{score.article.lang}"' in page


def test_nested_spans_give_a_piece_all_their_classes():
    page = Page(render_page(*CASES[0]))
    found = {
        words: page.characters[page.text.index(words)][1]
        for words in ("pourraient", "diktat", "a annoncé", "port restera fermé jusqu’à", "A lire", "dimanche")
    }
    assert found == {
        "pourraient": {"hedge", "indirect", "s2"},
        "diktat": {"loaded", "direct", "s1"},
        "a annoncé": {"cue", "s1"},
        "port restera fermé jusqu’à": {"mixed", "s1"},
        "A lire": {"boilerplate"},
        "dimanche": frozenset(),
    }


def test_page_escapes_everything():
    evil = "</p><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;"
    text = f"{evil} said {evil}"
    source = Source(
        evil, "other", "named", (Span(0, len(evil)),), 1, 3, 1.0, (0,), {"neutral": 1}, Span(0, len(evil))
    )
    score = replace(
        french_score(),
        article=replace(article("en", evil, 10), id=evil, outlet=evil, url=f"https://x/{evil}"),
        attributions=(Attribution(Span(0, 9), None, (Span(3, len(text)),), "indirect", "neutral"),),
        sourcing=Sourcing(True, None, 50, None, None, None, {evil: 1.0}, (source,), (evil,)),
        framing=Framing(
            (Hedge(Span(2, 40), "modal", "scare"),), (LoadedTerm(Span(1, 7), "scare", evil),), {}
        ),
        boilerplate=(Span(5, 60),),
        warnings=(evil,),
        bundle=Engine(evil, evil, evil),
    )
    shown = render_page(score, text)
    page = Page(shown)
    assert page.text.strip() == text
    assert "<script" not in shown
    assert "<img" not in shown
    assert "".join(page.words).count("<script>alert(1)</script>") >= 6


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://x", "", None])
def test_page_links_to_web_addresses_only(url: str | None):
    score = replace(french_score(), article=replace(article("fr", "t", 10), url=url))
    assert all(link.startswith("#") for link in Page(render_page(score, FRENCH)).links)


@both
def test_views_never_judge_the_article(score: ArticleScore, text: str):
    page = "".join(Page(render_page(score, text)).words)
    for shown in (page, " ".join(printed(render_summary(score, text)).split())):
        assert DISCLAIMER in " ".join(shown.split())
        assert not re.search(r"\b(true|false|fake|lie|lies|propaganda|misleading|biased)\b", shown, re.I)


spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="aé <>&\"'«»\n\u00a0[]", min_size=1, max_size=60),
    st.lists(
        st.tuples(spans, st.sampled_from(["cue", "indirect", "hedge", "loaded", "boilerplate"])), max_size=8
    ),
)
def test_any_overlap_of_spans_keeps_text_and_classes(text: str, marks: list[tuple[Span, str]]):
    kinds: dict[str, list[Span]] = {}
    for mark, kind in marks:
        kinds.setdefault(kind, []).append(mark)
    score = replace(
        french_score(),
        attributions=tuple(
            Attribution(None, cue, (content,), "indirect", "neutral")
            for cue, content in [(cue, Span(0, 0)) for cue in kinds.get("cue", ())]
            + [(None, content) for content in kinds.get("indirect", ())]
        ),
        sourcing=replace(french_score().sourcing, sources=()),
        framing=Framing(
            tuple(Hedge(cue, "modal", "scare") for cue in kinds.get("hedge", ())),
            tuple(LoadedTerm(term, "scare", None) for term in kinds.get("loaded", ())),
            {},
        ),
        boilerplate=tuple(kinds.get("boilerplate", ())),
    )
    page = Page(render_page(score, text))
    begin = page.text.index("\n") + 1  # the line break after the opening tag is the template's
    assert page.text[begin : begin + len(text)] == text
    for place, character in enumerate(text):
        if character != "\n":
            covering = {
                kind
                for mark, kind in marks
                if mark.start <= place < mark.start + len(text[mark.start : mark.end].rstrip())
            }
            assert page.characters[begin + place][1] == covering


def deeply_nested(depth: int) -> tuple[ArticleScore, str]:
    text = "a b " * depth
    attributions = tuple(
        Attribution(None, None, (Span(2 * n, len(text) - 2 * n - 1),), "indirect", "neutral")
        for n in range(depth)
    )
    sources = tuple(
        Source(f"S{n}", "other", "named", (), 1, 1, 1 / depth, (n,), {"neutral": 1}) for n in range(depth)
    )
    sourcing = Sourcing(True, None, 50, None, None, None, {}, sources)
    return replace(french_score(), attributions=attributions, sourcing=sourcing, boilerplate=()), text


def test_page_grows_with_the_text_and_not_with_the_nesting():
    sizes = [len(render_page(*deeply_nested(depth))) for depth in (200, 400, 800)]
    assert sizes[2] - sizes[1] < 2.2 * (sizes[1] - sizes[0])


@pytest.mark.parametrize("text", ["", "\n", "a", "\x00\ud800", "\r\n\r\na\r\n"])
def test_empty_and_odd_texts_render(text: str):
    score = replace(
        french_score(),
        attributions=(),
        sourcing=Sourcing(False, "no words", None, None, None, None, {}, ()),
        framing=Framing((), (), {}),
        boilerplate=(),
    )
    render_page(score, text).encode()
    assert "not applicable: no words" in printed(render_summary(score, text))
