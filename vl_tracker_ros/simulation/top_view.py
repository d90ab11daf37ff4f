"""The world from above."""
from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.media.sprites import COLOURS_BGR
from vl_tracker_ros.simulation.face import Point
from vl_tracker_ros.simulation.figure import RADIUS_M
from vl_tracker_ros.simulation.pinhole import Pinhole
from vl_tracker_ros.simulation.robot import RADIUS_M as ROBOT_M
from vl_tracker_ros.simulation.world import World

PX_PER_M = 30
CORNER_M = (-1.5, 6.0)      # x and y of the lower left corner: x leads up, y to the left
FLOOR, WALL, ROBOT, VIEW, WANTED = (225, 228, 230), (90, 90, 90), (60, 50, 40), (200, 206, 210), (40, 40, 230)


class TopView:
    """Draws the world again and again, with the way that the robot has come."""

    def __init__(self, camera: Pinhole, size: tuple[int, int]) -> None:
        self._half_angle = np.arctan2(camera.width / 2, camera.focal_px)
        self._width, self._height = size
        self._way: list[tuple[int, int]] = []

    def draw(self, world: World, wanted: str | None) -> NDArray[np.uint8]:
        """An image (H,W,3) BGR; a ring is around the figure that is to be followed."""
        canvas = np.full((self._height, self._width, 3), FLOOR, np.uint8)
        pose = world.robot.pose
        edges = [pose.place + 15.0 * np.array([np.cos(angle), np.sin(angle)])
                 for angle in (pose.heading - self._half_angle, pose.heading + self._half_angle)]
        cv2.fillPoly(canvas, [np.array([self._pixel(point) for point in (pose.place, *edges)])], VIEW)
        for face in world.faces:
            cv2.line(canvas, self._pixel(face.start), self._pixel(face.end), WALL, 3, cv2.LINE_AA)
        self._way.append(self._pixel(pose.place))
        cv2.polylines(canvas, [np.array(self._way)], False, ROBOT, 1, cv2.LINE_AA)
        for figure in world.figures:
            centre, radius = self._pixel(figure.place), round(RADIUS_M * PX_PER_M)
            cv2.circle(canvas, centre, radius, COLOURS_BGR[figure.look.colour], -1, cv2.LINE_AA)
            cv2.putText(canvas, figure.name, (centre[0] + radius + 8, centre[1] + 4), cv2.FONT_HERSHEY_SIMPLEX, 0.35,
                        WALL, 1, cv2.LINE_AA)
            if figure.name == wanted:
                cv2.circle(canvas, centre, radius + 5, WANTED, 2, cv2.LINE_AA)
        cv2.circle(canvas, self._way[-1], round(ROBOT_M * PX_PER_M), ROBOT, -1, cv2.LINE_AA)
        return canvas

    def _pixel(self, point: NDArray[np.float64] | Point) -> tuple[int, int]:
        x, y = (float(value) for value in point)
        return round((CORNER_M[1] - y) * PX_PER_M), round(self._height - (x - CORNER_M[0]) * PX_PER_M)
