"""The pretrained encoder of a recipe: its tokenizer, and the network on top of it."""

from pathlib import Path
from typing import Any

import torch

from .config import Recipe
from .network import SpanNetwork

WEIGHTS = "network.pt"


def load_tokenizer(recipe: Recipe, folder: Path) -> Any:
    """The backbone's tokenizer, a `tokenizers.Tokenizer`.

    Raises:
        ValueError: the backbone has none, or one without the marks that windows need.
    """
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(find_backbone(recipe, folder)).backend_tokenizer
    except (OSError, ValueError, AttributeError) as error:
        raise ValueError(f"backbone {recipe.backbone}: no tokenizer: {str(error).splitlines()[0]}") from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def find_backbone(recipe: Recipe, folder: Path) -> str:
    """The path of the backbone where it is a folder, else its name on the Hugging Face hub."""
    path = folder / recipe.backbone
    return str(path) if path.is_dir() else recipe.backbone


def build_network(recipe: Recipe, folder: Path) -> SpanNetwork:
    """The network with the backbone's weights, without attention dropout (it is slow on a CPU).

    Raises:
        ValueError: the backbone can not be loaded.
    """
    from transformers import AutoConfig, AutoModel

    source = find_backbone(recipe, folder)
    try:
        config = AutoConfig.from_pretrained(source)
        config.attention_probs_dropout_prob = 0.0
        if recipe.layers is not None:
            config.num_hidden_layers = min(recipe.layers, config.num_hidden_layers)
        backbone = AutoModel.from_pretrained(
            source, config=config, add_pooling_layer=False, dtype=torch.float32
        )
    except (OSError, ValueError) as error:
        raise ValueError(f"backbone {recipe.backbone}: {str(error).splitlines()[0]}") from None
    if recipe.freeze_embeddings:
        backbone.get_input_embeddings().weight.requires_grad_(False)
    network = SpanNetwork(backbone, len(recipe.conventions), recipe.network)
    if recipe.start is not None:
        network.load_state_dict(torch.load(folder / recipe.start, weights_only=True))
    return network
