"""What can be followed in the simulated world: it walks along its path."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.media.scene import SceneObject
from vl_tracker_ros.simulation.face import Point

RADIUS_M = 0.25
POLITE_M = 1.0          # it does not walk into a robot: what the two collide by is the robot's doing


class Figure:
    """A flat picture that always faces the camera, `height` [m] high.

    path: places [m] that it walks to in turn, at `speed` [m/s], and then from the first one on again; a path of one
    place is stood at.
    """

    def __init__(self, look: SceneObject, height: float, path: Sequence[Point], speed: float = 0.0) -> None:
        self.look, self.height = look, height
        self.place: NDArray[np.float64] = np.array(path[0], float)
        self._path, self._speed, self._next = [np.array(point, float) for point in path], speed, 1 % len(path)

    @property
    def name(self) -> str:
        return self.look.name

    def step(self, seconds: float, robot: NDArray[np.float64]) -> None:
        """Walk on, unless that leads closer to a robot at `robot` (2,) that is near."""
        way = self._path[self._next] - self.place
        left_m, step_m = float(np.linalg.norm(way)), self._speed * seconds
        moved = self.place + way * min(1.0, step_m / left_m) if left_m else self.place
        if np.linalg.norm(moved - robot) < min(POLITE_M, np.linalg.norm(self.place - robot)):
            return
        self.place = moved
        if left_m <= step_m:
            self._next = (self._next + 1) % len(self._path)
