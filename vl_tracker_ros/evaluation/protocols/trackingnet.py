"""TrackingNet: areas under the curves of success, precision and normalised precision.

Boxes are rounded to whole pixels, success is met with >=, and each figure is the trapezoid area under a curve of 21
thresholds (IoU 0..1, 0..50 px, 0..0.5 of the box's sides), all of them drawn over [0,1]. Missing lines are misses, a
missing sequence counts as zero.
"""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.evaluation.protocols.boxes import (
    OVERLAPS_21, centre_error, overlap, pixel_centres, with_first_true, within)
from vl_tracker_ros.evaluation.protocols.record import Floats, Record, Report, as_lists

_PIXELS, _RELATIVE = np.linspace(0, 50, 21), np.linspace(0, 0.5, 21)


def _rounded(record: Record) -> tuple[Floats, Floats]:
    """Predictions, with NaN where the results end early, and truth."""
    predicted = np.full(record.truth.shape, np.nan)
    count = min(len(predicted), len(record.predicted))
    predicted[:count] = record.predicted[:count]
    return with_first_true(np.round(predicted), np.round(record.truth)), np.round(record.truth)


def _relative_error(predicted: Floats, truth: Floats) -> Floats:
    """The difference is divided, not the centres: whole pixels meet thresholds exactly, so the rounding counts."""
    with np.errstate(invalid='ignore', divide='ignore'):
        return np.hypot(*((pixel_centres(predicted) - pixel_centres(truth)) / truth[:, 2:]).T)


def _curves(record: Record) -> tuple[Floats, Floats, Floats, float]:
    predicted, truth = _rounded(record)
    iou = overlap(predicted, truth, inclusive=True)
    return ((iou[:, None] >= OVERLAPS_21).mean(0), within(centre_error(predicted, truth), _PIXELS),
            within(_relative_error(predicted, truth), _RELATIVE), predicted.sum(1) > 0)


def trackingnet(records: list[Record]) -> Report:
    """success, precision, normalised_precision, and coverage: the share of frames with a box that is not all zero."""
    curves = [_curves(record) for record in records]
    success, precision, normalised = (np.mean([c[i] for c in curves], axis=0) for i in range(3))
    covered = np.concatenate([c[3] for c in curves])
    sequences = {r.name: _figures(*c) for r, c in zip(records, curves)}
    return Report(_figures(success, precision, normalised, covered), sequences,
                  as_lists(success=success, precision=precision, normalised_precision=normalised))


def _figures(success: Floats, precision: Floats, normalised: Floats, covered: Floats) -> dict[str, float]:
    area = {name: float(np.trapezoid(curve, OVERLAPS_21)) for name, curve in
            (('success', success), ('precision', precision), ('normalised_precision', normalised))}
    return {**area, 'coverage': float(covered.mean())}
