"""Losses of the CENTER head: penalty-reduced focal loss, L1 and GIoU."""
from __future__ import annotations

import torch
from torch import Tensor

from vl_tracker_ros.models.base import TrackerOutput


def gaussian_heatmap(boxes_cxcywh: Tensor, present: Tensor, size: int) -> Tensor:
    """Target of the score map (B,size,size): a Gaussian around the centre cell, 1 there; zeros where not present.

    Its width follows the box's own sides, not CenterNet's min-overlap radius, which is mostly below a cell on a
    14x14 grid.
    """
    centre = (boxes_cxcywh[:, :2] * size).clamp(0, size - 1e-3).floor()
    sigma = (0.09 * size * boxes_cxcywh[:, 2:]).clamp(0.45, size / 8)
    cells = torch.arange(size, device=boxes_cxcywh.device, dtype=boxes_cxcywh.dtype)
    gx = torch.exp(-(cells[None] - centre[:, :1]) ** 2 / (2 * sigma[:, :1] ** 2))
    gy = torch.exp(-(cells[None] - centre[:, 1:]) ** 2 / (2 * sigma[:, 1:] ** 2))
    return gy[:, :, None] * gx[:, None, :] * present[:, None, None].to(gx.dtype)


def focal_loss(logits: Tensor, heatmap: Tensor, alpha: float = 2.0, beta: float = 4.0) -> Tensor:
    """CornerNet's loss over (B,H,W), divided by the number of positive cells (at least 1)."""
    score = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    positive = (heatmap == 1).to(score.dtype)
    positive_loss = positive * (1 - score) ** alpha * torch.log(score)
    negative_loss = (1 - positive) * (1 - heatmap) ** beta * score ** alpha * torch.log(1 - score)
    return -(positive_loss + negative_loss).sum() / positive.sum().clamp(min=1)


def _corners(boxes: Tensor) -> tuple[Tensor, Tensor]:
    return boxes[..., :2] - boxes[..., 2:] / 2, boxes[..., :2] + boxes[..., 2:] / 2


def iou_and_giou(a_cxcywh: Tensor, b_cxcywh: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and generalised IoU of boxes (...,4), broadcast against each other."""
    (a0, a1), (b0, b1) = _corners(a_cxcywh), _corners(b_cxcywh)
    inter = (torch.minimum(a1, b1) - torch.maximum(a0, b0)).clamp(min=0).prod(-1)
    union = a_cxcywh[..., 2:].prod(-1) + b_cxcywh[..., 2:].prod(-1) - inter
    hull = (torch.maximum(a1, b1) - torch.minimum(a0, b0)).prod(-1)
    iou = inter / union.clamp(min=1e-9)
    return iou, iou - (hull - union) / hull.clamp(min=1e-9)


def box_losses(boxes: Tensor, target_cxcywh: Tensor, heatmap: Tensor) -> tuple[Tensor, Tensor]:
    """L1 (sum over cx,cy,w,h) and GIoU loss of decoded boxes (B,N,4), weighted over the cells with heat above 0.5.

    Absent targets count nothing.
    The papers take the one cell of the target's centre; its neighbours teach the same thing sooner.
    """
    weight = (heatmap * (heatmap > 0.5)).flatten(1)
    present = weight.sum(1) > 0
    weight = weight / weight.sum(1, keepdim=True).clamp(min=1e-6)
    l1 = (boxes - target_cxcywh[:, None]).abs().sum(-1)
    giou = 1 - iou_and_giou(boxes, target_cxcywh[:, None])[1]
    count = present.sum().clamp(min=1)
    return (weight * l1).sum() / count, (weight * giou).sum() / count


@torch.no_grad()
def top_box_iou(out: TrackerOutput, boxes_cxcywh: Tensor) -> Tensor:
    """IoU of the best-scored box with the target (B,)."""
    best = out.score_logits.flatten(1).argmax(1)
    chosen = out.boxes[torch.arange(len(best)), best]
    return iou_and_giou(chosen, boxes_cxcywh)[0]
