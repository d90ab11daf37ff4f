"""Pictures as cameras encode them."""
from __future__ import annotations

import array

import cv2
import numpy as np
from sensor_msgs.msg import Image

PATTERNS = {'rggb': 'rg/gb', 'bggr': 'bg/gr', 'gbrg': 'gb/rg', 'grbg': 'gr/bg'}


def message(pixels: np.ndarray, encoding: str, padding: int = 0, big_endian: bool = False,
            height: int | None = None) -> Image:
    """Rows (H,W) or (H,W,C) of any type as a message; height: of the image, where colours lie under it."""
    rows = np.ascontiguousarray(pixels).view(np.uint8).reshape(len(pixels), -1)
    rows = np.pad(rows, ((0, 0), (0, padding)), constant_values=77)
    return Image(height=height or pixels.shape[0], width=pixels.shape[1], encoding=encoding, step=rows.shape[1],
                 is_bigendian=big_endian, data=array.array('B', rows.tobytes()))


def bayer(image: np.ndarray, pattern: str) -> np.ndarray:
    """What a sensor with that pattern sees."""
    seen = np.zeros(image.shape[:2], image.dtype)
    for y, row in enumerate(PATTERNS[pattern].split('/')):
        for x, colour in enumerate(row):
            seen[y::2, x::2] = image[y::2, x::2, 'bgr'.index(colour)]
    return seen


def _yuv_planes(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """y (H,W), u and v (H/2,W/2), as cameras give them."""
    height, width = image.shape[:2]
    flat = cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420).reshape(-1)
    y, u, v = np.split(flat, [height * width, height * width * 5 // 4])
    return y.reshape(height, width), u.reshape(height // 2, -1), v.reshape(height // 2, -1)


def packed_422(image: np.ndarray, order: str) -> np.ndarray:
    """(H,W,2): the four bytes of `order` for two pixels."""
    y, u, v = _yuv_planes(image)
    of_two = {'u': u.repeat(2, 0), 'v': v.repeat(2, 0), 'y': y[:, ::2], 'Y': y[:, 1::2]}
    return np.stack([of_two[name] for name in order], axis=-1).reshape(*image.shape[:2], 2)


def planes_420(image: np.ndarray, order: str) -> np.ndarray:
    """(3H/2,W): brightness, and under it the colours in the `order` of their two letters."""
    y, u, v = _yuv_planes(image)
    colours = np.stack([{'u': u, 'v': v}[name] for name in order], axis=-1)
    return np.vstack([y, colours.reshape(len(u), -1)])
