"""Follows a target, or says why not."""
from __future__ import annotations

import math
from dataclasses import dataclass

from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.motion import STILL, Motion, SlewLimit
from vl_tracker_ros.following.search_turn import SearchTurn
from vl_tracker_ros.following.settings import FollowSettings
from vl_tracker_ros.following.target_watch import LOST, TargetStatus, TargetWatch, stale
from vl_tracker_ros.following.visual_servo import Distance, servo

LONGEST_STEP_S = 0.1        # of acceleration: a process that was held up does not catch up at once


@dataclass(frozen=True)
class Decision:
    """The motion now, and why it is not that of following; empty: it is.

    `distance`: the one that it goes by; `lack`: why there is none though one was said.
    """

    motion: Motion
    stop: str = ''
    distance: Heard[Distance] | None = None
    lack: str = ''


class Follower:
    """Turns what was heard last into a motion, as long as it is fresh.

    A stop is a motion of zero at once, whatever the accelerations; only a lost target is turned after. `now_s` is a
    time of the ROS clock, `monotonic_s` of the monotonic one.
    """

    def __init__(self, settings: FollowSettings) -> None:
        self.settings = settings
        self._search, self._slew = SearchTurn(), SlewLimit()
        self._distance: Heard[Distance] | None = None
        self._target: TargetWatch[float] = TargetWatch(self._forget)
        self._no_distance: Heard[str] | None = None
        self._stepped_s = 0.0
        self._stop = ''
        self._obstacles: dict[str, Heard[float]] = {}       # by sensor
        self._held: Heard[bool] | None = None
        self._released: Heard[bool] | None = None
        self._looked: Heard[TargetStatus] | None = None

    def hear_status(self, status: Heard[TargetStatus]) -> None:
        self._target.hear_status(status)
        if status.value.of_image:
            self._looked = status

    def hear_azimuth(self, azimuth: Heard[float]) -> None:
        """The direction of the target [rad, to the right]."""
        self._target.hear_bearing(azimuth, lambda azimuth: self._search.saw(azimuth.value))

    def hear_distance(self, distance: Heard[Distance]) -> None:
        self._target.hear(distance, self._keep_distance)

    def hear_refusal(self, why: Heard[str]) -> None:
        """What was said of the target, but is of no use; it is the reason if the robot stands for want of it."""
        self._target.hear_refusal(why)

    def hear_no_distance(self, why: Heard[str]) -> None:
        """A distance that was said, but is of no use."""
        self._no_distance = why

    def hear_deadman(self, held: Heard[bool]) -> None:
        """Several may say it: one who lets go outweighs those who hold."""
        if held.value:
            self._held = held
        else:
            self._released = held

    def hear_obstacle(self, metres: Heard[float], sensor: str = '') -> None:
        """How far the nearest obstacle is that this sensor sees; NaN: it does not know."""
        self._obstacles[sensor] = metres

    def step(self, now_s: float, monotonic_s: float, rivals: int, sensors: int = 0) -> Decision:
        """What to do now. `rivals`: others who say the same to whoever drives; `sensors`: publishers of obstacles."""
        s = self.settings
        self._target.look_for_jump(s, now_s, monotonic_s)
        seconds = min(monotonic_s - self._stepped_s, LONGEST_STEP_S)
        self._stepped_s = monotonic_s
        stop = self._why_stop(now_s, monotonic_s, rivals, sensors)
        if stop != self._stop:
            self._slew.halt()
        self._stop = stop
        distance = None if stop or stale(self._distance, s.target_timeout, monotonic_s, now_s) else self._distance
        wanted = self._wanted(stop, distance, monotonic_s)
        if stop and wanted == STILL:
            self._slew.halt()
        motion = self._slew.toward(wanted, s.max_acceleration * seconds, s.max_turn_acceleration * seconds)
        unknown = not stop and distance is None and not stale(self._no_distance, s.target_timeout, monotonic_s)
        return Decision(motion, stop, distance, self._no_distance.value if unknown else '')

    def _forget(self) -> None:
        self._distance = None
        self._search.forget()

    def _keep_distance(self, distance: Heard[Distance]) -> None:
        self._distance = distance

    def _wanted(self, stop: str, distance: Heard[Distance] | None, monotonic_s: float) -> Motion:
        s, status = self.settings, self._target.status
        looks = not stale(self._looked, s.status_timeout, monotonic_s)
        if stop == LOST and looks and not status.value.error:      # else it may be the camera that is gone
            return Motion(turn=self._search.turn(monotonic_s, s.search_speed, s.search_time, s.search_from_angle))
        if stop:
            return STILL
        return servo(s, self._target.bearing.value, distance and distance.value, status.value.confidence)

    def _why_stop(self, now_s: float, monotonic_s: float, rivals: int, sensors: int) -> str:
        """The first reason to stop, empty if there is none."""
        if rivals:
            return f'{rivals} other publisher(s) of its topic'
        return (self._why_not_allowed(monotonic_s) or self._why_obstacle(monotonic_s, sensors)
                or self._target.why_not(self.settings, now_s, monotonic_s))

    def _why_not_allowed(self, monotonic_s: float) -> str:
        if not self.settings.require_deadman:
            return ''
        timeout_s = self.settings.deadman_timeout
        if not stale(self._released, timeout_s, monotonic_s):
            return 'deadman released'
        return 'deadman silent' if stale(self._held, timeout_s, monotonic_s) else ''

    def _why_obstacle(self, monotonic_s: float, sensors: int) -> str:
        """Without a publisher there is no sensor; one that cannot be heard, or falls silent, is broken."""
        if not self._obstacles and (sensors or self.settings.require_obstacle_sensor):
            return 'obstacle sensor not heard yet' if sensors else 'no obstacle sensor'
        for sensor, metres in self._obstacles.items():
            if why := self._why_sensor(metres, monotonic_s):
                return f'{why} ({sensor})' if sensor else why
        return ''

    def _why_sensor(self, metres: Heard[float], monotonic_s: float) -> str:
        if stale(metres, self.settings.obstacle_timeout, monotonic_s):
            return 'obstacle sensor silent'
        if math.isnan(metres.value):
            return 'obstacle sensor says nan'
        near_m = self.settings.obstacle_stop
        return f'obstacle nearer than {near_m:g} m' if metres.value < near_m else ''
