"""A range sensor at the front of the robot: a fan of rays over the ground."""
from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.simulation.face import Face
from vl_tracker_ros.simulation.figure import RADIUS_M, Figure
from vl_tracker_ros.simulation.pose import Pose

ANGLES = np.linspace(-0.5, 0.5, 11)     # rad, to both sides of ahead
LEAST_M, FARTHEST_M = 0.0, 10.0


def range_ahead(pose: Pose, faces: Sequence[Face], figures: Sequence[Figure], robot_radius: float) -> float:
    """Metres from the robot's front to the nearest thing that a ray meets; infinite: nothing within FARTHEST_M."""
    angles = pose.heading + ANGLES
    rays = np.column_stack([np.cos(angles), np.sin(angles)])
    hits = [_to_face(pose.place, rays, face) for face in faces]
    hits += [_to_figure(pose.place, rays, figure) for figure in figures]
    metres = max(LEAST_M, float(np.min(hits, initial=math.inf)) - robot_radius)
    return metres if metres <= FARTHEST_M else math.inf


def _to_face(place: NDArray[np.float64], rays: NDArray[np.float64], face: Face) -> NDArray[np.float64]:
    """Metres along each ray (N,), infinite where it misses."""
    along, way = np.subtract(face.end, face.start), np.array(face.start) - place
    across = rays[:, 0] * along[1] - rays[:, 1] * along[0]
    with np.errstate(divide='ignore', invalid='ignore'):     # a ray along the face misses it
        metres = (way[0] * along[1] - way[1] * along[0]) / across
        share = (way[0] * rays[:, 1] - way[1] * rays[:, 0]) / across
    return np.where((metres >= 0.0) & (share >= 0.0) & (share <= 1.0), metres, math.inf)


def _to_figure(place: NDArray[np.float64], rays: NDArray[np.float64], figure: Figure) -> NDArray[np.float64]:
    way = figure.place - place
    ahead = rays @ way
    aside = way @ way - ahead ** 2
    return np.where((ahead >= 0.0) & (aside <= RADIUS_M ** 2), ahead - np.sqrt(np.maximum(RADIUS_M ** 2 - aside, 0.0)),
                    math.inf)
