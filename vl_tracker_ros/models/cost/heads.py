"""Tracking head: from every fused visual token a score and a box."""
from __future__ import annotations

import math

import torch
from torch import Tensor, nn

_SCORE_PRIOR = 0.05


class ObjectContext(nn.Module):
    """[OBJ] gates the visual tokens: v (1 + W o)."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.gate = nn.Linear(dim, dim)

    def forward(self, visual: Tensor, obj: Tensor) -> Tensor:
        """visual (B,N,C), obj (B,1,C) -> (B,N,C)."""
        return visual * (1 + self.gate(obj))


class TrackingHead(nn.Module):
    """Classifier of two layers, regressor of one.

    The regressor speaks relative to the cell, since one linear layer cannot know where its token is: a new model's
    boxes are squares of side `box_prior` around the cells.
    """

    def __init__(self, dim: int, line: Tensor, box_prior: float) -> None:
        super().__init__()
        self.classifier = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, 1))
        self.regressor = nn.Linear(dim, 4)
        nn.init.constant_(self.classifier[-1].bias, math.log(_SCORE_PRIOR / (1 - _SCORE_PRIOR)))
        nn.init.normal_(self.regressor.weight, std=0.01)
        nn.init.zeros_(self.regressor.bias)
        cells = torch.stack([line.repeat(len(line)), line.repeat_interleave(len(line))], dim=-1)
        start = torch.cat([cells, torch.full_like(cells, box_prior)], dim=-1)
        self.register_buffer('start', torch.logit(start)[None], persistent=False)

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """tokens (B,N,C) -> score logits (B,N), boxes (B,N,4) cx,cy,w,h = sigmoid(logit(start) + regressor)."""
        return self.classifier(tokens)[..., 0], torch.sigmoid(self.start + self.regressor(tokens))
