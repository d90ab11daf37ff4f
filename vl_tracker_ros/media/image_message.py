"""sensor_msgs/Image and CompressedImage to BGR arrays, without cv_bridge and without ROS: whatever has their fields."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np


class ImageMessage(Protocol):
    """Fields of sensor_msgs/Image; data is a buffer of bytes."""

    height: int
    width: int
    encoding: str
    is_bigendian: int
    step: int
    data: Any


class CompressedImageMessage(Protocol):
    """Fields of sensor_msgs/CompressedImage; data is a buffer of bytes."""

    format: str
    data: Any


class ImageError(ValueError):
    """An image message that cannot be used; the message says why."""


@dataclass(frozen=True)
class _Encoding:
    channels: int
    to_bgr: int | None       # OpenCV colour conversion; None: it is BGR already
    item_bytes: int = 1


_ENCODINGS = {
    'bgr8': _Encoding(3, None), '8UC3': _Encoding(3, None), 'rgb8': _Encoding(3, cv2.COLOR_RGB2BGR),
    'bgra8': _Encoding(4, cv2.COLOR_BGRA2BGR), 'rgba8': _Encoding(4, cv2.COLOR_RGBA2BGR),
    'mono8': _Encoding(1, cv2.COLOR_GRAY2BGR), '8UC1': _Encoding(1, cv2.COLOR_GRAY2BGR),
    'mono16': _Encoding(1, cv2.COLOR_GRAY2BGR, 2), '16UC1': _Encoding(1, cv2.COLOR_GRAY2BGR, 2),
}


def to_bgr(message: ImageMessage | CompressedImageMessage) -> np.ndarray:
    """The image of a message as BGR uint8 (H,W,3), contiguous; a view on the message's data where possible.

    16-bit images are stretched from their own darkest to their own brightest value: thermal and depth cameras
    use a small part of the range. Raises ImageError.
    """
    return _decode(message) if hasattr(message, 'format') else _unpack(message)


def _decode(message: CompressedImageMessage) -> np.ndarray:
    data = np.frombuffer(message.data, np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    if image is None:
        raise ImageError(f'compressed image of {data.size} bytes ({message.format!r}) cannot be decoded')
    return image


def _unpack(message: ImageMessage) -> np.ndarray:
    encoding = _check(message)
    row_bytes = message.width * encoding.channels * encoding.item_bytes
    size = message.height * message.step
    rows = np.frombuffer(message.data, np.uint8, size).reshape(message.height, message.step)
    pixels = np.ascontiguousarray(rows[:, :row_bytes])
    if encoding.item_bytes == 2:
        pixels = _stretch(pixels.view('>u2' if message.is_bigendian else '<u2'))
    image = pixels.reshape(message.height, message.width, encoding.channels)
    return image if encoding.to_bgr is None else cv2.cvtColor(image, encoding.to_bgr)


def _check(message: ImageMessage) -> _Encoding:
    if message.height == 0 or message.width == 0:
        raise ImageError(f'image of zero size ({message.width}x{message.height})')
    encoding = _ENCODINGS.get(message.encoding)
    if encoding is None:
        raise ImageError(f'image encoding {message.encoding!r} is not one of {", ".join(_ENCODINGS)}')
    row_bytes = message.width * encoding.channels * encoding.item_bytes
    if message.step < row_bytes:
        raise ImageError(f'image step {message.step} is less than the {row_bytes} bytes of a row '
                         f'({message.width} pixels, {message.encoding})')
    size = message.height * message.step
    if len(message.data) < size:
        raise ImageError(f'image data has {len(message.data)} bytes, height * step is {size}')
    return encoding


def _stretch(values: np.ndarray) -> np.ndarray:
    lowest, span = int(values.min()), max(1, int(np.ptp(values)))
    return ((values.astype(np.float32) - lowest) * (255.0 / span)).round().astype(np.uint8)
