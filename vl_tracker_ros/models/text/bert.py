"""BERT's encoder, or parts of it, as the trackers use it (Devlin et al., 2019)."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

_HIDDEN = -1e4      # bias of a padded key: its softmax weight is 0, also in half precision
_LAST = 4


@dataclass(frozen=True)
class BertTextConfig:
    """Sizes of the encoder; public_name (see `hub.py`) says whose weights and tokenizer belong to it, '' = nobody's.

    output: 'last' layer; 'mean_last_four' layers (COST); 'embeddings', the word, position and type embeddings after
    their layer norm (All-in-One), for which `layers` does not count. Fewer layers than the public model has are its
    first ones.
    """

    public_name: str = 'bert-base-uncased'
    width: int = 768
    layers: int = 12
    heads: int = 12
    vocabulary: int = 30522
    length: int = 512
    output: Literal['last', 'mean_last_four', 'embeddings'] = 'last'

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown output, too few layers for it, and heads that do not divide the width."""
        if self.output not in ('last', 'mean_last_four', 'embeddings'):
            raise ValueError(f"output {self.output!r} is not 'last', 'mean_last_four' or 'embeddings'")
        if self.output == 'mean_last_four' and self.layers < _LAST:
            raise ValueError(f'the mean of the last {_LAST} layers needs as many, but layers is {self.layers}')
        if self.width % self.heads:
            raise ValueError(f'width {self.width} should be a multiple of heads {self.heads}')


class BertText(nn.Module):
    """ids (B,L) int64 and mask (B,L) float -> token features (B,L,width), L <= length; weights are random.

    The layers are those of `transformers`; below `model` the weights have its names.
    """

    def __init__(self, config: BertTextConfig) -> None:
        super().__init__()
        self.config = config
        self.model = _encoder(config)

    @property
    def width(self) -> int:
        """Channels of a token feature."""
        return self.config.width

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        tokens = [self.model.embeddings(ids, token_type_ids=torch.zeros_like(ids))]     # one sentence: type 0
        bias = ((1 - mask) * _HIDDEN)[:, None, None]
        for layer in self.model.encoder.layer:
            tokens.append(layer(tokens[-1], bias))
        if self.config.output == 'mean_last_four':
            return torch.stack(tokens[-_LAST:]).mean(0)
        return tokens[-1]


def _encoder(config: BertTextConfig) -> nn.Module:
    from transformers import BertConfig, BertModel                  # takes seconds to import

    layers = 0 if config.output == 'embeddings' else config.layers
    return BertModel(BertConfig(
        vocab_size=config.vocabulary, hidden_size=config.width, intermediate_size=4 * config.width,
        num_hidden_layers=layers, num_attention_heads=config.heads, max_position_embeddings=config.length,
        attn_implementation='sdpa'), add_pooling_layer=False)
