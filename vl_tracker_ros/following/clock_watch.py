"""Notices that the ROS clock was set, or that a recording began anew."""
from __future__ import annotations


class ClockWatch:
    """Compares the ROS clock with the monotonic one."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def jumped(self, ros_s: float, monotonic_s: float, limit_s: float) -> bool:
        """Whether, since the last call, the ROS clock went back or gained more than `limit_s` on the monotonic one."""
        last, self._last = self._last, (ros_s, monotonic_s)
        if last is None:
            return False
        passed_s = ros_s - last[0]
        return passed_s < 0.0 or passed_s - (monotonic_s - last[1]) > limit_s
