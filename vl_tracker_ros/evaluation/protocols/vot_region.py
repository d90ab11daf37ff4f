"""Regions as VOT writes them: a rectangle x,y,w,h, a run-length coded mask m..., or a single code for none."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.evaluation.protocols.record import Flags, Floats, ProtocolError

Region = Flags | None


def parse_region(text: str, size_wh: tuple[int, int]) -> Region:
    """One line as a mask (H,W) of the image; None for a single code (start, failure, absent) and for an empty mask.

    The corner and the sides of a rectangle are rounded; what lies outside the image is cut off. Raises
    ProtocolError for anything else.
    """
    text = text.strip()
    try:
        numbers = [float(part) for part in text.removeprefix('m').split(',')]
        if text.startswith('m'):
            return _mask([int(n) for n in numbers], size_wh)
    except ValueError as error:
        raise ProtocolError(f'{text[:40]!r} is not a region: {error}') from error
    if len(numbers) == 1:
        return None
    if len(numbers) != 4:
        raise ProtocolError(f'{text[:40]!r} is neither a rectangle nor a mask')
    return _rectangle(*numbers, size_wh)


def _rectangle(x: float, y: float, w: float, h: float, size_wh: tuple[int, int]) -> Flags:
    mask = np.zeros(size_wh[::-1], bool)
    left, top, right, bottom = round(x), round(y), round(x) + round(w), round(y) + round(h)
    mask[max(top, 0):max(bottom, 0), max(left, 0):max(right, 0)] = True
    return mask


def _mask(numbers: list[int], size_wh: tuple[int, int]) -> Region:
    """x, y, width, height of the mask's window, then lengths of runs of 0 and 1 in turn, row by row."""
    x, y, width, height, *runs = numbers
    if not any(runs[1::2]):
        return None
    if x < 0 or y < 0 or min(width, height) < 0 or min(runs, default=0) < 0 or sum(runs) > width * height:
        raise ValueError(f'window {x},{y},{width},{height} and runs of {sum(runs)} pixels')
    window = np.zeros(width * height, bool)
    window[:sum(runs)] = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    mask = np.zeros((max(size_wh[1], y + height), max(size_wh[0], x + width)), bool)
    mask[y:y + height, x:x + width] = window.reshape(height, width)
    return mask[:size_wh[1], :size_wh[0]]


def mask_extent(text: str) -> tuple[int, int]:
    """Right and lower end of the window of a line that is a mask, in pixels; 0, 0 for other lines and an empty mask."""
    if not text.strip().startswith('m'):
        return 0, 0
    x, y, width, height, *runs = (int(float(part)) for part in text.strip().removeprefix('m').split(','))
    return (x + width, y + height) if any(runs[1::2]) else (0, 0)


def upright_box(region: Region) -> Floats:
    """The smallest box x,y,w,h (4,) around a region, NaN where there is none in the image."""
    if region is None or not region.any():
        return np.full(4, np.nan)
    columns, rows = np.flatnonzero(region.any(0)), np.flatnonzero(region.any(1))
    return np.array([columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0]], np.float64)


def region_overlap(a: Region, b: Region) -> float:
    """IoU of two masks; 1 where there is neither, 0 where one is missing or both are outside the image."""
    if a is None or b is None:
        return float(a is b)
    union = np.logical_or(a, b).sum()
    return float(np.logical_and(a, b).sum() / union) if union else 0.0
