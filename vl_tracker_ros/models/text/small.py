"""The tiny family's text encoder: a small transformer over our own word pieces, trained with the tracker."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.layers.attention import Block


class TextTransformer(nn.Module):
    """ids (B,L) int64 and mask (B,L) float -> token features (B,L,dim); id 0 is padding."""

    def __init__(self, vocabulary: int, length: int, dim: int, depth: int, heads: int) -> None:
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, dim)
        self.positions = nn.Parameter(torch.randn(1, length, dim) * 0.02)
        self.blocks = nn.ModuleList(Block(dim, heads, depth=depth) for _ in range(depth))
        self.norm = nn.LayerNorm(dim)
        nn.init.normal_(self.tokens.weight, std=0.1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.tokens(ids) + self.positions
        for block in self.blocks:
            x = block(x, mask > 0.5)
        return self.norm(x)
