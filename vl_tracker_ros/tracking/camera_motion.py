"""What the camera's own motion does to the image: how the background moved since the last one."""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import Box, Image, box_centre

SIDE_PX = 320  # of the longer side of the grey image that is looked at: what it costs does not grow with the image
SAMPLED_PX = 640  # to about which large images are thinned out first: to average all of 4K costs more than the rest
POINTS = 150
APART_PX = 8  # between points, so that one textured thing does not outvote the rest
WITHIN_PX = 1.0  # of where the similarity leads: the point moved with the background
LEAST_POINTS = 12  # that agree
LEAST_SHARE = 0.5  # of the points found again
SCALES = (0.8, 1.25)  # more zoom between two images is taken for a mistake
MARGIN = 0.2  # of the box's size around it: no background either

Points = NDArray[np.float32]


class CameraMotion(Protocol):
    """Moves a box with the background. `agreement` is the share of background points that agreed on the last move, in
    [0, 1]; 0: too few did, nothing was moved; NaN: there was nothing to compare."""

    agreement: float

    def carry(self, image: Image, box_xywh_px: Box | None) -> Box | None:
        """Where a box of the last image lies in this one if its target moves with the background."""

    def forget(self) -> None:
        """The next image does not follow on the last one."""


class IgnoredMotion:
    """Leaves boxes where they are."""

    agreement = math.nan

    def carry(self, image: Image, box_xywh_px: Box | None) -> Box | None:
        return box_xywh_px

    def forget(self) -> None:
        pass


class _Seen(NamedTuple):
    grey: Image
    scale: NDArray[np.float64]  # (2,), pixels of the image for one of `grey`


class BackgroundMotion:
    """Follows corners outside the box from image to image; the similarity that most of them agree on moves the box.

    Images may change their size; the first one after that is compared with nothing.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._last: _Seen | None = None
        self.agreement = math.nan

    def carry(self, image: Image, box_xywh_px: Box | None) -> Box | None:
        last, self._last = self._last, _seen(image)
        self.agreement = math.nan
        if last is None or box_xywh_px is None or last.grey.shape != self._last.grey.shape:
            return box_xywh_px
        similarity, self.agreement = _similarity(last.grey, self._last.grey, box_xywh_px / np.tile(last.scale, 2))
        return box_xywh_px if similarity is None else _moved(box_xywh_px, similarity, last.scale)


def _seen(image: Image) -> _Seen:
    height, width = image.shape[:2]
    step = max(1, max(height, width) // SAMPLED_PX)
    shrink = min(1.0, SIDE_PX / max(height, width))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    small = cv2.resize(image[::step, ::step], size, interpolation=cv2.INTER_AREA)
    return _Seen(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.array([width, height]) / size)


def _similarity(last: Image, now: Image, box_xywh_px: Box) -> tuple[NDArray[np.float64] | None, float]:
    """The matrix (2,3) from the last grey image to this one, and the share of points that agree; None and 0 if it
    cannot be told."""
    points = cv2.goodFeaturesToTrack(last, POINTS, 0.01, APART_PX, mask=_background(last, box_xywh_px))
    if points is None or len(points) < LEAST_POINTS:
        return None, 0.0
    moved, found, _ = cv2.calcOpticalFlowPyrLK(last, now, points, None, winSize=(15, 15), maxLevel=3)
    again = found.ravel() == 1
    if again.sum() < LEAST_POINTS:
        return None, 0.0
    matrix, agrees = cv2.estimateAffinePartial2D(points[again], moved[again], ransacReprojThreshold=WITHIN_PX)
    if matrix is None or agrees.sum() < LEAST_POINTS or agrees.mean() < LEAST_SHARE or not _likely(matrix):
        return None, 0.0
    return matrix, float(agrees.mean())


def _background(grey: Image, box_xywh_px: Box) -> Image:
    """255 outside the box."""
    mask = np.full(grey.shape, 255, np.uint8)
    low = box_xywh_px[:2] - MARGIN * box_xywh_px[2:]
    high = box_xywh_px[:2] + (1 + MARGIN) * box_xywh_px[2:]
    (left, top), (right, bottom) = np.maximum(low, 0).astype(int), np.maximum(np.ceil(high), 0).astype(int)
    mask[top:bottom, left:right] = 0
    return mask


def _likely(matrix: NDArray[np.float64]) -> bool:
    return SCALES[0] <= math.hypot(matrix[0, 0], matrix[1, 0]) <= SCALES[1]


def _moved(box_xywh_px: Box, matrix: NDArray[np.float64], scale: NDArray[np.float64]) -> Box:
    """The centre goes where the matrix of the grey images leads, the size grows as it does; a box stays upright."""
    centre, size = box_centre(box_xywh_px), box_xywh_px[2:]
    centre = (matrix[:, :2] @ (centre / scale) + matrix[:, 2]) * scale
    size = size * math.hypot(matrix[0, 0], matrix[1, 0])
    return np.concatenate([centre - size / 2, size])
