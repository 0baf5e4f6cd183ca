"""The encoder at work: a document in, the spans that it found out. ONNX Runtime and tokenizers, no torch.

Every window is run by itself: int8 scales depend on what else is in a run, and the spans of an article may
not depend on the articles beside it. On a CPU nothing is lost by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .bundle import ENCODER, HEADS, RELATIONS, TOKENIZER, Bundle, Manifest, load_bundle
from .layers import ATTRIBUTES, LAYERS, find_regions
from .records import Span
from .segments import Decoded, Segment, decode
from .text import Document
from .windows import Window, find_windows

Floats = NDArray[np.float32]
SELON = 0  # the convention of the annotation guidelines


@dataclass(frozen=True, slots=True)
class ReadRelation:
    """A relation as the encoder reads it.

    `cue_score` is the log odds of the cue; `source_log_probability` and `content_log_probability` are those
    of the best source and contents, at most 0. `labels` are the most likely ones by attribute.
    """

    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    cue_score: float
    source_log_probability: float
    content_log_probability: float
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A hedge or loaded term as the encoder reads it, with its log odds; `label` is a hedge's kind."""

    span: Span
    score: float
    label: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the encoder found in a document, each in text order."""

    relations: tuple[ReadRelation, ...]
    hedges: tuple[ReadSpan, ...]
    loaded: tuple[ReadSpan, ...]


class Reader(Protocol):
    """What scoring needs of an encoder."""

    manifest: Manifest
    sha256: str

    def read(self, document: Document) -> Reading:
        """What is found in a document."""
        ...


class Encoder:
    """A bundle's encoder in memory."""

    def __init__(self, bundle: Bundle, threads: int = 1) -> None:
        import onnxruntime
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.manifest, self.sha256 = bundle.manifest, bundle.sha256
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(bundle.path / TOKENIZER))
        options: Any = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.encode, self.relate = (
            onnxruntime.InferenceSession(str(bundle.path / name), options, providers=["CPUExecutionProvider"])
            for name in (ENCODER, RELATIONS)
        )
        self.heads = load_file(bundle.path / HEADS)

    def read(self, document: Document, convention: int = SELON) -> Reading:
        """What the encoder finds in a document; `convention` is an index into the manifest's."""
        relations: list[ReadRelation] = []
        spans: dict[str, list[ReadSpan]] = {layer: [] for layer in LAYERS[1:]}
        for window in find_windows(document, self.tokenizer, self.manifest.window):
            tags, states = self._encode(window, convention)
            core = np.zeros(len(window), bool)
            core[window.core[0] : window.core[1]] = True
            found = self._segments(tags, core & window.readable)
            relations += self._relations(window, states, found["cue"])
            for layer, kept in spans.items():
                kept += (self._read_span(window, states, segment, layer) for segment in found[layer])
        return Reading(tuple(relations), tuple(spans["hedge"]), tuple(spans["loaded"]))

    def _encode(self, window: Window, convention: int) -> tuple[Floats, Floats]:
        """Scores (t, layers, 3) and states (t, width)."""
        ids = window.ids[None]
        tags, states = self._run(
            self.encode, {"ids": ids, "mask": np.ones_like(ids), "convention": np.full_like(ids, convention)}
        )
        return tags[0].reshape(len(window), len(LAYERS), 3), states[0]

    @staticmethod
    def _run(session: Any, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        return session.run(None, inputs)

    def _segments(self, tags: Floats, free: NDArray[np.bool_]) -> dict[str, tuple[Segment, ...]]:
        """The segments of each layer, their scores without the bias."""
        bias_of = self.manifest.decoding.bias
        biases = np.array([bias_of[layer] for layer in LAYERS], np.float32)
        scores = tags.transpose(1, 0, 2) + biases[:, None, None] * np.array([0, 1, 0], np.float32)
        found: dict[str, tuple[Segment, ...]] = {}
        for layer, bias, decoded in zip(
            LAYERS, biases.tolist(), decode(scores, np.tile(free, (len(LAYERS), 1))), strict=True
        ):
            found[layer] = tuple(s._replace(score=s.score - bias) for s in decoded.segments)
        return found

    def _read_span(self, window: Window, states: Floats, segment: Segment, layer: str) -> ReadSpan:
        label = None
        if layer == "hedge":
            label = self._label("hedge_kind", states[segment.first : segment.last].mean(0))
        return ReadSpan(window.span_of(segment.first, segment.last), segment.score, label)

    def _label(self, attribute: str, pooled: Floats) -> str:
        scores = self.heads[f"{attribute}.weight"] @ pooled + self.heads[f"{attribute}.bias"]
        return ATTRIBUTES[attribute][int(scores.argmax())]

    def _relations(self, window: Window, states: Floats, cues: tuple[Segment, ...]) -> list[ReadRelation]:
        if not cues:
            return []
        length = len(window)
        regions = find_regions([(0, c.first, c.last) for c in cues], [length], length)
        scores, mixed = self._run(
            self.relate,
            {
                "states": states,
                "rows": regions.rows,
                "distances": regions.distances,
                "present": regions.present,
                "cue": regions.cues,
            },
        )
        allowed = regions.allowed(window.readable)
        sources = decode(scores[..., :3], allowed, single=True)
        contents = decode(scores[..., 3:], allowed)
        return [
            self._relation(window, cue, int(first), source, content, state, share)
            for cue, first, source, content, state, share in zip(
                cues, regions.firsts, sources, contents, mixed, regions.cues, strict=True
            )
        ]

    def _relation(
        self,
        window: Window,
        cue: Segment,
        first: int,
        source: Decoded,
        content: Decoded,
        states: Floats,
        share: Floats,
    ) -> ReadRelation:
        labels = {"cue_class": self._label("cue_class", share @ states)}
        spans = [window.span_of(s.first + first, s.last + first) for s in source.segments]
        for segment in source.segments:
            pooled = states[segment.first : segment.last].mean(0)
            labels |= {name: self._label(name, pooled) for name in ("source_type", "naming")}
        return ReadRelation(
            cue=window.span_of(cue.first, cue.last),
            source=spans[0] if spans else None,
            content=tuple(window.span_of(s.first + first, s.last + first) for s in content.segments),
            cue_score=cue.score,
            source_log_probability=source.log_probability,
            content_log_probability=content.log_probability,
            labels=labels,
        )


@lru_cache(maxsize=2)
def load_encoder(path: Path) -> Encoder:
    """The encoder of the bundle in a folder, loaded once a process.

    Raises:
        FileNotFoundError, ValueError: as `load_bundle`.
    """
    return Encoder(load_bundle(path))
