"""The tiny family's text encoder: a small transformer over our own word pieces, trained with the tracker."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.layers.attention import Block
from vl_tracker_ros.models.mvlm.config import MVLMConfig


class TextTransformer(nn.Module):
    """ids (B,L) int64 and mask (B,L) float -> token features (B,L,dim)."""

    def __init__(self, config: MVLMConfig) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.text_vocabulary, config.dim)
        self.positions = nn.Parameter(torch.randn(1, config.text_length, config.dim) * 0.02)
        self.blocks = nn.ModuleList(Block(config.dim, config.heads, depth=config.text_depth)
                                    for _ in range(config.text_depth))
        self.norm = nn.LayerNorm(config.dim)
        nn.init.normal_(self.tokens.weight, std=0.1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.tokens(ids) + self.positions
        for block in self.blocks:
            x = block(x, mask > 0.5)
        return self.norm(x)
