"""Where the robot is."""
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.rigid_transform import RigidTransform


@dataclass(frozen=True)
class Pose:
    """On the ground: x, y [m] and heading [rad], counted to the left from x."""

    x: float = 0.0
    y: float = 0.0
    heading: float = 0.0

    @property
    def place(self) -> NDArray[np.float64]:
        """x and y, (2,)."""
        return np.array([self.x, self.y])

    @property
    def world_from_base(self) -> RigidTransform:
        """Leads points of the robot's frame (x ahead, y left, z up) into the world."""
        cos, sin = math.cos(self.heading), math.sin(self.heading)
        rotation = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
        return RigidTransform(rotation, np.array([self.x, self.y, 0.0]))
