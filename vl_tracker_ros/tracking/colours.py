"""The colours of pixels and of boxes, as few as tell things apart."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import Box, Image, clip_box_xywh_px

_HUES, _SATURATIONS, _VALUES = 12, 6, 4
COLOURS = _HUES * _SATURATIONS * _VALUES
MIDDLE = 0.7  # share of the box's sides: its border is mostly background
_SIDE = 32  # pixels: what is near and what is far away have histograms of equally many
_LEVELS = np.arange(256)
_OF_CHANNEL = [table.astype(np.uint16) for table in (
    np.minimum(_LEVELS * _HUES // 180, _HUES - 1) * (_SATURATIONS * _VALUES),
    _LEVELS * _SATURATIONS // 256 * _VALUES,
    _LEVELS * _VALUES // 256)]


def colour_indices(image: Image) -> NDArray[np.uint16]:
    """Which of COLOURS each pixel of a BGR image (H, W, 3) has, (H, W)."""
    channels = cv2.split(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
    hue, saturation, value = (cv2.LUT(channel, table) for channel, table in zip(channels, _OF_CHANNEL))
    return hue + saturation + value


def colours(image: Image, box_xywh_px: Box) -> NDArray[np.float32]:
    """Square roots (COLOURS,) of the colour histogram of the middle of a box; the product of two is in [0, 1].

    That product is Bhattacharyya's coefficient, as in Comaniciu et al., Kernel-based object tracking (PAMI 2003).
    """
    x, y, w, h = box_xywh_px
    low = (x + w / 2 - w * MIDDLE / 2, y + h / 2 - h * MIDDLE / 2)
    left, top, width, height = clip_box_xywh_px((*low, w * MIDDLE, h * MIDDLE), image.shape, margin=1).astype(int)
    middle = image[top:top + max(1, height), left:left + max(1, width)]
    indices = colour_indices(cv2.resize(middle, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA))
    counts = np.bincount(indices.ravel(), minlength=COLOURS).astype(np.float32)
    return np.sqrt(counts / (_SIDE * _SIDE))
