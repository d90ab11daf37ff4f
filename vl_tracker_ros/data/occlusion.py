"""Things that come before a target."""
from __future__ import annotations

import cv2
import numpy as np

from vl_tracker_ros.data.compose import paste
from vl_tracker_ros.data.items import Cutout


def hide_part(view: np.ndarray, box_xywh: np.ndarray, actor: Cutout, rng: np.random.Generator,
              most: float = 0.5) -> np.ndarray | None:
    """Put an actor before one side of a box, over at most the share `most` of it, in place.

    Returns the box (xywh, pixels of the view) of what was put there, None when it is out of view.
    """
    x, y, w, h = box_xywh
    share, axis, far = rng.uniform(0.15, most), int(rng.random() < 0.5), rng.random() < 0.5
    height = max(6.0, h * rng.uniform(0.7, 1.3))
    width = max(6.0, min(height * actor.aspect, 1.5 * w))
    middle = np.array([x + w / 2, y + h / 2]) + rng.normal(0, 0.2, 2) * (w, h)
    start, side, own = (x, w, width) if axis == 0 else (y, h, height)
    middle[axis] = start + side * (1 - share) + own / 2 if far else start + side * share - own / 2
    return paste(view, actor.image, tuple(middle), width, height, 0.0)


def stand_beside(view: np.ndarray, box_xywh: np.ndarray, photo: np.ndarray, rng: np.random.Generator) -> None:
    """The same as `hide_all`, beside the box: a piece of a photo in view does not tell that the target is hidden."""
    away = np.array([2.2, rng.uniform(-1, 1)])[::1 if rng.random() < 0.5 else -1] * rng.choice((-1, 1))
    hide_all(view, np.concatenate([box_xywh[:2] + away * box_xywh[2:], box_xywh[2:]]), photo, rng)


def hide_all(view: np.ndarray, box_xywh: np.ndarray, photo: np.ndarray, rng: np.random.Generator) -> None:
    """Lay a piece of a photo over a whole box, with a margin, in place: a wall, a lorry, a leaf."""
    grow = rng.uniform(0.1, 0.5, 4) * np.tile(box_xywh[2:], 2)
    x0, y0 = np.maximum(np.floor(box_xywh[:2] - grow[:2]), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(box_xywh[:2] + box_xywh[2:] + grow[2:]), view.shape[1::-1]).astype(int)
    if x1 <= x0 or y1 <= y0:
        return
    side = int(rng.integers(photo.shape[0] // 4, photo.shape[0] // 2))
    left, top = rng.integers(0, photo.shape[0] - side, 2)
    view[y0:y1, x0:x1] = cv2.resize(photo[top:top + side, left:left + side], (int(x1 - x0), int(y1 - y0)))
