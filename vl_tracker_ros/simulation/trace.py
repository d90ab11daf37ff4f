"""What happened in a run, moment by moment."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.geometry import iou_matrix
from vl_tracker_ros.simulation.renderer import Sight

LEAST_OVERLAP = 0.25
NOTHING = ''            # a box that is on no figure


@dataclass(frozen=True)
class Moment:
    """wanted: name of the figure that is to be followed, None before the first order; seen: how much of it is in
    sight; followed: name of the figure that the robot goes by, NOTHING, or None while it follows no box; moving: it
    drives or turns; distance_m: to the wanted one; collisions: so far."""

    time_s: float
    wanted: str | None
    seen: float
    followed: str | None
    moving: bool
    distance_m: float
    collisions: int


def name_of_box(box_xywh_px: np.ndarray, sight: Sight) -> str:
    """The figure that a box is on, NOTHING if it is on none."""
    names = list(sight.boxes_xywh_px)
    if not names:
        return NOTHING
    boxes = np.array([box_xywh_px, *sight.boxes_xywh_px.values()], np.float64)
    boxes[:, :2] += boxes[:, 2:] / 2
    shares = iou_matrix(boxes[:1], boxes[1:])[0]
    best = int(np.argmax(shares))
    return names[best] if shares[best] >= LEAST_OVERLAP else NOTHING
