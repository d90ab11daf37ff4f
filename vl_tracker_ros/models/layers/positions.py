"""Where the cells of the search grid are, and how a place becomes a vector."""
from __future__ import annotations

import math

import torch
from torch import Tensor

_TEMPERATURE = 10000.0


def cell_centres(grid: int) -> Tensor:
    """Centres x,y in [0,1] of a grid's cells, row-major. -> (grid*grid,2)"""
    line = (torch.arange(grid) + 0.5) / grid
    return torch.stack([line.repeat(grid), line.repeat_interleave(grid)], dim=-1)


def sine_embedding(points: Tensor, dim: int) -> Tensor:
    """DETR's sine and cosine of y, then of x, at dim/4 wavelengths each; points x,y (...,2) in [0,1]. -> (...,dim)"""
    quarter = dim // 4
    steps = torch.arange(quarter, dtype=points.dtype, device=points.device) / quarter
    rates = 2 * math.pi * torch.exp(-math.log(_TEMPERATURE) * steps)
    angles = points.flip(-1).unsqueeze(-1) * rates
    return torch.cat([angles.sin(), angles.cos()], dim=-1).flatten(-2)
