"""Where a box lies in space: a direction always, a place where its depth is known."""
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.camera_model import CameraModel
from vl_tracker_ros.geometry import box_centre


class DepthError(ValueError):
    """The depth of a target cannot be told; the message says why."""


@dataclass(frozen=True)
class Depth:
    """Distance along the optical axis and its standard deviation [m]. Raises DepthError for what is none."""

    z_m: float
    sigma_m: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.z_m) and self.z_m > 0.0 and math.isfinite(self.sigma_m)):
            raise DepthError(f'a depth of {self.z_m:g} m, give or take {self.sigma_m:g} m')


def bearing(box_xywh_px: NDArray[np.float64], camera: CameraModel) -> NDArray[np.float64]:
    """Unit vector (3,) to the centre of a box, in the optical frame: x right, y down, z forward. Raises CameraError."""
    x, y = camera.to_plane(box_centre(box_xywh_px))[0]
    ray = np.array([x, y, 1.0])
    return ray / np.linalg.norm(ray)


def position(bearing_unit: NDArray[np.float64], depth: Depth) -> NDArray[np.float64]:
    """The point (3,) in that direction that has this depth [m]."""
    return bearing_unit / bearing_unit[2] * depth.z_m


def covariance(bearing_unit: NDArray[np.float64], depth: Depth, box_sigma_px: NDArray[np.float64],
               camera: CameraModel) -> NDArray[np.float64]:
    """Covariance (3,3) of the position [m^2]: the depth's along the ray, that of the box's centre (2,) [px] across."""
    ray = bearing_unit / bearing_unit[2]
    across = np.append(box_sigma_px / camera.focal_px * depth.z_m, 0.0)
    return depth.sigma_m ** 2 * np.outer(ray, ray) + np.diag(across ** 2)
