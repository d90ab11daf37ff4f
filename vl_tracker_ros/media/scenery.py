"""What stands still in a rendered scene, what passes through it, and how things are laid over it."""

import cv2
import numpy as np

from vl_tracker_ros.media.overlay import Box


def background(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Muted texture of several scales, with a few flat things in it."""
    width, height = size
    canvas = np.full((height, width, 3), rng.uniform(100, 150) + rng.normal(0, 6, 3), np.float32)
    for cells, strength in ((4, 26), (16, 14), (64, 9)):
        coarse = rng.normal(0, strength, (cells * 3 // 4, cells, 1)) + rng.normal(0, strength / 6, (1, 1, 3))
        canvas += cv2.resize(coarse.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    for _ in range(7):
        x, y = rng.integers(0, width), rng.integers(0, height)
        w, h = rng.integers(width // 16, width // 5), rng.integers(height // 16, height // 4)
        canvas[y:y + h, x:x + w] += rng.normal(0, 18) + rng.normal(0, 4, 3)
    return np.clip(canvas, 0, 255).astype(np.uint8)


def board(rng: np.random.Generator, sprite_shape: tuple[int, int]) -> np.ndarray:
    """A grey board, BGRA uint8, a quarter larger than a sprite of shape (h,w)."""
    height, width = round(sprite_shape[0] * 1.25), round(sprite_shape[1] * 1.25)
    grey = rng.normal(95, 8, (height, 1, 1)) + rng.normal(0, 4, (height, width, 3))
    return np.dstack([np.clip(grey, 0, 255), np.full((height, width), 255)]).astype(np.uint8)


def paste(canvas: np.ndarray, sprite: np.ndarray, x: int, y: int) -> Box | None:
    """Blend a BGRA sprite in with its corner at (x,y); return the box of its part inside the image."""
    height, width = canvas.shape[:2]
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + sprite.shape[1], width), min(y + sprite.shape[0], height)
    if left >= right or top >= bottom:
        return None
    part = sprite[top - y:bottom - y, left - x:right - x].astype(np.float32)
    alpha = part[..., 3:] / 255
    patch = canvas[top:bottom, left:right]
    patch[:] = (patch * (1 - alpha) + part[..., :3] * alpha).astype(np.uint8)
    return float(left), float(top), float(right - left), float(bottom - top)
