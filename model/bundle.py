"""A bundle: the folder that training hands to scoring. Loading checks every digest and runs no code.

`manifest.json` says what the bundle holds, what it was trained on and how it measured; beside it stand
`encoder.onnx`, `relations.onnx`, `tokenizer.json` and `heads.safetensors`. Nothing in it is a pickle.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from .layers import ATTRIBUTES, LAYERS, REACH
from .windows import WindowSize

SCHEMA = "selon-bundle/"
SCHEMA_VERSION = 1
MANIFEST = "manifest.json"
ENCODER, RELATIONS, TOKENIZER, HEADS = (
    "encoder.onnx",
    "relations.onnx",
    "tokenizer.json",
    "heads.safetensors",
)
FILES = (ENCODER, RELATIONS, TOKENIZER, HEADS)
CHOICES = ("cue_class", "source_type", "naming", "hedge", "loaded")  # what may be learned
BASE = Path(__file__).parent / "bundles" / "base"


@dataclass(frozen=True, slots=True)
class Decoding:
    """How scores become spans, as chosen on development articles.

    `bias` is added to the begin score of each layer: higher finds more. Hedges and loaded terms whose log
    odds, the bias left out, are below `least` are left out. `confidence` are the weights of a logistic model
    of an attribution being right: intercept, score of the cue, log probabilities of the source and of the
    content. Attributions below `threshold` (0 to 1) are left out. `learned` says what is taken from the
    encoder and not from lexicons: attributes, `hedge`, and `loaded`, for which the lexicon's terms are kept
    beside the encoder's.
    """

    bias: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(LAYERS, 0.0))
    least: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(LAYERS[1:], 0.0))
    confidence: tuple[float, ...] = (0.0, 1.0, 1.0, 1.0)
    threshold: float = 0.0
    learned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says.

    `training_sets` are the sets with licence and size, `licence` is the strictest of theirs. `metrics` are
    figures by name with how they were measured, `quantisation` those of int8 beside fp32. `files` are the
    SHA-256 digests of the other files.
    """

    name: str
    version: str
    created: str
    selon: str
    licence: str
    conventions: tuple[str, ...]
    window: WindowSize
    decoding: Decoding
    training_sets: Sequence[Mapping[str, Any]]
    metrics: Mapping[str, Any]
    quantisation: Mapping[str, Any]
    files: Mapping[str, str]
    layers: tuple[str, ...] = LAYERS
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(ATTRIBUTES))
    reach: int = REACH


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle on disk whose digests are right. `sha256` is the manifest's own, as 64 hexadecimal digits."""

    path: Path
    manifest: Manifest
    sha256: str


def default_bundle() -> Path | None:
    """The shipped bundle; None where it was left out of the installation."""
    return BASE if is_bundle(BASE) else None


def is_bundle(path: Path) -> bool:
    """Whether a path looks like a bundle's folder; `load_bundle` tells what is wrong with it."""
    return (path / MANIFEST).is_file()


@lru_cache(maxsize=4)
def load_bundle(path: Path) -> Bundle:
    """The bundle in a folder.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: it is no bundle, damaged, or made for another version of selon; with what to do.
    """
    if not path.is_dir():
        raise FileNotFoundError(f"{path}: there is no such folder; name the folder of a bundle")
    try:
        raw = (path / MANIFEST).read_bytes()
        content = json.loads(raw)
        schema = content["schema"]
        assert schema.startswith(SCHEMA)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError):
        raise ValueError(f"{path}: not a bundle of selon: it has no readable {MANIFEST}") from None
    if schema != f"{SCHEMA}{SCHEMA_VERSION}":
        raise ValueError(
            f"{path}: a bundle of schema {schema!r}, this selon reads {SCHEMA}{SCHEMA_VERSION}; "
            "update selon, or train the bundle anew"
        )
    try:
        manifest = _read_manifest(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{path}/{MANIFEST}: damaged ({error}); get the bundle again") from None
    if (manifest.layers, dict(manifest.attributes), manifest.reach) != (LAYERS, dict(ATTRIBUTES), REACH):
        raise ValueError(f"{path}: made for the labels of another version of selon; train the bundle anew")
    for name in FILES:
        file = path / name
        if not file.is_file():
            raise ValueError(f"{file}: missing from the bundle; get the bundle again")
        if _digest(file) != manifest.files.get(name):
            raise ValueError(
                f"{file}: damaged or changed (its SHA-256 is not the manifest's); get the bundle again"
            )
    return Bundle(path, manifest, hashlib.sha256(raw).hexdigest())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_manifest(content: Mapping[str, Any]) -> Manifest:
    values = {f.name: content[f.name] for f in fields(Manifest)}
    decoding = {**values["decoding"]}
    for name in ("confidence", "learned"):
        decoding[name] = tuple(decoding[name])
    values["decoding"] = Decoding(**decoding)
    if len(values["decoding"].confidence) != len(Decoding().confidence):
        raise ValueError("decoding.confidence has another number of weights")
    values["window"] = WindowSize(**values["window"])
    for name in ("conventions", "layers"):
        values[name] = tuple(values[name])
    values["attributes"] = {name: tuple(labels) for name, labels in values["attributes"].items()}
    return Manifest(**values)


def write_manifest(path: Path, manifest: Manifest) -> Bundle:
    """Writes `manifest.json` beside the other files, whose digests it takes; returns the bundle."""
    content = {"schema": f"{SCHEMA}{SCHEMA_VERSION}", **asdict(manifest)}
    content["files"] = {name: _digest(path / name) for name in FILES}
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    (path / MANIFEST).write_text(text, encoding="utf-8")
    load_bundle.cache_clear()
    return load_bundle(path)
