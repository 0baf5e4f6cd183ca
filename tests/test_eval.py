import json
from dataclasses import replace
from pathlib import Path

import pytest

from selon.eval import bench, components, floors, predict, rules
from selon.eval.floors import Floor, check_floors, read_floors, update_floors, write_floors
from selon.eval.gold import DEVELOPMENT, digest_gold, read_gold
from selon.eval.rules import METRICS, bootstrap_f1, estimate, group_measured, measure_gold, measure_rules
from selon.eval.spans import Counts
from selon.model.batch import score_row
from selon.model.records import Span

# Three articles made up for these tests: what is marked, as substrings.
ARTICLES = {
    "fr-061": (
        "fr",
        "Le pont sera fermé lundi, a déclaré Odile Varenne, la maire.\n\n"
        "La réouverture pourrait attendre juin. Des riverains parlent d’un véritable fiasco.\n",
        {
            "attributions": [
                ("Odile Varenne, la maire", "a déclaré", "Le pont sera fermé lundi", "government", "named"),
            ],
            "hedges": [("pourrait", "modal")],
            "loaded": [("fiasco", "editorial")],
        },
    ),
    "fr-900": (
        "fr",
        "Selon la préfecture, deux routes sont coupées.\r\nLe service a repris mardi matin.\r\n",
        {
            "attributions": [
                ("la préfecture", "Selon", "deux routes sont coupées", "government", "described"),
            ],
        },
    ),
    "en-901": (
        "en",
        "The mayor said that the bridge would stay closed.\n\nNobody was hurt.\n",
        {
            "attributions": [
                ("The mayor", "said", "that the bridge would stay closed", "government", "described"),
            ],
        },
    ),
}  # fmt: skip


def find(text: str, part: str) -> list[int]:
    start = text.index(part)
    return [start, start + len(part)]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder with the three articles, in the layout of an annotated set."""
    folder = tmp_path / "gold"
    for name in ("articles", "annotations"):
        (folder / name).mkdir(parents=True)
    for doc, (lang, text, marked) in ARTICLES.items():
        annotation = {
            "doc": doc,
            "lang": lang,
            "attributions": [
                {
                    "source": find(text, source),
                    "cue": find(text, cue),
                    "content": [find(text, content)],
                    "resolved": source,
                    "source_type": source_type,
                    "naming": naming,
                    "mode": "indirect",
                    "cue_class": "neutral",
                }
                for source, cue, content, source_type, naming in marked["attributions"]
            ],
            "hedges": [{"cue": find(text, cue), "kind": kind} for cue, kind in marked.get("hedges", ())],
            "loaded": [
                {"term": find(text, term), "voice": voice} for term, voice in marked.get("loaded", ())
            ],
        }
        (folder / "articles" / f"{doc}.txt").write_bytes(text.encode())
        (folder / "annotations" / f"{doc}.json").write_text(json.dumps(annotation), encoding="utf-8")
    return folder


def change(gold: Path, doc: str, **fields: object) -> None:
    """Writes an annotation again with other values."""
    file = gold / "annotations" / f"{doc}.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **fields}), encoding="utf-8")


# the annotated set


def test_annotated_articles_are_read_with_their_newlines(gold: Path) -> None:
    articles = {item.article.id: item for item in read_gold(gold)}
    assert list(articles) == ["en-901", "fr-061", "fr-900"]
    item = articles["fr-900"]
    assert item.article.text == ARTICLES["fr-900"][1]
    assert item.article.lang == "fr"
    (attribution,) = item.attributions
    assert attribution.source is not None
    assert item.article.text[slice(*attribution.source)] == "la préfecture"
    assert attribution.naming == "described"
    text = ARTICLES["fr-061"][1]
    assert articles["fr-061"].hedges == ((Span(*find(text, "pourrait")), "modal"),)
    assert articles["fr-061"].loaded == ((Span(*find(text, "fiasco")), "editorial"),)


RELATION = {
    "source": None, "cue": None, "content": [[0, 5]], "source_type": "unknown", "naming": "none",
    "mode": "direct", "cue_class": "neutral",
}  # fmt: skip


def test_source_and_cue_may_be_missing(gold: Path) -> None:
    change(gold, "fr-061", attributions=[RELATION])
    (attribution,) = read_gold(gold)[1].attributions
    assert (attribution.source, attribution.cue) == (None, None)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lang": "de"}, r"fr-061\.json: lang 'de' is not one of fr, en"),
        (
            {"attributions": [RELATION, {**RELATION, "content": []}]},
            r"attributions\[1\]: there is no content",
        ),
        (
            {"attributions": [{**RELATION, "mode": "half"}]},
            r"mode 'half' is not one of direct, indirect, mixed",
        ),
        ({"attributions": [{**RELATION, "naming": None}]}, "naming None is not one of named,"),
        (
            {"attributions": [{**RELATION, "content": [[0, 9999]]}]},
            r"content \[0, 9999\] is no span .* of \d+ char",
        ),
        ({"attributions": [{**RELATION, "source": [7, 7]}]}, r"source \[7, 7\] is no span"),
        ({"attributions": [{**RELATION, "cue": "(1, 2)"}]}, r"cue '\(1, 2\)' is no span"),
        ({"hedges": [{"cue": [0, 2], "kind": "vague"}]}, r"hedges\[0\]: kind 'vague' is not one of modal"),
        ({"loaded": [{"term": [-2, 2], "voice": "quoted"}]}, r"loaded\[0\]: term \[-2, 2\] is no span"),
    ],
)
def test_a_fault_is_named_with_its_place(gold: Path, fields: dict[str, object], message: str) -> None:
    change(gold, "fr-061", **fields)
    with pytest.raises(ValueError, match=message):
        read_gold(gold)


def test_what_is_no_annotated_set_is_refused(gold: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="annotations"):
        read_gold(tmp_path)
    (gold / "annotations" / "fr-061.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"fr-061\.json: this is no JSON"):
        read_gold(gold)
    (gold / "annotations" / "fr-061.json").unlink()
    (gold / "articles" / "fr-900.txt").unlink()
    with pytest.raises(FileNotFoundError, match=r"fr-900\.txt"):
        read_gold(gold)


def test_the_digest_tells_letters_and_names(gold: Path) -> None:
    digest = digest_gold(gold)
    assert digest == digest_gold(gold)
    assert len(digest) == 64
    article = gold / "articles" / "fr-900.txt"
    renamed = article.rename(article.with_name("fr-902.txt"))
    assert digest_gold(gold) != digest
    renamed.rename(article)
    assert digest_gold(gold) == digest
    article.write_bytes(article.read_bytes().replace(b"\r\n", b"\n"))
    assert digest_gold(gold) != digest


def test_the_development_split() -> None:
    assert len(DEVELOPMENT) == 18
    assert {"fr-061", "fr-072", "en-019", "en-024"} <= DEVELOPMENT
    assert not {"fr-060", "fr-073", "en-018", "en-025"} & DEVELOPMENT


# the rule engine's figures


def test_predictions_are_one_file_an_article(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "predicted"
    predict.main(["--gold", str(gold), "--out", str(out)])
    assert "3 articles" in capsys.readouterr().out
    assert sorted(file.name for file in out.iterdir()) == ["en-901.json", "fr-061.json", "fr-900.json"]
    score = json.loads((out / "fr-061.json").read_text("utf-8"))
    assert score["schema"] == "selon/1"
    text = ARTICLES["fr-061"][1]
    assert [text[slice(*a["cue"])] for a in score["attributions"]][:1] == ["a déclaré"]


def test_groups_are_languages_and_the_development_split(gold: Path) -> None:
    groups = group_measured(measure_gold(read_gold(gold)))
    assert {name: [m.id for m in group] for name, group in groups.items()} == {
        "fr": ["fr-061", "fr-900"],
        "en": ["en-901"],
        "fr development": ["fr-061"],
    }


def test_what_the_engine_finds_is_counted(gold: Path) -> None:
    french = estimate(group_measured(measure_gold(read_gold(gold)))["fr"])
    assert tuple(french) == METRICS
    assert french["content@0.3"].counts.gold == 2
    assert french["content@0.3"].counts.found == 2
    assert french["hedge"].counts == Counts(1, 1, 1, 1)
    assert french["hedge_kind"].value == 1.0


def test_a_metric_with_nothing_to_count_has_no_value(gold: Path) -> None:
    change(gold, "en-901", attributions=[])
    english = estimate(group_measured(measure_gold(read_gold(gold)))["en"])
    assert english["loaded"].value is english["loaded"].low is None
    assert english["content@0.3"].value == 0.0  # there is a predicted relation, and it is wrong


ROWS = [[Counts.of_hits(hits, 10, 12)] for hits in (1, 3, 5, 7, 9, 10)]


def test_intervals_hold_the_value_and_obey_the_seed() -> None:
    ((low, high),) = bootstrap_f1(ROWS, rounds=1_000, seed=0)
    value = sum((row[0] for row in ROWS), Counts()).f1
    assert 0.2 < low < value < high < 0.9
    assert bootstrap_f1(ROWS, rounds=1_000, seed=0) == [(low, high)]
    assert bootstrap_f1(ROWS, rounds=1_000, seed=1) != [(low, high)]


def test_intervals_of_equal_articles_are_points() -> None:
    rows = [[Counts.of_hits(6, 10, 10), Counts()]] * 5
    (first, second) = bootstrap_f1(rows, rounds=50, seed=0)
    assert first == (pytest.approx(0.6), pytest.approx(0.6))
    assert second == (0.0, 0.0)


def test_a_rule_is_right_where_content_and_source_are(gold: Path) -> None:
    right = measure_rules(read_gold(gold))
    assert right["prep_front"] == (1, 1.0, 1.0)
    article = json.loads((gold / "annotations" / "fr-900.json").read_text("utf-8"))
    change(gold, "fr-900", attributions=[{**article["attributions"][0], "source": [40, 45]}])
    assert measure_rules(read_gold(gold))["prep_front"] == (1, 1.0, 0.0)
    change(gold, "fr-900", attributions=[])
    assert measure_rules(read_gold(gold))["prep_front"] == (1, 0.0, 0.0)


def test_only_common_rules_get_a_confidence() -> None:
    measured = {"that": rules.RulePrecision(40, 0.9, 0.7251), "rare": rules.RulePrecision(9, 1.0, 1.0)}
    assert rules.confidence_table(measured) == {"that": 0.73}


@pytest.mark.parametrize("option", [[], ["--markdown"], ["--slices"], ["--precision-by-rule"], ["--json"]])
def test_figures_are_printed(gold: Path, option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    rules.main(["--gold", str(gold), *option])
    printed = capsys.readouterr().out
    if option == ["--json"]:
        report = json.loads(printed)
        assert report["data"] == digest_gold(gold)
        assert report["groups"]["fr"]["metrics"]["content@0.3"]["gold"] == 2
        slices = report["groups"]["fr"]["slices"]
        (named,) = (s for s in slices if (s["metric"], s["label"]) == ("content@0.3", "named"))
        assert named["gold"] == 1
    else:
        assert ("prep_front" if option == ["--precision-by-rule"] else "content@0.3") in printed


def test_a_missing_folder_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for main in (rules.main, floors.main):
        with pytest.raises(SystemExit, match="2"):
            main(["--gold", str(tmp_path)])
        assert "there is no annotations/*.json here" in capsys.readouterr().err


# floors

FLOOR = Floor("fr/content@0.3", 0.7, 0.005, "a" * 64, "2026-01-02")


@pytest.mark.parametrize(
    ("figures", "digest", "below", "stale"),
    [
        ({"fr/content@0.3": 0.7}, "a" * 64, 0, 0),
        ({"fr/content@0.3": 0.6951}, "a" * 64, 0, 0),
        ({"fr/content@0.3": 0.6949}, "a" * 64, 1, 0),
        ({}, "a" * 64, 1, 0),
        ({"fr/content@0.3": 0.1}, "b" * 64, 0, 1),
    ],
)
def test_a_floor_holds_within_its_tolerance_and_its_data(
    figures: dict[str, float], digest: str, below: int, stale: int
) -> None:
    verdict = check_floors([FLOOR], figures, digest)
    assert (len(verdict.below), len(verdict.stale)) == (below, stale)


def test_an_update_raises_floors_and_adds_new_ones() -> None:
    floor = replace(FLOOR, tolerance=0.02)
    updated = update_floors(
        [floor], {"fr/content@0.3": 0.75, "fr/cue": 0.51239}, "b" * 64, "2026-02-03", False
    )
    assert updated == [
        Floor("fr/content@0.3", 0.75, 0.02, "b" * 64, "2026-02-03"),
        Floor("fr/cue", 0.5123, floors.TOLERANCE, "b" * 64, "2026-02-03"),
    ]


def test_a_floor_that_stays_keeps_its_date() -> None:
    assert update_floors([FLOOR], {FLOOR.metric: 0.70004}, FLOOR.data, "2026-02-03", False) == [FLOOR]


@pytest.mark.parametrize(
    ("figures", "digest"),
    [({FLOOR.metric: 0.699}, "a" * 64), ({FLOOR.metric: 0.5}, "b" * 64), ({}, "a" * 64)],
)
def test_a_floor_is_lowered_only_when_asked(figures: dict[str, float], digest: str) -> None:
    with pytest.raises(ValueError, match=r"fr/content@0\.3 0\.7000 -> .*--allow-regression"):
        update_floors([FLOOR], figures, digest, "2026-02-03", False)
    lowered = update_floors([FLOOR], figures, digest, "2026-02-03", True)
    assert {floor.metric: floor.value for floor in lowered} == figures


def test_floors_are_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert read_floors(path) == []
    written = [FLOOR, replace(FLOOR, metric="en/cue")]
    write_floors(written, path)
    assert read_floors(path) == written
    path.write_text('[{"metric": "fr/cue"}]', encoding="utf-8")
    with pytest.raises(ValueError, match=r"floors\.json: this is no list of floors"):
        read_floors(path)


def test_floors_are_set_checked_and_lost_by_command(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "floors.json"
    command = ["--gold", str(gold), "--floors", str(path)]
    assert floors.main(command) == 1
    assert "no floors yet" in capsys.readouterr().out
    assert floors.main([*command, "--update"]) == 0
    assert floors.main(command) == 0
    assert "floors hold" in capsys.readouterr().out
    write_floors([replace(f, value=1.2) if f.metric == "fr/cue" else f for f in read_floors(path)], path)
    assert floors.main(command) == 1
    assert "fr/cue: 1.0000 is below the floor 1.2000" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        floors.main([*command, "--update"])
    assert "fr/cue 1.2000 -> 1.0000" in capsys.readouterr().err
    assert floors.main([*command, "--update", "--allow-regression"]) == 0
    change(gold, "fr-900", notes="read again")
    assert floors.main(command) == 1
    assert "the data set has changed" in capsys.readouterr().out


def test_the_pinned_floors_are_sound() -> None:
    pinned = read_floors()
    assert len({floor.metric for floor in pinned}) == len(pinned) > 0
    for floor in pinned:
        group, _, metric = floor.metric.partition("/")
        assert group in floors.LANGUAGES
        assert metric in METRICS
        assert 0 < floor.value <= 1
        assert 0 <= floor.tolerance <= 0.02
        assert len(floor.data) == 64


# components and speed


def test_quartiles_leave_out_what_no_score_applies_to(gold: Path) -> None:
    rows = [dict(score_row(item.article)) for item in read_gold(gold) if item.article.lang == "fr"]
    assert components.find_quartiles(rows) == {}  # all under 80 words
    template = {**rows[0], "sourcing_applicable": True}
    rows = [{**template, "sourcing_score": score, "named_share": None} for score in (10, 20, 30, 40, 50)]
    found = components.find_quartiles(
        [*rows, {**template, "sourcing_applicable": False, "sourcing_score": None}]
    )
    assert found["fr"]["sourcing_score"] == (5, 20.0, 30.0, 40.0)
    assert "named_share" not in found["fr"]


def test_components_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "corpus.jsonl"
    text = " ".join([ARTICLES["fr-061"][1]] * 5)
    lines = [{"id": "a", "text": text, "lang": "fr"}, {"id": "b", "text": ""}]
    corpus.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    components.main(["--corpus", str(corpus), "--jobs", "1"])
    printed = capsys.readouterr().out
    assert "attributed_share" in printed
    assert "skipped: empty 1" in printed


@pytest.mark.parametrize(
    ("grow", "expected"),
    [
        (lambda share: 100.0, 0.0),
        (lambda share: 100.0 + 50 * share, 50.0),
        (lambda share: 100.0 * (share > 0.2), 0.0),
    ],
)
def test_slope_of_memory_leaves_the_warm_up_out(grow, expected: float) -> None:
    samples = [bench.Sample(share / 20, int(1000 * grow(share / 20))) for share in range(21)]
    assert bench.memory_slope(samples) == pytest.approx(1000 * expected, abs=1)
    assert bench.memory_slope(samples[:8]) == 0.0


def test_a_composed_text_has_the_words_asked_for() -> None:
    assert len(bench.compose_text(1_000).split()) == pytest.approx(1_000, rel=0.1)
    assert bench.compose_text(1)


def test_a_corpus_is_copied_without_what_cannot_be_scored(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    lines = [
        {"id": str(n), "text": text, "lang": "fr"}
        for n, text in enumerate(["un deux", "", "trois", "quatre"])
    ]
    corpus.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert bench.copy_corpus(str(corpus), 2, tmp_path / "copy.jsonl") == (2, 3)
    assert [json.loads(line)["id"] for line in (tmp_path / "copy.jsonl").read_text("utf-8").splitlines()] == [
        "0",
        "2",
    ]


def test_a_run_that_loses_articles_has_no_speed(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    lines = [{"id": doc, "text": text, "lang": lang} for doc, (lang, text, _) in ARTICLES.items()]
    corpus.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert bench.measure_throughput(corpus, 3, words=40, processes=1).words == 40
    with pytest.raises(ValueError, match="wrote 3 of 4 articles"):
        bench.measure_throughput(corpus, 4, words=40, processes=1)
    with pytest.raises(ValueError, match="selon score failed"):
        bench.measure_throughput(tmp_path / "none.jsonl", 1, words=1, processes=1)
