"""How far a candidate's score is above that of its best competitor, in [-1, 1]."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import iou_matrix

Floats = NDArray[np.float64]
_AT_A_TIME = 16
_MAD_TO_SIGMA = 1.4826  # of a normal distribution


def best_competitor(scores: Floats, boxes_cxcywh: NDArray[np.floating], psi_out: float) -> Floats:
    """Best score (N,) of the others whose box (N, 4) overlaps with a candidate's own by IoU <= `psi_out`.

    The least score of all where there is none. The best scores are looked at first, a few at a time: nearly every
    candidate finds its competitor among them, and the overlaps of all with all are hardly ever needed.
    """
    best = np.full(len(scores), scores.min())
    order = np.argsort(-scores)
    left = np.arange(len(scores))
    for first in range(0, len(scores), _AT_A_TIME):
        rivals = order[first:first + _AT_A_TIME]
        competes = iou_matrix(boxes_cxcywh[rivals], boxes_cxcywh[left]) <= psi_out
        competes &= rivals[:, None] != left
        found = competes.any(axis=0)
        best[left[found]] = scores[rivals[competes[:, found].argmax(axis=0)]]
        left = left[~found]
        if not left.size:
            break
    return best


def tanh_margin(scores: Floats, competitors: Floats) -> Floats:
    """The released code's margin: no scale, squashed."""
    return np.tanh(scores - competitors)


def robust_margin(scores: Floats, competitors: Floats) -> Floats:
    """The paper's margin: in units of a robust scale of the scores (1.4826 MAD), clipped."""
    scale = _MAD_TO_SIGMA * np.median(np.abs(scores - np.median(scores)))
    return np.clip((scores - competitors) / (scale + np.finfo(np.float32).eps), -1, 1)


MARGINS: dict[str, Callable[[Floats, Floats], Floats]] = {'tanh': tanh_margin, 'robust': robust_margin}
