"""Box-to-pixel relative position bias (eqs. 6-8), as in Plain-DETR: attention that knows where a box ends."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.backbones.vit import PATCH


class BoxRPB(nn.Module):
    """B = unsqueeze(MLP1(dx1, dx2)) + unsqueeze(MLP2(dy1, dy2)), for every head."""

    def __init__(self, heads: int, hidden: int, grid: int) -> None:
        super().__init__()
        self.mlp_x, self.mlp_y = _bias_mlp(hidden, heads), _bias_mlp(hidden, heads)
        self.register_buffer('centres', (torch.arange(grid) + 0.5) / grid, persistent=False)

    def forward(self, boxes_cxcywh: Tensor) -> Tensor:
        """Bias of the attention of each box (B,N,4) to each cell, row-major. -> (B,heads,N,grid*grid)"""
        bias_x = self.mlp_x(self._offsets(boxes_cxcywh[..., 0], boxes_cxcywh[..., 2])).permute(0, 3, 1, 2)
        bias_y = self.mlp_y(self._offsets(boxes_cxcywh[..., 1], boxes_cxcywh[..., 3])).permute(0, 3, 1, 2)
        return (bias_x[..., None, :] + bias_y[..., :, None]).flatten(3)

    def _offsets(self, centre: Tensor, side: Tensor) -> Tensor:
        """Both edges of each box (B,N) minus every cell centre, in pixels on a logarithmic scale. -> (B,N,grid,2)"""
        edges = torch.stack([centre - side / 2, centre + side / 2], dim=-1)
        return signed_log((edges[:, :, None] - self.centres[:, None]) * (len(self.centres) * PATCH))


def signed_log(pixels: Tensor) -> Tensor:
    """sign(d) log2(|d| + 1) / log2(8): far cells differ less than near ones (Swin V2)."""
    return pixels.sign() * torch.log2(pixels.abs() + 1) / 3


def _bias_mlp(hidden: int, heads: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(2, hidden), nn.ReLU(), nn.Linear(hidden, heads, bias=False))
