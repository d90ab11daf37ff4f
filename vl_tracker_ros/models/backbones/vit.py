"""Vision transformer over 16x16 pixel tokens: ViT-B of the papers, and with a convolutional stem the tiny hybrid."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.layers.attention import Block
from vl_tracker_ros.models.layers.conv import ConvStem

PATCH = 16


@dataclass(frozen=True)
class ViTConfig:
    """The default is ViT-B/16. stem_channels above 0 puts a ConvStem of that width in place of the patch projection.

    A plain ViT does not learn from scratch on little data; with convolutions before it, it does.
    """

    dim: int = 768
    depth: int = 12
    heads: int = 12
    mlp_ratio: float = 4.0
    drop_path: float = 0.1
    stem_channels: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for sizes that do not fit each other."""
        if self.dim % self.heads:
            raise ValueError(f'dim {self.dim} should be a multiple of heads {self.heads}')


class PatchEmbed(nn.Module):
    """(B,3,H,W) -> (B,H/16*W/16,dim), one linear projection of each patch."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, dim, PATCH, PATCH)

    def forward(self, images: Tensor) -> Tensor:
        return self.proj(images).flatten(2).transpose(1, 2)


class StemEmbed(nn.Module):
    """(B,3,H,W) -> (B,H/16*W/16,dim), by convolutions."""

    def __init__(self, stem_channels: int, dim: int) -> None:
        super().__init__()
        self.stem = ConvStem(stem_channels)
        self.proj = nn.Conv2d(stem_channels, dim, 3, stride=2, padding=1)

    def forward(self, images: Tensor) -> Tensor:
        return self.proj(self.stem(images)).flatten(2).transpose(1, 2)


class VisionTransformer(nn.Module):
    """`patch_embed`, then `blocks` over whatever tokens the tracker puts together, then `norm`.

    Positions and the joining of template, search and other tokens belong to the tracker.
    """

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        self.patch_embed = (StemEmbed(config.stem_channels, config.dim) if config.stem_channels
                            else PatchEmbed(config.dim))
        rates = torch.linspace(0, config.drop_path, config.depth, device='cpu').tolist()
        self.blocks = nn.ModuleList(Block(config.dim, config.heads, config.mlp_ratio, config.depth, eps=1e-6,
                                          drop_path=rate) for rate in rates)
        self.norm = nn.LayerNorm(config.dim, eps=1e-6)

    def forward(self, tokens: Tensor, key_mask: Tensor | None = None) -> Tensor:
        """Blocks and norm over tokens (B,N,C); key_mask (B,N) bool, False = nobody may look at this token."""
        for block in self.blocks:
            tokens = block(tokens, key_mask)
        return self.norm(tokens)


def position_table(count: int, dim: int) -> nn.Parameter:
    """A learned position for each of `count` tokens, (1,count,dim)."""
    return nn.Parameter(torch.randn(1, count, dim) * 0.02)
