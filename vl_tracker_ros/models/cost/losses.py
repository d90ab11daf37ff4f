"""Training losses of COST's head: binary cross-entropy over all cells, L1 and GIoU over those of the target."""
from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

from vl_tracker_ros.models.base import TrackerOutput
from vl_tracker_ros.models.cost.cells import cells_inside
from vl_tracker_ros.models.cost.config import COSTConfig
from vl_tracker_ros.models.layers.correlation_margin import correlation_margin_loss
from vl_tracker_ros.models.layers.losses import iou_and_giou


def classification_loss(logits: Tensor, inside: Tensor, background_weight: float) -> Tensor:
    """Weighted mean of BCE over cells (B,N): weight 1 where inside, background_weight elsewhere."""
    label = inside.to(logits.dtype)
    weight = label + (1 - label) * background_weight
    return F.binary_cross_entropy_with_logits(logits, label, weight, reduction='sum') / weight.sum()


def box_losses(boxes: Tensor, target_cxcywh: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
    """L1 (sum over cx,cy,w,h) and GIoU loss of boxes (B,N,4), means over the cells that are inside (B,N) bool."""
    target, count = target_cxcywh[:, None], inside.sum().clamp(min=1)
    l1 = (boxes - target).abs().sum(-1)
    giou = 1 - iou_and_giou(boxes, target)[1]
    return (l1 * inside).sum() / count, (giou * inside).sum() / count


def tracking_losses(out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor, line: Tensor,
                    config: COSTConfig) -> dict[str, Tensor]:
    """Terms 'class', 'l1', 'giou' and, where it has a weight, 'correlation'; boxes_cxcywh (B,4), present (B,) bool."""
    inside = cells_inside(line, boxes_cxcywh) & present[:, None]
    l1, giou = box_losses(out.boxes, boxes_cxcywh, inside)
    terms = {'class': classification_loss(out.score_logits.flatten(1), inside, config.background_weight),
             'l1': l1, 'giou': giou}
    if config.correlation_loss_weight:
        terms['correlation'] = correlation_margin_loss(out.correlation.flatten(1), inside, temperature=0.2, top_k=10)
    return terms


def weighted_sum(terms: dict[str, Tensor], config: COSTConfig) -> dict[str, Tensor]:
    """The terms, and their weighted sum 'loss'."""
    weights = {'class': config.class_weight, 'l1': config.l1_weight, 'giou': config.giou_weight,
               'alignment': config.alignment_weight, 'correlation': config.correlation_loss_weight}
    loss = terms['class'].new_zeros(())
    for name, value in terms.items():
        loss = loss + weights[name] * value
    return {'loss': loss, **terms}
