"""All that is there, and how it goes on."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.motion import Motion
from vl_tracker_ros.simulation import figure as figures
from vl_tracker_ros.simulation import robot as robots
from vl_tracker_ros.simulation.face import Face
from vl_tracker_ros.simulation.figure import Figure
from vl_tracker_ros.simulation.range_sensor import range_ahead
from vl_tracker_ros.simulation.robot import Robot
from vl_tracker_ros.simulation.screen import Hiding

FREE_M = 0.1            # room from which a robot that ran into something is free again


class World:
    """Figures that walk, faces that stand, boards that come and go, and the robot.

    now_s: seconds since the start; collisions: how often the robot ran into something.
    """

    def __init__(self, robot: Robot, figures: Sequence[Figure], standing: Sequence[Face],
                 hidings: Sequence[Hiding] = ()) -> None:
        self.robot, self.figures, self.hidings = robot, tuple(figures), tuple(hidings)
        self.now_s, self.collisions = 0.0, 0
        self._standing, self._touching = tuple(standing), False

    @property
    def faces(self) -> list[Face]:
        """What stands now, the boards too."""
        boards = (hiding.board(self.now_s, self.figure(hiding.name).place, self.robot.pose.place)
                  for hiding in self.hidings)
        return [*self._standing, *filter(None, boards)]

    @property
    def range_m(self) -> float:
        """What the range sensor of the robot says [m]."""
        return range_ahead(self.robot.pose, self.faces, self.figures, robots.RADIUS_M)

    def figure(self, name: str) -> Figure:
        """Raises KeyError for a name that no figure has."""
        return {figure.name: figure for figure in self.figures}[name]

    def distance_to(self, name: str) -> float:
        """From the robot's centre to a figure [m]."""
        return float(np.linalg.norm(self.figure(name).place - self.robot.pose.place))

    def step(self, told: Motion, seconds: float) -> None:
        """Go on for a while. What the robot runs into holds it back, and counts once until it is free again."""
        self.now_s += seconds
        before = self.robot.pose
        for figure in self.figures:
            figure.step(seconds, before.place)
        self.robot.step(told, seconds)
        room_m = self._room(self.robot.pose.place)
        if room_m < min(0.0, self._room(before.place)):
            self.robot.block(before)
            self.collisions += not self._touching
            self._touching = True
        elif room_m > FREE_M:
            self._touching = False

    def _room(self, place: NDArray[np.float64]) -> float:
        """Around a robot at `place`, negative where it would touch something [m]."""
        gaps = [float(np.linalg.norm(figure.place - place)) - figures.RADIUS_M for figure in self.figures]
        return min(gaps + [face.distance(place) for face in self.faces]) - robots.RADIUS_M
