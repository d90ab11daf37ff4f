"""The MMOT toolkit of WebUAV-3M and VL-SOT: success by IoU and by CIoU, precision, normalised precision, accuracy.

Frames without the target (a true box of four zeros) are not left out of the first four. Normalised precision is the
mean of its curve, not its value at 0.20. Accuracy takes the IoU where the target is present and, where it is absent,
1 if the tracker says so by an empty line or a single 0. WebUAV-3M wants as many results as frames; VL-SOT cuts both
to the shorter.
"""
from __future__ import annotations

from functools import partial

import numpy as np

from vl_tracker_ros.evaluation.protocols.boxes import (
    OVERLAPS_21, PIXELS_51, RELATIVE_51, above, centre_error, relative_centre_error, with_first_true, within)
from vl_tracker_ros.evaluation.protocols.generalised_overlap import bounded_overlap, ciou
from vl_tracker_ros.evaluation.protocols.record import Flags, Floats, Record, Report, as_lists

_EPSILON = 1e-16            # of the toolkit's normalised error: an absent target is infinitely far, not undefined


def _aligned(record: Record, same_length: bool) -> tuple[Floats, Floats, Flags]:
    """Predictions, truth, and the frames for which the tracker said that there is nothing."""
    if same_length:
        record.require_result_per_frame()
    count = min(len(record.predicted), len(record.truth))
    nothing = np.zeros(count, bool) if record.said_nothing is None else record.said_nothing[:count]
    return record.predicted[:count], record.truth[:count], nothing


def _accuracy(predicted: Floats, truth: Floats, nothing: Flags) -> float:
    present = truth.any(1)
    return float(np.where(present, np.where(nothing, 0, bounded_overlap(predicted, truth)), nothing).mean())


def mmot(records: list[Record], same_length: bool, whole_truth: bool) -> Report:
    """auc, precision (20 px), normalised_precision (mean of the curve), complete_auc, sr50, complete_sr50, accuracy.

    whole_truth rounds the true boxes for the accuracy, whose reader takes whole numbers only. Raises ProtocolError.
    """
    curves, sequences = [], {}
    for record in records:
        predicted, truth, nothing = _aligned(record, same_length)
        accuracy = _accuracy(predicted, np.round(truth) if whole_truth else truth, nothing)
        predicted = with_first_true(predicted, truth)
        curve = (above(bounded_overlap(predicted, truth), OVERLAPS_21),
                 within(centre_error(predicted, truth), PIXELS_51),
                 within(relative_centre_error(predicted, truth, _EPSILON), RELATIVE_51),
                 above(np.clip(ciou(predicted, truth), 0, 1), OVERLAPS_21))
        curves.append(curve)
        sequences[record.name] = _figures(*curve) | {'accuracy': accuracy}
    means = [np.mean([c[i] for c in curves], axis=0) for i in range(4)]
    accuracy = float(np.mean([s['accuracy'] for s in sequences.values()]))
    names = ('success', 'precision', 'normalised_precision', 'complete_success')
    return Report(_figures(*means) | {'accuracy': accuracy}, sequences,
                  as_lists(**dict(zip(names, means))))


def _figures(success: Floats, precision: Floats, normalised: Floats, complete: Floats) -> dict[str, float]:
    return {'auc': float(success.mean()), 'sr50': float(success[10]), 'precision': float(precision[20]),
            'normalised_precision': float(normalised.mean()), 'complete_auc': float(complete.mean()),
            'complete_sr50': float(complete[10])}


webuav3m = partial(mmot, same_length=True, whole_truth=True)
vlsot = partial(mmot, same_length=False, whole_truth=False)
