"""sensor_msgs/Image with depths to metres, as REP 118 has them: 16UC1 in millimetres, 32FC1 in metres."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.media.image_message import ImageError, ImageMessage

_KINDS = {'16UC1': ('u2', 1e-3), 'mono16': ('u2', 1e-3), '32FC1': ('f4', 1.0)}


def to_depth_m(message: ImageMessage) -> NDArray[np.float32]:
    """Depths (H,W) in metres; 0 and NaN stay what they are: no depth there. Raises ImageError."""
    if message.encoding not in _KINDS:
        raise ImageError(f'depth encoding {message.encoding!r} is not one of {", ".join(_KINDS)}')
    kind, unit_m = _KINDS[message.encoding]
    dtype = np.dtype(('>' if message.is_bigendian else '<') + kind)
    row_bytes, size = message.width * dtype.itemsize, message.height * message.step
    if row_bytes == 0 or size == 0 or message.step < row_bytes or len(message.data) < size:
        raise ImageError(f'depth image of {message.width}x{message.height}, step {message.step}, with '
                         f'{len(message.data)} bytes')
    rows = np.frombuffer(message.data, np.uint8, size).reshape(message.height, message.step)
    values = np.ascontiguousarray(rows[:, :row_bytes]).view(dtype)
    return values.astype(np.float32) * np.float32(unit_m)
