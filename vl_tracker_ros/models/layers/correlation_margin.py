"""MVLM's correlation margin loss L_CM, for every tracker whose correlation map is trained."""
from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor


def correlation_margin_loss(correlation: Tensor, inside: Tensor, temperature: float, top_k: int,
                            form: Literal['paper', 'released'] = 'paper') -> Tensor:
    """L_CM: mean of exp(-hardness) over the K hardest background cells, mean over the batch.

    correlation (B,N) cosines; inside (B,N) bool, the cells of the target; samples without target or
    background are left out.
    With the margin d = rho_pos - rho_x, 'paper' takes d / temperature and 'released' temperature * d * |d|.
    The paper's text gives the margin and the top-K; its formula is not to be had, the plain exponent is our reading.
    The other is that of the released code (temperature 1 there), which differs.
    """
    usable = inside.any(1) & ~inside.all(1)
    if not usable.any():
        return correlation.sum() * 0
    correlation, inside = correlation[usable], inside[usable]
    rho_pos = (correlation * inside).sum(1) / inside.sum(1)
    margin = rho_pos[:, None] - correlation
    exponent = -margin / temperature if form == 'paper' else -temperature * margin * margin.abs()
    hardest = exponent.masked_fill(inside, -torch.inf).topk(min(top_k, margin.shape[1]), dim=1).values
    count = (~inside).sum(1).clamp(max=top_k)
    return (torch.exp(hardest).sum(1) / count).mean()


def cells_inside(boxes_cxcywh: Tensor, size: int) -> Tensor:
    """Cells whose centre lies in the box, and always the cell of its own centre. -> (B,size*size) bool"""
    cells = torch.arange(size, device=boxes_cxcywh.device)
    centre, side = boxes_cxcywh[:, :2, None], boxes_cxcywh[:, 2:, None]
    own = cells == (centre * size).floor().clamp(0, size - 1)
    near = own | (((cells + 0.5) / size - centre).abs() < side / 2)
    return (near[:, 1, :, None] & near[:, 0, None, :]).flatten(1)
