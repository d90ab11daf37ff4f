"""What a camera sees, as the base that it is mounted on has it: x ahead, y to the left, z up."""
from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.visual_servo import Distance

# From the optical frame (x right, y down, z forward) of a camera that looks ahead and stands upright.
AHEAD = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
LEAST_LEVEL = 0.1       # of a unit vector: what is nearer to straight up or down has no azimuth to turn to


def azimuth(base_from_camera: NDArray[np.float64], bearing: NDArray[np.float64]) -> float:
    """The direction over the ground [rad, to the right] of a unit vector (3,) in the optical frame.

    base_from_camera: rotation (3,3). Raises ValueError for what is no unit vector, or leads straight up or down.
    """
    if not abs(np.linalg.norm(bearing) - 1.0) < 1e-3:       # nan as well
        raise ValueError(f'bearing {_text(bearing)} is no unit vector')
    ahead, left, _ = base_from_camera @ bearing
    if math.hypot(ahead, left) < LEAST_LEVEL:
        raise ValueError(f'bearing {_text(bearing)} leads straight up or down')
    return math.atan2(-left, ahead)


def distance(base_from_camera: NDArray[np.float64], point: NDArray[np.float64],
             covariance: NDArray[np.float64]) -> Distance:
    """From the camera over the ground to a point (3,) in the optical frame [m], whose covariance is (3,3) [m^2].

    Raises ValueError for what is no place, or no covariance.
    """
    if not (np.isfinite(point).all() and np.isfinite(covariance).all()):
        raise ValueError(f'target_pose {_text(point)} or its covariance is not finite')
    ground = (base_from_camera @ point)[:2]
    metres = float(np.linalg.norm(ground))
    variance = float(ground @ (base_from_camera @ covariance @ base_from_camera.T)[:2, :2] @ ground)
    if metres == 0.0 or variance < 0.0:
        raise ValueError(f'target_pose at {metres:g} m has a variance of {variance:g} m^2')
    return Distance(metres, math.sqrt(variance) / metres)


def _text(vector: NDArray[np.float64]) -> str:
    return f'({", ".join(f"{value:g}" for value in vector)})'
