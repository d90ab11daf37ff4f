"""What a tracker that answers late, or not to every frame, is worth to who listens to it.

Streaming evaluation (Li, Wang and Ramanan, Towards Streaming Perception, ECCV 2020): what counts is the newest
answer that is there when one is needed, whatever frame it is about.
"""
from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.evaluation.run_folder import SequenceResult

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Playback:
    """n frames that were played and what was heard of them; times in seconds of one clock.

    sent_s (n,): the frames' stamps, ascending. heard_s (n,): when the detection of each came, NaN for a frame that was
    dropped. boxes_xywh_px (n,4), NaN where none was shown; scores (n,); states (n,) in words.
    """

    sent_s: Floats
    heard_s: Floats
    boxes_xywh_px: Floats
    scores: Floats
    states: list[str]

    def __post_init__(self) -> None:
        """Raises ValueError when the first frame was not answered before the second was sent."""
        if not self.heard_s[0] <= (self.sent_s[1] if len(self.sent_s) > 1 else np.inf):
            raise ValueError('the first frame has no answer')

    @property
    def latency_s(self) -> Floats:
        """From stamp to detection (n,), NaN for a dropped frame."""
        return self.heard_s - self.sent_s

    @property
    def rate_hz(self) -> float:
        """At which the frames after the first one were sent; infinite for too few to tell."""
        span = self.sent_s[-1] - self.sent_s[1] if len(self.sent_s) > 2 else 0.0
        return (len(self.sent_s) - 2) / span if span else np.inf

    def in_time(self, period_s: float) -> SequenceResult:
        """To each frame, the newest answer that had come when the next one was sent.

        period_s: from the last frame until the next would have been sent.
        """
        deadlines = np.append(self.sent_s[1:], self.sent_s[-1] + period_s)
        return self._answers(self.heard_s, deadlines)

    def by_stamp(self) -> SequenceResult:
        """To each frame its own answer, however late; to a dropped one that of the last frame before it."""
        frames = np.arange(len(self.sent_s), dtype=np.float64)
        return self._answers(np.where(np.isnan(self.heard_s), np.nan, frames), frames)

    def _answers(self, order: Floats, until: Floats) -> SequenceResult:
        """To each frame the last answered one whose `order` (n,), ascending, is not above `until` (n,)."""
        answered = np.flatnonzero(~np.isnan(order))
        which = answered[np.searchsorted(order[answered], until, side='right') - 1]
        return SequenceResult(self.boxes_xywh_px[which], self.scores[which], [self.states[i] for i in which],
                              self.latency_s[which])


@dataclass(frozen=True)
class Timing:
    """Of all frames that were played: their number, how many were dropped, and the others' latency in ms."""

    frames: int
    dropped: int
    p50_ms: float
    p95_ms: float
    max_ms: float

    @classmethod
    def of(cls, latency_s: Floats) -> Timing:
        """latency_s (n,), NaN for a dropped frame."""
        answered = latency_s[~np.isnan(latency_s)]
        p50, p95, highest = (1e3 * float(value) for value in np.percentile(answered, (50, 95, 100)))
        return cls(len(latency_s), len(latency_s) - len(answered), p50, p95, highest)


def write_latencies(path: Path, latency_s: Floats) -> None:
    """frame,latency_ms a line; empty for a dropped frame."""
    with open(path, 'w', newline='', encoding='utf-8') as file:
        rows = csv.writer(file, lineterminator='\n')
        rows.writerow(['frame', 'latency_ms'])
        rows.writerows([index, '' if np.isnan(value) else f'{1e3 * value:.3f}']
                       for index, value in enumerate(latency_s))


def read_latencies(path: Path) -> Floats:
    """Seconds (n,), NaN for a dropped frame."""
    with open(path, newline='', encoding='utf-8') as file:
        return np.array([float(row['latency_ms'] or 'nan') / 1e3 for row in csv.DictReader(file)])
