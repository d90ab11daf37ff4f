"""Whether what was heard of a target is good enough to move for."""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from vl_tracker_ros.following.clock_watch import ClockWatch
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.settings import TargetSettings
from vl_tracker_ros.tracking.types import TargetState

T = TypeVar('T')
IDLE, LOST = 'nothing to follow', 'target lost'
_NOT_TRACKING = {TargetState.IDLE: IDLE, TargetState.SEARCHING: 'target not found yet',
                 TargetState.UNCERTAIN: 'target uncertain', TargetState.LOST: LOST}


@dataclass(frozen=True)
class TargetStatus:
    """What the tracker says; `error` is empty when all is well with it. `of_image`: it has looked at one for this."""

    state: TargetState
    confidence: float
    target_id: str
    paused: bool = False
    error: str = ''
    of_image: bool = True


class TargetWatch(Generic[T]):
    """The last status and the last bearing, and the first reason not to move for them.

    `now_s` is a time of the ROS clock, `monotonic_s` of the monotonic one.
    """

    def __init__(self) -> None:
        self._clock = ClockWatch()
        self._jumped = False
        self._forget()

    def hear_status(self, status: Heard[TargetStatus]) -> bool:
        """Returns whether it is of another target; the bearing of the last one is forgotten then."""
        another = self.status is not None and self.status.value.target_id != status.value.target_id
        if another:
            self.bearing, self._since_s = None, status.stamp_s
        self.status, self._jumped = status, False
        return another

    def hear_bearing(self, bearing: Heard[T]) -> bool:
        """Returns whether it counts: one that is late may be of another target."""
        counts = self.is_of_target(bearing)
        if counts:
            self.bearing = bearing
        return counts

    def is_of_target(self, heard: Heard[Any]) -> bool:
        """Whether it is of an image since which the tracker has had its present target."""
        return not heard.stamp_s < self._since_s

    def hear_refusal(self, why: Heard[str]) -> None:
        """What was said of the target, but is of no use; it is the reason if there is no bearing."""
        self._refusal = why

    def jumped(self, settings: TargetSettings, now_s: float, monotonic_s: float) -> bool:
        """Whether the ROS clock jumped since the last call; all that was heard is forgotten then."""
        if not self._clock.jumped(now_s, monotonic_s, settings.clock_jump):
            return False
        self._forget()
        self._jumped = True
        return True

    def why_not(self, settings: TargetSettings, now_s: float, monotonic_s: float) -> str:
        """Empty: there is a bearing to move for."""
        if self._jumped:
            return 'clock jumped'
        if stale(self.status, settings.status_timeout, monotonic_s):
            return 'tracker silent'
        status, timeout_s = self.status.value, settings.target_timeout
        if status.paused:
            return 'paused'
        if status.state in _NOT_TRACKING:
            return _NOT_TRACKING[status.state]
        if not status.confidence >= settings.min_confidence:
            return _NOT_TRACKING[TargetState.UNCERTAIN]
        if stale(self.bearing, timeout_s, monotonic_s):
            why = '' if stale(self._refusal, timeout_s, monotonic_s) else f': {self._refusal.value}'
            return f'no bearing of the target for {timeout_s:g} s{why}'
        age_s = now_s - self.bearing.stamp_s
        if abs(age_s) > timeout_s:
            return f'bearing more than {timeout_s:g} s {"old" if age_s > 0 else "ahead of the clock"}'
        return ''

    def _forget(self) -> None:
        self.status: Heard[TargetStatus] | None = None
        self.bearing: Heard[T] | None = None
        self._refusal: Heard[str] | None = None
        self._since_s = -math.inf


def stale(heard: Heard[Any] | None, timeout_s: float, monotonic_s: float, now_s: float | None = None) -> bool:
    """Whether nothing was heard in time, by receipt and, given `now_s`, by stamp."""
    if heard is None or monotonic_s - heard.received_s > timeout_s:
        return True
    return now_s is not None and abs(now_s - heard.stamp_s) > timeout_s
