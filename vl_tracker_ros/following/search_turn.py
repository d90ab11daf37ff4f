"""Where to turn for a target that was lost."""
from __future__ import annotations

import math


class SearchTurn:
    """Turns towards the side where the target was seen last, for a bounded time. Times are monotonic [s].

    A target that was last seen ahead has not left the view: it is hidden, and is waited for.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Another target, or none."""
        self._azimuth = 0.0
        self._since_s: float | None = None

    def saw(self, azimuth: float) -> None:
        """The target is in view, at `azimuth` [rad, to the right]."""
        self._azimuth, self._since_s = azimuth, None

    def turn(self, now_s: float, speed: float, seconds: float, from_angle: float) -> float:
        """The turn rate now [rad/s, to the left]; the first call after the target was seen starts the time."""
        self._since_s = now_s if self._since_s is None else self._since_s
        if abs(self._azimuth) < from_angle or now_s - self._since_s > seconds:
            return 0.0
        return -math.copysign(speed, self._azimuth)
