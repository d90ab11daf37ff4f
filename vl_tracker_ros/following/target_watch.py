"""Whether what was heard of a target is good enough to move for."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from vl_tracker_ros.following.clock_watch import ClockWatch
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.settings import TargetSettings
from vl_tracker_ros.following.tracked_images import TrackedImages
from vl_tracker_ros.tracking.types import TargetState

S, T = TypeVar('S'), TypeVar('T')
UNMATCHED = 'what comes is of images of which no status says that the target is tracked there'
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

    What is said of an image counts together with a status of that image, by its stamp, which says TRACKING.
    `now_s` is a time of the ROS clock, `monotonic_s` of the monotonic one.
    """

    def __init__(self, forget: Callable[[], None] = lambda: None) -> None:
        """`forget` is called when what was heard is of no use any more: of another target, or of another time."""
        self._clock = ClockWatch()
        self._jumped = False
        self._forget_too = forget
        self._forget()

    def hear_status(self, status: Heard[TargetStatus]) -> None:
        """Of another target, it lets the bearing of the last one be forgotten."""
        if self.status is not None and self.status.value.target_id != status.value.target_id:
            self.bearing = None
            self._images.forget_tracked()
            self._forget_too()
        self.status, self._jumped = status, False
        self._images.hear_status(status.stamp_s, status.value.state is TargetState.TRACKING)

    def hear(self, said: Heard[S], take: Callable[[Heard[S]], None]) -> None:
        """What was said of an image: `take` gets it once the tracker says that it tracks its target there."""
        self._images.hear(said, take)

    def hear_bearing(self, bearing: Heard[T], take: Callable[[Heard[T]], None] = lambda _: None) -> None:
        """The same, of the one that there is to move for."""
        def keep(bearing: Heard[T]) -> None:
            self.bearing = bearing
            take(bearing)
        self.hear(bearing, keep)

    def hear_refusal(self, why: Heard[str]) -> None:
        """What was said of the target, but is of no use; it is the reason if there is no bearing."""
        self._refusal = why

    def look_for_jump(self, settings: TargetSettings, now_s: float, monotonic_s: float) -> None:
        """When the ROS clock jumped since the last call, all that was heard is forgotten."""
        if self._clock.jumped(now_s, monotonic_s, settings.clock_jump):
            self._forget()
            self._jumped = True

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
            why = self._why_no_bearing(timeout_s, monotonic_s)
            return f'no bearing of the target for {timeout_s:g} s{why and ": "}{why}'
        age_s = now_s - self.bearing.stamp_s
        if abs(age_s) > timeout_s:
            return f'bearing more than {timeout_s:g} s {"old" if age_s > 0 else "ahead of the clock"}'
        return ''

    def _why_no_bearing(self, timeout_s: float, monotonic_s: float) -> str:
        if not stale(self._refusal, timeout_s, monotonic_s):
            return self._refusal.value
        return '' if stale(self._images.waiting, timeout_s, monotonic_s) else UNMATCHED

    def _forget(self) -> None:
        self.status: Heard[TargetStatus] | None = None
        self.bearing: Heard[T] | None = None
        self._refusal: Heard[str] | None = None
        self._images = TrackedImages()
        self._forget_too()


def stale(heard: Heard[Any] | None, timeout_s: float, monotonic_s: float, now_s: float | None = None) -> bool:
    """Whether nothing was heard in time, by receipt and, given `now_s`, by stamp."""
    if heard is None or monotonic_s - heard.received_s > timeout_s:
        return True
    return now_s is not None and abs(now_s - heard.stamp_s) > timeout_s
