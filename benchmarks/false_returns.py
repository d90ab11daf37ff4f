"""What the comparison of a find with the lost target is worth: false and true returns, with and without it.

    python benchmarks/look_alikes.py --data DATA --out FOLDER
    python benchmarks/false_returns.py FOLDER [--bundle mvlm_tiny] [--mode box] [--videos 16] [--frames 110]
        [--grounder NAME]

Of the frames from the third one after the target has gone: those in which something else, or nothing, is said to be the
target by TRACKING with the target's own id (false), and those in which no box is shown though the target is there.
"""
from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from tqdm import tqdm

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.contenders import MODES
from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.evaluate import FRAME_RATE_HZ
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.evaluation.recovery import recovery
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.tracking import GroundedTracker, TargetState, Tracker, TrackResult, create_tracker

JUST_GONE = 3               # frames in which nobody can be blamed


@dataclass(frozen=True)
class Outcome:
    """Of one video; shares in [0, 1], NaN where there was nothing to count."""

    overlap: float
    shown_right: float
    present_said_lost: float
    absent_said_lost: float
    regained: list[float]
    false_frames: int


def follow(tracker: Tracker | GroundedTracker, video: Sequence, mode: str, frames: int) -> list[TrackResult]:
    text = None if mode == 'box' else video.sentence
    box = None if mode == 'text' else video.boxes_xywh_px[0]
    results: list[TrackResult] = []
    for index, image in enumerate(islice(video.images, frames)):
        stamp_s = index / FRAME_RATE_HZ
        results.append(tracker.update(image, stamp_s) if index else tracker.start(image, text, box, stamp_s))
    return results


def judge(results: list[TrackResult], truth_xywh_px: np.ndarray) -> Outcome:
    nothing = np.full(4, np.nan)
    boxes = np.array([nothing if r.box_xywh_px is None else r.box_xywh_px for r in results])
    iou = np.nan_to_num(overlaps(boxes, truth_xywh_px))
    found, present = recovery(boxes, truth_xywh_px), ~np.isnan(truth_xywh_px).any(1)
    said = np.array([r.state is TargetState.TRACKING and r.target_id == results[0].target_id for r in results])
    gone = int(np.argmin(present)) + JUST_GONE if not present.all() else len(results)
    return Outcome(float(iou[present].mean()), found.shown_right, found.found_said_lost, found.absent_said_lost,
                   found.regained, int((said & (iou <= 0.5))[gone:].sum()))


def line(outcomes: list[Outcome]) -> str:
    shares = {name: np.nanmean([getattr(o, name) for o in outcomes])
              for name in ('overlap', 'shown_right', 'present_said_lost', 'absent_said_lost')}
    returns = [frames for o in outcomes for frames in o.regained]
    return ', '.join([*(f'{name} {value:.3f}' for name, value in shares.items()),
                      f'regained {np.isfinite(returns).sum()} of {len(returns)}',
                      f'false frames {sum(o.false_frames for o in outcomes)}'])


def compare(bundle: Bundle, videos: list[Sequence], mode: str, frames: int, grounder: str | None) -> None:
    for label, gate in (('without', {**bundle.gate, 'min_appearance': 0.0}), ('with', bundle.gate)):
        tracker = create_tracker(replace(bundle, gate=gate), EngineOptions(threads=1), grounder=grounder)
        print(label.ljust(8), line([judge(follow(tracker, video, mode, frames), video.boxes_xywh_px[:frames])
                                    for video in tqdm(videos, label, unit='video', leave=False)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('folder', type=Path)
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--mode', choices=MODES, default='box')
    parser.add_argument('--videos', type=int, default=16)
    parser.add_argument('--frames', type=int, default=110, help='of each, at most')
    parser.add_argument('--grounder', metavar='NAME')
    args = parser.parse_args()
    videos = load_dataset('folders', args.folder)[:args.videos]
    compare(load_bundle(args.bundle), videos, args.mode, args.frames, args.grounder)


if __name__ == '__main__':
    main()
