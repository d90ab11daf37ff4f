"""How small and how fast the target of a sequence is, as VL-SOT500 tells its sequences apart, and figures by bins.

VL-SOT500 comes with COST (Zhang et al., Information Fusion 2025, arXiv 2504.01321). A target is small there when its
mean relative size is below 1 % and its mean absolute size below 22 x 22 pixels; the relative speed of the fast ones is
3.93 on average. What follows are these measures in our words: the paper's own equations are not public in full.
"""
from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import box_centre

Figures = dict[str, float]
SMALL_SHARE, SMALL_PX = 0.01, 22.0
BINS = {'relative_size': (0.0, 0.001, SMALL_SHARE, 0.05, 1.0), 'side_px': (0.0, 8.0, SMALL_PX, 64.0, math.inf),
        'relative_speed': (0.0, 0.1, 0.5, 1.0, math.inf)}


def size_and_speed(boxes_xywh_px: NDArray[np.float64], width: int, height: int) -> Figures:
    """Means over the frames of true boxes (n,4), NaN where the target is absent, in images of that many pixels.

    relative_size: the box's share of the image's area. side_px: the root of the box's area. relative_speed: the way of
    the box's centre from one frame to the next, in units of the root of the box's area in the first of the two; NaN
    where no two frames in a row have the target.
    """
    area = boxes_xywh_px[:, 2] * boxes_xywh_px[:, 3]
    centres = box_centre(boxes_xywh_px)
    speed = np.hypot(*np.diff(centres, axis=0).T) / np.sqrt(area[:-1])
    return {'relative_size': _mean(area / (width * height)), 'side_px': _mean(np.sqrt(area)),
            'relative_speed': _mean(speed)}


def is_small(target: Figures) -> bool:
    """Whether VL-SOT500 would call it small."""
    return target['relative_size'] < SMALL_SHARE and target['side_px'] < SMALL_PX


def by_bins(targets: dict[str, Figures], figures: dict[str, Figures]) -> dict[str, list[Figures]]:
    """For each measure its BINS, each with `low`, `high` (not in it), the number of `sequences` that lie in it, and the
    mean of their figures. Both arguments by the name of the sequence."""
    return {measure: [_bin(low, high, [figures[name] for name, target in targets.items()
                                       if low <= target[measure] < high])
                      for low, high in zip(edges, edges[1:])] for measure, edges in BINS.items()}


def _bin(low: float, high: float, rows: list[Figures]) -> Figures:
    means = {key: float(np.mean([row[key] for row in rows])) for key in (rows[0] if rows else ())}
    return {'low': low, 'high': high, 'sequences': len(rows), **means}


def _mean(values: NDArray[np.float64]) -> float:
    present = values[~np.isnan(values)]
    return float(present.mean()) if present.size else math.nan
