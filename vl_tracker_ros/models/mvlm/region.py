"""Correlation of every candidate's region with the sentence, inside the network."""
from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

from vl_tracker_ros.models.layers.attention import cosine_map
from vl_tracker_ros.models.layers.correlation_margin import cells_inside


def region_correlation(tokens: Tensor, boxes_cxcywh: Tensor, sentence: Tensor,
                       form: Literal['paper', 'released']) -> Tensor:
    """rho (B,N) of tokens (B,N,C) on a square grid, their boxes (B,N,4) in [0,1], and a sentence vector (B,C).

    'paper' takes the mean of the region's cosines, 'released' the cosine of the region's mean token.
    """
    grid = round(tokens.shape[1] ** 0.5)
    if form == 'paper':
        inside = cells_inside(boxes_cxcywh.flatten(0, 1), grid).unflatten(0, boxes_cxcywh.shape[:2]).to(tokens.dtype)
        return (inside * cosine_map(tokens, sentence)[:, None]).sum(-1) / inside.sum(-1)
    inside = released_cells(boxes_cxcywh, grid).to(tokens.dtype)
    return cosine_map(inside @ tokens, sentence)                    # a cosine does not need the sum divided


def released_cells(boxes_cxcywh: Tensor, grid: int) -> Tensor:
    """Cells that the released code counts to each box (B,N,4): (B,N,grid*grid) bool.

    Corners are rounded to the even one of grid - 1 steps, and the first row and column are left out, so that a
    box of one cell has none, and correlation 0.
    """
    columns, rows = (_released_span(boxes_cxcywh[..., axis], boxes_cxcywh[..., axis + 2], grid) for axis in (0, 1))
    return (rows[..., :, None] & columns[..., None, :]).flatten(-2)


def _released_span(centre: Tensor, extent: Tensor, grid: int) -> Tensor:
    cells = torch.arange(grid, device=centre.device)
    first = torch.round((centre - extent / 2) * (grid - 1)).clamp(min=0)
    stop = torch.maximum(torch.round((centre + extent / 2) * (grid - 1)), first + 1)
    return (cells > first.clamp(max=grid - 1)[..., None]) & (cells < stop[..., None])
