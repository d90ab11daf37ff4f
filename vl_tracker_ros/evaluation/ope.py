"""One-pass evaluation: start once, track to the end, from words, a first box, or both."""
from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.evaluation.metrics import Scores, ope_scores, overlaps
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.tracking.tracker import Tracker
from vl_tracker_ros.tracking.types import TrackResult

MODES = ('words', 'box', 'both')


@dataclass(frozen=True)
class Run:
    """One sequence tracked once. boxes_xywh_px (n,4), NaN where the tracker showed no box; scores (n,)."""

    boxes_xywh_px: NDArray[np.float64]
    scores: NDArray[np.float64]
    results: list[TrackResult]
    ms_per_frame: float

    def against(self, sequence: Sequence) -> Scores:
        return ope_scores(self.boxes_xywh_px, sequence.boxes_xywh_px)

    def right(self, sequence: Sequence) -> NDArray[np.bool_]:
        """Frames (n,) whose box overlaps the target by more than one half."""
        return overlaps(self.boxes_xywh_px, sequence.boxes_xywh_px) > 0.5


def run_sequence(tracker: Tracker, sequence: Sequence, mode: str) -> Run:
    """Track one sequence. mode: one of MODES. Raises ValueError for another."""
    if mode not in MODES:
        raise ValueError(f'mode {mode!r} is not one of {", ".join(MODES)}')
    text = None if mode == 'box' else sequence.sentence
    box = None if mode == 'words' else sequence.boxes_xywh_px[0]
    results, spent = [], []
    for index, image in enumerate(sequence.frames()):
        start = time.perf_counter()
        stamp = index / 25
        results.append(tracker.update(image, stamp) if index else tracker.start(image, text, box, stamp))
        spent.append(time.perf_counter() - start)
    boxes = np.array([np.full(4, np.nan) if r.box_xywh_px is None else r.box_xywh_px for r in results])
    return Run(boxes, np.array([r.score for r in results]), results, 1e3 * float(np.median(spent[1:])))
