"""Image-based visual servoing: turn until the target is ahead, drive until it is at its distance."""
from __future__ import annotations

import math
from dataclasses import dataclass

from vl_tracker_ros.following.motion import Motion
from vl_tracker_ros.following.settings import FollowSettings


@dataclass(frozen=True)
class Distance:
    """To the target over the ground, and its standard deviation [m]."""

    metres: float
    sigma_m: float


def servo(settings: FollowSettings, azimuth: float, distance: Distance | None, confidence: float) -> Motion:
    """The motion for a target at `azimuth` [rad, to the right]; without a distance the robot only turns.

    Proportional, with deadbands that the error has to leave before anything moves; a distance is no better than its
    deviation, which widens that band. All speeds are scaled by the confidence, and nothing is driven for sideways.
    """
    s = settings
    scale = s.share(confidence)
    turn = -s.turn_gain * beyond(azimuth, s.angle_deadband)
    forward = 0.0
    if distance is not None:
        error = beyond(distance.metres - s.keep_distance, max(s.distance_deadband, distance.sigma_m))
        forward = s.forward_gain * error * max(0.0, math.cos(azimuth))
    return Motion(scale * min(s.max_forward, max(-s.max_reverse, forward)),
                  scale * min(s.max_turn, max(-s.max_turn, turn)))


def beyond(error: float, band: float) -> float:
    """How far `error` lies outside a band around zero."""
    return math.copysign(max(0.0, abs(error) - band), error)
