"""Overlap of what was said with what is true."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]


def overlaps(predicted_xywh_px: Boxes, truth_xywh_px: Boxes) -> Boxes:
    """IoU of each predicted box with its truth (n,), plain pixels without +1; 0 where either is NaN."""
    a0, a1 = predicted_xywh_px[:, :2], predicted_xywh_px[:, :2] + predicted_xywh_px[:, 2:]
    b0, b1 = truth_xywh_px[:, :2], truth_xywh_px[:, :2] + truth_xywh_px[:, 2:]
    inter = np.clip(np.minimum(a1, b1) - np.maximum(a0, b0), 0, None).prod(1)
    union = predicted_xywh_px[:, 2:].prod(1) + truth_xywh_px[:, 2:].prod(1) - inter
    return np.nan_to_num(inter / np.where(union > 0, union, np.nan))
