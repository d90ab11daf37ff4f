"""GOT-10k: average overlap and success rates over the frames of all sequences, pooled or by sequence.

The first frame does not count, nor do frames with cover 0. Boxes are cut to the image; IoU without the added pixel.
"""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.evaluation.protocols.boxes import above, clipped
from vl_tracker_ros.evaluation.protocols.generalised_overlap import bounded_overlap
from vl_tracker_ros.evaluation.protocols.record import Floats, ProtocolError, Record, Report, as_lists

_THRESHOLDS = np.linspace(0, 1, 101)


def _overlaps(record: Record) -> Floats:
    record.require_result_per_frame()
    if record.size_wh is None:
        raise ProtocolError(f'{record.name}: GOT-10k needs the size of the images')
    boxes = [clipped(b[1:], record.size_wh) for b in (record.predicted, record.truth)]
    iou = bounded_overlap(*boxes)
    return iou if record.cover is None else iou[record.cover[1:] > 0]


def got10k(records: list[Record]) -> Report:
    """ao, sr50, sr75: over all counted frames of all sequences together. Raises ProtocolError."""
    overlaps = {record.name: _overlaps(record) for record in records}
    pooled = np.concatenate(list(overlaps.values()))
    return Report(_figures(pooled), {name: _figures(iou) for name, iou in overlaps.items()},
                  as_lists(success=above(pooled, _THRESHOLDS)))


def _figures(iou: Floats) -> dict[str, float]:
    return {'ao': float(iou.mean()), 'sr50': float((iou > 0.5).mean()), 'sr75': float((iou > 0.75).mean())}
