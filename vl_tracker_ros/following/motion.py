"""What a robot is told to do, and how fast that may change."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Motion:
    """Forward speed [m/s] and turn rate [rad/s], to the left."""

    forward: float = 0.0
    turn: float = 0.0


STILL = Motion()


class SlewLimit:
    """Lets a motion change by no more than the given accelerations; a halt is at once."""

    def __init__(self) -> None:
        self._motion = STILL

    def halt(self) -> None:
        self._motion = STILL

    def toward(self, wanted: Motion, forward_step: float, turn_step: float) -> Motion:
        """The motion that is nearest to `wanted` within one step [m/s, rad/s] of the last one."""
        last = self._motion
        self._motion = Motion(_within(wanted.forward, last.forward, forward_step),
                              _within(wanted.turn, last.turn, turn_step))
        return self._motion


def _within(wanted: float, last: float, step: float) -> float:
    return min(max(wanted, last - step), last + step)
