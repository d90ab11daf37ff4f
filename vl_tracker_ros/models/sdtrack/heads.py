"""The prediction heads that the mini-detector and all decoder layers share."""
from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

_PRIOR = 0.01
_EPSILON = 1e-3     # of the view, kept off its edges: 16-bit floats still tell 1 - 1e-3 from 1


@dataclass
class Prediction:
    """What one stage says of every query: logits (B,N) and boxes (B,N,4) cxcywh in [0,1] of the view."""

    logits: Tensor
    boxes: Tensor


class PredictionHeads(nn.Module):
    """A linear classifier, and an MLP of three layers that moves a reference box; it begins by leaving it in place."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.classify = nn.Linear(dim, 1)
        self.refine = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, 4))
        nn.init.constant_(self.classify.bias, math.log(_PRIOR / (1 - _PRIOR)))
        nn.init.zeros_(self.refine[-1].weight)
        nn.init.zeros_(self.refine[-1].bias)

    def forward(self, class_features: Tensor, box_features: Tensor, reference: Tensor) -> Prediction:
        """Features (B,N,C) of each task and the boxes to start from, (B,N,4) or (1,N,4).

        The box is sigmoid(MLP(box_features) + logit(reference)), as in the DETR family.
        """
        boxes = torch.sigmoid(self.refine(box_features) + torch.logit(reference, _EPSILON))
        return Prediction(self.classify(class_features).squeeze(-1), boxes)
