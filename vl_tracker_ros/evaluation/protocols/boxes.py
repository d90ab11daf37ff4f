"""Overlap and distance of box pairs (n,4) xywh, in the two conventions that the toolkits have."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.evaluation.protocols.record import Floats

OVERLAPS_21 = np.linspace(0, 1, 21)
PIXELS_51 = np.arange(51.0)
RELATIVE_51 = np.arange(51) / 100


def intersection(a: Floats, b: Floats, inclusive: bool) -> Floats:
    """Area (n,). inclusive: a box of width w covers the pixels x..x+w-1, so that 1 is added to every extent (OTB)."""
    one = 1.0 if inclusive else 0.0
    stop = np.minimum(a[:, :2] + a[:, 2:] - one, b[:, :2] + b[:, 2:] - one)
    return np.maximum(stop - np.maximum(a[:, :2], b[:, :2]) + one, 0).prod(1)


def overlap(a: Floats, b: Floats, inclusive: bool) -> Floats:
    """IoU (n,). inclusive: as in intersection."""
    inter = intersection(a, b, inclusive)
    with np.errstate(invalid='ignore', divide='ignore'):
        return inter / (a[:, 2:].prod(1) + b[:, 2:].prod(1) - inter)


def pixel_centres(boxes: Floats) -> Floats:
    """Centres (n,2) of inclusive boxes: x + (w-1)/2."""
    return boxes[:, :2] + (boxes[:, 2:] - 1) / 2


def centre_error(a: Floats, truth: Floats) -> Floats:
    """Distance (n,) of pixel centres."""
    return np.sqrt(((pixel_centres(a) - pixel_centres(truth)) ** 2).sum(1))


def relative_centre_error(a: Floats, truth: Floats, epsilon: float = 0.0) -> Floats:
    """As centre_error, in units of the true box's sides + epsilon; NaN or infinite where they are 0."""
    sides = truth[:, 2:] + epsilon
    with np.errstate(invalid='ignore', divide='ignore'):
        return np.sqrt(((pixel_centres(a) / sides - pixel_centres(truth) / sides) ** 2).sum(1))


def clipped(boxes: Floats, size_wh: tuple[int, int]) -> Floats:
    """Boxes cut to the image, as GOT-10k and VideoCube do: the corner first, then what is left of the sides."""
    corner = np.clip(boxes[:, :2], 0, size_wh)
    return np.hstack([corner, np.clip(boxes[:, 2:], 0, np.asarray(size_wh) - corner)])


def with_first_true(predicted: Floats, truth: Floats) -> Floats:
    """A copy whose first box is the true one: the frame that the tracker was given."""
    return np.vstack([truth[:1], predicted[1:]])


def above(values: Floats, thresholds: Floats) -> Floats:
    """Share of values (n,) above each threshold (k,), strictly. -> (k,)"""
    return (values[:, None] > thresholds).mean(0)


def within(values: Floats, thresholds: Floats) -> Floats:
    """Share of values (n,) at or below each threshold (k,). -> (k,)"""
    return (values[:, None] <= thresholds).mean(0)
