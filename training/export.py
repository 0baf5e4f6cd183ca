"""Exports a trained network as the files of a bundle: ONNX graphs in int8, heads as arrays, the tokenizer."""

import shutil
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..model.bundle import ENCODER, FILES, HEADS, RELATIONS, TOKENIZER
from ..model.layers import REACH
from .network import SpanNetwork

MAX_FILE_BYTES = 45_000_000
OPSET = 17


class _Encode(nn.Module):
    def __init__(self, network: SpanNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor, convention: Tensor) -> tuple[Tensor, Tensor]:
        return self.network.encode(ids, mask, convention)


class _Relate(nn.Module):
    def __init__(self, network: SpanNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, states: Tensor, rows: Tensor, distances: Tensor, present: Tensor, cue: Tensor
    ) -> tuple[Tensor, Tensor]:
        return self.network.relate(states, rows, distances, present, cue)


def export_files(network: SpanNetwork, tokenizer: Any, folder: Path) -> None:
    """Writes the files of a bundle but its manifest into a folder, in fp32."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    network = network.float().cpu().eval()
    network.backbone.set_attn_implementation("eager")  # type: ignore[operator]
    width = network.project.out_features
    ids = torch.full((1, 16), 5)
    encode_axes = {
        name: {0: "windows", 1: "tokens"} for name in ("ids", "mask", "convention", "tags", "states")
    }
    _export(
        _Encode(network),
        (ids, torch.ones_like(ids), torch.zeros_like(ids)),
        folder / ENCODER,
        encode_axes,
        outputs=("tags", "states"),
    )
    n, r = 2, 2 * REACH
    rows = torch.arange(r).expand(n, r).contiguous()
    relate_axes: dict[str, dict[int, str]] = {
        name: {0: "cues", 1: "region"} for name in ("rows", "distances", "present", "cue", "scores", "mixed")
    }
    _export(
        _Relate(network),
        (
            torch.randn(r + 3, width),
            rows,
            torch.zeros_like(rows),
            torch.ones(n, r),
            torch.full((n, r), 1 / r),
        ),
        folder / RELATIONS,
        {"states": {0: "all"}, **relate_axes},
        outputs=("scores", "mixed"),
    )
    save_file(
        {name: tensor.contiguous() for name, tensor in network.attributes.state_dict().items()},
        folder / HEADS,
    )
    tokenizer.save(str(folder / TOKENIZER), pretty=False)


def quantise_files(source: Path, folder: Path) -> None:
    """Writes the files of `source`, as `export_files` left them there, into another folder in int8.

    Weights are quantised, and activations as they come (dynamic quantisation).

    Raises:
        ValueError: a file is larger than a bundle's may be.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    for name in (ENCODER, RELATIONS):
        quantize_dynamic(source / name, folder / name, weight_type=QuantType.QInt8, per_channel=True)
    for name in (HEADS, TOKENIZER):
        shutil.copyfile(source / name, folder / name)
    for name in FILES:
        size = (folder / name).stat().st_size
        if size > MAX_FILE_BYTES:
            raise ValueError(
                f"{folder / name}: {size:,} bytes; a bundle's files may have {MAX_FILE_BYTES:,}; "
                "keep fewer layers, or prune the vocabulary"
            )


def _export(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    axes: dict[str, dict[int, str]],
    outputs: tuple[str, ...],
) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter, about its own future
        torch.onnx.export(
            module.eval(),
            inputs,
            str(path),
            input_names=[name for name in axes if name not in outputs],
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
