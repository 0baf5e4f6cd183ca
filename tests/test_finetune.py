"""Fine-tuning from a recipe to a bundle, with a tiny random encoder on the composed set."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from selon.data.article import Article  # noqa: E402
from selon.data.labelled import read_labelled  # noqa: E402
from selon.eval.heldout import measure_held_out  # noqa: E402
from selon.model.bundle import FILES, load_bundle  # noqa: E402
from selon.model.encoder import Encoder, load_encoder  # noqa: E402
from selon.model.score import render_json, score_article  # noqa: E402
from selon.model.text import read_document  # noqa: E402
from selon.training import finetune as finetuning  # noqa: E402
from selon.training.build import build_bundle  # noqa: E402
from selon.training.config import Recipe, read_recipe  # noqa: E402
from selon.training.finetune import finetune  # noqa: E402

MINI = Path(__file__).resolve().parents[1] / "data" / "labelled" / "mini.jsonl"
RECIPE = f"""
name = "tiny"
backbone = "backbone"
batch_tokens = 600
folds = 2
fold_set = "mini"
learned = ["naming"]
network = {{ width = 24, heads = 2, blocks = 1 }}
window = {{ core = 60, before = 16, after = 8 }}

[[sets]]
name = "mini"
path = "{MINI.as_posix()}"
licence = "Apache-2.0"

[[sets]]
name = "again"
path = "{MINI.as_posix()}"
convention = "other"
tasks = ["hedge", "loaded"]

[[stages]]
name = "both"
sets = {{ mini = 0.4, again = 0.2 }}

[[stages]]
name = "last"
epochs = 2
encoder_rate = 1e-3
head_rate = 3e-3
sets = {{ mini = 0.6 }}
"""
Told = list[Any]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, Path]:
    """The recipe above, and its folder with a random encoder whose tokenizer knows the composed texts."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("recipe")
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()  # type: ignore[assignment]
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()  # type: ignore[assignment]
    tokenizer.decoder = decoders.Metaspace()  # type: ignore[assignment]
    marks = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(
        vocab_size=600, special_tokens=marks, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator((i.article.text for i in read_labelled(MINI)), trainer)
    size = tokenizer.get_vocab_size()
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=size,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=128,
        pad_token_id=1,
    )
    BertModel(config).save_pretrained(folder / "backbone")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(folder / "backbone")
    (folder / "tiny.toml").write_text(RECIPE, "utf-8")
    return read_recipe(folder / "tiny.toml"), folder


@pytest.fixture(scope="module")
def built(recipe: tuple[Recipe, Path]) -> Any:
    return build_bundle(recipe[0], recipe[1], recipe[1] / "run", recipe[1] / "bundle", lambda told: None)


def weights_of(network: Any) -> dict[str, Any]:
    return {name: value.clone() for name, value in network.state_dict().items()}


def assert_same(a: Mapping[str, Any], b: Mapping[str, Any]) -> None:
    assert a.keys() == b.keys()
    assert [name for name in a if not torch.equal(a[name], b[name])] == []


class KilledError(Exception):
    """In place of a signal."""


def kill_after(steps: int) -> Callable[[Any], None]:
    """A `notify` that ends the run after some steps."""
    seen = 0

    def notify(told: Any) -> None:
        nonlocal seen
        if not isinstance(told, Mapping):
            seen += 1
            if seen > steps:
                raise KilledError

    return notify


def test_a_run_is_repeatable_and_goes_on_where_it_was_killed(
    recipe: tuple[Recipe, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    wanted, folder = recipe
    told: Told = []
    whole = weights_of(finetune(wanted, folder, tmp_path / "whole", told.append))
    steps = sum(not isinstance(t, Mapping) for t in told)
    assert steps > 6
    monkeypatch.setattr(finetuning, "CHECKPOINT_SECONDS", 0.0)
    for killed_at in (2, steps // 2):
        run = tmp_path / f"killed-{killed_at}"
        with pytest.raises(KilledError):
            finetune(wanted, folder, run, kill_after(killed_at))
        again: Told = []
        assert_same(whole, weights_of(finetune(wanted, folder, run, again.append)))
        assert sum(not isinstance(t, Mapping) for t in again) < steps
        losses = [
            [json.loads(line)["loss"] for line in (p / "log.jsonl").read_text("utf-8").splitlines()]
            for p in (tmp_path / "whole", run)
        ]
        assert losses[0] == losses[1]
    assert_same(whole, weights_of(finetune(wanted, folder, tmp_path / "whole", told.append)))


def test_the_seed_arrives(recipe: tuple[Recipe, Path], tmp_path: Path):
    wanted, folder = recipe
    one_stage = replace(wanted, stages=wanted.stages[:1])
    first, second = (
        weights_of(finetune(replace(one_stage, seed=seed), folder, tmp_path / str(seed), lambda told: None))
        for seed in (1, 2)
    )
    assert not torch.equal(first["tag.weight"], second["tag.weight"])


def test_training_lowers_the_loss(recipe: tuple[Recipe, Path], tmp_path: Path):
    wanted, folder = recipe
    told: Told = []
    finetune(wanted, folder, tmp_path, told.append)
    losses = [sum(entry["loss"].values()) for entry in told if isinstance(entry, Mapping)]
    assert losses[-1] < losses[-2]


def test_another_recipe_does_not_go_on_with_a_run(recipe: tuple[Recipe, Path], built: Any):
    with pytest.raises(ValueError, match="begun with another recipe"):
        finetune(replace(recipe[0], seed=9), recipe[1], recipe[1] / "run", lambda told: None)


def test_a_bundle_holds_no_pickle_and_says_what_it_is(built: Any):
    bundle = built.bundle
    names = {path.name for path in bundle.path.iterdir()}
    assert names == {*FILES, "manifest.json", "training.json"}
    for path in bundle.path.iterdir():
        assert not path.read_bytes().startswith((b"PK", b"\x80"))
    manifest = load_bundle(bundle.path).manifest
    assert manifest.licence.startswith("research") and "not stated" in manifest.licence
    assert [row["name"] for row in manifest.training_sets] == ["mini", "again"]
    assert manifest.decoding.learned == ("naming",)
    assert {"cues fp32", "cues int8", "cues shared"} <= set(manifest.quantisation)
    log = json.loads((bundle.path / "training.json").read_text("utf-8"))
    assert [len(log[name]) for name in ("run", "fold-0", "fold-1")] == [3, 2, 2]


def test_each_article_is_held_out_once_and_measured(built: Any):
    items = list(read_labelled(MINI))
    assert sorted(i.article.id for i in built.items) == sorted(i.article.id for i in items)
    metrics = measure_held_out(built.items, built.held_out, rounds=20)
    assert set(metrics) == {"fr", "en"}
    assert {"content@0.3", "who-said@0.5", "hedge"} <= set(metrics["fr"])


def test_a_score_by_a_bundle_slices_to_its_spans(built: Any):
    encoder = load_encoder(built.bundle.path)
    for item in list(read_labelled(MINI))[:6]:
        score = score_article(item.article, encoder)
        assert score.bundle.name == "tiny" and score.bundle.sha256 == built.bundle.sha256
        assert render_json(score) == render_json(score_article(item.article, encoder))
        for attribution in score.attributions:
            assert 0 <= attribution.confidence <= 1
            for span in attribution.content:
                assert item.article.text[span.start : span.end].strip()


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "Non.", "a" * 3000, "« " * 400, "\u200b\ufeff", "Oui. " * 900]
)
def test_an_encoder_reads_any_text(built: Any, text: str):
    reading = Encoder(built.bundle).read(read_document(Article("a", "fr", text)))
    for read in (*reading.hedges, *reading.loaded):
        assert 0 <= read.span.start < read.span.end <= len(text)


def test_fp32_and_int8_files_are_both_written(built: Any, recipe: tuple[Recipe, Path]):
    sizes = {
        name: (recipe[1] / "run" / "fold-0" / name / "encoder.onnx").stat().st_size
        for name in ("fp32", "int8")
    }
    assert sizes["int8"] < sizes["fp32"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('name = "tiny"', 'nam = "tiny"'), "'nam' is not one of"),
        (("folds = 2", "folds = 2 2"), "not a TOML file"),
        (('tasks = ["hedge", "loaded"]', 'tasks = ["stance"]'), "task 'stance' of 'again'"),
        (("mini = 0.4, again", "mini = 0.4, other"), "'other' is not the name of a"),
        (('backbone = "backbone"\n', ""), "backbone"),
    ],
)
def test_a_recipe_that_can_not_be_followed(tmp_path: Path, change: tuple[str, str], message: str):
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.replace(*change), "utf-8")
    with pytest.raises(ValueError, match=message) as error:
        read_recipe(path)
    assert str(path) in str(error.value)


def test_a_backbone_that_is_not_there(recipe: tuple[Recipe, Path], tmp_path: Path):
    with pytest.raises(ValueError, match="backbone no/such/folder"):
        finetune(replace(recipe[0], backbone="no/such/folder"), recipe[1], tmp_path, lambda told: None)


def damage(name: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes() + b"\0")

    return apply


def edit(old: str, new: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return apply


@pytest.mark.parametrize(
    ("apply", "message"),
    [
        (damage("encoder.onnx"), "encoder.onnx: damaged or changed"),
        (damage("heads.safetensors"), "heads.safetensors: damaged or changed"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json: missing"),
        (lambda folder: (folder / "manifest.json").unlink(), "not a bundle of selon"),
        (lambda folder: (folder / "manifest.json").write_text("{}"), "not a bundle of selon"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"\x80\x04."), "not a bundle of selon"),
        (edit("selon-bundle/1", "selon-bundle/7"), "update selon"),
        (edit('"reach": 128', '"reach": 64'), "another version of selon"),
        (edit('"threshold"', '"treshold"'), "damaged"),
    ],
)
def test_a_bundle_that_is_not_whole(built: Any, tmp_path: Path, apply: Callable[[Path], None], message: str):
    folder = tmp_path / "bundle"
    shutil.copytree(built.bundle.path, folder)
    apply(folder)
    with pytest.raises(ValueError, match=message) as error:
        load_bundle(folder)
    assert str(folder) in str(error.value)


def test_a_bundle_that_is_not_there(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="no such folder"):
        load_bundle(tmp_path / "none")


def test_a_pruned_backbone_cuts_texts_into_the_same_pieces(recipe: tuple[Recipe, Path], tmp_path: Path):
    from tokenizers import Tokenizer
    from transformers import AutoModel

    from selon.training.prune import prune_backbone

    texts = [i.article.text for i in read_labelled(MINI) if i.article.lang == "fr"]
    kept, total = prune_backbone(str(recipe[1] / "backbone"), texts, tmp_path / "small", least=1)
    assert kept < total
    before, after = (
        Tokenizer.from_file(str(folder / "tokenizer.json"))
        for folder in (recipe[1] / "backbone", tmp_path / "small")
    )
    for text in texts:
        assert before.encode(text).tokens == after.encode(text).tokens
    old, new = (AutoModel.from_pretrained(f).eval() for f in (recipe[1] / "backbone", tmp_path / "small"))
    ids = [torch.tensor([t.encode(texts[0][:200]).ids]) for t in (before, after)]
    with torch.no_grad():
        states = [m(input_ids=i).last_hidden_state for m, i in zip((old, new), ids, strict=True)]
    assert torch.allclose(*states, atol=1e-5)


def run_selon(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    from selon.cli import main

    with pytest.raises(SystemExit) as ended:
        main([str(a) for a in arguments])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


EXAMPLE = MINI.parents[1] / "examples" / "fr-depeche.txt"


def test_the_command_line_scores_with_the_bundle_that_is_named(
    built: Any, capsys: pytest.CaptureFixture[str]
):
    path = built.bundle.path
    status, printed, _ = run_selon(capsys, "score", EXAMPLE, "--json", "--bundle", path)
    assert status == 0
    assert json.loads(printed)["bundle"] == {"name": "tiny", "version": "1", "sha256": built.bundle.sha256}
    status, printed, _ = run_selon(capsys, "score", EXAMPLE, "--json", "--rules")
    assert json.loads(printed)["bundle"]["name"] == "rules"
    assert run_selon(capsys, "score", EXAMPLE, "--rules", "--bundle", path)[0] == 2
    status, _, said = run_selon(capsys, "score", EXAMPLE, "--bundle", path / "none")
    assert status == 1 and said.count("\n") == 1 and "no such folder" in said


def test_a_corpus_is_scored_with_a_bundle_alike_by_one_and_by_two_processes(
    built: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = [
        json.dumps({"id": f"{k}-{i.article.id}", "text": i.article.text})
        for k in (1, 2)
        for i in read_labelled(MINI)
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows), "utf-8")
    outs = []
    for jobs in (1, 2):
        out = tmp_path / f"{jobs}.jsonl"
        command = (
            "score",
            tmp_path / "corpus.jsonl",
            "--out",
            out,
            "--jobs",
            jobs,
            "--bundle",
            built.bundle.path,
        )
        assert run_selon(capsys, *command)[0] == 0
        outs.append(out.read_bytes())
    assert outs[0] == outs[1] and outs[0].count(b"\n") == len(rows)


def test_a_bundle_is_shown_and_evaluated(built: Any, capsys: pytest.CaptureFixture[str]):
    status, printed, _ = run_selon(capsys, "bundle", "show", built.bundle.path)
    assert status == 0
    for said in ("tiny", "encoder.onnx", "Apache-2.0", "not stated"):
        assert said in printed
    status, printed, _ = run_selon(capsys, "evaluate", built.bundle.path, "rules", "--gold", MINI)
    assert status == 0 and "rules" in printed


def test_the_command_line_trains_a_bundle(
    built: Any, recipe: tuple[Recipe, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "bundle"
    shutil.copytree(recipe[1] / "run", tmp_path / "bundle.run")  # all but the last steps is done
    status, _, said = run_selon(capsys, "finetune", recipe[1] / "tiny.toml", "--out", out)
    assert status == 0, said
    manifest = load_bundle(out).manifest
    assert set(manifest.metrics) == {"fr", "en"}
    card = (out / "model_card.md").read_text("utf-8")
    assert manifest.licence in card and "statement found" in card
    assert run_selon(capsys, "finetune", recipe[1] / "tiny.toml", "--out", out)[0] == 1
    assert "--force" in run_selon(capsys, "finetune", recipe[1] / "tiny.toml", "--out", out)[2]
    status, _, said = run_selon(capsys, "finetune", tmp_path / "none.toml", "--out", tmp_path / "b")
    assert status == 1 and "none.toml" in said and said.count("\n") == 1
