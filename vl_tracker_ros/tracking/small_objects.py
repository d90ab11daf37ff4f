"""What a tracker does otherwise when it is told that its targets are of some ten pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.geometry import Box, box_centre


@dataclass(frozen=True)
class SmallObjects:
    """The values of the small-object mode, one set for all bundles; docs/small_objects.md has what they were chosen by.

    A local view is at least `search_side_px` wide: a target of ten pixels moves by more than a few of its own sides.
    It is cut where the target is expected by its last step, of at most `most_step_px` along each axis.
    A box may be `least_box_px` small, where it is 10 pixels otherwise. A search of the whole image looks at
    `views_per_image` parts of it in one image, squares of `tile_px` that share `overlap` of their sides, or half of
    them around the `places` that have the target's colours most, which are more than `apart_px` from each other. What
    it finds has the size of what was lost up to a factor of `most_resized`, which grows by a share `resized_an_image`
    with every image of the search, and counts after `confirm_frames` images in a row that have it at nearly the same
    place.
    """

    search_side_px: float = 48.0
    most_step_px: float = 16.0
    least_box_px: float = 3.0
    tile_px: int = 160
    overlap: float = 0.2
    views_per_image: int = 8
    places: int = 32
    apart_px: float = 64.0
    most_resized: float = 2.5
    resized_an_image: float = 0.003
    confirm_frames: int = 3

    def most_resized_after(self, images: int) -> float:
        """The factor after so many images of a search."""
        return self.most_resized * (1 + self.resized_an_image) ** images


class SamePlace:
    """Whether a find lies where the one before it was, up to `reach_px` between their centres."""

    def __init__(self, reach_px: float) -> None:
        self._reach_px = reach_px
        self._last: Box | None = None

    def holds(self, box_xywh_px: Box) -> bool:
        """Take the next find; true also for the first."""
        centre = box_centre(box_xywh_px)
        last, self._last = self._last, centre
        return last is None or bool(np.hypot(*(centre - last)) <= self._reach_px)
