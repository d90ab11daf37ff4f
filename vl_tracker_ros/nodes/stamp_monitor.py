"""Looks at the stamps of images: how old they are, and whether their clock went back."""
from __future__ import annotations

from vl_tracker_ros.media.image_message import ImageError


class StampMonitor:
    """Remembers the last stamp. Times are in seconds of the ROS clock."""

    def __init__(self) -> None:
        self._last_s = float('-inf')

    def check(self, stamp_s: float, now_s: float, max_age_s: float) -> float:
        """How far the images' clock went back since the last one (a bag that starts again), 0 if it did not.

        Raises ImageError for an image that is older than `max_age_s` > 0.
        """
        age_s = now_s - stamp_s
        if 0.0 < max_age_s < age_s:
            raise ImageError(f'image is {age_s:.3f} s old, max_image_age is {max_age_s:g} s')
        back_s = max(0.0, self._last_s - stamp_s)
        self._last_s = stamp_s
        return back_s
