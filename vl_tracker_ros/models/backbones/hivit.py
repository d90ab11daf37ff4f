"""HiViT, the encoder of MVLM's paper: position-wise stages at strides 4 and 8, then a plain transformer at stride 16.

Submodules have the names of the public MAE file, whose model has no relative positions.
"""
from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.layers.attention import Block, DropPath, Mlp

EPS = 1e-6
STRIDE = 16


class MlpBlock(nn.Module):
    """x + mlp(norm(x)) at every position of a map (B,H,W,C)."""

    def __init__(self, dim: int, mlp_ratio: float, drop_path: float) -> None:
        super().__init__()
        self.norm2, self.mlp = nn.LayerNorm(dim, eps=EPS), Mlp(dim, mlp_ratio)
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.drop_path(self.mlp(self.norm2(x)))


class PatchMerge(nn.Module):
    """(B,H,W,C) -> (B,H/2,W/2,2C); the four neighbours column by column, as the public weights want them."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm, self.reduction = nn.LayerNorm(4 * dim, eps=EPS), nn.Linear(4 * dim, 2 * dim, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        corners = [x[:, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        return self.reduction(self.norm(torch.cat(corners, dim=-1)))


class PatchEmbed(nn.Module):
    """(B,3,H,W) -> (B,H/4,W/4,dim)."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.proj, self.norm = nn.Conv2d(3, dim, 4, 4), nn.LayerNorm(dim, eps=EPS)

    def forward(self, images: Tensor) -> Tensor:
        return self.norm(self.proj(images).permute(0, 2, 3, 1))


class HiViT(nn.Module):
    """`embed` makes tokens of one image, `forward` is the transformer over all tokens that a tracker joins.

    `absolute_pos_embed` (1,search,C) is the public file's; `template_pos_embed` (1,template,C) is the tracker's, and
    absent with template_size 0. Each of the two early stages has 2 * stage_depth blocks: two MLPs where the
    transformer has attention and an MLP. The defaults are HiViT-B.
    """

    def __init__(self, search_size: int, template_size: int, dim: int = 512, stage_depth: int = 2, depth: int = 20,
                 heads: int = 8, stem_ratio: float = 3.0, mlp_ratio: float = 4.0, drop_path: float = 0.1) -> None:
        super().__init__()
        rates = iter(torch.linspace(0, drop_path, 4 * stage_depth + depth, device='cpu').tolist())
        self.depth = depth
        self.patch_embed = PatchEmbed(dim // 4)
        self.absolute_pos_embed = nn.Parameter(0.02 * torch.randn(1, (search_size // STRIDE) ** 2, dim))
        self.template_pos_embed = None
        if template_size:
            self.template_pos_embed = nn.Parameter(0.02 * torch.randn(1, (template_size // STRIDE) ** 2, dim))
        self.blocks = nn.ModuleList([
            *_stage(dim // 4, 2 * stage_depth, stem_ratio, rates),
            *_stage(dim // 2, 2 * stage_depth, stem_ratio, rates),
            *(Block(dim, heads, mlp_ratio, depth, EPS, next(rates)) for _ in range(depth))])
        self.fc_norm = nn.LayerNorm(dim, eps=EPS)

    def embed(self, images: Tensor) -> Tensor:
        """(B,3,H,W) -> (B,H/16*W/16,C), without positions."""
        x = self.patch_embed(images)
        for block in self.blocks[:-self.depth]:
            x = block(x)
        return x.flatten(1, 2)

    def forward(self, tokens: Tensor, mask: Tensor | None = None) -> Tensor:
        """Tokens (B,N,C) through the joint blocks, before fc_norm; mask as in layers.attention.Attention."""
        for block in self.blocks[-self.depth:]:
            tokens = block(tokens, mask)
        return tokens


def _stage(dim: int, depth: int, mlp_ratio: float, rates: Iterator[float]) -> list[nn.Module]:
    return [*(MlpBlock(dim, mlp_ratio, next(rates)) for _ in range(depth)), PatchMerge(dim)]
