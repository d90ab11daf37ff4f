"""What stands upright and flat in the world: sides of boxes, walls, boards."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]


@dataclass(frozen=True)
class Face:
    """An upright rectangle on the ground from `start` to `end` [m], `height` high, of a grey level."""

    start: Point
    end: Point
    height: float
    grey: float

    def distance(self, place: NDArray[np.float64]) -> float:
        """From a place (2,) to the nearest point of the face's foot [m]."""
        start, along = np.array(self.start), np.subtract(self.end, self.start)
        nearest = start + np.clip((place - start) @ along / (along @ along), 0.0, 1.0) * along
        return float(np.linalg.norm(nearest - place))


def box(centre: Point, size: Point, height: float, grey: float) -> list[Face]:
    """The four sides of an upright box; `size` along x and y [m]. Each side has its own light."""
    (x, y), (half_x, half_y) = centre, (size[0] / 2, size[1] / 2)
    corners = [(x - half_x, y - half_y), (x + half_x, y - half_y), (x + half_x, y + half_y), (x - half_x, y + half_y)]
    light = (1.0, 0.85, 0.75, 0.9)
    return [Face(start, end, height, grey * factor)
            for start, end, factor in zip(corners, corners[1:] + corners[:1], light)]
