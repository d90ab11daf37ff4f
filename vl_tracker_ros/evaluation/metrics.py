"""Overlap of what was said with what is true."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.evaluation.protocols.boxes import overlap

Boxes = NDArray[np.float64]


def overlaps(predicted_xywh_px: Boxes, truth_xywh_px: Boxes) -> Boxes:
    """IoU of each predicted box with its truth (n,), plain pixels without +1; 0 where either is NaN or has no area."""
    return np.nan_to_num(overlap(predicted_xywh_px, truth_xywh_px, inclusive=False))
