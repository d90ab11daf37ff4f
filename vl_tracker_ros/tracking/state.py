"""From scores to what is said about the target."""

from __future__ import annotations

from vl_tracker_ros.tracking.types import TargetState


class TargetStateMachine:
    """SEARCHING, TRACKING, UNCERTAIN, LOST, each change confirmed by frames in a row.

    SEARCHING and LOST turn TRACKING after `confirm_frames` frames with score >= `track_score`. TRACKING turns
    UNCERTAIN at once below it, and back at once. `lost_frames` frames in a row with score < `lost_score` turn
    it LOST.
    """

    def __init__(self, track_score: float, lost_score: float, confirm_frames: int, lost_frames: int) -> None:
        if not lost_score <= track_score:
            raise ValueError(f'lost_score {lost_score} is above track_score {track_score}')
        if min(confirm_frames, lost_frames) < 1:
            raise ValueError('confirm_frames and lost_frames must be at least 1')
        self._track_score, self._lost_score = track_score, lost_score
        self._confirm_frames, self._lost_frames = confirm_frames, lost_frames
        self.stop()

    def stop(self) -> None:
        self._enter(TargetState.IDLE)

    def start(self, has_box: bool) -> None:
        """A new target: believed at once when a box was given, searched for otherwise."""
        self._enter(TargetState.TRACKING if has_box else TargetState.SEARCHING)

    def lose(self) -> None:
        """Nothing is known about the target's place any more."""
        self._enter(TargetState.LOST)

    def update(self, score: float) -> TargetState:
        """Take the score of one frame, in [0, 1], and return the state that follows."""
        self._hits = self._hits + 1 if score >= self._track_score else 0
        self._misses = self._misses + 1 if score < self._lost_score else 0
        if self.state.has_box:
            self.state = TargetState.TRACKING if self._hits else TargetState.UNCERTAIN
            if self._misses >= self._lost_frames:
                self.state = TargetState.LOST
        elif self._hits >= self._confirm_frames:
            self.state = TargetState.TRACKING
        return self.state

    @property
    def in_sight(self) -> bool:
        """Whether the last frame's score was at least `lost_score`."""
        return self._misses == 0

    @property
    def convinced(self) -> bool:
        """Whether the last frame's score was at least `track_score`."""
        return self._hits > 0

    def _enter(self, state: TargetState) -> None:
        self.state = state
        self._hits = self._misses = 0
