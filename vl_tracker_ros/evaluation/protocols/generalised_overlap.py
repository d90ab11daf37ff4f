"""IoU's relatives for box pairs (n,4) xywh without the added pixel: GIoU, DIoU, CIoU (n,)."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.evaluation.protocols.boxes import intersection, overlap
from vl_tracker_ros.evaluation.protocols.record import Floats


def bounded_overlap(a: Floats, b: Floats) -> Floats:
    """IoU in [0,1]; 0 where both boxes are empty."""
    both_empty = (a[:, 2:].prod(1) == 0) & (b[:, 2:].prod(1) == 0)
    return np.clip(np.where(both_empty, 0, overlap(a, b, inclusive=False)), 0, 1)


def _hull(a: Floats, b: Floats) -> Floats:
    """Sides (n,2) of the smallest box around both."""
    stop = np.maximum(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:])
    return np.maximum(stop - np.minimum(a[:, :2], b[:, :2]), 0)


def _centre_distance_squared(a: Floats, b: Floats) -> Floats:
    return ((a[:, :2] + a[:, 2:] / 2 - b[:, :2] - b[:, 2:] / 2) ** 2).sum(1)


def giou(a: Floats, b: Floats) -> Floats:
    """IoU less the share of the hull that neither box covers (Rezatofighi et al., 2019)."""
    union, hull = a[:, 2:].prod(1) + b[:, 2:].prod(1) - intersection(a, b, inclusive=False), _hull(a, b).prod(1)
    return bounded_overlap(a, b) - (hull - union) / hull


def diou(a: Floats, b: Floats) -> Floats:
    """IoU less the squared distance of the centres over that of the hull's corners (Zheng et al., 2020)."""
    return bounded_overlap(a, b) - _centre_distance_squared(a, b) / ((_hull(a, b) ** 2).sum(1) + 1e-6)


def ciou(a: Floats, b: Floats) -> Floats:
    """DIoU less a penalty on the difference of the aspect ratios (Zheng et al., 2020)."""
    with np.errstate(invalid='ignore', divide='ignore'):
        iou = overlap(a, b, inclusive=False)
        distance = _centre_distance_squared(a, b) / (_hull(a, b) ** 2).sum(1)
        angle = np.arctan(b[:, 2] / b[:, 3]) - np.arctan(a[:, 2] / a[:, 3])
        v = 4 / np.pi ** 2 * angle ** 2
        return iou - distance - v * v / (1 - iou + v + np.finfo(float).eps)
