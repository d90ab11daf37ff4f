"""Warping and pasting: a scene is never rendered whole, each piece is warped straight into the view."""
from __future__ import annotations

import cv2
import numpy as np


def warp_view(image: np.ndarray, centre: tuple[float, float], side: tuple[float, float], size: int,
              border: int = cv2.BORDER_CONSTANT, flip: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """The rectangle of `side` (w,h) pixels around `centre`, as a (size,size) view, and its 2x3 matrix (image -> view).

    The matrix maps points with the corner of the top-left pixel at 0,0, as boxes have it.
    """
    scale = np.array([size / side[0], size / side[1]])
    if scale.max() < 0.6:                                   # warpAffine does not average: shrink first
        kernel = int(round(0.5 / scale.max())) * 2 + 1
        image = cv2.blur(image, (kernel, kernel))
    scale[0] *= -1 if flip else 1
    matrix = np.column_stack([np.diag(scale), size / 2 - scale * np.asarray(centre)])
    of_centres = matrix.copy()                              # OpenCV has the top-left pixel's centre at 0,0
    of_centres[:, 2] += (scale - 1) / 2
    return cv2.warpAffine(image, of_centres, (size, size), flags=cv2.INTER_LINEAR, borderMode=border), matrix


def warp_box(matrix: np.ndarray, box_xywh_px: np.ndarray) -> np.ndarray:
    """box_xywh of the image in view pixels, xywh, for a matrix without rotation."""
    x, y, w, h = box_xywh_px
    (x0, y0), (x1, y1) = np.array([[x, y], [x + w, y + h]]) @ matrix[:, :2].T + matrix[:, 2]
    return np.array([min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)])


def clip_to_view(box_xywh: np.ndarray, size: int, keep: float = 0.3) -> np.ndarray | None:
    """The part of the box in the view as cx,cy,w,h in [0,1]; None when under `keep` of it, or under 3 px, is left."""
    x0, y0 = np.maximum(box_xywh[:2], 0)
    x1, y1 = np.minimum(box_xywh[:2] + box_xywh[2:], size)
    if min(x1 - x0, y1 - y0) < 3 or (x1 - x0) * (y1 - y0) < keep * box_xywh[2] * box_xywh[3]:
        return None
    return np.array([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0], np.float32) / size


def paste(view: np.ndarray, cutout: np.ndarray, centre: tuple[float, float], width: float, height: float,
          degrees: float, smear: np.ndarray | None = None) -> np.ndarray | None:
    """Blend a BGRA cut-out, stretched to width x height and turned, into `view` in place.

    smear: kernel (k,k) of the object's own motion blur. Returns the tight box of what is visible in view pixels
    (x,y,w,h), None when nothing is.
    """
    angle = np.deg2rad(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    half_w = (abs(width * cos) + abs(height * sin)) / 2
    half_h = (abs(width * sin) + abs(height * cos)) / 2
    x0, y0 = max(0, int(centre[0] - half_w) - 1), max(0, int(centre[1] - half_h) - 1)
    x1 = min(view.shape[1], int(centre[0] + half_w) + 2)
    y1 = min(view.shape[0], int(centre[1] + half_h) + 2)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return None
    cutout = shrunk(cutout, width, height)
    scale_x, scale_y = width / cutout.shape[1], height / cutout.shape[0]
    matrix = np.array([
        [cos * scale_x, -sin * scale_y, centre[0] - cos * width / 2 + sin * height / 2 - x0],
        [sin * scale_x, cos * scale_y, centre[1] - sin * width / 2 - cos * height / 2 - y0]])
    piece = cv2.warpAffine(cutout, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    if smear is not None:
        piece = _smeared(piece, smear)
    blend(view[y0:y1, x0:x1], piece)
    x, y, w, h = cv2.boundingRect((piece[..., 3] > 110).view(np.uint8))
    return np.array([x0 + x, y0 + y, w, h], float) if w > 1 and h > 1 else None


def shrunk(cutout: np.ndarray, width: float, height: float) -> np.ndarray:
    """Not more than twice as large as needed: warpAffine does not average, and small images are quick."""
    sides = [max(2, min(cutout.shape[1], int(1.6 * width))), max(2, min(cutout.shape[0], int(1.6 * height)))]
    if sides[0] * sides[1] > 0.5 * cutout.shape[0] * cutout.shape[1]:
        return cutout
    return cv2.resize(cutout, sides, interpolation=cv2.INTER_AREA)


def _smeared(piece: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Motion blur of a BGRA piece; colours are weighted by alpha, so that nothing dark comes in from outside."""
    alpha = piece[..., 3:].astype(np.float32)
    blurred = cv2.filter2D(np.dstack([piece[..., :3] * alpha, alpha]), -1, kernel)
    return np.dstack([blurred[..., :3] / np.maximum(blurred[..., 3:], 1), blurred[..., 3:]]).astype(np.uint8)


def blend(region: np.ndarray, piece: np.ndarray) -> None:
    """Lay BGRA pixels over a region (h,w,3) of a view in place."""
    alpha = cv2.cvtColor(piece[..., 3], cv2.COLOR_GRAY2BGR)
    over = cv2.multiply(piece[..., :3], alpha, scale=1 / 255)
    under = cv2.multiply(region, cv2.bitwise_not(alpha), scale=1 / 255)
    region[:] = cv2.add(over, under)
