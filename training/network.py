"""The network: one encoder, tag layers on top, and a reader of relations conditioned on a cue.

A cue is tagged like a hedge or a loaded term. For each cue, the states of the tokens around it, marked with
their distance from it, pass through a small transformer whose outputs score the cue's source (at most one
segment) and its contents (any number), as in semantic role labelling; so relations may nest and share a
source. Attributes are read from the mean state of the cue or the source.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from ..model.layers import ATTRIBUTES, LAYERS, count_buckets


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """Sizes of the part that is trained from scratch: width of its states, attention heads, blocks."""

    width: int = 192
    heads: int = 6
    blocks: int = 2
    dropout: float = 0.1


class Block(nn.Module):
    """A pre-norm transformer block; written out so that every exporter can follow it."""

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.heads = size.heads
        self.norm_attention, self.norm_output = nn.LayerNorm(size.width), nn.LayerNorm(size.width)
        self.query_key_value = nn.Linear(size.width, 3 * size.width)
        self.mix = nn.Linear(size.width, size.width)
        self.widen, self.narrow = nn.Linear(size.width, 2 * size.width), nn.Linear(2 * size.width, size.width)
        self.dropout = nn.Dropout(size.dropout)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """New states, (n, t, width). `bias`: (n, 1, 1, t), strongly negative where there is no token."""
        n, t, width = states.shape
        parts = self.query_key_value(self.norm_attention(states)).view(
            n, t, 3, self.heads, width // self.heads
        )
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5 + bias, -1)
        states = states + self.dropout(self.mix((weights @ value).transpose(1, 2).reshape(n, t, width)))
        return states + self.dropout(
            self.narrow(nn.functional.gelu(self.widen(self.norm_output(states)), approximate="tanh"))
        )


class SpanNetwork(nn.Module):
    """Token ids in, scores of segments out; see the module's docstring.

    `conventions` are the annotation conventions it was trained on, told apart by an embedding that is added
    to every token.
    """

    def __init__(self, backbone: nn.Module, conventions: int, size: NetworkSize) -> None:
        super().__init__()
        self.backbone = backbone
        config: Any = backbone.config
        hidden = config.hidden_size
        self.convention = nn.Embedding(conventions, hidden)
        nn.init.zeros_(self.convention.weight)
        self.tag = nn.Linear(hidden, 3 * len(LAYERS))
        self.project = nn.Linear(hidden, size.width)
        self.cue = nn.Linear(size.width, size.width)
        self.distance = nn.Embedding(count_buckets(), size.width)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.blocks))
        self.norm = nn.LayerNorm(size.width)
        self.relate_out = nn.Linear(size.width, 6)
        self.dropout = nn.Dropout(size.dropout)
        self.attributes = nn.ModuleDict(
            {
                name: nn.Linear(size.width * (1 if name == "hedge_kind" else 2), len(labels))
                for name, labels in ATTRIBUTES.items()
            }
        )

    def encode(self, ids: Tensor, mask: Tensor, convention: Tensor) -> tuple[Tensor, Tensor]:
        """Tag scores (b, t, 3 * layers) and states (b, t, width) of windows.

        `ids`: (b, t). `mask`: (b, t), 1 for tokens, 0 for padding. `convention`: (b, t).
        """
        embedded = self.backbone.get_input_embeddings()(ids) + self.convention(convention)  # type: ignore[operator]
        hidden = self.backbone(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return self.tag(self.dropout(hidden)), self.project(hidden)

    def relate(
        self, states: Tensor, positions: Tensor, distances: Tensor, present: Tensor, cue: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Scores (n, r, 6) of source and content around each of n cues, and the states (n, r, width).

        `states`: (b * t, width). `positions`: (n, r), rows of `states` around the cue. `distances`: (n, r),
        buckets. `present`: (n, r), 1 where there is a token. `cue`: (n, r), the share of each token in the
        cue; rows sum to 1.
        """
        near = states[positions]
        summed = torch.matmul(cue[:, None, :], near)
        mixed = near + self.cue(summed) + self.distance(distances)
        bias = (present[:, None, None, :] - 1.0) * 1e4
        for block in self.blocks:
            mixed = block(mixed, bias)
        mixed = self.norm(mixed)
        return self.relate_out(self.dropout(mixed)), torch.cat([near, mixed], -1)

    def label(self, name: str, pooled: Tensor) -> Tensor:
        """Scores of the labels of an attribute from pooled states: (n, labels)."""
        return self.attributes[name](self.dropout(pooled))


def parameter_groups(
    network: SpanNetwork, encoder_rate: float, head_rate: float, decay: float
) -> Sequence[Any]:
    """The trained parameters in groups for the optimiser; norms and biases are not decayed."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            key = (name.startswith("backbone."), parameter.ndim > 1)
            groups.setdefault(key, []).append(parameter)
    return [
        {"params": found, "lr": encoder_rate if old else head_rate, "weight_decay": decay if matrix else 0.0}
        for (old, matrix), found in groups.items()
    ]
