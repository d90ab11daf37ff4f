"""CENTER head of OSTrack, MVLM and All-in-One: a score, an offset and a size for each cell of the search grid."""
from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.layers.conv import conv_bn_relu


class CenterHead(nn.Module):
    """Three branches of four 3x3 convolutions, each halving the channels, and a 1x1 convolution.

    `conv_bias` is for the official weights, whose convolutions have one beside that of their batch norm.
    """

    def __init__(self, in_channels: int, channels: int, score_prior: float = 0.05, conv_bias: bool = False) -> None:
        super().__init__()
        for name, outputs in (('ctr', 1), ('offset', 2), ('size', 2)):
            width = in_channels
            for i in range(4):
                setattr(self, f'conv{i + 1}_{name}', conv_bn_relu(width, channels >> i, bias=conv_bias))
                width = channels >> i
            setattr(self, f'conv5_{name}', nn.Conv2d(width, outputs, 1))
        nn.init.constant_(self.conv5_ctr.bias, math.log(score_prior / (1 - score_prior)))
        nn.init.constant_(self.conv5_offset.bias, 0.5)
        nn.init.constant_(self.conv5_size.bias, -1.1)               # a quarter of the view: the local crop's target

    def _branch(self, x: Tensor, name: str) -> Tensor:
        for i in range(1, 6):
            x = getattr(self, f'conv{i}_{name}')(x)
        return x.float()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x (B,C,h,w) -> score logits (B,1,h,w), offset (B,2,h,w) in cells, size (B,2,h,w) in (0,1) of the view."""
        return self._branch(x, 'ctr'), self._branch(x, 'offset'), torch.sigmoid(self._branch(x, 'size'))


def decode_boxes(offset: Tensor, size: Tensor) -> Tensor:
    """Boxes cx,cy,w,h in [0,1] of every cell, row-major: ((x+ox)/W, (y+oy)/H, w, h). -> (B,H*W,4)"""
    _, _, height, width = offset.shape
    ys, xs = torch.meshgrid(torch.arange(height, dtype=offset.dtype, device=offset.device),
                            torch.arange(width, dtype=offset.dtype, device=offset.device), indexing='ij')
    cx, cy = (xs + offset[:, 0]) / width, (ys + offset[:, 1]) / height
    return torch.stack([cx, cy, size[:, 0], size[:, 1]], dim=-1).flatten(1, 2)
