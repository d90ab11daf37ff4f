"""Training losses of ATSTrack: the CENTER head's, averaged over the frames of the unrolled sample."""
from __future__ import annotations

from torch import Tensor

from vl_tracker_ros.models.atstrack.unroll import UnrolledOutput
from vl_tracker_ros.models.base import TrackerOutput
from vl_tracker_ros.models.layers.losses import box_losses, focal_loss, gaussian_heatmap


def frame_loss(out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
    """All terms and their sum 'loss' = focal + 5 L1 + 2 GIoU; boxes_cxcywh (B,4), present (B,) bool."""
    heatmap = gaussian_heatmap(boxes_cxcywh, present, out.score_logits.shape[-1])
    focal = focal_loss(out.score_logits, heatmap)
    l1, giou = box_losses(out.boxes, boxes_cxcywh, heatmap)
    return {'loss': focal + 5 * l1 + 2 * giou, 'focal': focal, 'l1': l1, 'giou': giou}


def atstrack_loss(out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
    """As frame_loss; of an unrolled sample the mean of both frames.

    A target whose centre the shift has moved out of the first view counts as absent there.
    """
    losses = frame_loss(out, boxes_cxcywh, present)
    if not isinstance(out, UnrolledOutput):
        return losses
    centres = boxes_cxcywh[:, :2] + out.shift
    moved = boxes_cxcywh.clone()
    moved[:, :2] = centres
    inside = ((centres >= 0) & (centres < 1)).all(1)
    first = frame_loss(out.first, moved, present & inside)
    return {name: (losses[name] + first[name]) / 2 for name in losses}
