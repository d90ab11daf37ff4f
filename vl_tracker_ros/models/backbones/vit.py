"""Vision transformer over 16x16 pixel tokens: ViT-B of the papers, and behind the shared backbone the tiny family's."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.backbones.hybrid import STRIDE, HybridBackbone, HybridConfig
from vl_tracker_ros.models.layers.attention import Block

PATCH = STRIDE


@dataclass(frozen=True)
class ViTConfig:
    """The default is ViT-B/16. `hybrid`, of the same dim, puts the tiny family's backbone before the blocks.

    A plain ViT does not learn from scratch on little data; with convolutions and correlation before it, it does.
    """

    dim: int = 768
    depth: int = 12
    heads: int = 12
    mlp_ratio: float = 4.0
    drop_path: float = 0.1
    hybrid: HybridConfig | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for sizes that do not fit each other."""
        if self.dim % self.heads:
            raise ValueError(f'dim {self.dim} should be a multiple of heads {self.heads}')
        if self.hybrid is not None and self.hybrid.dim != self.dim:
            raise ValueError(f'dim {self.dim} should be that of hybrid, {self.hybrid.dim}')


class PatchEmbed(nn.Module):
    """(B,3,H,W) -> (B,H/16*W/16,dim), one linear projection of each patch."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, dim, PATCH, PATCH)

    def forward(self, images: Tensor) -> Tensor:
        return self.proj(images).flatten(2).transpose(1, 2)


class VisionTransformer(nn.Module):
    """`embed`, then `blocks` over whatever tokens the tracker puts together, then `norm`.

    Positions and the joining of template, search and other tokens belong to the tracker.
    """

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        self.patch_embed = PatchEmbed(config.dim) if config.hybrid is None else HybridBackbone(config.hybrid)
        rates = torch.linspace(0, config.drop_path, config.depth, device='cpu').tolist()
        self.blocks = nn.ModuleList(Block(config.dim, config.heads, config.mlp_ratio, config.depth, eps=1e-6,
                                          drop_path=rate) for rate in rates)
        self.norm = nn.LayerNorm(config.dim, eps=1e-6)

    def embed(self, search: Tensor, template: Tensor) -> tuple[Tensor, Tensor]:
        """search (B,3,S,S), template (B,T,3,Z,Z) -> tokens (B,N,C) and (B,T,M,C), which have no positions yet."""
        if isinstance(self.patch_embed, HybridBackbone):
            x, z = self.patch_embed(search, template)
            return x.flatten(2).transpose(1, 2), z.flatten(3).transpose(2, 3)
        z = self.patch_embed(template.flatten(0, 1)).unflatten(0, template.shape[:2])
        return self.patch_embed(search), z

    def forward(self, tokens: Tensor, key_mask: Tensor | None = None) -> Tensor:
        """Blocks and norm over tokens (B,N,C); key_mask (B,N) bool, False = nobody may look at this token."""
        for block in self.blocks:
            tokens = block(tokens, key_mask)
        return self.norm(tokens)


def position_table(count: int, dim: int) -> nn.Parameter:
    """A learned position for each of `count` tokens, (1,count,dim)."""
    return nn.Parameter(torch.randn(1, count, dim) * 0.02)
