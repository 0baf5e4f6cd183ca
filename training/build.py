"""A recipe in, a bundle out: trains, cross-fits the last stage, calibrates, exports and measures int8.

With `folds`, the last stage is trained once for each fold of a set without it, from the same weights as the
bundle's own. What those networks read in their folds is what confidence and thresholds are fitted to, and
what the bundle is measured by: the bundle itself has seen all of the set. Without, development articles
serve.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ..data.labelled import LabelledArticle
from ..data.span import Span
from ..data.write import FolderWriter, render_line
from ..model.bundle import Bundle, Decoding, Manifest, write_manifest
from ..model.encoder import Encoder, Reading
from ..model.matching import find_right
from ..model.score import package_version, render_json, score_article
from ..model.text import Document, read_document
from .backbone import load_tokenizer
from .calibrate import HeldOut, candidate_decoding, fit_decoding
from .config import Recipe
from .dataset import is_development, read_set
from .export import export_files, quantise_files
from .finetune import Notify, finetune
from .licence import strictest_licence
from .network import SpanNetwork

HELD_OUT, FP32, INT8 = "held-out", "fp32", "int8"  # folders of a run


class Built(NamedTuple):
    """A bundle, the held-out articles, and the folder of their scores; None where there were none."""

    bundle: Bundle
    items: tuple[LabelledArticle, ...]
    held_out: Path | None


@dataclass(slots=True)
class _Replay:
    """What an encoder has read, in its place."""

    manifest: Manifest
    sha256: str
    readings: Mapping[str, Reading]

    def read(self, document: Document) -> Reading:
        return self.readings[document.article.id]


def build_bundle(recipe: Recipe, folder: Path, run: Path, out: Path, notify: Notify) -> Built:
    """The bundle of a recipe, in the folder `out`; goes on where the run in the folder `run` stopped.

    `folder` is the one that the recipe's paths are relative to. In `run`, `held-out/` has the scores of the
    articles kept out of training, as `selon evaluate --predictions` reads them.

    Raises:
        FileNotFoundError, ValueError: as `finetune` and `quantise_files`.
    """
    tokenizer = load_tokenizer(recipe, folder)
    network = finetune(recipe, folder, run, notify)
    manifest = _describe(recipe, folder)
    held_out: list[HeldOut] = []
    quantisation: list[dict[str, int]] = []
    for number, part in enumerate(_folds(recipe, run)):
        fold_run = run if part is recipe else run / f"fold-{number}"
        trained = network if part is recipe else finetune(part, folder, fold_run, notify)
        found, compared = _read(trained, tokenizer, manifest, fold_run, _kept(part, folder))
        held_out += found
        quantisation.append(compared)
    decoding = fit_decoding(held_out, recipe.learned) if held_out else Decoding(learned=recipe.learned)
    export_files(network, tokenizer, run / FP32)
    quantise_files(run / FP32, out)
    manifest = replace(manifest, decoding=decoding, quantisation=_sum(quantisation))
    bundle = write_manifest(out, manifest)
    (out / "training.json").write_text(
        json.dumps(_log(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    scores = _write_held_out(held_out, bundle, run / HELD_OUT) if held_out else None
    return Built(bundle, tuple(h.item for h in held_out), scores)


def _folds(recipe: Recipe, run: Path) -> Sequence[Recipe]:
    """The recipes to train for held-out articles, the recipe itself where it keeps some out."""
    if not recipe.folds or recipe.fold_set is None:
        return [recipe] if recipe.development else []
    stages = recipe.stages[-1:]
    start = run / f"stage-{len(recipe.stages) - 2}.pt" if len(recipe.stages) > 1 else None
    return [
        replace(
            recipe,
            stages=stages,
            folds=0,
            start=str(start.resolve()) if start else recipe.start,
            development={recipe.fold_set: f"{k}/{recipe.folds}"},
        )
        for k in range(recipe.folds)
    ]


def _kept(recipe: Recipe, folder: Path) -> list[LabelledArticle]:
    """The articles that a recipe keeps out of training, of sets annotated by the guidelines."""
    kept: list[LabelledArticle] = []
    for training_set in recipe.sets:
        if training_set.name in recipe.development and training_set.convention == recipe.conventions[0]:
            articles = read_set(training_set, folder)
            flags = is_development(recipe, training_set.name, [a.article.id for a in articles])
            kept += [a for a, flag in zip(articles, flags, strict=True) if flag]
    return kept


def _read(
    network: SpanNetwork, tokenizer: Any, manifest: Manifest, run: Path, articles: Sequence[LabelledArticle]
) -> tuple[list[HeldOut], dict[str, int]]:
    """What the network reads in articles in int8, and figures of int8 beside fp32."""
    export_files(network, tokenizer, run / FP32)
    quantise_files(run / FP32, run / INT8)
    documents = [read_document(article.article) for article in articles]
    cues: dict[str, set[tuple[int, Span]]] = {}
    right: dict[str, int] = {}
    found: list[HeldOut] = []
    for name in (FP32, INT8):
        bundle = write_manifest(run / name, replace(manifest, decoding=candidate_decoding()))
        encoder = Encoder(bundle, threads=2)
        found = [HeldOut(a, encoder.read(d)) for a, d in zip(articles, documents, strict=True)]
        cues[name] = {(i, r.cue) for i, held in enumerate(found) for r in held.reading.relations}
        right[name] = sum(
            len(find_right(held.item.attributions or (), held.reading.relations)) for held in found
        )
    return found, {
        **{f"cues {name}": len(spans) for name, spans in cues.items()},
        "cues shared": len(cues[FP32] & cues[INT8]),
        **{f"right {name}": number for name, number in right.items()},
    }


def _sum(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(part[name] for part in parts) for name in (parts[0] if parts else ())}


def _write_held_out(held_out: Sequence[HeldOut], bundle: Bundle, folder: Path) -> Path:
    """Writes the score of each held-out article, by the bundle's decoding of what its fold's network read."""
    replay = _Replay(bundle.manifest, bundle.sha256, {h.item.article.id: h.reading for h in held_out})
    with FolderWriter(folder, "replace") as writer:
        for held in held_out:
            writer.write([render_line(render_json(score_article(held.item.article, replay)))])
    return folder


def _describe(recipe: Recipe, folder: Path) -> Manifest:
    return Manifest(
        name=recipe.name,
        version=recipe.version,
        created=datetime.now(UTC).date().isoformat(),
        selon=package_version(),
        licence=strictest_licence(s.licence for s in recipe.trained_on),
        conventions=recipe.conventions,
        window=recipe.window,
        decoding=Decoding(),
        training_sets=[
            {
                "name": s.name,
                "tasks": list(s.tasks),
                "articles": len({a.article.id for a in read_set(s, folder)}),
                "licence": s.licence,
                "citation": s.citation,
            }
            for s in recipe.trained_on
        ],
        metrics={},
        quantisation={},
        files={},
    )


def _log(run: Path) -> dict[str, Any]:
    """The epochs of a run and of its folds."""
    logs = {"run": run / "log.jsonl"} | {p.parent.name: p for p in sorted(run.glob("fold-*/log.jsonl"))}
    return {
        name: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for name, path in logs.items()
    }
