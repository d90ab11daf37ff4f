"""Means over regions of the correlation map, and the window over the class scores."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def region_scores(correlation: NDArray[np.floating], boxes_cxcywh_norm: NDArray[np.floating]) -> Floats:
    """rho(b) (N,): mean of the map (h, w) over the cells whose centre lies in each box (N, 4).

    A box that holds no centre takes the nearest cell. By an integral image, so large boxes cost no more.
    """
    height, width = correlation.shape
    integral = np.zeros((height + 1, width + 1))
    np.cumsum(np.cumsum(correlation, axis=0, dtype=np.float64), axis=1, out=integral[1:, 1:])
    cx, cy, w, h = np.asarray(boxes_cxcywh_norm, np.float64).T
    left, right = _cells(cx, w, width)
    top, bottom = _cells(cy, h, height)
    total = integral[bottom, right] - integral[top, right] - integral[bottom, left] + integral[top, left]
    return total / ((right - left) * (bottom - top))


def _cells(centre: Floats, extent: Floats, count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First and one-past-last cell of each box along one axis of `count` cells."""
    first = np.ceil((centre - extent / 2) * count - 0.5).clip(0, count)
    stop = (np.floor((centre + extent / 2) * count - 0.5) + 1).clip(0, count)
    nearest = np.floor(centre * count).clip(0, count - 1)
    empty = stop <= first
    first, stop = np.where(empty, nearest, first), np.where(empty, nearest + 1, stop)
    return first.astype(np.intp), stop.astype(np.intp)


@lru_cache(maxsize=8)
def hann_window(height: int, width: int) -> Floats:
    """Centred Hann window (h, w) without zeros at its border, as OSTrack and MVLM use it."""
    return np.outer(_hann(height), _hann(width))


def _hann(length: int) -> Floats:
    return np.hanning(length + 2)[1:-1]
