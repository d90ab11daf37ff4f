"""pytracking's evaluator as OSTrack's descendants carry it: the AUC that most papers print for OTB, TNL2K, LaSOT.

Success counts IoU strictly above 0, 0.05 .. 1 (inclusive pixels), precision errors at or below 0 .. 50 px. A box
without an extent repeats the one before it. Frames whose truth has no extent stay in the denominator: their overlap
is -1 and their centre error infinite, but their normalised error is -1, which counts as a hit.
"""
from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from vl_tracker_ros.evaluation.protocols.boxes import (
    OVERLAPS_21, PIXELS_51, RELATIVE_51, centre_error, overlap, relative_centre_error, with_first_true)
from vl_tracker_ros.evaluation.protocols.record import Flags, Floats, ProtocolError, Record, Report, as_lists


@dataclass(frozen=True)
class Style:
    """What the evaluator does otherwise for some data sets.

    hides_absent: frames flagged absent are misses in every measure, and short results are refused (LaSOT);
    lenient_centre: the centre error of an invalid frame is -1, a hit (UAV123).
    """

    hides_absent: bool = False
    lenient_centre: bool = False


def _prepared(record: Record, style: Style) -> Floats:
    """Predictions with as many lines as the truth, zero boxes replaced, the first one true."""
    predicted, count = record.predicted.copy(), len(record.truth)
    if np.isnan(predicted).any() or (predicted[:, 2:] < 0).any():
        raise ProtocolError(f'{record.name}: the results hold NaN or a negative size')
    for i in range(1, min(len(predicted), count)):
        if (predicted[i, 2:] == 0).any():
            predicted[i] = predicted[i - 1]
    if len(predicted) < count:
        if style.hides_absent:
            raise ProtocolError(f'{record.name}: {len(predicted)} results for {count} frames')
        predicted = np.vstack([predicted, np.zeros((count - len(predicted), 4))])
    return with_first_true(predicted[:count], record.truth)


def _errors(record: Record, style: Style) -> tuple[Floats, Floats, Floats, Flags]:
    predicted, truth = _prepared(record, style), record.truth
    visible = record.visible if style.hides_absent else np.ones(len(truth), bool)
    valid = (truth[:, 2:] > 0).all(1) & visible
    iou = np.where(valid, overlap(predicted, truth, inclusive=True), -1)
    pixels = np.where(valid, centre_error(predicted, truth), -1 if style.lenient_centre else np.inf)
    relative = np.where(valid, relative_centre_error(predicted, truth), -1)
    relative[~visible], pixels[~visible] = np.inf, np.inf
    return iou, pixels, relative, valid


def pytracking(records: list[Record], style: Style, exclude_invalid: bool = False) -> Report:
    """auc, op50, op75, precision (20 px), normalised_precision (0.20), each the mean over sequences.

    exclude_invalid takes the frames without a valid truth out of the denominator. Raises ProtocolError.
    """
    curves, sequences = [], {}
    for record in records:
        iou, pixels, relative, valid = _errors(record, style)
        count = int(valid.sum()) if exclude_invalid else len(iou)
        success = (iou[:, None] > OVERLAPS_21).sum(0) / count
        precision = (pixels[:, None] <= PIXELS_51).sum(0) / count
        normalised = (relative[:, None] <= RELATIVE_51).sum(0) / count
        curves.append((success, precision, normalised))
        average = {'average_overlap': float(iou[valid].mean())}
        sequences[record.name] = _figures(success, precision, normalised) | average
    success, precision, normalised = (np.mean(curve, axis=0) for curve in zip(*curves))
    return Report(_figures(success, precision, normalised), sequences,
                  as_lists(success=success, precision=precision, normalised_precision=normalised))


def _figures(success: Floats, precision: Floats, normalised: Floats) -> dict[str, float]:
    return {'auc': float(success.mean()), 'op50': float(success[10]), 'op75': float(success[15]),
            'precision': float(precision[20]), 'normalised_precision': float(normalised[20])}


otb = partial(pytracking, style=Style())
uav = partial(pytracking, style=Style(lenient_centre=True))
lasot_in_papers = partial(pytracking, style=Style(hides_absent=True))
