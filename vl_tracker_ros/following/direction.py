"""Where something is, seen from a camera, and how a camera turns."""
from __future__ import annotations

import math
from typing import NamedTuple


class Direction(NamedTuple):
    """Angles from the optical axis [rad]: `azimuth` to the right, `elevation` up."""

    azimuth: float
    elevation: float

    @classmethod
    def of(cls, x: float, y: float, z: float) -> Direction:
        """Of a vector in the optical frame: x right, y down, z forward."""
        return cls(math.atan2(x, z), math.atan2(-y, math.hypot(x, z)))


class Rates(NamedTuple):
    """How fast a camera turns [rad/s]: `yaw` to the right, `pitch` up."""

    yaw: float = 0.0
    pitch: float = 0.0


AT_REST = Rates()
