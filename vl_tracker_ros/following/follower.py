"""Follows a target, or says why not."""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from vl_tracker_ros.following.clock_watch import ClockWatch
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.motion import STILL, Motion, SlewLimit
from vl_tracker_ros.following.search_turn import SearchTurn
from vl_tracker_ros.following.settings import FollowSettings
from vl_tracker_ros.following.visual_servo import Distance, servo
from vl_tracker_ros.tracking.types import TargetState

LONGEST_STEP_S = 0.1        # of acceleration: a process that was held up does not catch up at once
LOST = 'target lost'
_NOT_TRACKING = {TargetState.IDLE: 'nothing to follow', TargetState.SEARCHING: 'target not found yet',
                 TargetState.UNCERTAIN: 'target uncertain', TargetState.LOST: LOST}


@dataclass(frozen=True)
class TargetStatus:
    """What the tracker says; `error` is empty when all is well with it."""

    state: TargetState
    confidence: float
    target_id: str
    paused: bool = False
    error: str = ''


@dataclass(frozen=True)
class Decision:
    """The motion now, and why it is not that of following; empty: it is."""

    motion: Motion
    stop: str = ''


class Follower:
    """Turns what was heard last into a motion, as long as it is fresh.

    A stop is a motion of zero at once, whatever the accelerations; only a lost target is turned after. `now_s` is a
    time of the ROS clock, `monotonic_s` of the monotonic one.
    """

    def __init__(self, settings: FollowSettings) -> None:
        self.settings = settings
        self._clock, self._search, self._slew = ClockWatch(), SearchTurn(), SlewLimit()
        self._stepped_s = 0.0
        self._stop = ''
        self._obstacle: Heard[float] | None = None
        self._deadman: Heard[bool] | None = None
        self._jumped = False
        self._forget()

    def hear_status(self, status: Heard[TargetStatus]) -> None:
        if self._status and self._status.value.target_id != status.value.target_id:
            self._azimuth = self._distance = None
            self._search.forget()
        self._status, self._jumped = status, False

    def hear_azimuth(self, azimuth: Heard[float]) -> None:
        """The direction of the target [rad, to the right]."""
        self._azimuth = azimuth
        self._search.saw(azimuth.value)

    def hear_distance(self, distance: Heard[Distance]) -> None:
        self._distance = distance

    def hear_refusal(self, why: Heard[str]) -> None:
        """What was said of the target, but is of no use; it is the reason if the robot stands for want of it."""
        self._refusal = why

    def hear_deadman(self, held: Heard[bool]) -> None:
        self._deadman = held

    def hear_obstacle(self, metres: Heard[float]) -> None:
        """How far the nearest obstacle is; NaN: the sensor does not know."""
        self._obstacle = metres

    def step(self, now_s: float, monotonic_s: float, rivals: int) -> Decision:
        """What to do now. `rivals`: other publishers of the robot's velocity."""
        s = self.settings
        if self._clock.jumped(now_s, monotonic_s, s.clock_jump):
            self._forget()
            self._jumped = True
        seconds = min(monotonic_s - self._stepped_s, LONGEST_STEP_S)
        self._stepped_s = monotonic_s
        stop = self._why_stop(now_s, monotonic_s, rivals)
        if stop != self._stop:
            self._slew.halt()
        self._stop = stop
        wanted = self._wanted(stop, now_s, monotonic_s)
        if stop and wanted == STILL:
            self._slew.halt()
        motion = self._slew.toward(wanted, s.max_acceleration * seconds, s.max_turn_acceleration * seconds)
        return Decision(motion, stop)

    def _forget(self) -> None:
        self._status: Heard[TargetStatus] | None = None
        self._azimuth: Heard[float] | None = None
        self._distance: Heard[Distance] | None = None
        self._refusal: Heard[str] | None = None
        self._search.forget()

    def _wanted(self, stop: str, now_s: float, monotonic_s: float) -> Motion:
        s = self.settings
        if stop == LOST and not self._status.value.error:       # with an error it may be the camera that is gone
            return Motion(turn=self._search.turn(monotonic_s, s.search_speed, s.search_time, s.search_from_angle))
        if stop:
            return STILL
        distance = None if _stale(self._distance, s.target_timeout, monotonic_s, now_s) else self._distance.value
        return servo(s, self._azimuth.value, distance, self._status.value.confidence)

    def _why_stop(self, now_s: float, monotonic_s: float, rivals: int) -> str:
        """The first reason to stop, empty if there is none."""
        if rivals:
            return f'{rivals} other publisher(s) of the velocity'
        return (self._why_not_allowed(monotonic_s) or self._why_obstacle(monotonic_s)
                or self._why_no_status(monotonic_s) or self._why_no_target(now_s, monotonic_s))

    def _why_not_allowed(self, monotonic_s: float) -> str:
        if not self.settings.require_deadman:
            return ''
        if _stale(self._deadman, self.settings.deadman_timeout, monotonic_s):
            return 'deadman silent'
        return '' if self._deadman.value else 'deadman released'

    def _why_obstacle(self, monotonic_s: float) -> str:
        """A sensor that was never heard is not there; one that falls silent is broken."""
        if self._obstacle is None:
            return ''
        if _stale(self._obstacle, self.settings.obstacle_timeout, monotonic_s):
            return 'obstacle sensor silent'
        metres = self._obstacle.value
        if math.isnan(metres):
            return 'obstacle sensor says nan'
        near_m = self.settings.obstacle_stop
        return f'obstacle nearer than {near_m:g} m' if metres < near_m else ''

    def _why_no_status(self, monotonic_s: float) -> str:
        if self._jumped:
            return 'clock jumped'
        return 'tracker silent' if _stale(self._status, self.settings.status_timeout, monotonic_s) else ''

    def _why_no_target(self, now_s: float, monotonic_s: float) -> str:
        status, timeout_s = self._status.value, self.settings.target_timeout
        if status.paused:
            return 'paused'
        if status.state in _NOT_TRACKING:
            return _NOT_TRACKING[status.state]
        if not status.confidence >= self.settings.min_confidence:
            return _NOT_TRACKING[TargetState.UNCERTAIN]
        if _stale(self._azimuth, timeout_s, monotonic_s):
            why = '' if _stale(self._refusal, timeout_s, monotonic_s) else f': {self._refusal.value}'
            return f'no bearing of the target for {timeout_s:g} s{why}'
        age_s = now_s - self._azimuth.stamp_s
        if abs(age_s) > timeout_s:
            return f'bearing more than {timeout_s:g} s {"old" if age_s > 0 else "ahead of the clock"}'
        return ''


def _stale(heard: Heard[Any] | None, timeout_s: float, monotonic_s: float, now_s: float | None = None) -> bool:
    """Whether nothing was heard in time, by receipt and, given `now_s`, by stamp."""
    if heard is None or monotonic_s - heard.received_s > timeout_s:
        return True
    return now_s is not None and abs(now_s - heard.stamp_s) > timeout_s
