"""What the target looked like, remembered without a network: histograms of its colours, and its size."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import Box, Image
from vl_tracker_ros.tracking.colour_map import likest_places
from vl_tracker_ros.tracking.colours import colours
from vl_tracker_ros.tracking.template_history import TemplateHistory

_INTERVAL = 5  # frames


class AppearanceMemory:
    """Colours of the target from its first frame on, in bounded memory, and its last size.

    A candidate is as similar as the likest of them: a target that turns round looks like itself on either side.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._seen = TemplateHistory()
        self._frames = 0
        self._size_wh_px = np.zeros(2)

    def observe(self, image: Image, box_xywh_px: Box) -> None:
        """Take one frame (H, W, 3) BGR in which the target is surely at this box; every fifth is remembered."""
        if self._frames % _INTERVAL == 0:
            self._seen.append(colours(image, box_xywh_px))
        self._frames += 1
        self._size_wh_px = box_xywh_px[2:].copy()

    def similarity(self, image: Image, box_xywh_px: Box) -> float:
        """How much what is at the box looks like the target, in [0, 1]; NaN while nothing is remembered."""
        if not len(self._seen):
            return math.nan
        return float((self._seen.all() @ colours(image, box_xywh_px)).max())

    def resized(self, boxes_xywh_px: Box) -> NDArray[np.float64]:
        """How many times as large, or as small, as the target when it was last seen boxes (N, 4) are by their sides.

        The root of their areas, at least 1, (N,); 1 before it was seen.
        """
        if not len(self._seen):
            return np.ones(len(boxes_xywh_px))
        ratio = np.sqrt(boxes_xywh_px[:, 2:].prod(1) / self._size_wh_px.prod())
        return np.maximum(ratio, 1 / np.maximum(ratio, 1e-6))

    def places(self, image: Image, count: int, apart_px: float,
               allowed: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """Where in an image it may be by its colours and its last size, `likest_places`; none before it was seen."""
        if not len(self._seen):
            return np.empty((0, 2))
        mean = np.sqrt((self._seen.all() ** 2).mean(0))
        return likest_places(image, mean, self._size_wh_px, count, apart_px, allowed)
