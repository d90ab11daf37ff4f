"""The LaSOT and TNL2K toolkits (MATLAB), whose counting is the same.

Frames flagged absent are left out of the counts but stay in the denominator, so they are failures. A prediction
that is NaN or without extent repeats the one before it. A truth that is not strictly positive in all four numbers
gets overlap -1 and error -1: a miss in success, a hit in precision. Sequences whose curve is all zero are left out
of the mean.
"""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.evaluation.protocols.boxes import (
    OVERLAPS_21, PIXELS_51, RELATIVE_51, centre_error, overlap, relative_centre_error, with_first_true)
from vl_tracker_ros.evaluation.protocols.record import Floats, ProtocolError, Record, Report, as_lists


def _repaired(record: Record) -> Floats:
    predicted, count = record.predicted.copy(), len(record.truth)
    if len(predicted) < count:
        raise ProtocolError(f'{record.name}: {len(predicted)} results for {count} frames')
    for i in range(1, len(predicted)):
        if np.isnan(predicted[i]).any() or (predicted[i, 2:] <= 0).any():
            predicted[i] = predicted[i - 1]
    return with_first_true(predicted[:count], record.truth)


def _curves(record: Record) -> tuple[Floats, Floats, Floats]:
    predicted, truth, count = _repaired(record), record.truth, len(record.truth)
    valid, visible = (truth > 0).all(1), record.visible
    iou = np.where(valid, overlap(predicted, truth, inclusive=True), -1)[visible]
    pixels = np.where(valid, centre_error(predicted, truth), -1)[visible]
    relative = np.where(valid, relative_centre_error(predicted, truth), -1)[visible]
    return ((iou[:, None] > OVERLAPS_21).sum(0) / count, (pixels[:, None] <= PIXELS_51).sum(0) / count,
            (relative[:, None] <= RELATIVE_51).sum(0) / count)


def lasot(records: list[Record]) -> Report:
    """auc, sr50, sr75, precision (20 px), normalised_precision (0.20), each the mean over sequences."""
    curves = [_curves(record) for record in records]
    success, precision, normalised = (_mean([curve[i] for curve in curves]) for i in range(3))
    sequences = {record.name: _figures(*curve) for record, curve in zip(records, curves)}
    return Report(_figures(success, precision, normalised), sequences,
                  as_lists(success=success, precision=precision, normalised_precision=normalised))


def _mean(curves: list[Floats]) -> Floats:
    kept = [curve for curve in curves if curve.sum() > 0]
    return np.mean(kept, axis=0) if kept else np.zeros_like(curves[0])


def _figures(success: Floats, precision: Floats, normalised: Floats) -> dict[str, float]:
    return {'auc': float(success.mean()), 'sr50': float(success[10]), 'sr75': float(success[15]),
            'precision': float(precision[20]), 'normalised_precision': float(normalised[20])}
