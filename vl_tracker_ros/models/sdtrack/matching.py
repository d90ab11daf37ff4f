"""Which queries shall find the target: bipartite matching with the target given several times."""
from __future__ import annotations

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from vl_tracker_ros.models.layers.losses import iou_and_giou
from vl_tracker_ros.models.sdtrack.config import SDTrackConfig
from vl_tracker_ros.models.sdtrack.heads import Prediction

_FOCAL_ALPHA, _FOCAL_GAMMA = 0.25, 2.0


@torch.no_grad()
def matching_cost(prediction: Prediction, boxes_cxcywh: Tensor, config: SDTrackConfig) -> Tensor:
    """Cost of giving each query the target (B,4), by class, L1 and GIoU as in Deformable DETR. -> (B,N)"""
    score = torch.sigmoid(prediction.logits)
    positive = _FOCAL_ALPHA * (1 - score) ** _FOCAL_GAMMA * -torch.log(score + 1e-8)
    negative = (1 - _FOCAL_ALPHA) * score ** _FOCAL_GAMMA * -torch.log(1 - score + 1e-8)
    target = boxes_cxcywh[:, None]
    l1 = (prediction.boxes - target).abs().sum(-1)
    giou = iou_and_giou(prediction.boxes, target)[1]
    return config.class_weight * (positive - negative) + config.l1_weight * l1 - config.giou_weight * giou


@torch.no_grad()
def match(cost: Tensor, present: Tensor, repeats: int) -> Tensor:
    """Queries matched to `repeats` copies of the target, at least cost; none where it is not present.

    cost (B,N), present (B,) bool -> (B,N) bool. Raises FloatingPointError when a cost is not finite.
    """
    if not cost.isfinite().all():
        raise FloatingPointError('the matching cost is not finite: the network gave a class or a box that is not')
    positive = torch.zeros_like(cost, dtype=torch.bool)
    for sample in present.nonzero()[:, 0].tolist():
        queries, _ = linear_sum_assignment(cost[sample, :, None].expand(-1, repeats).cpu())
        positive[sample, torch.from_numpy(queries)] = True
    return positive
