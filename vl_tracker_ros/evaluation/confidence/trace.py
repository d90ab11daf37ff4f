"""What a tracker found in a video, shown or not, beside what was true: all that confidence is fitted to."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.evaluation.evaluate import FRAME_RATE_HZ
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.tracking import Evidence, SearchMode, Tracker, TrackResult
from vl_tracker_ros.tracking.certainty import SIGNALS, Signals

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Trace:
    """The n frames of one video in which the network looked.

    evidence and views (n,) are as the tracker had them; right (n,): the target is there, and the candidate's IoU with
    it is above 0.5; present (n,): it is there. words_alone: the start came without a box.
    """

    video: str
    words_alone: bool
    evidence: tuple[Evidence, ...]
    views: tuple[SearchMode, ...]
    right: Flags
    present: Flags

    def signals(self) -> NDArray[np.float64]:
        """(n, len(SIGNALS)), as the tracker's certainty takes them."""
        signals = Signals(self.words_alone)
        taken = (signals.take(*frame) for frame in zip(self.evidence, self.views))
        return np.array([[values[name] for name in SIGNALS] for values in taken]).reshape(-1, len(SIGNALS))

    def kappas(self) -> NDArray[np.float64]:
        """kappa_mvlm (n,), by which the gate goes."""
        return np.array([evidence.kappa_mvlm for evidence in self.evidence])

    def appearances(self) -> NDArray[np.float64]:
        """Likeness of the candidate with what was remembered of the target (n,), NaN while that was nothing."""
        return np.array([evidence.appearance for evidence in self.evidence])


def record(tracker: Tracker, video: Sequence, mode: str) -> Trace:
    """Track the video from its first frame on; mode: 'text', 'box' or 'both'. Raises TrackerError."""
    truth = video.boxes_xywh_px
    text = None if mode == 'box' else video.sentence
    box = None if mode == 'text' else truth[0]
    results: list[TrackResult] = []
    for index, image in enumerate(video.images):
        stamp_s = index / FRAME_RATE_HZ
        results.append(tracker.update(image, stamp_s) if index else tracker.start(image, text, box, stamp_s))
    looked = [index for index, result in enumerate(results) if result.evidence is not None]
    candidates = np.array([results[index].candidate_xywh_px for index in looked]).reshape(-1, 4)
    return Trace(video.name, box is None, tuple(results[index].evidence for index in looked),
                 tuple(results[index].search for index in looked), overlaps(candidates, truth[looked]) > 0.5,
                 ~np.isnan(truth[looked]).any(1))
