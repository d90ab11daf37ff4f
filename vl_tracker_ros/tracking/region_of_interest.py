"""Where in the image the target may be: a mask for all that is found, and a rectangle for searches."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vl_tracker_ros.geometry import Box, box_centre, check_box
from vl_tracker_ros.tracking.types import TrackerError

_WHITE = 128


class RegionError(TrackerError):
    """A mask that cannot be used; the line names the file and the cause."""


class RegionOfInterest:
    """All of the image, unless a mask or a rectangle says less. One object serves all trackers of one camera.

    The mask holds for every candidate of every view: one whose centre lies outside does not exist. The rectangle, which
    may change at any time, holds for searches of the whole image alone: a target may be followed out of it.
    """

    def __init__(self, mask_file: Path | None = None) -> None:
        """`mask_file` is an image of the size of the camera's: white is where to look. Raises RegionError.

        `rectangle_xywh_px`, on whole pixels, is what `search_inside` has set last; None: all of the image. `mask` is
        (H, W), true where the target may be; None: anywhere.
        """
        self._file = mask_file
        self.mask = None if mask_file is None else _read(mask_file)
        self._white: Box | None = None if self.mask is None else np.array(
            cv2.boundingRect(self.mask.astype(np.uint8)), np.float64)
        self.rectangle_xywh_px: Box | None = None

    def search_inside(self, box_xywh_px: ArrayLike | None, image_shape: tuple[int, ...] = ()) -> None:
        """Search only this part of images (H, W, ...), None for all of it. Raises ValueError for what lies outside."""
        if box_xywh_px is None:
            self.rectangle_xywh_px = None
            return
        x, y, w, h = check_box(box_xywh_px, image_shape)
        low, high = np.floor((x, y)), np.ceil((x + w, y + h))
        self.rectangle_xywh_px = np.concatenate([low, high - low])

    def check(self, image_shape: tuple[int, ...]) -> None:
        """Raise TrackerError for an image (H, W, ...) that the mask does not fit."""
        if self.mask is not None and self.mask.shape != image_shape[:2]:
            (height, width), (rows, columns) = image_shape[:2], self.mask.shape
            raise TrackerError(f'{self._file}: the mask has {columns}x{rows} pixels, the image {width}x{height}')

    def bounds(self, image_shape: tuple[int, ...]) -> Box:
        """What a search of the whole image (H, W, ...) looks at, as box_xywh_px on whole pixels."""
        bounds = np.array([0, 0, image_shape[1], image_shape[0]], np.float64)
        for part in (self.rectangle_xywh_px, self._white):
            bounds = bounds if part is None else _common(bounds, part)
        return bounds

    def allows(self, boxes_xywh_px: Box) -> NDArray[np.bool_]:
        """Which of boxes (N, 4) may be the target by the mask, (N,)."""
        height, width = self.mask.shape
        x, y = np.floor(box_centre(boxes_xywh_px)).astype(np.int64).T
        return self.mask[y.clip(0, height - 1), x.clip(0, width - 1)]


def _read(path: Path) -> NDArray[np.bool_]:
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise RegionError(f'{path}: cannot be read as an image')
    mask = image >= _WHITE
    if not mask.any():
        raise RegionError(f'{path}: the mask has no white pixel: there would be nowhere to look')
    return mask


def _common(a_xywh_px: Box, b_xywh_px: Box) -> Box:
    """What two boxes have in common; the first of them where that is nothing."""
    low = np.maximum(a_xywh_px[:2], b_xywh_px[:2])
    high = np.minimum(a_xywh_px[:2] + a_xywh_px[2:], b_xywh_px[:2] + b_xywh_px[2:])
    return np.concatenate([low, high - low]) if (high > low).all() else a_xywh_px
