"""Draw docs/images/follow.png: the packaged tracker on a rendered scene, followed, lost, searched for, regained.

    .venv/bin/python tools/draw_follow_picture.py [--bundle mvlm_tiny]
"""
from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.media.overlay import OverlayView, draw_overlay
from vl_tracker_ros.media.scene import Absence, Scene
from vl_tracker_ros.tracking import create_tracker

PICTURE = Path(__file__).parents[1] / 'docs' / 'images' / 'follow.png'
HIDDEN, HIDDEN_FRAMES = 60, 40
SHOWN = (50, HIDDEN + 5, HIDDEN + 35, HIDDEN + HIDDEN_FRAMES + 25)


def frames(bundle: str, seed: int) -> list[np.ndarray]:
    scene = Scene(seed, max(SHOWN) + 1)
    target = scene.objects[1]
    scene = Scene(seed, max(SHOWN) + 1, absences=[Absence(target.name, HIDDEN, HIDDEN_FRAMES)])
    tracker, drawn = create_tracker(bundle), []
    for index, image, _ in scene:
        stamp = index / 30
        result = tracker.update(image, stamp) if index else tracker.start(image, target.sentence, stamp_s=stamp)
        box, region = (None if b is None else tuple(b) for b in (result.box_xywh_px, result.search_region_xywh_px))
        view = OverlayView(result.state.name.lower(), result.search.name.lower(), result.score, target.sentence, box,
                           region, result.evidence.kappa_mvlm)
        drawn.append(draw_overlay(image, view))
    return [drawn[index] for index in SHOWN]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--seed', type=int, default=1)
    args = parser.parse_args()
    strip = np.hstack([cv2.resize(f, (400, 300), interpolation=cv2.INTER_AREA) for f in frames(args.bundle, args.seed)])
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(PICTURE), strip)


if __name__ == '__main__':
    main()
