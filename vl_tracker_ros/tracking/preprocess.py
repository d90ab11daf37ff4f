"""From a BGR view to the network's input."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Normaliser:
    """RGB in [0, 1], less the mean, over the deviation, channels first: `x * scale - offset`, no copies."""

    def __init__(self, mean: list[float], std: list[float]) -> None:
        deviation = np.array(std, np.float32)[:, None, None]
        self._scale = 1 / (255 * deviation)
        self._offset = np.array(mean, np.float32)[:, None, None] / deviation

    def write(self, image: NDArray[np.uint8], out: NDArray[np.float32]) -> None:
        """Write a BGR image (S, S, 3) into `out` (3, S, S)."""
        np.multiply(image[..., ::-1].transpose(2, 0, 1), self._scale, out=out)
        np.subtract(out, self._offset, out=out)
