"""Training losses of MVLM: the CENTER head's losses and the correlation margin loss L_CM."""
from __future__ import annotations

import torch
from torch import Tensor

from vl_tracker_ros.models.base import TrackerOutput
from vl_tracker_ros.models.layers.correlation_margin import cells_inside, correlation_margin_loss
from vl_tracker_ros.models.layers.losses import box_losses, focal_loss, gaussian_heatmap
from vl_tracker_ros.models.mvlm.config import MVLMConfig


def released_cells_inside(boxes_cxcywh: Tensor, size: int) -> Tensor:
    """The target's cells as the released code counts them: corners cut off to whole cells. -> (B,size*size) bool

    A box that begins outside the view keeps its size and begins at the border; a small box may have no cell.
    """
    corner = (boxes_cxcywh[:, :2] - boxes_cxcywh[:, 2:] / 2).clamp(0, 1)
    first, stop = (corner * size).floor(), ((corner + boxes_cxcywh[:, 2:]).clamp(max=1) * size).floor()
    cells = torch.arange(size, device=boxes_cxcywh.device)
    near = (cells >= first[..., None]) & (cells < stop[..., None])
    return (near[:, 1, :, None] & near[:, 0, None, :]).flatten(1)


_CELLS = {'paper': cells_inside, 'released': released_cells_inside}


def mvlm_loss(out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor, config: MVLMConfig) -> dict[str, Tensor]:
    """All terms and their sum 'loss' = focal + 5 L1 + 2 GIoU + w L_CM; boxes_cxcywh (B,4), present (B,) bool."""
    heatmap = gaussian_heatmap(boxes_cxcywh, present, out.score_logits.shape[-1])
    focal = focal_loss(out.score_logits, heatmap)
    l1, giou = box_losses(out.boxes, boxes_cxcywh, heatmap)
    inside = _CELLS[config.margin_form](boxes_cxcywh, out.score_logits.shape[-1]) & present[:, None]
    margin = correlation_margin_loss(out.correlation.flatten(1), inside, config.margin_temperature,
                                     config.margin_top_k, config.margin_form)
    loss = focal + 5 * l1 + 2 * giou + config.margin_loss_weight * margin
    return {'loss': loss, 'focal': focal, 'l1': l1, 'giou': giou, 'margin': margin}
