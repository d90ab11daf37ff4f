"""What the target looked like, remembered without a network: histograms of its colours."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import Box, Image, clip_box_xywh_px
from vl_tracker_ros.tracking.template_history import TemplateHistory

_BINS = [12, 6, 4]  # of hue, saturation and value
_RANGES = [0, 180, 0, 256, 0, 256]
_MIDDLE = 0.7  # share of the box's sides: its border is mostly background
_SIDE = 32  # pixels: what is near and what is far away have histograms of equally many
_INTERVAL = 5  # frames


class AppearanceMemory:
    """Colours of the target from its first frame on, in bounded memory.

    A candidate is as similar as the likest of them: a target that turns round looks like itself on either side.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._seen = TemplateHistory()
        self._frames = 0

    def observe(self, image: Image, box_xywh_px: Box) -> None:
        """Take one frame (H, W, 3) BGR in which the target is surely at this box; every fifth is remembered."""
        if self._frames % _INTERVAL == 0:
            self._seen.append(colours(image, box_xywh_px))
        self._frames += 1

    def similarity(self, image: Image, box_xywh_px: Box) -> float:
        """How much what is at the box looks like the target, in [0, 1]; NaN while nothing is remembered."""
        if not len(self._seen):
            return math.nan
        return float((self._seen.all() @ colours(image, box_xywh_px)).max())


def colours(image: Image, box_xywh_px: Box) -> NDArray[np.float32]:
    """Square roots (288,) of the colour histogram of the middle of a box; the product of two is in [0, 1]."""
    x, y, w, h = box_xywh_px
    low = (x + w / 2 - w * _MIDDLE / 2, y + h / 2 - h * _MIDDLE / 2)
    left, top, width, height = clip_box_xywh_px((*low, w * _MIDDLE, h * _MIDDLE), image.shape, margin=1).astype(int)
    middle = image[top:top + max(1, height), left:left + max(1, width)]
    hsv = cv2.cvtColor(cv2.resize(middle, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2HSV)
    histogram = cv2.calcHist([hsv], [0, 1, 2], None, _BINS, _RANGES).ravel()
    return np.sqrt(histogram / (_SIDE * _SIDE))
