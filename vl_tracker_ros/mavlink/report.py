"""What may be said about the target to somebody who sees no score."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.settings import TargetSettings
from vl_tracker_ros.following.target_watch import IDLE, TargetStatus, TargetWatch


class TargetReport:
    """The state of a camera's tracking: 'active' only with a fresh box of a target that is tracked."""

    def __init__(self, settings: TargetSettings) -> None:
        self.settings = settings
        self._target: TargetWatch[NDArray[np.float64]] = TargetWatch()

    def hear_status(self, status: Heard[TargetStatus]) -> None:
        self._target.hear_status(status)

    def hear_box(self, box_xywh_px: Heard[NDArray[np.float64]]) -> None:
        self._target.hear_bearing(box_xywh_px)

    def now(self, now_s: float, monotonic_s: float) -> tuple[str, NDArray[np.float64] | None, str]:
        """State, box and, without one, the reason."""
        self._target.look_for_jump(self.settings, now_s, monotonic_s)
        why = self._target.why_not(self.settings, now_s, monotonic_s)
        if why:
            return ('idle' if why == IDLE else 'error'), None, why
        return 'active', self._target.bearing.value, ''
