"""What finds the target in the image: the tracker, one that never doubts, and one that knows the truth."""
from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from vl_tracker_ros.media.scene import SceneObject
from vl_tracker_ros.simulation.renderer import Sight
from vl_tracker_ros.tracking import Tracker, TrackResult
from vl_tracker_ros.tracking.types import Directive, Evidence, SearchMode, TargetState

ENOUGH_SEEN = 0.3       # of the target's pixels, for one who knows the truth


class Perception(Protocol):
    """Looks at one image after the other."""

    def look(self, sight: Sight, wanted: SceneObject | None, stamp_s: float) -> TrackResult:
        """What is said of the image of `sight`; `wanted` is what is to be followed now."""


class Tracking:
    """The tracker, told in words."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker, self._wanted = tracker, None
        tracker.stop()

    def look(self, sight: Sight, wanted: SceneObject | None, stamp_s: float) -> TrackResult:
        if wanted is not self._wanted:
            self._wanted = wanted
            return self._tracker.start(sight.image, wanted.sentence, stamp_s=stamp_s)
        return self._tracker.update(sight.image, stamp_s)


class Believing(Tracking):
    """A tracker whose best box is always believed: no state, no score. Give it one with the gate `NeverDoubts`."""

    def look(self, sight: Sight, wanted: SceneObject | None, stamp_s: float) -> TrackResult:
        result = super().look(sight, wanted, stamp_s)
        if result.candidate_xywh_px is None:
            return result
        return replace(result, state=TargetState.TRACKING, score=1.0, box_xywh_px=result.candidate_xywh_px)


class NeverDoubts:
    """A gate that never searches: once the words have led somewhere, the view stays there."""

    def reset(self, mode: SearchMode) -> None:
        """It remembers nothing."""

    def hear(self, state: TargetState) -> None:
        """It has no doubt."""

    def decide(self, evidence: Evidence, stamp_s: float) -> Directive:
        return Directive(SearchMode.LOCAL, 'no doubt')


class Knowing:
    """Says the true box while the target is in sight: what the rest of the loop can do at best."""

    def look(self, sight: Sight, wanted: SceneObject | None, stamp_s: float) -> TrackResult:
        if wanted is None:
            return TrackResult(TargetState.IDLE)
        if sight.seen.get(wanted.name, 0.0) < ENOUGH_SEEN:
            return TrackResult(TargetState.LOST, target_id=wanted.name)
        return TrackResult(TargetState.TRACKING, 1.0, np.array(sight.boxes_xywh_px[wanted.name]),
                           target_id=wanted.name)
