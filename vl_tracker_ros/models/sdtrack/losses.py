"""Training losses of SDTrack: task alignment (eqs. 9, 10) for the class, L1 and GIoU for the box, at every stage."""
from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from vl_tracker_ros.models.layers.losses import iou_and_giou
from vl_tracker_ros.models.sdtrack.config import SDTrackConfig
from vl_tracker_ros.models.sdtrack.heads import Prediction
from vl_tracker_ros.models.sdtrack.matching import match, matching_cost

_FOCAL_ALPHA = 0.25


@torch.no_grad()
def alignment_target(logits: Tensor, iou: Tensor, alpha: float, beta: float) -> Tensor:
    """t = s^alpha u^beta of class score s and IoU u (eq. 9), a label and no way for gradients. -> as logits"""
    return torch.sigmoid(logits) ** alpha * iou ** beta


def task_alignment_loss(logits: Tensor, label: Tensor, gamma: float) -> Tensor:
    """Sum of |t - s|^gamma BCE(s, t) (eq. 10); label (B,N) is t for positives and 0 for negatives."""
    weight = (label - torch.sigmoid(logits)).abs() ** gamma
    return (weight * F.binary_cross_entropy_with_logits(logits, label, reduction='none')).sum()


def focal_loss(logits: Tensor, positive: Tensor, gamma: float) -> Tensor:
    """RetinaNet's: sum of alpha_y |y - s|^gamma BCE(s, y), y = positive (B,N) bool."""
    label = positive.to(logits.dtype)
    balance = torch.where(positive, _FOCAL_ALPHA, 1 - _FOCAL_ALPHA)
    weight = balance * (label - torch.sigmoid(logits)).abs() ** gamma
    return (weight * F.binary_cross_entropy_with_logits(logits, label, reduction='none')).sum()


def taught_boxes(logits: Tensor, positive: Tensor, top_k: int) -> Tensor:
    """Queries whose boxes are taught: the matched and the top_k by class, where there is a target. -> (B,N) bool"""
    top = torch.zeros_like(positive).scatter(1, logits.topk(top_k, dim=1).indices, True)
    return (positive | top) & positive.any(1, keepdim=True)


def stage_losses(prediction: Prediction, boxes_cxcywh: Tensor, present: Tensor,
                 config: SDTrackConfig) -> dict[str, Tensor]:
    """The unweighted terms of one stage and their weighted sum 'loss'. The class term is divided by the positives."""
    logits, target = prediction.logits, boxes_cxcywh[:, None]
    positive = match(matching_cost(prediction, boxes_cxcywh, config), present, config.positive_repeats)
    iou, giou = iou_and_giou(prediction.boxes, target)
    if config.task_alignment:
        label = alignment_target(logits, iou, config.tal_alpha, config.tal_beta) * positive
        classes = task_alignment_loss(logits, label, config.gamma)
    else:
        classes = focal_loss(logits, positive, config.gamma)
    classes = classes / positive.sum().clamp(min=1)
    taught = taught_boxes(logits, positive, config.box_top_k)
    count = taught.sum().clamp(min=1)
    l1 = ((prediction.boxes - target).abs().sum(-1) * taught).sum() / count
    overlap = ((1 - giou) * taught).sum() / count
    loss = config.class_weight * classes + config.l1_weight * l1 + config.giou_weight * overlap
    return {'loss': loss, 'class': classes, 'l1': l1, 'giou': overlap}


def sdtrack_loss(detected: Prediction | None, layers: list[Prediction], boxes_cxcywh: Tensor, present: Tensor,
                 config: SDTrackConfig) -> dict[str, Tensor]:
    """The last layer's terms, the sums 'earlier' (other layers) and 'detector' (mini-detector), and of all 'loss'."""
    *earlier, last = (stage_losses(layer, boxes_cxcywh, present, config) for layer in layers)
    rest = {'earlier': torch.stack([stage['loss'] for stage in earlier] or [last['loss'] * 0]).sum()}
    loss = last['loss'] + rest['earlier']
    if detected is not None:
        rest['detector'] = stage_losses(detected, boxes_cxcywh, present, config)['loss']
        loss = loss + config.detector_weight * rest['detector']
    return {**last, **rest, 'loss': loss}
