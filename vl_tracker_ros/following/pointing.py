"""Points a camera at a target, or says why not."""
from __future__ import annotations

from dataclasses import dataclass

from vl_tracker_ros.following.direction import AT_REST, Direction, Rates
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.prediction import BearingPredictor
from vl_tracker_ros.following.settings import GimbalSettings
from vl_tracker_ros.following.target_watch import TargetStatus, TargetWatch
from vl_tracker_ros.following.visual_servo import beyond


@dataclass(frozen=True)
class Pointing:
    """The rates now, and why they are zero; empty: the target is followed."""

    rates: Rates
    stop: str = ''


class Pointer:
    """Turns what was heard last into rates of a gimbal, as long as it is fresh; a stop is at once.

    The rates are proportional to where the target is now, not where it was in its image. `now_s` is a time of the ROS
    clock, `monotonic_s` of the monotonic one.
    """

    def __init__(self, settings: GimbalSettings) -> None:
        self.settings = settings
        self._predictor = BearingPredictor()
        self._target: TargetWatch[Direction] = TargetWatch(self._predictor.forget)

    def hear_status(self, status: Heard[TargetStatus]) -> None:
        self._target.hear_status(status)

    def hear_direction(self, direction: Heard[Direction]) -> None:
        self._target.hear_bearing(direction, self._predict)

    def hear_refusal(self, why: Heard[str]) -> None:
        """What was said of the target, but is of no use."""
        self._target.hear_refusal(why)

    def step(self, now_s: float, monotonic_s: float) -> Pointing:
        """What to do now; the rates count as carried out."""
        self._target.look_for_jump(self.settings, now_s, monotonic_s)
        stop = self._target.why_not(self.settings, now_s, monotonic_s)
        rates = AT_REST if stop else self._rates(self._predictor.at(now_s, self.settings.prediction_horizon))
        self._predictor.turn(now_s, rates)
        return Pointing(rates, stop)

    def _predict(self, direction: Heard[Direction]) -> None:
        self._predictor.saw(direction.stamp_s, direction.value, self.settings.prediction_gain)

    def _rates(self, target: Direction) -> Rates:
        s, share = self.settings, self.settings.share(self._target.status.value.confidence)

        def rate(angle: float, most: float) -> float:
            return share * min(most, max(-most, s.gain * beyond(angle, s.angle_deadband)))
        return Rates(yaw=rate(target.azimuth, s.max_yaw_rate), pitch=rate(target.elevation, s.max_pitch_rate))
