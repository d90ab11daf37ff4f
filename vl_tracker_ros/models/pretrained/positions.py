"""Position tables of square token grids (1,n*n,C), row-major, without a class token."""
from __future__ import annotations

from math import isqrt

import torch
from torch import Tensor
from torch.nn import functional as F

_TEMPERATURE = 10000.0


def resized(table: Tensor, side: int) -> Tensor:
    """The table for a grid of `side` x `side` tokens, (1,side*side,C): bicubic, corners not aligned, as OSTrack."""
    image = _as_image(table)
    if image.shape[-1] == side:
        return table
    return F.interpolate(image, (side, side), mode='bicubic', align_corners=False).flatten(2).transpose(1, 2)


def top_left(table: Tensor, side: int) -> Tensor:
    """The table's first `side` rows and columns: how SUTrack and MVLM make a template's positions."""
    return _as_image(table)[:, :, :side, :side].flatten(2).transpose(1, 2)


def sine_cosine(side: int, dim: int) -> Tensor:
    """CAE's fixed positions (1,side*side,dim): sine and cosine of the row, then of the column."""
    rates = _TEMPERATURE ** -(torch.arange(dim // 4) / (dim // 4))
    angles = torch.arange(side)[:, None] * rates
    waves = torch.cat([angles.sin(), angles.cos()], dim=1)
    rows, columns = waves.repeat_interleave(side, dim=0), waves.repeat(side, 1)
    return torch.cat([rows, columns], dim=1)[None]


def _as_image(table: Tensor) -> Tensor:
    """(1,n*n,C) -> (1,C,n,n). Raises ValueError when the tokens make no square."""
    side = isqrt(table.shape[1])
    if side ** 2 != table.shape[1]:
        raise ValueError(f'{table.shape[1]} positions are not those of a square grid')
    return table.transpose(1, 2).unflatten(2, (side, side))
