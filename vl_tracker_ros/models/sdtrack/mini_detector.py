"""DESTR's mini-detector: convolutions that read a box and a class from every cell of the encoder's map."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.sdtrack.config import NORM_GROUPS
from vl_tracker_ros.models.layers.positions import cell_centres

_FIRST_SIDE = 0.25      # of the view: the target in a local crop of factor 4


class ConvTower(nn.Sequential):
    """3x3 convolutions with group norm, width and size unchanged."""

    def __init__(self, dim: int, layers: int) -> None:
        super().__init__(*(part for _ in range(layers) for part in (
            nn.Conv2d(dim, dim, 3, padding=1, bias=False), nn.GroupNorm(NORM_GROUPS, dim), nn.ReLU())))


class MiniDetector(nn.Module):
    """Features for the shared prediction heads, one tower for each task."""

    def __init__(self, dim: int, layers: int) -> None:
        super().__init__()
        self.class_tower, self.box_tower = ConvTower(dim, layers), ConvTower(dim, layers)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """features (B,C,h,w) -> class and box features (B,h*w,C)."""
        class_features, box_features = self.class_tower(features), self.box_tower(features)
        return class_features.flatten(2).transpose(1, 2), box_features.flatten(2).transpose(1, 2)


def first_boxes(grid: int) -> Tensor:
    """A square around every cell: what the first boxes are told relative to. -> (1,grid*grid,4) cxcywh"""
    centres = cell_centres(grid)
    return torch.cat([centres, torch.full_like(centres, _FIRST_SIDE)], dim=-1)[None]
