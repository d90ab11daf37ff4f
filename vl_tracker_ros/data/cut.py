"""Pictures made small and objects cut out of them."""
from __future__ import annotations

import cv2
import numpy as np

CUTOUT_SIDE = 144
BACKGROUND_SIDE = 320
_LEAST_SIDE, _LEAST_PIXELS = 8, 200


def shrink(image: np.ndarray, longest: int) -> tuple[np.ndarray, float]:
    """The picture with its longest side at most `longest`, and the scale that did it."""
    scale = min(1.0, longest / max(image.shape[:2]))
    if scale == 1.0:
        return image, scale
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), scale


def middle_square(image: np.ndarray) -> np.ndarray:
    """Centre square of the picture, BACKGROUND_SIDE wide."""
    side = min(image.shape[:2])
    y, x = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
    interpolation = cv2.INTER_AREA if side > BACKGROUND_SIDE else cv2.INTER_LINEAR
    return cv2.resize(image[y:y + side, x:x + side], (BACKGROUND_SIDE,) * 2, interpolation=interpolation)


def cut_out(image: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, tuple[int, int, float]] | None:
    """BGRA cut-out of a mask (H,W) uint8, with (x, y, scale) of its place in the picture; None when too small.

    Its longest side is CUTOUT_SIDE at most. A mask without a pixel is too small.
    """
    x, y, w, h = cv2.boundingRect((mask > 127).astype(np.uint8))
    if min(w, h) < _LEAST_SIDE or (mask > 127).sum() < _LEAST_PIXELS:
        return None
    bgra, scale = shrink(np.dstack([image[y:y + h, x:x + w], mask[y:y + h, x:x + w]]), CUTOUT_SIDE)
    bgra[..., 3] = cv2.GaussianBlur(bgra[..., 3], (3, 3), 0)      # soft edges hide the seam
    return np.ascontiguousarray(bgra), (x, y, scale)
