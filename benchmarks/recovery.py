"""Frames until the right target is held, on rendered scenes with known truth: found, switched, regained.

    python benchmarks/recovery.py [--bundle mvlm_tiny] [--seeds 20] [--hidden 30]

Each scene shows three objects. At frame 0 the first is asked for, at frame 60 the second, which is hidden
for `hidden` frames, of 30 a second, from frame 110 on.
Held: a published box with IoU > 0.5. 'said lost': share of the hidden frames, from the 10th on, without a box.
"""
from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.evaluation.recovery import frames_until_right
from vl_tracker_ros.media.scene import Absence, Scene, SceneObject
from vl_tracker_ros.media.sprites import COLOURS_BGR
from vl_tracker_ros.tracking import Tracker, create_tracker
from vl_tracker_ros.tracking.types import TrackResult

SWITCH, HIDDEN, HIDDEN_FRAMES, AFTER = 60, 110, 30, 80
KINDS = ('ball', 'box', 'cup', 'star', 'triangle', 'car', 'person')
NAMES = tuple(name for name in COLOURS_BGR if name not in ('grey', 'black', 'white', 'brown'))


@dataclass(frozen=True)
class Outcome:
    """Frames until held, infinite = never; share of shown frames that were right; share of hidden frames said lost."""

    found: float
    switched: float
    regained: float
    right: float
    said_lost: float


def make_scene(seed: int, hidden_frames: int = HIDDEN_FRAMES) -> Scene:
    rng = np.random.default_rng(seed)
    kinds, colours = rng.choice(KINDS, 3, replace=False), rng.choice(NAMES, 3, replace=False)
    objects = [SceneObject(str(kind), str(colour)) for kind, colour in zip(kinds, colours)]
    return Scene(seed, HIDDEN + hidden_frames + AFTER, objects=objects,
                 absences=[Absence(objects[1].name, HIDDEN, hidden_frames)])


def is_right(result: TrackResult, truth_xywh_px: np.ndarray | None) -> bool:
    if result.box_xywh_px is None or truth_xywh_px is None:
        return False
    return bool(overlaps(result.box_xywh_px[None], np.array([truth_xywh_px], float))[0] > 0.5)


def play(tracker: Tracker, seed: int, hidden_frames: int) -> Outcome:
    scene, held, shown, right = make_scene(seed, hidden_frames), [], [], []
    for index, image, truth in scene:
        asked = scene.objects[index >= SWITCH]
        stamp = index / 30
        if index in (0, SWITCH):
            result = tracker.start(image, asked.sentence, stamp_s=stamp)
        else:
            result = tracker.update(image, stamp)
        held.append(is_right(result, truth[asked.name]))
        shown.append(result.box_xywh_px is not None)
        if shown[-1]:
            right.append(held[-1])
    back, right_box = HIDDEN + hidden_frames, np.array(held)
    return Outcome(frames_until_right(right_box, 0, SWITCH), frames_until_right(right_box, SWITCH, HIDDEN),
                   frames_until_right(right_box, back, len(held)), float(np.mean(right)) if right else 0.0,
                   1 - float(np.mean(shown[HIDDEN + 10:back])))


def summary(label: str, frames: list[float]) -> str:
    done = [f for f in frames if np.isfinite(f)]
    if not done:
        return f'{label:10} never, of {len(frames)}'
    within = np.mean([f <= 15 for f in frames])
    return (f'{label:10} {len(done)} of {len(frames)}; median {np.median(done):.0f} frames, '
            f'worst {max(done):.0f}; within 15 frames: {within:.0%}')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--seeds', type=int, default=20)
    parser.add_argument('--hidden', type=int, default=HIDDEN_FRAMES, metavar='FRAMES')
    args = parser.parse_args()
    tracker = create_tracker(args.bundle)
    outcomes = [play(tracker, seed, args.hidden) for seed in tqdm(range(args.seeds), unit='scene')]
    for label in ('found', 'switched', 'regained'):
        print(summary(label, [getattr(o, label) for o in outcomes]))
    print(f'shown boxes that are right: {np.mean([o.right for o in outcomes]):.1%}')
    print(f'hidden target said lost:    {np.mean([o.said_lost for o in outcomes]):.1%}')


if __name__ == '__main__':
    main()
