"""Cuts a multilingual backbone's vocabulary down to the pieces that some texts use.

Most weights of a small multilingual encoder are embeddings of pieces that French and English never use. For
tokenizers of the unigram kind (XLM-RoBERTa, multilingual E5); a text is cut into the same pieces as before
wherever all of them were kept.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

BATCH_TEXTS = 64


def prune_backbone(source: str, texts: Iterable[str], out: Path, least: int = 2) -> tuple[int, int]:
    """Writes the smaller backbone into a folder; returns how many pieces were kept, of how many.

    Kept are special marks, single characters, and pieces that stand at least `least` times in the texts.

    Raises:
        ValueError: the backbone can not be loaded, or its tokenizer is of another kind.
    """
    import torch
    from transformers import AutoModel, AutoTokenizer

    try:
        wrapped = AutoTokenizer.from_pretrained(source)
        model = AutoModel.from_pretrained(source)
        description = json.loads(wrapped.backend_tokenizer.to_str())
    except (OSError, ValueError, AttributeError) as error:
        raise ValueError(f"{source}: no backbone: {str(error).splitlines()[0]}") from None
    if description["model"].get("type") != "Unigram":
        kind = description["model"].get("type")
        raise ValueError(f"{source}: its tokenizer is of kind {kind}; only Unigram can be pruned")
    vocabulary: list[list[Any]] = description["model"]["vocab"]
    special = {token["id"] for token in description["added_tokens"]}
    counts = _count(wrapped.backend_tokenizer, texts)
    unknown = description["model"]["unk_id"]
    kept = [
        i
        for i, (piece, _) in enumerate(vocabulary)
        if i in special or i == unknown or len(piece.lstrip("▁")) <= 1 or counts[i] >= least
    ]
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(
        json.dumps(_renumber(description, kept), ensure_ascii=False), encoding="utf-8"
    )
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": min(wrapped.model_max_length, model.config.max_position_embeddings),
        **{name: str(value) for name, value in wrapped.special_tokens_map.items() if isinstance(value, str)},
    }
    (out / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    old = model.get_input_embeddings().weight.data
    smaller = torch.nn.Embedding(len(kept), old.shape[1])
    smaller.weight.data.copy_(old[torch.tensor(kept)])
    model.set_input_embeddings(smaller)
    model.config.vocab_size = len(kept)
    number = {old: new for new, old in enumerate(kept)}
    for name in ("pad_token_id", "bos_token_id", "eos_token_id"):
        if getattr(model.config, name, None) in number:
            setattr(model.config, name, number[getattr(model.config, name)])
    model.save_pretrained(out)
    return len(kept), len(vocabulary)


def _count(tokenizer: Any, texts: Iterable[str]) -> Counter[int]:
    counts: Counter[int] = Counter()
    batch: list[str] = []

    def take() -> None:
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            counts.update(encoding.ids)
        batch.clear()

    for text in texts:
        batch.append(text)
        if len(batch) == BATCH_TEXTS:
            take()
    take()
    return counts


def _renumber(description: dict[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """The tokenizer's description with the kept pieces alone, under new numbers."""
    number = {old: new for new, old in enumerate(kept)}
    smaller = json.loads(json.dumps(description))
    model = smaller["model"]
    model["vocab"] = [model["vocab"][i] for i in kept]
    model["unk_id"] = number[model["unk_id"]]
    smaller["added_tokens"] = [{**t, "id": number[t["id"]]} for t in smaller["added_tokens"]]
    processor = smaller.get("post_processor") or {}
    for entry in (processor.get("special_tokens") or {}).values():
        entry["ids"] = [number[i] for i in entry["ids"]]
    for name in ("sep", "cls"):
        if name in processor:
            processor[name][1] = number[processor[name][1]]
    return smaller
