"""Where in an image the colours of the target are: what `AppearanceMemory` compares, of all places at once."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking.colours import MIDDLE, colour_indices

_STRIDE = 2  # pixels: every other one along each axis tells the colours of a place as well
_STEP = 4  # pixels from one place to the next
_SELDOM = 0.01  # share of the target's pixels below which a colour is not looked for: each costs a pass over the image
_ROOTS = np.sqrt(np.arange(256, dtype=np.float32) / 255)


def likest_places(image: Image, colours: NDArray[np.float32], size_wh_px: NDArray[np.float64], count: int,
                  apart_px: float, allowed: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """Middles (n, 2), in pixels, of at most `count` places with the colours (COLOURS,) of a target of that size.

    The likest first, more than `apart_px` from each other along an axis, where the image (H, W, 3) is `allowed` (H, W).
    """
    likeness = _likeness(colour_indices(_every(image, _STRIDE)), colours, size_wh_px * MIDDLE / _STRIDE)
    if allowed is not None:
        likeness[_every(allowed.view(np.uint8), _STEP) == 0] = 0
    places, reach = [], int(apart_px / _STEP)
    while len(places) < count:
        _, best, _, (x, y) = cv2.minMaxLoc(likeness)
        if best <= 0:
            break
        places.append((x, y))
        likeness[max(0, y - reach):y + reach + 1, max(0, x - reach):x + reach + 1] = 0
    return np.array(places, np.float64).reshape(-1, 2) * _STEP


def _likeness(indices: NDArray[np.uint16], colours: NDArray[np.float32],
              size_wh: NDArray[np.float64]) -> NDArray[np.float32]:
    """Bhattacharyya's coefficient of the colours and those of windows of that size, one around every _STEP-th pixel.

    The shares of a colour in all windows are a box filter, as in Porikli, Integral histogram (CVPR 2005).
    """
    window = [int(max(1, round(side))) for side in size_wh]
    total = np.zeros([-(-side * _STRIDE // _STEP) for side in indices.shape], np.float32)
    for index in np.flatnonzero(colours ** 2 > _SELDOM):
        shares = cv2.boxFilter(cv2.inRange(indices, int(index), int(index)), -1, window)
        total += cv2.LUT(_every(shares, _STEP // _STRIDE), _ROOTS * colours[index])
    return total


def _every(image: NDArray[np.uint8], stride: int) -> NDArray[np.uint8]:
    """Every `stride`-th pixel along each axis, contiguous: a slice with a stride is slow."""
    size = [-(-side // stride) for side in image.shape[1::-1]]
    return cv2.resize(image, size, interpolation=cv2.INTER_NEAREST)
