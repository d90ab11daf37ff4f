"""A simulated world of a few things, whose places are known."""
from __future__ import annotations

from collections.abc import Sequence

from vl_tracker_ros.media.scene import SceneObject
from vl_tracker_ros.simulation.face import Face
from vl_tracker_ros.simulation.figure import Figure
from vl_tracker_ros.simulation.pose import Pose
from vl_tracker_ros.simulation.robot import Robot
from vl_tracker_ros.simulation.world import World

BALL, PERSON = SceneObject('ball', 'red'), SceneObject('person', 'blue')
WALL = Face((9.0, -9.0), (9.0, 9.0), 3.0, 150.0)


def standing(look: SceneObject, x: float, y: float, height: float = 1.0) -> Figure:
    return Figure(look, height, [(x, y)])


def world(*figures: Figure, faces: Sequence[Face] = (WALL,)) -> World:
    return World(Robot(Pose()), figures, faces)
