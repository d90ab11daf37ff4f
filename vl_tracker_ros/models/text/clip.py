"""CLIP's text tower: a causal transformer over byte pairs (Radford et al., 2021, section 2.4)."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class ClipTextConfig:
    """Sizes of the tower; public_name (see `hub.py`) says whose weights and tokenizer belong to it, '' = nobody's."""

    public_name: str = 'ViT-B-32/openai'
    width: int = 512
    layers: int = 12
    heads: int = 8
    vocabulary: int = 49408
    length: int = 77
    quick_gelu: bool = True         # x * sigmoid(1.702 x), as OpenAI's weights want it; else the exact GELU
    output: Literal['last_block', 'final'] = 'last_block'       # before or after the final layer norm

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown output and for heads that do not divide the width."""
        if self.output not in ('last_block', 'final'):
            raise ValueError(f"output {self.output!r} is not 'last_block' or 'final'")
        if self.width % self.heads:
            raise ValueError(f'width {self.width} should be a multiple of heads {self.heads}')


CLIP_VIT_B_32 = ClipTextConfig()
CLIP_VIT_L_14 = ClipTextConfig('ViT-L-14/openai', width=768, heads=12)


class ClipText(nn.Module):
    """ids (B,L) int64 and mask (B,L) float -> token features (B,L,width), L <= length; weights are random.

    The mask is part of the interface only: attention is causal, so that no token sees the padding behind it. The
    layers are those of `transformers`; below `model` the weights have its names.
    """

    def __init__(self, config: ClipTextConfig) -> None:
        super().__init__()
        self.config = config
        self.model = _tower(config)
        if config.output == 'last_block':
            self.model.final_layer_norm = nn.Identity()
        future = torch.full((config.length, config.length), -torch.inf).triu(1)
        self.register_buffer('future', future, persistent=False)

    @property
    def width(self) -> int:
        """Channels of a token feature."""
        return self.config.width

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        length = ids.shape[1]
        bias = self.future[None, None, :length, :length]
        tokens = self.model.encoder(self.model.embeddings(ids), attention_mask=bias).last_hidden_state
        return self.model.final_layer_norm(tokens)


def _tower(config: ClipTextConfig) -> nn.Module:
    from transformers import CLIPTextConfig, CLIPTextModel          # takes seconds to import

    return CLIPTextModel(CLIPTextConfig(
        vocab_size=config.vocabulary, hidden_size=config.width, intermediate_size=4 * config.width,
        num_hidden_layers=config.layers, num_attention_heads=config.heads, max_position_embeddings=config.length,
        hidden_act='quick_gelu' if config.quick_gelu else 'gelu', bos_token_id=None, eos_token_id=None,
        attn_implementation='sdpa'))
