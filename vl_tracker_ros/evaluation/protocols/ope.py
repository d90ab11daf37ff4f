"""One-pass evaluation of what there is to see: frames without a target do not count, nor does the first one.

No toolkit counts so. It is for one's own sequences, whose targets leave the picture: there the others take every
frame without a target for a failure, whatever the tracker says. Plain IoU and centres, without the added pixel; a
frame without a box is a miss.
"""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.evaluation.protocols.boxes import OVERLAPS_21, PIXELS_51, RELATIVE_51, above, overlap, within
from vl_tracker_ros.evaluation.protocols.record import Floats, ProtocolError, Record, Report, as_lists


def _counted(record: Record) -> tuple[Floats, Floats]:
    """Predictions, NaN without a box, and truth of the frames that count."""
    record.require_result_per_frame()
    counted = (record.truth[:, 2:] > 0).all(1) & record.visible
    counted[0] = False
    if not counted.any():
        raise ProtocolError(f'{record.name}: no frame with a target after the first')
    shown = (record.predicted[:, 2:] > 0).all(1)
    return np.where(shown[:, None], record.predicted, np.nan)[counted], record.truth[counted]


def _curves(record: Record) -> tuple[Floats, Floats, Floats]:
    predicted, truth = _counted(record)
    error = predicted[:, :2] + predicted[:, 2:] / 2 - truth[:, :2] - truth[:, 2:] / 2
    return (above(overlap(predicted, truth, inclusive=False), OVERLAPS_21), within(np.hypot(*error.T), PIXELS_51),
            within(np.hypot(*(error / truth[:, 2:]).T), RELATIVE_51))


def ope(records: list[Record]) -> Report:
    """auc, precision (20 px), normalised_precision (0.20), each the mean over sequences. Raises ProtocolError."""
    curves = {record.name: _curves(record) for record in records}
    success, precision, normalised = (np.mean(curve, axis=0) for curve in zip(*curves.values()))
    return Report(_figures(success, precision, normalised), {name: _figures(*c) for name, c in curves.items()},
                  as_lists(success=success, precision=precision, normalised_precision=normalised))


def _figures(success: Floats, precision: Floats, normalised: Floats) -> dict[str, float]:
    return {'auc': float(success.mean()), 'precision': float(precision[20]),
            'normalised_precision': float(normalised[20])}
