"""Success and precision of one-pass evaluation (OPE), as the field's toolkits define them."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SUCCESS_THRESHOLDS = np.linspace(0, 1, 21)
PRECISION_PX = 20.0
NORMALISED_PRECISION = 0.2

Boxes = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """auc: area under the success curve. precision: share of centre errors <= 20 px.

    normalised_precision: share of centre errors <= 0.2, in units of the sides of the true box.
    """

    auc: float
    precision: float
    normalised_precision: float


def _centres(boxes_xywh_px: Boxes) -> Boxes:
    return boxes_xywh_px[:, :2] + boxes_xywh_px[:, 2:] / 2


def overlaps(predicted_xywh_px: Boxes, truth_xywh_px: Boxes) -> Boxes:
    """IoU of each predicted box with its truth (n,), plain pixels without +1; 0 where either is NaN."""
    a0, a1 = predicted_xywh_px[:, :2], predicted_xywh_px[:, :2] + predicted_xywh_px[:, 2:]
    b0, b1 = truth_xywh_px[:, :2], truth_xywh_px[:, :2] + truth_xywh_px[:, 2:]
    inter = np.clip(np.minimum(a1, b1) - np.maximum(a0, b0), 0, None).prod(1)
    union = predicted_xywh_px[:, 2:].prod(1) + truth_xywh_px[:, 2:].prod(1) - inter
    return np.nan_to_num(inter / np.where(union > 0, union, np.nan))


def ope_scores(predicted_xywh_px: Boxes, truth_xywh_px: Boxes) -> Scores:
    """Scores of one sequence (n,4) each. Frame 0 and frames without a target (NaN) do not count; a frame where the
    tracker gave no box (NaN) is a miss. Raises ValueError when no frame counts."""
    counted = ~np.isnan(truth_xywh_px).any(1)
    counted[0] = False
    if not counted.any():
        raise ValueError('no frame with a target after the first')
    predicted, truth = predicted_xywh_px[counted], truth_xywh_px[counted]
    iou = overlaps(predicted, truth)
    error = _centres(predicted) - _centres(truth)
    distance = np.hypot(*error.T)
    relative = np.hypot(*(error / truth[:, 2:]).T)
    return Scores(auc=float((iou[:, None] > SUCCESS_THRESHOLDS).mean()),
                  precision=float((distance <= PRECISION_PX).mean()),
                  normalised_precision=float((relative <= NORMALISED_PRECISION).mean()))
