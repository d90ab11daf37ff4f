"""A robot with two driven wheels, which cannot do at once what it is told."""
from __future__ import annotations

import math

from vl_tracker_ros.following.motion import Motion, SlewLimit
from vl_tracker_ros.simulation.pose import Pose

RADIUS_M = 0.25
ACCELERATION = 1.5          # m/s^2 of the base, braking too
TURN_ACCELERATION = 4.0     # rad/s^2


class Robot:
    """Where it is and how it moves."""

    def __init__(self, pose: Pose) -> None:
        self.pose, self.motion = pose, Motion()
        self._slew = SlewLimit()

    def step(self, told: Motion, seconds: float) -> None:
        """Move for a while as it is told, as far as the base can: along an arc, by its middle direction."""
        self.motion = self._slew.toward(told, ACCELERATION * seconds, TURN_ACCELERATION * seconds)
        heading = self.pose.heading + self.motion.turn * seconds / 2
        ahead = self.motion.forward * seconds
        self.pose = Pose(self.pose.x + ahead * math.cos(heading), self.pose.y + ahead * math.sin(heading),
                         math.remainder(self.pose.heading + self.motion.turn * seconds, math.tau))

    def block(self, pose: Pose) -> None:
        """Stand at `pose`: it ran into something."""
        self.pose, self.motion = pose, Motion()
        self._slew.halt()
