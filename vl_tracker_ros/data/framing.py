"""What a tracker sees of a picture: a local crop, the whole image, a place beside the target, the template."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.data.compose import clip_to_view, warp_box, warp_view

SEARCH_FACTOR, TEMPLATE_FACTOR = 4.0, 2.0       # side of a crop to the side of a square of the target's area
_LEAST_AREA = 16.0
_TILE_SHARES = 0.35, 0.85                       # of the image's sides


def crop_side(box_xywh: np.ndarray, factor: float) -> float:
    """Side in pixels of the square crop around a box."""
    return factor * float(np.sqrt(max(box_xywh[2] * box_xywh[3], _LEAST_AREA)))


def share_inside(image: np.ndarray, box_xywh: np.ndarray) -> float:
    """How much of the search crop around a box an image can fill, in (0,1]: the rest is padding."""
    side = crop_side(box_xywh, SEARCH_FACTOR)
    return float(min(1.0, image.shape[1] / side) * min(1.0, image.shape[0] / side))


def _centre(box_xywh: np.ndarray) -> np.ndarray:
    return np.asarray(box_xywh[:2]) + np.asarray(box_xywh[2:]) / 2


def whole_view(image: np.ndarray, box_xywh: np.ndarray, size: int, flip: bool) -> tuple[np.ndarray, np.ndarray]:
    """The whole image made square, (size,size,3), and the box xywh in it."""
    height, width = image.shape[:2]
    view, matrix = warp_view(image, (width / 2, height / 2), (float(width), float(height)), size, flip=flip)
    return view, warp_box(matrix, box_xywh)


def tile_view(image: np.ndarray, box_xywh: np.ndarray, size: int, rng: np.random.Generator,
              flip: bool) -> tuple[np.ndarray, np.ndarray]:
    """A part of the image, made square, (size,size,3), with all of the target anywhere in it; its box xywh."""
    box, extent = np.asarray(box_xywh, float), np.array(image.shape[1::-1], float)
    sides = np.clip(rng.uniform(*_TILE_SHARES) * extent, np.minimum(1.05 * box[2:], extent), extent)
    low, high = np.maximum(box[:2] + box[2:] - sides, 0), np.minimum(box[:2], extent - sides)
    corner = low + rng.random(2) * np.maximum(high - low, 0)
    view, matrix = warp_view(image, tuple(corner + sides / 2), tuple(sides), size, flip=flip)
    return view, warp_box(matrix, box)


def local_view(image: np.ndarray, box_xywh: np.ndarray, size: int, rng: np.random.Generator,
               flip: bool) -> tuple[np.ndarray, np.ndarray]:
    """A crop (size,size,3) in which the target is off the middle, and not quite as large as expected; its box xywh."""
    length = crop_side(box_xywh, SEARCH_FACTOR) * np.exp(rng.normal(0, 0.22))
    centre = _centre(box_xywh) + np.clip(rng.normal(0, 0.17, 2), -0.4, 0.4) * length
    stretch = np.exp(rng.normal(0, 0.08))
    view, matrix = warp_view(image, tuple(centre), (length * stretch, length / stretch), size, flip=flip)
    return view, warp_box(matrix, box_xywh)


def view_without(image: np.ndarray, box_xywh: np.ndarray, size: int, rng: np.random.Generator,
                 flip: bool) -> np.ndarray | None:
    """A crop of the usual size beside the target, which is out of it; None where the image ends."""
    length = crop_side(box_xywh, SEARCH_FACTOR) * np.exp(rng.normal(0, 0.22))
    away = np.array([1.0, rng.uniform(-1, 1)])[::1 if rng.random() < 0.5 else -1] * rng.choice((-1, 1))
    centre = _centre(box_xywh) + away * (length / 2 + np.asarray(box_xywh[2:]) / 2) * rng.uniform(1.02, 1.5)
    if not (np.all(centre > 0) and np.all(centre < image.shape[1::-1])):
        return None
    view, matrix = warp_view(image, tuple(centre), (length, length), size, flip=flip)
    return view if clip_to_view(warp_box(matrix, box_xywh), size, keep=0.0) is None else None


def template_view(image: np.ndarray, box_xywh: np.ndarray, size: int, rng: np.random.Generator,
                  flip: bool) -> np.ndarray:
    """The crop (size,size,3) that a tracker starts from, as exact as a person draws a box."""
    side = crop_side(box_xywh, TEMPLATE_FACTOR) * np.exp(rng.normal(0, 0.05))
    centre = _centre(box_xywh) + rng.normal(0, 0.02, 2) * side
    return warp_view(image, tuple(centre), (side, side), size, flip=flip)[0]
