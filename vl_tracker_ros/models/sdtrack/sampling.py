"""Features read between the cells of a map: at single points, and over boxes (ROIAlign)."""
from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def sample_points(features: Tensor, points: Tensor) -> Tensor:
    """Bilinear reading of features (B,C,h,w) at x,y in [0,1] of the view, (B,N,M,2); zero outside. -> (B,N,M,C)"""
    sampled = F.grid_sample(features, 2 * points - 1, mode='bilinear', padding_mode='zeros', align_corners=False)
    return sampled.permute(0, 2, 3, 1)


def roi_align(features: Tensor, boxes_cxcywh: Tensor, size: int) -> Tensor:
    """Features (B,C,h,w) at the middles of size x size equal bins of each box (B,N,4). -> (B,N,size*size,C), row-major

    ROIAlign of Mask R-CNN, aligned (no half-cell shift), with one sample a bin: a box spans at most the 16 cells of
    the view, so that one of 7x7 bins is hardly larger than two cells.
    """
    line = (torch.arange(size, device=features.device, dtype=features.dtype) + 0.5) / size - 0.5
    bins = torch.stack([line.repeat(size), line.repeat_interleave(size)], dim=-1)
    points = boxes_cxcywh[:, :, None, :2] + boxes_cxcywh[:, :, None, 2:] * bins
    return sample_points(features, points)
