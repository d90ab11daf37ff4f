"""Where in an image the colours of the target are: what `AppearanceMemory` compares, of all places at once."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking.colours import MIDDLE, colour_indices

_STRIDE = 2  # pixels: every other one along each axis tells the colours of a place as well
_SELDOM = 0.01  # share of the target's pixels below which a colour is not looked for: each costs a pass over the image
_SHARES = np.sqrt(np.arange(256, dtype=np.float32) / 255)


def likest_places(image: Image, colours: NDArray[np.float32], size_wh_px: NDArray[np.float64], count: int,
                  apart_px: float, allowed: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """Middles (n, 2), in pixels, of at most `count` places with the colours (COLOURS,) of a target of that size.

    The likest first, more than `apart_px` from each other along an axis, where the image (H, W, 3) is `allowed` (H, W).
    """
    likeness = _likeness(colour_indices(image[::_STRIDE, ::_STRIDE]), colours, size_wh_px * MIDDLE / _STRIDE)
    if allowed is not None:
        likeness[~allowed[::_STRIDE, ::_STRIDE]] = 0
    places, reach = [], int(apart_px / _STRIDE)
    while len(places) < count:
        _, best, _, (x, y) = cv2.minMaxLoc(likeness)
        if best <= 0:
            break
        places.append((x, y))
        likeness[max(0, y - reach):y + reach + 1, max(0, x - reach):x + reach + 1] = 0
    return np.array(places, np.float64).reshape(-1, 2) * _STRIDE


def _likeness(indices: NDArray[np.uint16], colours: NDArray[np.float32],
              size_wh: NDArray[np.float64]) -> NDArray[np.float32]:
    """Bhattacharyya's coefficient of the colours and those of the window of that size around each pixel, (H, W).

    The shares of a colour in all windows are a box filter, as in Porikli, Integral histogram (CVPR 2005).
    """
    width, height = np.maximum(1, np.round(size_wh)).astype(int)
    total = np.zeros(indices.shape, np.float32)
    for index in np.flatnonzero(colours ** 2 > _SELDOM):
        share = cv2.boxFilter(np.where(indices == index, np.uint8(255), np.uint8(0)), -1, (int(width), int(height)))
        total += cv2.LUT(share, _SHARES * colours[index])
    return total
