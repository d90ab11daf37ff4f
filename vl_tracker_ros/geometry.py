"""Boxes, crops, and the way between the image and the network's view of it.

A box says its form in its name: `box_xywh_px` is (left, top, width, height) in pixels of the image,
`box_cxcywh_norm` is (centre x, centre y, width, height) as a share of the search view.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST_BOX_PX = 10.0     # clip_box of OSTrack

Box = NDArray[np.float64]
Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class View:
    """A rectangle of the image, shown to the network as a square.

    Both a local crop and the whole image are such rectangles, so one affine map serves both. A crop's
    rectangle is centred on the exact centre of its box, not on the rounded pixel corners, as the published
    trackers map back.
    """

    region_xywh_px: Box

    def to_image(self, box_cxcywh_norm: ArrayLike) -> Box:
        """Map boxes (..., 4) of the view to `box_xywh_px` (..., 4) of the image."""
        box = np.asarray(box_cxcywh_norm, np.float64)
        centre, size = box[..., :2], box[..., 2:]
        corner, extent = self.region_xywh_px[:2], self.region_xywh_px[2:]
        return np.concatenate([corner + (centre - size / 2) * extent, size * extent], -1)

    def to_view(self, box_xywh_px: ArrayLike) -> Box:
        """Map boxes (..., 4) of the image to `box_cxcywh_norm` (..., 4) of the view."""
        box = np.asarray(box_xywh_px, np.float64)
        low, size = box[..., :2], box[..., 2:]
        corner, extent = self.region_xywh_px[:2], self.region_xywh_px[2:]
        return np.concatenate([(low + size / 2 - corner) / extent, size / extent], -1)


class Canvas:
    """Views of images in memory that is kept from one to the next.

    A view is good until the next one of its size. The square that parts of images are laid on is always black
    between uses, so what was never laid on takes no memory, however large the square.
    """

    def __init__(self) -> None:
        self._square: Image = np.zeros((0, 0, 3), np.uint8)
        self._views: dict[int, Image] = {}

    def resized(self, pixels: Image, size: int) -> Image:
        """These pixels as a view (size, size, 3)."""
        if size not in self._views:
            self._views[size] = np.empty((size, size, 3), np.uint8)
        return cv2.resize(pixels, (size, size), dst=self._views[size])

    def padded(self, side: int, part: Image, rows: slice, columns: slice, size: int) -> Image:
        """A black square of `side` pixels with `part` at these rows and columns, as a view (size, size, 3)."""
        if side > len(self._square):
            room = 1 << (side - 1).bit_length()  # a target that comes nearer does not need more in every frame
            self._square = np.zeros((room, room, 3), np.uint8)
        square = self._square[:side, :side]
        square[rows, columns] = part
        view = self.resized(square, size)
        square[rows, columns] = 0
        return view


def crop_view(image: Image, box_xywh_px: ArrayLike, factor: float, size: int,
              canvas: Canvas | None = None, least_side_px: float = 0.0) -> tuple[Image, View]:
    """Cut a square of side ceil(sqrt(w*h)*factor), or `least_side_px`, around a box and resize it to (size, size, 3).

    This is `sample_target` of OSTrack and MVLM to the pixel: corners by Python's round, zeros outside the
    image, and a crop that reaches the right or bottom border gives the image's last column or row to the
    padding. With a `canvas` of the caller's it needs no new memory.
    """
    x, y, w, h = (float(v) for v in np.asarray(box_xywh_px, np.float64))
    side = math.ceil(max(math.sqrt(w * h) * factor, least_side_px))
    if side < 1:
        raise ValueError(f'box {x:g},{y:g},{w:g},{h:g} has no area to crop')
    canvas = canvas or Canvas()
    rows, crop_rows = _overlap(round(y + 0.5 * h - 0.5 * side), side, image.shape[0])
    columns, crop_columns = _overlap(round(x + 0.5 * w - 0.5 * side), side, image.shape[1])
    part = image[rows, columns]
    view = View(np.array([x + w / 2 - side / 2, y + h / 2 - side / 2, side, side], np.float64))
    if part.shape[:2] == (side, side):
        return canvas.resized(part, size), view
    return canvas.padded(side, part, crop_rows, crop_columns, size), view


def _overlap(start: int, side: int, length: int) -> tuple[slice, slice]:
    """Where [start, start+side) meets an axis of the image: a slice of the image and one of the crop."""
    stop = start + side
    if stop >= length:
        stop = length - 1
    first, last = max(start, 0), max(stop, max(start, 0))
    return slice(first, last), slice(first - start, last - start)


def global_view(image: Image, size: int, canvas: Canvas | None = None) -> tuple[Image, View]:
    """Resize the whole image to (size, size, 3); the aspect ratio is not kept."""
    height, width = image.shape[:2]
    return region_view(image, np.array([0, 0, width, height], np.float64), size, canvas)


def region_view(image: Image, region_xywh_px: Box, size: int, canvas: Canvas | None = None) -> tuple[Image, View]:
    """Resize a part of the image, whole pixels inside it, to (size, size, 3); the aspect ratio is not kept."""
    x, y, w, h = (int(v) for v in region_xywh_px)
    return (canvas or Canvas()).resized(image[y:y + h, x:x + w], size), View(region_xywh_px)


def iou_matrix(a_cxcywh: ArrayLike, b_cxcywh: ArrayLike) -> NDArray[np.float64]:
    """Intersection over union (N, M) of boxes a (N, 4) with boxes b (M, 4); 0 where both are empty."""
    a, b = (np.asarray(np.transpose(boxes), np.float64, order='C') for boxes in (a_cxcywh, b_cxcywh))
    high = np.minimum((a[:2] + a[2:] / 2)[:, :, None], (b[:2] + b[2:] / 2)[:, None])  # (2, N, M)
    low = np.maximum((a[:2] - a[2:] / 2)[:, :, None], (b[:2] - b[2:] / 2)[:, None])
    width, height = np.maximum(high - low, 0)
    overlap = width * height
    union = (a[2] * a[3])[:, None] + b[2] * b[3] - overlap
    return overlap / np.maximum(union, np.finfo(np.float64).tiny)


def box_centre(box_xywh: NDArray[np.float64]) -> NDArray[np.float64]:
    """The centres x,y (..., 2) of boxes (..., 4), in their units."""
    return box_xywh[..., :2] + box_xywh[..., 2:] / 2


def clip_box_xywh_px(box_xywh_px: ArrayLike, image_shape: tuple[int, ...], margin: float = LEAST_BOX_PX) -> Box:
    """Clip a box to the image (H, W, ...), at least `margin` pixels wide and high (clip_box of OSTrack)."""
    x, y, w, h = np.asarray(box_xywh_px, np.float64).tolist()
    height, width = image_shape[:2]
    left, span_x = _clip_span(x, w, width, margin)
    top, span_y = _clip_span(y, h, height, margin)
    return np.array([left, top, span_x, span_y], np.float64)


def _clip_span(start: float, span: float, length: int, margin: float) -> tuple[float, float]:
    margin = min(margin, length)  # an image narrower than the margin still has a box inside it
    low = min(max(0.0, start), length - margin)
    high = min(max(margin, start + span), length)
    return low, max(margin, high - low)


def check_box(box_xywh_px: ArrayLike, image_shape: tuple[int, ...]) -> Box:
    """Return the part of a box that lies in the image (H, W, ...) as `box_xywh_px`.

    Raises ValueError in one line for a box that is not four finite numbers, has no area, or lies outside the
    image.
    """
    box = np.asarray(box_xywh_px, np.float64)
    if box.shape != (4,) or not np.isfinite(box).all():
        raise ValueError(f'box {box.tolist()} is not four finite numbers x, y, width, height')
    x, y, w, h = box
    height, width = image_shape[:2]
    if w <= 0 or h <= 0:
        raise ValueError(f'box {x:g},{y:g},{w:g},{h:g} has no area')
    if x >= width or y >= height or x + w <= 0 or y + h <= 0:
        raise ValueError(f'box {x:g},{y:g},{w:g},{h:g} lies outside the image of {width}x{height} pixels')
    left, top = max(x, 0.0), max(y, 0.0)
    return np.array([left, top, min(x + w, width) - left, min(y + h, height) - top], np.float64)
