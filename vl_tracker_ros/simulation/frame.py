"""An image in the making: what is nearest in each pixel is seen."""
from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.media.overlay import Box

NOBODY = -1


class Frame:
    """canvas (H,W,3) BGR; nearness (H,W): 1/z of the face that is seen [1/m]; owner (H,W): index of the figure."""

    def __init__(self, canvas: NDArray[np.uint8]) -> None:
        self.canvas = canvas
        self.nearness = np.zeros(canvas.shape[:2], np.float32)
        self.owner = np.full(canvas.shape[:2], NOBODY, np.int16)

    def paint_face(self, corners_px: NDArray[np.float64], near: NDArray[np.float64], grey: float,
                   grain: NDArray[np.float32]) -> None:
        """An upright rectangle: its corners (4,2), feet first, and the nearness (2,) of its feet [1/m]; `grain` (H,W)
        is added to its grey.

        1/z of a plane is linear in the image, and that of an upright one the same all along a column.
        """
        (left, right), corners = corners_px[:2, 0], corners_px.round().astype(np.int32)
        x, y, width, height = cv2.boundingRect(corners)
        rows, columns = self._inside(x, y, width, height)
        if abs(right - left) < 1.0 or rows.start >= rows.stop or columns.start >= columns.stop:
            return
        mask = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.uint8)
        cv2.fillConvexPoly(mask, corners - (columns.start, rows.start), 1)
        slope = (near[1] - near[0]) / (right - left)
        nearness = (near[0] + slope * (np.arange(columns.start, columns.stop) - left)).astype(np.float32)
        behind = self.nearness[rows, columns]
        front = (mask > 0) & (nearness > behind)
        np.copyto(behind, nearness, where=front)
        colour = (grey + grain[rows, columns]).clip(0, 255).astype(np.uint8)
        np.copyto(self.canvas[rows, columns], colour[..., None], where=front[..., None])

    def paint_figure(self, index: int, box_xywh_px: Box, near: float, sprite: NDArray[np.uint8]) -> float:
        """A BGRA picture that fills a box at one depth; call it for the farthest figure first.

        Returns the number of pixels that the figure would have if all of it were seen.
        """
        x, y, width, height = box_xywh_px
        left, top = round(x), round(y)
        picture = cv2.resize(sprite, (max(1, round(x + width) - left), max(1, round(y + height) - top)),
                             interpolation=cv2.INTER_AREA)
        rows, columns = self._inside(left, top, picture.shape[1], picture.shape[0])
        if rows.start < rows.stop and columns.start < columns.stop:
            part = picture[rows.start - top:rows.stop - top, columns.start - left:columns.stop - left]
            front = self.nearness[rows, columns] < near
            alpha = part[..., 3:] / np.float32(255) * front[..., None]
            patch = self.canvas[rows, columns]
            patch[:] = patch * (1 - alpha) + part[..., :3] * alpha
            self.owner[rows, columns][alpha[..., 0] > 0.5] = index
        return max(1.0, float(np.count_nonzero(picture[..., 3] > 127)))

    def _inside(self, x: int, y: int, width: int, height: int) -> tuple[slice, slice]:
        """Rows and columns of a box that lie inside the image."""
        image_height, image_width = self.owner.shape
        return slice(max(y, 0), min(y + height, image_height)), slice(max(x, 0), min(x + width, image_width))
