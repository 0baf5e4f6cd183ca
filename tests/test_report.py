import io
import json
import math
import re
from dataclasses import asdict, fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from selon.eval.records import (
    BehaviourResult,
    Bin,
    ClassMetrics,
    Comparison,
    CoveragePoint,
    DatasetInfo,
    Example,
    Metric,
    ModelResult,
    ProbeResult,
    Report,
    SliceResult,
    SplitInfo,
)
from selon.view import results
from selon.view.evaluation import render_report
from selon.view.examples import excerpt, page_of
from selon.view.report import (
    escape_markdown,
    render_examples,
    render_html,
    render_json,
    render_markdown,
    render_model_card,
    write_report,
)

FRENCH = (
    "Le maire de Lorval a promis mardi que le pont serait rouvert. « C’est une farce », a dit Paul Ancel, "
    "qui tient un café sur le quai.\n\nSelon la préfecture, les travaux pourraient durer un mois."
)
ENGLISH = "Norhaven’s council voted on Monday. “They never asked us,” said Ann Merrow, who runs the ferry."
LABELS = ("critical", "neutral", "supportive")


def metric(value: float | None, name: str = "macro_f1", spread: float = 0.03, n: int = 600) -> Metric:
    known = value is not None and math.isfinite(value)
    low, high = (value - spread, value + spread) if value is not None and known else (None, None)
    return Metric(name, value, low, high, n, max(1, n // 15), name not in ("ece", "brier", "aurc", "mae"))


def example(place: int, text: str, words: str, lang: str) -> Example:
    start = text.index(words)
    return Example(
        f"{lang}-{place:03}",
        text,
        LABELS[place % 3],
        LABELS[(place + 1) % 3],
        0.97 - 0.03 * place,
        "evidence outside the quotation" if place % 2 else "",
        (
            (start, start + len(words), "gold content"),
            (start + 1 + words.index(" "), start + len(words), "predicted content"),
        ),
        (("language", lang), ("outlet", f"outlet-{place % 4}")),
    )


def examples(number: int) -> tuple[Example, ...]:
    return tuple(
        example(place, FRENCH, "C’est une farce", "fr")
        if place % 2
        else example(place, ENGLISH, "They never asked us", "en")
        for place in range(number)
    )


def slices(offset: float) -> tuple[SliceResult, ...]:
    rows = [
        ("language", "fr", 0.02, 320),
        ("language", "en", -0.02, 280),
        ("outlet", "Le Courrier de Lorval", -0.21, 60),
        ("outlet", "Norhaven Post", 0.06, 170),
        ("outlet", "Quayside Weekly", 0.11, 8),
        ("genre", "reporting", 0.03, 410),
        ("genre", "opinion", -0.09, 120),
        ("length", "under 150 words", -0.05, 90),
        ("length", "150 to 600 words", 0.01, 400),
        ("machine_translated", "yes", -0.13, 70),
        ("machine_translated", "no", 0.01, 530),
    ]
    return tuple(
        SliceResult(field, label, metric(offset + gap, spread=0.5 / math.sqrt(n), n=n), n < 20)
        for field, label, gap, n in rows
    )


def model(name: str, value: float, lift: float, verdicts: tuple[str, ...] = ()) -> ModelResult:
    return ModelResult(
        name,
        "macro_f1",
        (
            metric(value),
            metric(value + 0.03, "accuracy"),
            metric(value - 0.01, "balanced_accuracy"),
            metric(value - 0.2, "mcc", 0.05),
            metric(0.087, "ece", 0.02),
            metric(None, "aurc"),
        ),
        tuple(
            ClassMetrics(label, value + gap, value - gap, value, support, support + 9)
            for label, gap, support in zip(LABELS, (0.05, -0.02, 0.1), (150, 340, 110), strict=True)
        ),
        LABELS,
        ((96, 44, 10), (38, 262, 40), (9, 51, 50)),
        tuple(Bin(0.35 + 0.1 * i, value - 0.2 + 0.07 * i, 40 + 20 * i) for i in range(7)),
        tuple(CoveragePoint(c / 20, value + 0.25 * (1 - c / 20), 1 - c / 20) for c in range(1, 21)),
        slices(value),
        examples(7),
        examples(12),
        lift,
        verdicts,
    )


def full_report() -> Report:
    return Report(
        "labels",
        "stance",
        DatasetInfo("mini.jsonl", "9f" * 32, 600, 40, ("fr", "en"), "CC BY 4.0"),
        SplitInfo("outlet", "4c" * 32, 7, ("12 near-duplicate texts",)),
        (
            model("base 0.1", 0.664, -0.073, ("its outputs give the outlet away: 0.61 against 0.08",)),
            model("rules", 0.741, 0.004),
        ),
        (
            ProbeResult("majority", "nothing", metric(0.241, spread=0.01)),
            ProbeResult("outlet", "the outlet’s name alone", metric(0.737)),
            ProbeResult("length", "the number of words", metric(0.334)),
            ProbeResult("bag of words", "which words occur", metric(0.655)),
        ),
        (metric(0.61, "base 0.1: accuracy"), metric(0.08, "base 0.1: majority", 0.01)),
        (
            Comparison("base 0.1", "rules", "macro_f1", -0.077, -0.11, -0.04, 0.001, 0.002),
            Comparison("base 0.1", "rules", "accuracy", 0.004, -0.02, 0.03, 0.71, 0.71),
        ),
        (
            BehaviourResult(
                "exchange_targets",
                "the stances are exchanged",
                200,
                31,
                0.155,
                (-0.9, -0.4, -0.1, 0.0, 0.08, 0.3, 1.1),
                examples(2),
            ),
            BehaviourResult("upper_case_name", "nothing changes", 200, 0, 0.0, (-0.1, 0, 0, 0, 0, 0, 0.2)),
        ),
        ("3 articles have no prediction: they count as wrong",),
        "2026-11-24",
        "0.1.0",
        "selon evaluate mini.jsonl --report out --seed 7",
    )


def bare_report() -> Report:
    nothing = ModelResult("rules", "macro_f1", ())
    return Report(
        "spans", "attributions", DatasetInfo("d", "00", 0, 0, ()), SplitInfo("none", None, None), (nothing,)
    )


def corrupted(value: Any, words: str) -> Any:
    """The record with each of its texts replaced by the words."""
    if isinstance(value, str):
        return words
    if isinstance(value, tuple):
        return tuple(corrupted(item, words) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: corrupted(getattr(value, f.name), words) for f in fields(value)})
    return value


class Page(HTMLParser):
    """What a page holds: tags with their attributes, ids, links, words by tag."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.rows: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag == "tr":
            self.rows.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "script" not in self.open:
            self.words.append(data)
        if "tr" in self.open:
            self.rows[-1] += f" {data.strip()}"

    def values(self, attribute: str) -> list[str]:
        return [values[attribute] for _, values in self.tags if attribute in values]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def printed(report: Report, width: int = 80, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="truecolor" if colour else None
    )
    console.print(render_report(report))
    return console.file.getvalue()  # type: ignore[attr-defined]


# What all views say


def test_a_model_that_a_probe_beats_is_exposed_first_everywhere():
    report = full_report()
    line = "base 0.1 reaches macro-F1 0.664 [0.634, 0.694], 0.073 worse than the best probe, outlet (0.737)."
    page, shown = Page(render_html(report)).text, " ".join(printed(report).split())
    text = render_markdown(report).replace("\\", "")
    for view in (page, shown, text):
        assert view.index(line) < view.index("majority")
        assert "its outputs give the outlet away" in view
    assert line in render_model_card(report, report.models[0]).replace("\\", "")
    assert "A probe does as well" in render_model_card(report, report.models[0])
    assert "A probe does as well" not in render_model_card(report, report.models[1])


@pytest.mark.parametrize(
    ("value", "probe", "lower_is_better", "beaten"),
    [
        (0.7, 0.6, False, False),
        (0.6, 0.6, False, True),
        (0.5, 0.6, False, True),
        (0.5, 0.6, True, False),
        (0.7, 0.6, True, True),
        (math.nan, 0.6, False, False),
    ],
)
def test_whether_a_probe_wins_follows_the_direction_of_the_metric(
    value: float, probe: float, lower_is_better: bool, beaten: bool
):
    def measured(value: float) -> Metric:
        return Metric("mae", value, higher_is_better=not lower_is_better)

    tested = ModelResult("m", "mae", (measured(value),))
    report = replace(bare_report(), models=(tested,), probes=(ProbeResult("p", "x", measured(probe)),))
    assert results.is_beaten(report, tested) is beaten


def test_the_ladder_puts_an_equal_probe_above_the_model():
    equal = replace(full_report(), models=(model("m", 0.737, 0.0),))
    assert [rung.name for rung in results.ladder(equal)][:2] == ["outlet", "m"]
    assert "no better than the best probe" in results.headline(equal, equal.models[0])


def test_overlapping_intervals_are_said():
    report = full_report()
    assert "their intervals overlap" in results.headline(report, report.models[1])
    apart = replace(report, probes=report.probes[:1])
    assert results.headline(apart, apart.models[1]).endswith("majority (0.241).")


def test_a_random_split_is_said_once():
    report = replace(full_report(), split=SplitInfo("random", "4c", 7))
    assert results.alarms(report)[0].startswith("The split is random")
    warned = replace(report, warnings=("a random split was asked for",))
    assert sum("random" in line for line in results.alarms(warned)) == 1
    assert "Measured on a random split" in render_model_card(report, report.models[1])
    assert not any("random" in line for line in results.alarms(full_report()))


def test_slices_come_worst_first_and_small_ones_last():
    tested = full_report().models[0]
    ordered = results.ordered_slices(tested)
    assert [part.label for part in ordered[:2]] == ["Le Courrier de Lorval", "yes"]
    assert ordered[-1].label == "Quayside Weekly"
    assert [part.label for part in results.worst_slices(tested, 2)] == ["Le Courrier de Lorval", "yes"]


@pytest.mark.parametrize(
    ("value", "plainly", "with_sign"),
    [
        (None, "–", "–"),
        (math.nan, "–", "–"),
        (-math.inf, "–", "–"),
        (0.7366, "0.737", "+0.737"),
        (-0.0001, "-0.000", "0.000"),
        (-0.07, "-0.070", "-0.070"),
    ],
)
def test_numbers(value: float | None, plainly: str, with_sign: str):
    assert (results.number(value), results.signed(value)) == (plainly, with_sign)


# The page


def test_the_page_has_a_section_for_all_that_was_measured():
    page = Page(render_html(full_report()))
    headings = page.values("aria-labelledby")
    assert headings.index("alarm") < headings.index("ladder") < headings.index("metrics")
    for words in (
        "Le Courrier de Lorval",
        "balanced accuracy",
        "not told apart",
        "15%",
        "fr-001",
        "CC BY 4.0",
    ):
        assert words in page.text, words
    assert "selon evaluate mini.jsonl --report out --seed 7" in page.text
    assert "9f" * 32 in page.text


def test_the_page_lets_nothing_in_and_nothing_out():
    shown = render_html(full_report())
    assert "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" in shown
    assert not re.search(r"https?://|<link|<img|<iframe|<image|@import|url\((?!#)|\son\w+=", shown)
    assert shown.count("<script>") == 1


def test_links_lead_somewhere_and_ids_are_there_once(tmp_path: Path):
    write_report(full_report(), tmp_path)
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for link in page.values("href"):
        assert link[1:] in ids if link.startswith("#") else (tmp_path / link).is_file(), link
    for named in page.values("aria-labelledby"):
        assert set(named.split()) <= set(ids)


def test_each_plot_has_words_and_every_number_stands_in_a_table():
    shown = render_html(full_report())
    plots = re.findall(r"<svg.*?</svg>", shown, re.S)
    assert (
        len(plots) == 10
    )  # ladder, two confusions, reliability, coverage, two of slices a model, behaviours
    for plot in plots:
        assert re.search(r"<title [^>]*>[^<]+</title><desc [^>]*>[^<]{40,}</desc>", plot)
        assert "<text" in plot
    assert "model base 0.1 0.664 [0.634, 0.694] n 600" in plots[0]
    rows = Page(shown).rows
    assert any("base 0.1 beaten" in row and "-0.073" in row for row in rows)
    assert any("Quayside Weekly few" in row for row in rows)


def test_the_page_is_the_same_each_time():
    assert render_html(full_report()) == render_html(full_report())


def test_no_part_is_shown_that_was_not_measured():
    page = Page(render_html(bare_report()))
    assert set(page.values("aria-labelledby")) == {"ladder", "metrics", "repeat"}
    assert not [tag for tag, _ in page.tags if tag in ("svg", "figure")]


HOSTILE = (
    "</p></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    "&amp;$x^2$ {{ 7*7 }}\x00\ud800\uffff"
)


def test_hostile_words_stay_words():
    report = replace(corrupted(full_report(), HOSTILE), task="labels")
    shown = render_html(report)
    pages = [shown, *(page for _, page in render_examples(report))]
    assert len(pages) == 2
    for page in pages:
        tags = [tag for tag, _ in Page(page).tags]
        assert tags.count("script") == (page is shown)
        assert "img" not in tags
        assert "<script>alert" not in page
        page.encode()
    assert Page(shown).text.count("<img src=x onerror=alert(1)>") > 20
    assert "{{ 7*7 }}" in shown


@pytest.mark.parametrize("words", ["", "漢字", "\u202eevil", "$\\frac{1}{2}$", "a" * 5_000, "line\nbreak\t"])
def test_odd_names_can_be_drawn(words: str):
    report = replace(corrupted(full_report(), words), task="labels")
    render_html(report).encode()
    render_markdown(report).encode()
    printed(report)


# Examples


def test_an_example_shows_its_spans_in_its_text():
    found = example(1, FRENCH, "C’est une farce", "fr")
    shown = excerpt(found, 10_000)
    assert "".join(part.text for part in shown.passages) == FRENCH
    assert [(part.text, part.classes, part.tags) for part in shown.passages[1:3]] == [
        ("C’est ", "gold", ()),
        ("une farce", "gold found", ("gold content", "predicted content")),
    ]
    assert shown.lang == "fr"


spans = st.lists(
    st.tuples(st.integers(-5, 90), st.integers(-5, 90), st.sampled_from(["gold", "x"])), max_size=6
)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab \n", max_size=80), spans, st.integers(1, 90))
def test_an_excerpt_is_a_stretch_of_the_text(text: str, spans: list[tuple[int, int, str]], limit: int):
    shown = excerpt(Example("a", text, "", "", spans=tuple(spans)), limit)
    joined = "".join(part.text for part in shown.passages)
    assert joined in text
    assert len(joined) <= limit
    assert shown.cut_before or text.startswith(joined)
    assert shown.cut_after or text.endswith(joined)


def test_a_long_text_is_cut_around_its_span():
    text = "word " * 1_000 + "here" + " word" * 1_000
    shown = excerpt(Example("a", text, "", "", spans=((5_000, 5_004, "gold"),)), 400)
    assert (shown.cut_before, shown.cut_after) == (True, True)
    assert [part.text for part in shown.passages if part.classes] == ["here"]


@pytest.mark.parametrize(
    "label", ["", "..", "../../etc/passwd", "CON", "é" * 300, "a/b\\c:d", "\ud800", "漢字"]
)
def test_page_names_are_safe_and_their_own(label: str):
    assert re.fullmatch(r"[a-z0-9-]{1,64}\.html", page_of(("outlet", label)))
    assert page_of(("outlet", label)) != page_of(("outlet", f"{label} "))


# The other forms


def test_write_report_leaves_all_files(tmp_path: Path):
    write_report(full_report(), tmp_path / "new" / "out")
    names = {path.relative_to(tmp_path / "new" / "out").as_posix() for path in tmp_path.rglob("*.*")}
    assert {"report.html", "report.md", "metrics.json", "model_card.md"} <= names
    assert sum(name.startswith("examples/") for name in names) == 6  # two languages, four outlets
    read = json.loads((tmp_path / "new/out/metrics.json").read_text("utf-8"))
    assert read == render_json(full_report())
    card = (tmp_path / "new/out/model_card.md").read_text("utf-8")
    assert re.findall(r"^# (.*)", card, re.M) == ["Model card: base 0.1", "Model card: rules"]


def test_json_is_the_report_without_nan():
    report = full_report()
    as_read = render_json(report)
    assert as_read == json.loads(json.dumps(asdict(report)))
    assert next(iter(as_read)) == "schema"
    assert as_read["schema"] == "selon-evaluation/1"
    odd = replace(report, leak_check=(Metric("a", math.nan, -math.inf, math.inf),), command="\ud800")
    written = json.dumps(render_json(odd), allow_nan=False, ensure_ascii=False)
    assert json.loads(written)["leak_check"][0]["value"] is None
    written.encode()


def test_json_takes_the_numbers_of_numpy():
    import numpy as np

    report = replace(full_report(), leak_check=(Metric("a", np.float32(0.5), n=np.int64(3)),))  # type: ignore[arg-type]
    json.dumps(render_json(report))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 0.5", "plain words, 0.5"),
        ("a|b", "a\\|b"),
        ("[x](http://y)", "\\[x\\](http\\://y)"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("# head\n- item", "\\# head - item"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("`code` *b* _i_ ~s~", "\\`code\\` \\*b\\* \\_i\\_ \\~s\\~"),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, expected: str):
    assert escape_markdown(text) == expected


@pytest.mark.parametrize("words", [None, "a|b\n# x ``` [l](http://e.org) <script>"])
def test_markdown_tables_are_whole(words: str | None):
    report = full_report() if words is None else replace(corrupted(full_report(), words), task="labels")
    for text in (render_markdown(report), *(render_model_card(report, model) for model in report.models)):
        blocks = re.findall(r"(?:^\|.*\n)+", text, re.M)
        assert len(blocks) > 1
        for block in blocks:
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, block
            assert re.fullmatch(r"\|(?:-+:?\||--:\|)+", block.splitlines()[1].replace("---", "--")), block
        text = re.sub(r"^(````*)\n.*?^\1$", "code", text, flags=re.M | re.S)
        assert not re.search(r"<script|(?<!\\)\]\(|^# x|\n{4}", text, re.M)


def test_the_card_has_its_sections():
    card = render_model_card(full_report(), full_report().models[0])
    headings = re.findall(r"^## (.*)", card, re.M)
    assert headings == ["Before use", "Intended use", "Limits", "Data", "Metrics", "Ethical cautions"]
    for words in ("CC BY 4.0", "9f9f", "Weaker on outlet Le Courrier de Lorval", "failed in 16% of 200"):
        assert words in card, words


# The terminal


def test_the_summary_fits_80_columns_and_names_the_worst():
    shown = printed(full_report())
    assert max(map(len, shown.splitlines())) <= 80
    assert "\x1b" not in shown
    for words in ("Le Courrier de Lorval", "outlet", "-0.073", "exchange targets", "4c4c4c4c4c4c", "differ"):
        assert words in shown, words
    assert shown.index("Le Courrier") < shown.index("opinion")


def test_alarms_are_red(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = printed(full_report(), width=200, colour=True)
    assert re.search(r"\x1b\[1;31m! base 0\.1 reaches", shown)


def test_hostile_words_reach_the_terminal_as_words():
    evil = "[bold red]Zed[/] :smile: \x1b[2J\x1b]0;owned\x07\u202e"
    shown = printed(replace(corrupted(full_report(), evil), task="labels"), width=200)
    assert shown.count("[bold red]Zed[/] :smile:") > 8
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|owned", shown)


def test_nothing_measured_prints_all_the_same():
    assert "rules" in printed(bare_report())
