"""What light, lenses and time do to a view: augmentation of BGR uint8 images."""
from __future__ import annotations

import cv2
import numpy as np


def jitter_colour(image: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """Change gain, white balance and brightness of a BGR or BGRA image; alpha stays."""
    gain = np.exp(rng.normal(0, strength * 0.6))
    balance = np.exp(rng.normal(0, strength * 0.2, 3))
    table = np.arange(256)[:, None] * gain * balance + rng.normal(0, strength * 40)
    table = np.clip(table, 0, 255).astype(np.uint8)
    if image.shape[2] == 4:
        table = np.column_stack([table, np.arange(256, dtype=np.uint8)])
    return cv2.LUT(image, np.ascontiguousarray(table[None]))


def cast_shadow(view: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Darken one side of a soft straight edge, as a building's shadow or a cloud does."""
    angle, place, dark = rng.uniform(0, 2 * np.pi), rng.uniform(0.25, 0.75), rng.uniform(0.35, 0.8)
    y, x = np.mgrid[:16, :16] / 15 - 0.5
    lit = np.clip((x * np.cos(angle) + y * np.sin(angle) + 0.5 - place) * rng.uniform(2, 14) + 0.5, 0, 1)
    light = cv2.resize(((dark + (1 - dark) * lit) * 255).astype(np.uint8), view.shape[1::-1])
    return cv2.multiply(view, cv2.cvtColor(light, cv2.COLOR_GRAY2BGR), scale=1 / 255)


def tilt(view: np.ndarray, degrees: float) -> np.ndarray:
    """The view turned about its middle; its edge goes on into the corners."""
    height, width = view.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    return cv2.warpAffine(view, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def motion_kernel(length: float, angle: float) -> np.ndarray:
    """A line of `length` pixels through the middle at `angle` radians, as a blur kernel (k,k) float32 of sum 1."""
    half = int(np.ceil(length / 2))
    kernel = np.zeros((2 * half + 1,) * 2, np.float32)
    step = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    start, end = (tuple(int(v) for v in np.rint((half + sign * step) * 16)) for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA, 4)
    return kernel / kernel.sum()


def draw_detail(rng: np.random.Generator, target_px: float, share: float = 0.4) -> float:
    """Resolution kept of a view, in (0,1], so that a `share` of targets has 8 to 40 pixels of its own."""
    if rng.random() >= share:
        return 1.0
    return float(min(1.0, np.exp(rng.uniform(np.log(8), np.log(40))) / target_px))


def lose_detail(view: np.ndarray, detail: float) -> np.ndarray:
    """The view as it looks enlarged from a picture of `detail` times its resolution."""
    if detail >= 1:
        return view
    small = cv2.resize(view, None, fx=detail, fy=detail, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, view.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def degrade(view: np.ndarray, rng: np.random.Generator, strength: float = 0.12) -> np.ndarray:
    """Other light, sometimes a shadow; then one of: defocus, motion blur in any direction, low resolution, noise."""
    view = jitter_colour(view, strength, rng)
    if rng.random() < 0.12:
        view = cast_shadow(view, rng)
    kind = rng.random()
    if kind < 0.1:
        return cv2.GaussianBlur(view, (0, 0), rng.uniform(0.5, 1.8))
    if kind < 0.22:
        return cv2.filter2D(view, -1, motion_kernel(rng.uniform(3, 11), rng.uniform(0, np.pi)))
    if kind < 0.34:
        return lose_detail(view, rng.uniform(0.3, 0.75))
    if kind < 0.44:
        noise = rng.integers(0, 25, view.shape[:2], dtype=np.uint8)
        return cv2.subtract(cv2.add(view, cv2.cvtColor(noise, cv2.COLOR_GRAY2BGR)), (12, 12, 12, 0))
    return view
