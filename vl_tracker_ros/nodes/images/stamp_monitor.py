"""Looks at the stamps of images: how old they are, and whether their clock went back."""
from __future__ import annotations

from vl_tracker_ros.media.image_message import ImageError


class StampMonitor:
    """Remembers the last stamp. Times are in seconds of the ROS clock."""

    def __init__(self) -> None:
        self._last_s = float('-inf')

    def check(self, stamp_s: float, now_s: float, max_age_s: float, max_lead_s: float) -> float:
        """How far the images' clock went back since the last one (a bag that starts again), 0 if it did not.

        Raises ImageError for an image without a stamp, older than `max_age_s` > 0, or from further ahead than
        `max_lead_s` > 0. Age is not judged while it is 0 o'clock: /clock has not been heard yet.
        """
        if stamp_s == 0.0:
            raise ImageError('image has no stamp (0): nothing said of it could be told from what is said of others')
        if now_s > 0.0:
            _check_age(now_s - stamp_s, max_age_s, max_lead_s)
        back_s = max(0.0, self._last_s - stamp_s)
        self._last_s = stamp_s
        return back_s


def _check_age(age_s: float, max_age_s: float, max_lead_s: float) -> None:
    if 0.0 < max_age_s < age_s:
        raise ImageError(f'image is {age_s:.3f} s old, max_image_age is {max_age_s:g} s')
    if 0.0 < max_lead_s < -age_s:
        raise ImageError(f'image is {-age_s:.3f} s from the future, max_image_lead is {max_lead_s:g} s: '
                         'are the clocks of camera and tracker the same (use_sim_time)?')
