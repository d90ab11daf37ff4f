"""Image messages as no driver should send them."""
from __future__ import annotations

import numpy as np
from builtin_interfaces.msg import Time
from sensor_msgs.msg import Image
from std_msgs.msg import Header

ENCODINGS = ('bgr8', 'rgb8', 'bgra8', 'rgba8', 'mono8', 'mono16', '8UC1', '8UC3', '16UC1', '32FC1', '32FC3', '64FC1',
             'yuv422', 'nv12', 'bayer_rggb8', 'bayer_grbg16', 'nonsense', '', '\N{ROCKET}', 'BGR8', 'bgr8 ' * 50)
SIDES = (0, 1, 2, 7, 120, 160, 65_535, 2**31, 2**32 - 1)
STAMPS = ((0, 0), (-1, 0), (-2**31, 0), (2**31 - 1, 999_999_999), (10**9, 2**32 - 1))
PIXELS = 120 * 160


def fuzzed_image(rng: np.random.Generator) -> Image:
    """Wrong in most of its fields, each of them in its own way; at most a few hundred kilobytes."""
    height, width = ((120, 160) if rng.random() < 0.7 else rng.choice(SIDES, 2))
    row = int(width) * int(rng.choice((1, 2, 3, 4)))
    step = int(rng.choice((row, row, row, row - 1, row + 13, 0, 1, 2**32 - 1)))
    return Image(header=_header(rng), height=int(height), width=int(width), encoding=str(rng.choice(ENCODINGS)),
                 is_bigendian=int(rng.choice((0, 1, 255))), step=min(max(step, 0), 2**32 - 1), data=_data(rng))


def _header(rng: np.random.Generator) -> Header:
    sec, nanosec = STAMPS[rng.integers(len(STAMPS))]
    return Header(stamp=Time(sec=sec, nanosec=nanosec), frame_id=str(rng.choice(('', 'camera', '/', 'x' * 1000))))


def _data(rng: np.random.Generator) -> bytes:
    size = int(rng.choice((0, 1, PIXELS - 1, PIXELS, 3 * PIXELS - 1, 3 * PIXELS, *[4 * PIXELS] * 6)))
    kind = rng.integers(3)
    if kind == 0:
        return rng.bytes(size)
    if kind == 1:
        return bytes(size)
    return np.full(size // 4, rng.choice((np.nan, np.inf, -1e38)), np.float32).tobytes()
