"""MGIT and VideoCube: success by IoU, DIoU and GIoU, precision, and the share of centres inside the true box.

Predictions are cut to the image; frames flagged absent or shotcut are left out. Thresholds are strict: overlaps above
0, 0.01 .. 1, errors below 0 .. 400 px. The mean of the shares of centres leaves sequences out whose share is 0.
"""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.evaluation.protocols.boxes import above, centre_error, pixel_centres
from vl_tracker_ros.evaluation.protocols.generalised_overlap import bounded_overlap, diou, giou
from vl_tracker_ros.evaluation.protocols.record import Flags, Floats, ProtocolError, Record, Report, as_lists

_OVERLAPS, _PIXELS = np.linspace(0, 1, 101), np.arange(401.0)
_MEASURES = {'iou': bounded_overlap, 'diou': diou, 'giou': giou}


def _cut_to_image(record: Record) -> Floats:
    """The corner is moved up to 0 and the sides are shortened to end at the border; nothing is done to what is NaN."""
    if record.size_wh is None:
        raise ProtocolError(f'{record.name}: MGIT needs the size of the images')
    corner = np.where(record.predicted[:, :2] > 0, record.predicted[:, :2], 0)
    room = np.asarray(record.size_wh) - corner
    return np.hstack([corner, np.where(record.predicted[:, 2:] < room, record.predicted[:, 2:], room)])


def _inside(predicted: Floats, truth: Floats) -> Flags:
    centre = pixel_centres(predicted)
    return ((truth[:, :2] < centre) & (centre <= truth[:, :2] + truth[:, 2:])).all(1)


def _curves(record: Record) -> dict[str, Floats]:
    record.require_result_per_frame()
    counted = record.visible if record.shotcut is None else record.visible & ~record.shotcut
    predicted, truth = _cut_to_image(record)[counted], record.truth[counted]
    with np.errstate(invalid='ignore', divide='ignore'):
        curves = {name: above(measure(predicted, truth), _OVERLAPS) for name, measure in _MEASURES.items()}
    curves['precision'] = (centre_error(predicted, truth)[:, None] < _PIXELS).mean(0)
    return curves | {'inside': np.array([_inside(predicted, truth).mean()])}


def mgit(records: list[Record]) -> Report:
    """auc, diou_auc, giou_auc, sr50 of each, precision (20 px), normalised_precision (centres inside)."""
    curves = {record.name: _curves(record) for record in records}
    means = {key: np.mean([c[key] for c in curves.values()], axis=0) for key in next(iter(curves.values()))}
    hits = [c['inside'][0] for c in curves.values() if c['inside'][0] > 0]
    means['inside'] = np.array([np.mean(hits) if hits else np.nan])
    return Report(_figures(means), {name: _figures(c) for name, c in curves.items()},
                  as_lists(**{key: curve for key, curve in means.items() if key != 'inside'}))


def _figures(curves: dict[str, Floats]) -> dict[str, float]:
    figures = {'auc': curves['iou'].mean(), 'diou_auc': curves['diou'].mean(), 'giou_auc': curves['giou'].mean(),
               'sr50': curves['iou'][50], 'diou_sr50': curves['diou'][50], 'giou_sr50': curves['giou'][50],
               'precision': curves['precision'][20], 'normalised_precision': curves['inside'][0]}
    return {name: float(value) for name, value in figures.items()}
