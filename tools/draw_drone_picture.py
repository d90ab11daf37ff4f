"""Draw docs/images/drone.png: a camera over open ground turns after a thing of some 15 pixels.

    .venv/bin/python tools/draw_drone_picture.py [--bundle mvlm_tiny]

The tracker in small-object mode and the rules of gimbal_node, closed over a drawn ground: what the camera sees is a
window of it that moves at the rates.
"""
from __future__ import annotations

import argparse
import math
from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.following.direction import Direction
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.pointing import Pointer
from vl_tracker_ros.following.settings import GimbalSettings
from vl_tracker_ros.following.target_watch import TargetStatus
from vl_tracker_ros.geometry import Box, Image
from vl_tracker_ros.media.overlay import OverlayView, draw_overlay
from vl_tracker_ros.media.scenery import background, paste
from vl_tracker_ros.media.sprites import COLOURS_BGR, draw_sprite
from vl_tracker_ros.share import load_defaults
from vl_tracker_ros.tracking import TrackerOptions, TrackResult, create_tracker

PICTURE = Path(__file__).parents[1] / 'docs' / 'images' / 'drone.png'
GROUND, WINDOW = (3840, 1200), np.array([1280.0, 720.0])
FOCAL_PX, RATE_HZ, TARGET_PX, STEP_PX = 900.0, 20.0, 16, np.array([9.0, 2.0])
SHOWN = (0, 60, 120)


class Flight:
    """The ground, what stands and moves on it, and the corner of the window of it that the camera sees."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self._ground = background(rng, GROUND)
        self._target = draw_sprite('car', COLOURS_BGR['red'], TARGET_PX, rng)
        for colour in ('blue', 'green', 'yellow', 'white') * 4:
            sprite = draw_sprite('car', COLOURS_BGR[colour], TARGET_PX, rng)
            paste(self._ground, sprite, *(int(rng.integers(0, side)) for side in GROUND))
        self.corner, self._at = np.array([200.0, 150.0]), np.array([700.0, 460.0])

    def image(self) -> tuple[Image, Box]:
        """What is seen, and the true box in it."""
        ground, (x, y) = self._ground.copy(), np.round(self._at).astype(int)
        paste(ground, self._target, x, y)
        left, top = np.round(self.corner).astype(int)
        width, height = WINDOW.astype(int)
        size = self._target.shape[1::-1]
        return ground[top:top + height, left:left + width].copy(), np.array([x - left, y - top, *size], np.float64)

    def advance(self, yaw: float, pitch: float) -> None:
        """The target drives on, and the camera turns at these rates [rad/s]."""
        self._at = self._at + STEP_PX
        self.corner = self.corner + np.array([math.tan(yaw / RATE_HZ), -math.tan(pitch / RATE_HZ)]) * FOCAL_PX


def frames(bundle: str, seed: int) -> list[Image]:
    flight, drawn = Flight(seed), []
    tracker = create_tracker(bundle, tracker_options=TrackerOptions(small_objects=True))
    pointer = Pointer(GimbalSettings.of(load_defaults('gimbal_node')))
    for index in range(max(SHOWN) + 1):
        image, box = flight.image()
        now_s = index / RATE_HZ
        result = tracker.update(image, now_s) if index else tracker.start(image, box=box)
        drawn.append(_drawn(image, result))
        pointer.hear_status(Heard(TargetStatus(result.state, result.score, result.target_id), now_s, now_s))
        if result.box_xywh_px is not None:
            off = (result.box_xywh_px[:2] + result.box_xywh_px[2:] / 2 - WINDOW / 2) / FOCAL_PX
            pointer.hear_direction(Heard(Direction.of(*off, 1.0), now_s, now_s))
        flight.advance(*pointer.step(now_s, now_s).rates)
    return [drawn[index] for index in SHOWN]


def _drawn(image: Image, result: TrackResult) -> Image:
    """With an enlarged part of it, in the corner, of where the target is said to be."""
    box, region = (None if b is None else tuple(b) for b in (result.box_xywh_px, result.search_region_xywh_px))
    overlay = draw_overlay(image, OverlayView(result.state.name.lower(), result.search.name.lower(), result.score,
                                              'the red car, shown by a box', box, region))
    if box:
        x, y = (max(0, round(start + span / 2) - 20) for start, span in (box[::2], box[1::2]))
        overlay[-360:-60, -320:-20] = cv2.resize(image[y:y + 40, x:x + 40], (300, 300), interpolation=cv2.INTER_NEAREST)
    return overlay


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--seed', type=int, default=1)
    args = parser.parse_args()
    shown = [cv2.resize(frame, (480, 270), interpolation=cv2.INTER_AREA) for frame in frames(args.bundle, args.seed)]
    cv2.imwrite(str(PICTURE), np.hstack(shown))


if __name__ == '__main__':
    main()
