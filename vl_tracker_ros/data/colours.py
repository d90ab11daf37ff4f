"""Colour names of pixels, and repainting of pixels in a named colour."""
from __future__ import annotations

import cv2
import numpy as np

COLOUR_NAMES = ('black', 'white', 'grey', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'brown')
# hue (OpenCV, 0..179) and saturation to paint with; value is kept, so shading survives
_PAINT = {'red': (178, 190), 'orange': (11, 215), 'yellow': (27, 205), 'green': (60, 160), 'blue': (112, 180),
          'purple': (140, 130), 'pink': (168, 100)}
_NEUTRAL_VALUE = {'black': 35, 'white': 225, 'grey': 130}


def _name_indices(pixels_bgr: np.ndarray) -> np.ndarray:
    """Index into COLOUR_NAMES for each pixel (n,3)."""
    hue, saturation, value = cv2.cvtColor(pixels_bgr[None], cv2.COLOR_BGR2HSV)[0].astype(int).T
    names = np.select(
        [value < 60, (saturation < 45) & (value >= 180), saturation < 45,
         (hue < 7) | (hue >= 172), hue < 20, hue < 34, hue < 85, hue < 130, hue < 155],
        [0, 1, 2, 3, 4, 5, 6, 7, 8], default=9)
    names[(names == 4) & (value < 150)] = 10                           # dark orange is brown
    names[(names == 4) & (saturation < 110)] = 10                      # and so is pale orange (beige)
    names[(names == 3) & (saturation < 130) & (value > 170)] = 9       # pale red is pink
    return names


def name_colour(pixels_bgr: np.ndarray, majority: float = 0.45) -> str | None:
    """Name of the colour that most pixels (n,3) uint8 have; None when none has the majority."""
    if len(pixels_bgr) < 20:
        return None
    step = max(1, len(pixels_bgr) // 800)
    names = _name_indices(np.ascontiguousarray(pixels_bgr[::step]))
    counts = np.bincount(names, minlength=len(COLOUR_NAMES))
    best = int(counts.argmax())
    return COLOUR_NAMES[best] if counts[best] > majority * len(names) else None


def repaint(image_bgr: np.ndarray, where: np.ndarray, colour: str) -> None:
    """Paint the pixels `where` (H,W) bool of image_bgr in place, keeping their shading.

    Raises KeyError for brown, which has no paint.
    """
    hsv = cv2.cvtColor(np.ascontiguousarray(image_bgr[where][None]), cv2.COLOR_BGR2HSV)
    old = np.arange(256)
    shade = old - int(np.median(hsv[..., 2]))
    if colour in _NEUTRAL_VALUE:
        new = [old, old // 8, _NEUTRAL_VALUE[colour] + shade // 3]
    else:
        hue, saturation = _PAINT[colour]
        new = [np.full(256, hue), np.full(256, saturation), 170 + shade * 2 // 3]
    table = np.clip(np.stack(new, axis=1)[None], 0, 255).astype(np.uint8)
    image_bgr[where] = cv2.cvtColor(cv2.LUT(hsv, table), cv2.COLOR_HSV2BGR)[0]


PAINTABLE = tuple(_NEUTRAL_VALUE) + tuple(_PAINT)
