"""A board that is carried between the robot and one of the figures."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.simulation.face import Face

SLIDE_S = 0.5           # of coming and of going
BEFORE_M = 0.5          # between the board and what it hides
WIDTH_M = 1.6
HEIGHT_M = 2.2
GREY = 95.0


@dataclass(frozen=True)
class Hiding:
    """For `seconds` from `start_s` on, nothing of the figure `name` is to be seen."""

    name: str
    start_s: float
    seconds: float = 2.0

    @property
    def end_s(self) -> float:
        return self.start_s + self.seconds

    def board(self, now_s: float, figure: NDArray[np.float64], robot: NDArray[np.float64]) -> Face | None:
        """The board now, which comes from the side and goes back there; places are (2,) on the ground [m]."""
        away_s = max(self.start_s - now_s, now_s - self.end_s, 0.0)
        toward = robot - figure
        metres = float(np.linalg.norm(toward))
        if away_s > SLIDE_S or metres < 2 * BEFORE_M:
            return None
        ahead = toward / metres
        aside = np.array([-ahead[1], ahead[0]])
        middle = figure + BEFORE_M * ahead + aside * WIDTH_M * away_s / SLIDE_S
        start, end = middle - aside * WIDTH_M / 2, middle + aside * WIDTH_M / 2
        return Face(tuple(start), tuple(end), HEIGHT_M, GREY)
