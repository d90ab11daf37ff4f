"""From a BGR view to the network's input."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


class Normaliser:
    """RGB in [0, 1], less the mean, over the deviation, channels first: `x * scale + offset`."""

    def __init__(self, mean: list[float], std: list[float]) -> None:
        self._scales = [1 / (255 * s) for s in std]
        self._offsets = [-m / s for m, s in zip(mean, std)]
        self._planes: list[NDArray[np.uint8]] = []

    def write(self, image: NDArray[np.uint8], out: NDArray[np.float32]) -> None:
        """Write a BGR image (S, S, 3) into `out` (3, S, S), contiguous."""
        if not self._planes or self._planes[0].shape != image.shape[:2]:
            self._planes = list(np.empty((3, *image.shape[:2]), np.uint8))
        blue, green, red = cv2.split(image, self._planes)
        for pixels, scale, offset, plane in zip((red, green, blue), self._scales, self._offsets, out):
            cv2.addWeighted(pixels, scale, pixels, 0, offset, dst=plane, dtype=cv2.CV_32F)  # in one pass, in place
