"""From scores to what is said about the target."""

from __future__ import annotations

from vl_tracker_ros.tracking.types import TargetState

_DOUBT = 'what is found may be something else'


class TargetStateMachine:
    """SEARCHING, TRACKING, UNCERTAIN, LOST, each change confirmed by frames in a row.

    SEARCHING and LOST turn TRACKING after `confirm_frames` frames with score >= `track_score`. TRACKING turns
    UNCERTAIN at once below it, and back at once. `lost_frames` frames in a row with score < `lost_score` turn
    it LOST. While what is found is doubted, no score makes it TRACKING; and a doubt alone is no loss.
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
        self._enter(TargetState.IDLE, 'nothing is followed')

    def start(self, has_box: bool) -> None:
        """A new target: believed at once when a box was given, searched for otherwise."""
        if has_box:
            self._enter(TargetState.TRACKING, 'shown by a box')
        else:
            self._enter(TargetState.SEARCHING, 'not found yet')

    def lose(self, reason: str) -> None:
        """Nothing is known about the target's place any more, and why."""
        self._enter(TargetState.LOST, reason)

    def update(self, score: float, doubted: bool) -> TargetState:
        """Take the score of one frame, in [0, 1], and return the state that follows."""
        self._hits = self._hits + 1 if score >= self._track_score and not doubted else 0
        self._misses = self._misses + 1 if score < self._lost_score else 0
        if self.state.has_box:
            self._follow(doubted)
        elif self._hits >= self._confirm_frames:
            self._say(TargetState.TRACKING, f'score of {self._track_score:g} or more for {self._hits} frames')
        return self.state

    def interrupt(self) -> None:
        """What is found next is not what was found before: frames in a row are counted anew."""
        self._hits = 0

    def _follow(self, doubted: bool) -> None:
        if self.gone:
            self._say(TargetState.LOST, f'score below {self._lost_score:g} for {self._misses} frames')
        elif self._hits:
            self._say(TargetState.TRACKING, f'score of {self._track_score:g} or more')
        else:
            self._say(TargetState.UNCERTAIN, _DOUBT if doubted else f'score below {self._track_score:g}')

    @property
    def in_sight(self) -> bool:
        """Whether the last frame's score was at least `lost_score`."""
        return self._misses == 0

    @property
    def gone(self) -> bool:
        """Whether `lost_frames` scores in a row were below `lost_score`."""
        return self._misses >= self._lost_frames

    @property
    def convinced(self) -> bool:
        """Whether the last frame's score was at least `track_score`."""
        return self._hits > 0

    def _enter(self, state: TargetState, reason: str) -> None:
        self.state, self.reason = state, reason
        self._hits = self._misses = 0

    def _say(self, state: TargetState, reason: str) -> None:
        """The reason is that of the change: it stays as long as the state does."""
        if state is not self.state:
            self.state, self.reason = state, reason
