"""Where the cells of the search grid lie in the view.

The unpadded convolution before them takes a margin: the cells are as far apart as the features, and centred on the
middle part of the view, which they do not tile.
"""
from __future__ import annotations

import torch
from torch import Tensor


def cell_line(features: int, grid: int) -> Tensor:
    """Centres, along one axis and in [0,1] of the view, of the middle `grid` of `features` features. -> (grid,)"""
    return (torch.arange(grid) + (features - grid) / 2 + 0.5) / features


def cells_inside(line: Tensor, boxes_cxcywh: Tensor) -> Tensor:
    """Cells whose centre lies in the box (...,4), and always the one nearest to its centre. -> (...,n*n) bool

    `line` (n,) holds the centres along each axis.
    """
    distance = (line - boxes_cxcywh[..., :2, None]).abs()                           # (...,2,n)
    near = (distance < boxes_cxcywh[..., 2:, None] / 2) | (distance <= distance.amin(-1, keepdim=True))
    return (near[..., 1, :, None] & near[..., 0, None, :]).flatten(-2)


def region_means(line: Tensor, boxes_cxcywh: Tensor, values: Tensor) -> Tensor:
    """Mean of the cells' values (B,N) over those in each box (B,M,4). -> (B,M)"""
    inside = cells_inside(line, boxes_cxcywh).to(values.dtype)
    return torch.matmul(inside, values[..., None])[..., 0] / inside.sum(-1)
