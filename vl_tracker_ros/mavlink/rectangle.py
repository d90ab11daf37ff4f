"""Points and rectangles as MAVLink says them, in shares of the image, and boxes in pixels."""
from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

POINT_SHARE = 0.05      # of the image's width: half the side of the box around a point that is given without a radius


class RectangleError(ValueError):
    """A point or rectangle that shows nothing in the image; the message says why."""


def box_of_rectangle(left: float, top: float, right: float, bottom: float,
                     image_size_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """The part of a rectangle that lies in the image, as box_xywh_px (4,). Raises RectangleError."""
    text = f'rectangle ({left:g}, {top:g}) to ({right:g}, {bottom:g})'
    if not all(map(math.isfinite, (left, top, right, bottom))):
        raise RectangleError(f'{text}: not all of it is finite')
    if right <= left or bottom <= top:
        raise RectangleError(f'{text}: it has no area')
    low, high = np.clip([left, top], 0.0, 1.0), np.clip([right, bottom], 0.0, 1.0)
    if (high <= low).any():
        raise RectangleError(f'{text} lies outside the image')
    return np.concatenate([low * image_size_px, (high - low) * image_size_px])


def box_of_point(x: float, y: float, radius: float, image_size_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """A square around a point; radius: a share of the image's width, 0 or NaN where none is given. Raises
    RectangleError."""
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):      # nan as well
        raise RectangleError(f'point ({x:g}, {y:g}) lies outside the image')
    across = radius if radius > 0.0 else POINT_SHARE
    upright = across * image_size_px[0] / image_size_px[1]
    return box_of_rectangle(x - across, y - upright, x + across, y + upright, image_size_px)


def rectangle_of_box(box_xywh_px: NDArray[np.float64], image_size_px: NDArray[np.float64]) -> tuple[float, ...]:
    """Left, top, right and bottom of a box, in [0, 1] of the image."""
    corners = np.concatenate([box_xywh_px[:2], box_xywh_px[:2] + box_xywh_px[2:]]) / np.tile(image_size_px, 2)
    return tuple(np.clip(corners, 0.0, 1.0).tolist())
