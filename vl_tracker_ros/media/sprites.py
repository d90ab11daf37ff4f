"""Small drawn objects with a name and a colour: the actors of rendered scenes."""
from __future__ import annotations

from typing import Callable

import cv2
import numpy as np

Colour = tuple[int, int, int]
_SIDE = 96                      # drawn at this size, then resized: anti-aliased edges at every size

COLOURS_BGR: dict[str, Colour] = {
    'black': (25, 25, 25), 'white': (240, 240, 240), 'grey': (128, 128, 128), 'red': (35, 30, 200),
    'orange': (20, 125, 240), 'yellow': (40, 215, 240), 'green': (50, 150, 40), 'blue': (190, 70, 30),
    'purple': (150, 40, 120), 'pink': (180, 130, 245), 'brown': (35, 65, 110),
}


def _shade(colour: Colour, factor: float) -> Colour:
    return tuple(int(np.clip(c * factor, 0, 255)) for c in colour)  # type: ignore[return-value]


def _ball(canvas: np.ndarray, colour: Colour, _: Colour) -> None:
    for step in range(12):
        radius = int(46 * (1 - step / 14))
        cv2.circle(canvas, (48 - step, 48 - step), radius, (*_shade(colour, 0.65 + step * 0.05), 255), -1, cv2.LINE_AA)


def _box(canvas: np.ndarray, colour: Colour, _: Colour) -> None:
    top = np.array([[4, 24], [28, 4], [92, 4], [68, 24]])
    side = np.array([[68, 24], [92, 4], [92, 72], [68, 92]])
    cv2.fillPoly(canvas, [top], (*_shade(colour, 1.2), 255), cv2.LINE_AA)
    cv2.fillPoly(canvas, [side], (*_shade(colour, 0.7), 255), cv2.LINE_AA)
    cv2.rectangle(canvas, (4, 24), (68, 92), (*colour, 255), -1)


def _triangle(canvas: np.ndarray, colour: Colour, _: Colour) -> None:
    cv2.fillPoly(canvas, [np.array([[48, 4], [92, 90], [4, 90]])], (*colour, 255), cv2.LINE_AA)


def _cup(canvas: np.ndarray, colour: Colour, _: Colour) -> None:
    cv2.ellipse(canvas, (70, 50), (20, 22), 0, 0, 360, (*_shade(colour, 0.8), 255), 8, cv2.LINE_AA)
    cv2.fillPoly(canvas, [np.array([[8, 12], [70, 12], [64, 92], [14, 92]])], (*colour, 255), cv2.LINE_AA)
    cv2.ellipse(canvas, (39, 12), (31, 8), 0, 0, 360, (*_shade(colour, 0.55), 255), -1, cv2.LINE_AA)


def _star(canvas: np.ndarray, colour: Colour, _: Colour) -> None:
    angles = -np.pi / 2 + np.arange(10) * np.pi / 5
    radii = np.where(np.arange(10) % 2 == 0, 46, 19)
    points = np.stack([48 + radii * np.cos(angles), 50 + radii * np.sin(angles)], axis=1).astype(np.int32)
    cv2.fillPoly(canvas, [points], (*colour, 255), cv2.LINE_AA)


def _person(canvas: np.ndarray, shirt: Colour, trousers: Colour) -> None:
    skin = (130, 165, 215)
    cv2.rectangle(canvas, (39, 52), (47, 94), (*trousers, 255), -1)
    cv2.rectangle(canvas, (49, 52), (57, 94), (*_shade(trousers, 0.85), 255), -1)
    cv2.line(canvas, (36, 24), (30, 52), (*_shade(shirt, 0.85), 255), 6, cv2.LINE_AA)
    cv2.line(canvas, (60, 24), (66, 52), (*_shade(shirt, 0.85), 255), 6, cv2.LINE_AA)
    cv2.fillPoly(canvas, [np.array([[35, 19], [61, 19], [58, 56], [38, 56]])], (*shirt, 255), cv2.LINE_AA)
    cv2.circle(canvas, (48, 10), 8, (*skin, 255), -1, cv2.LINE_AA)
    cv2.ellipse(canvas, (48, 7), (8, 6), 0, 180, 360, (25, 30, 45, 255), -1, cv2.LINE_AA)


def _car(canvas: np.ndarray, colour: Colour, _: Colour) -> None:
    cv2.fillPoly(canvas, [np.array([[20, 48], [32, 28], [66, 28], [80, 48]])], (*_shade(colour, 0.8), 255), cv2.LINE_AA)
    cv2.fillPoly(canvas, [np.array([[27, 46], [35, 32], [62, 32], [71, 46]])], (95, 85, 70, 255), cv2.LINE_AA)
    cv2.rectangle(canvas, (4, 46), (92, 66), (*colour, 255), -1)
    for x in (24, 72):
        cv2.circle(canvas, (x, 67), 10, (25, 25, 25, 255), -1, cv2.LINE_AA)
        cv2.circle(canvas, (x, 67), 4, (150, 150, 150, 255), -1, cv2.LINE_AA)


_DRAW: dict[str, Callable[[np.ndarray, Colour, Colour], None]] = {
    'ball': _ball, 'box': _box, 'triangle': _triangle, 'cup': _cup, 'star': _star, 'person': _person, 'car': _car,
}
SPRITE_KINDS = tuple(_DRAW)


def draw_sprite(kind: str, colour_bgr: Colour, height_px: int, rng: np.random.Generator,
                colour2_bgr: Colour | None = None) -> np.ndarray:
    """Draw one object, cropped to its outline.

    kind: one of SPRITE_KINDS; colour_bgr: its main colour (a person's shirt); colour2_bgr: a person's trousers.
    Returns BGRA uint8 (height_px, w, 4). Raises KeyError for an unknown kind.
    """
    canvas = np.zeros((_SIDE, _SIDE, 4), np.uint8)
    _DRAW[kind](canvas, colour_bgr, colour2_bgr or _shade(colour_bgr, 0.6))
    x, y, w, h = cv2.boundingRect(canvas[..., 3])
    canvas = np.ascontiguousarray(canvas[y:y + h, x:x + w])
    noise = rng.normal(0, 6, canvas.shape[:2])[..., None]      # a flat colour is not what a camera sees
    canvas[..., :3] = np.clip(canvas[..., :3] + noise, 0, 255).astype(np.uint8)
    width_px = max(2, round(w * height_px / h))
    interpolation = cv2.INTER_AREA if height_px < h else cv2.INTER_LINEAR
    return cv2.resize(canvas, (width_px, max(2, height_px)), interpolation=interpolation)
