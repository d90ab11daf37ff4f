"""The most telling points of a region (eq. 5), as in SAM-DETR's semantic-aligned matching."""
from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.sdtrack.sampling import roi_align

_ROI = 7
_FIRST_RADIUS = 0.5     # of half a box


class PointPredictor(nn.Module):
    """R_SP = MLP(ConvNet(F_R)): M points in each box.

    The ConvNet is a 1x1 convolution to a quarter of the channels and a ReLU. The convolution comes before ROIAlign,
    whose reading is linear: this gives the same for a quarter of the memory.
    The last layer begins at zero, but for a bias that puts the points on a circle: were they to begin at one place,
    the mean over them would give all of them the same gradient, and they would remain one point for ever.
    """

    def __init__(self, dim: int, points: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(dim, dim // 4, 1)
        self.mlp = nn.Sequential(nn.Linear(_ROI ** 2 * (dim // 4), dim), nn.ReLU(), nn.Linear(dim, dim), nn.ReLU(),
                                 nn.Linear(dim, 2 * points))
        angles = 2 * math.pi * torch.arange(points) / points
        circle = _FIRST_RADIUS * torch.stack([angles.cos(), angles.sin()], dim=-1)
        nn.init.zeros_(self.mlp[-1].weight)
        self.mlp[-1].bias.data.copy_(torch.atanh(circle).flatten())

    def forward(self, features: Tensor, boxes_cxcywh: Tensor) -> Tensor:
        """Points x,y of the view for features (B,C,h,w) and boxes (B,N,4), none outside its box. -> (B,N,M,2)"""
        regions = torch.relu(roi_align(self.reduce(features), boxes_cxcywh, _ROI))
        inside = torch.tanh(self.mlp(regions.flatten(2))).unflatten(2, (-1, 2))
        return boxes_cxcywh[:, :, None, :2] + 0.5 * boxes_cxcywh[:, :, None, 2:] * inside
