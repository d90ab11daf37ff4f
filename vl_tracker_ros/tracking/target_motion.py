"""Where a target will be in the next image if it goes on as it went."""

from __future__ import annotations

import numpy as np

from vl_tracker_ros.geometry import Box, box_centre

_STANDS = np.zeros(4)


class TargetMotion:
    """The step of the target's centre from the last image to this one, at most `most_px` along each axis.

    With 0 it is expected where it was. One that was not seen surely is, too.
    """

    def __init__(self, most_px: float) -> None:
        self._most_px = most_px
        self.forget()

    def expect(self, box_xywh_px: Box) -> Box:
        """Where the target at this box in the last image is expected in this one."""
        return box_xywh_px + self._step

    def observe(self, before_xywh_px: Box, after_xywh_px: Box) -> None:
        """It was surely seen in two images that follow on each other."""
        step = box_centre(after_xywh_px) - box_centre(before_xywh_px)
        self._step = np.concatenate([np.clip(step, -self._most_px, self._most_px), (0, 0)])

    def forget(self) -> None:
        """The next image does not follow on the last one, or the target was not surely seen in it."""
        self._step = _STANDS
