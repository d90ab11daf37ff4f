"""The world as the robot's camera sees it, with the truth about it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.media.overlay import Box
from vl_tracker_ros.media.scenery import background
from vl_tracker_ros.media.sprites import COLOURS_BGR, draw_sprite
from vl_tracker_ros.simulation.face import Face
from vl_tracker_ros.simulation.figure import Figure
from vl_tracker_ros.simulation.frame import Frame
from vl_tracker_ros.simulation.pinhole import Pinhole
from vl_tracker_ros.simulation.pose import Pose

NEAR_M = 0.1            # nothing nearer is drawn
FARTHEST_PX = 1e4       # corners of what is very near lie far outside the image
FLOOR_M = 24.0          # side of the floor, around the origin
FLOOR_PX_PER_M = 25
FLOOR_LIGHT = (18.0, 24.0, 28.0, 0.0)       # added to the grey texture of all scenes
SPRITE_PX = 192         # height of a figure's picture
CEILING = (186, 190, 192)
NOISE_STD = 4.0         # of the sensor, grey levels
GRAIN_STD = 9.0         # of a face, grey levels


@dataclass(frozen=True, eq=False)
class Sight:
    """An image (H,W,3) BGR and, for each figure ahead of the camera, the box of all of it and how much is seen.

    boxes_xywh_px: also where the image or something nearer cuts the figure off; seen: share of its pixels, [0,1].
    """

    image: NDArray[np.uint8]
    boxes_xywh_px: dict[str, Box]
    seen: dict[str, float]


class Renderer:
    """The same seed and the same calls give the same images."""

    def __init__(self, camera: Pinhole, seed: int) -> None:
        self._camera, self._rng = camera, np.random.default_rng(seed)
        side = round(FLOOR_M * FLOOR_PX_PER_M)
        self._floor = cv2.add(background(self._rng, (side, side)), FLOOR_LIGHT)
        shape = (camera.height, camera.width, 3)
        self._noise = (self._rng.standard_normal(shape) * NOISE_STD).round().astype(np.int16)
        self._grain = (self._rng.standard_normal(shape[:2]) * GRAIN_STD).astype(np.float32)
        self._sprites: dict[str, NDArray[np.uint8]] = {}

    def render(self, pose: Pose, faces: Sequence[Face], figures: Sequence[Figure]) -> Sight:
        """What is seen from `pose`."""
        frame = Frame(self._ground(pose))
        for face in faces:
            self._paint_face(frame, pose, face)
        feet = [self._camera.in_view(np.array([[*figure.place, 0.0]]), pose)[0] for figure in figures]
        ahead = sorted((i for i, foot in enumerate(feet) if foot[2] > NEAR_M), key=lambda i: -feet[i][2])
        boxes, pixels = {}, {}
        for i in ahead:
            name = figures[i].name
            boxes[name] = self.box_of(figures[i], feet[i])
            pixels[name] = frame.paint_figure(i, boxes[name], 1.0 / feet[i][2], self._sprite(figures[i]))
        seen = {figures[i].name: float(np.count_nonzero(frame.owner == i) / pixels[figures[i].name]) for i in ahead}
        return Sight(self._sensed(frame.canvas), boxes, seen)

    def box_of(self, figure: Figure, foot: NDArray[np.float64]) -> Box:
        """The box of a figure whose foot is at `foot` (3,) of the optical frame, with z > 0."""
        sprite = self._sprite(figure)
        x, y = self._camera.project(foot[None])[0]
        height = self._camera.focal_px * figure.height / foot[2]
        width = height * sprite.shape[1] / sprite.shape[0]
        return float(x - width / 2), float(y - height), float(width), float(height)

    def _sprite(self, figure: Figure) -> NDArray[np.uint8]:
        if figure.name not in self._sprites:
            look = figure.look
            self._sprites[figure.name] = draw_sprite(look.kind, COLOURS_BGR[look.colour], SPRITE_PX, self._rng,
                                                     COLOURS_BGR[look.second_colour])
        return self._sprites[figure.name]

    def _ground(self, pose: Pose) -> NDArray[np.uint8]:
        """The floor below the horizon, which a level camera has in the middle; a ceiling above it."""
        camera = self._camera
        metres = np.array([[1 / FLOOR_PX_PER_M, 0, -FLOOR_M / 2], [0, 1 / FLOOR_PX_PER_M, -FLOOR_M / 2], [0, 0, 1]])
        from_world = camera.from_world(pose)
        plane = np.column_stack([from_world.rotation[:, :2], from_world.translation])
        canvas = cv2.warpPerspective(self._floor, camera.matrix @ plane @ metres, (camera.width, camera.height),
                                     borderMode=cv2.BORDER_REPLICATE)    # REFLECT takes for ever near the horizon
        canvas[:camera.height // 2] = CEILING
        return canvas

    def _paint_face(self, frame: Frame, pose: Pose, face: Face) -> None:
        feet = self._camera.in_view(np.array([[*face.start, 0.0], [*face.end, 0.0]]), pose)
        feet = _ahead(feet)
        if feet is not None:
            tops = feet - (0.0, face.height, 0.0)
            corners = self._camera.project(np.vstack([feet, tops[::-1]])).clip(-FARTHEST_PX, FARTHEST_PX)
            frame.paint_face(corners, 1.0 / feet[:, 2], face.grey, self._grain)

    def _sensed(self, canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Slight blur and noise, as of a camera."""
        shift = tuple(int(value) for value in self._rng.integers(0, canvas.shape[:2]))
        noise = np.roll(self._noise, shift, (0, 1))
        return cv2.add(cv2.GaussianBlur(canvas, (3, 3), 0), noise, dtype=cv2.CV_8U)


def _ahead(feet: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The part of a line (2,3) of the optical frame that is ahead of the camera, if any."""
    first, second = feet if feet[0, 2] >= feet[1, 2] else feet[::-1]
    if first[2] <= NEAR_M:
        return None
    if second[2] < NEAR_M:
        second = second + (NEAR_M - second[2]) / (first[2] - second[2]) * (first - second)
    return np.array([first, second])
