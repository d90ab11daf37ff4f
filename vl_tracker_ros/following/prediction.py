"""Where a target is now, when it was last seen a while ago by a camera that has turned since."""
from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.direction import Direction, Rates

KEPT = 500          # rates: five seconds at 100 Hz
LEAST_GAP_S = 0.005     # between two images: less says more about their stamps than about the target
MOST_GAP_S = 0.5    # a target that was not seen for longer begins anew, at rest

Angles = NDArray[np.float64]    # (2,): azimuth and elevation, or yaw and pitch


class OwnTurn:
    """How far the camera has turned since the first of the rates that it was told to turn at."""

    def __init__(self) -> None:
        self._told: deque[tuple[float, Angles, Angles]] = deque(maxlen=KEPT)     # since when, the angle then, the rate

    def forget(self) -> None:
        self._told.clear()

    def tell(self, now_s: float, rates: Rates) -> None:
        """The camera turns at `rates` from now on."""
        self._told.append((now_s, self.at(now_s), np.array(rates)))

    def at(self, when_s: float) -> Angles:
        """The angle at that time; it is not known how the camera turned before the first rate that is kept."""
        began = next((each for each in reversed(self._told) if each[0] <= when_s), None)
        if began is None:
            return self._told[0][1] if self._told else np.zeros(2)
        since_s, angle, rate = began
        return angle + rate * (when_s - since_s)


class _Track(NamedTuple):
    """Seen last at `stamp_s`; the angle does not turn with the camera."""

    stamp_s: float
    angle: Angles
    velocity: Angles


class BearingPredictor:
    """An alpha-beta filter on the direction to a target, with the camera's own turning taken out.

    `gain` is the filter's alpha in (0, 1]: how much of a new direction is believed; beta follows from it (Benedict and
    Bordner). If the camera does not turn as it was told, the target seems to move as much, and the two errors of what
    is predicted cancel. Times are of the clock of the images' stamps.
    """

    def __init__(self) -> None:
        self._turn = OwnTurn()
        self._track: _Track | None = None

    def forget(self) -> None:
        """Another target, or another time."""
        self._track = None
        self._turn.forget()

    def turn(self, now_s: float, rates: Rates) -> None:
        """The camera was told to turn at these rates."""
        self._turn.tell(now_s, rates)

    def saw(self, stamp_s: float, direction: Direction, gain: float) -> None:
        angle, last = np.array(direction) + self._turn.at(stamp_s), self._track
        gap_s = np.inf if last is None else stamp_s - last.stamp_s
        if 0.0 <= gap_s < LEAST_GAP_S:
            return
        if not 0.0 <= gap_s <= MOST_GAP_S:
            self._track = _Track(stamp_s, angle, np.zeros(2))
            return
        expected = last.angle + last.velocity * gap_s
        off = angle - expected
        self._track = _Track(stamp_s, expected + gain * off, last.velocity + gain ** 2 / (2.0 - gain) * off / gap_s)

    def at(self, now_s: float, horizon_s: float) -> Direction:
        """The direction at `now_s` or, if that is later, `horizon_s` after the target was seen. Call it after `saw`."""
        ahead_s = min(max(0.0, now_s - self._track.stamp_s), horizon_s)
        angle = self._track.angle + self._track.velocity * ahead_s - self._turn.at(self._track.stamp_s + ahead_s)
        return Direction(*angle.tolist())
