"""sensor_msgs/Image and CompressedImage to BGR arrays, without cv_bridge and without ROS: whatever has their fields."""
from __future__ import annotations

from typing import Any, Protocol

import cv2
import numpy as np

from vl_tracker_ros.media.encodings import ENCODINGS, Encoding


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


def to_bgr(message: ImageMessage | CompressedImageMessage) -> np.ndarray:
    """The image of a message as BGR uint8 (H,W,3), contiguous; a view on the message's data where possible.

    16-bit images are stretched from their own darkest to their own brightest value: thermal and depth cameras
    use a small part of the range. Raises ImageError.
    """
    return _decode(message) if hasattr(message, 'format') else _unpack(message)


def _decode(message: CompressedImageMessage) -> np.ndarray:
    data = np.frombuffer(message.data, np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH) if data.size else None
    if image is None or image.dtype not in (np.uint8, np.uint16):
        raise ImageError(f'compressed image of {data.size} bytes ({message.format!r}) cannot be decoded')
    # image_transport says '<encoding>; jpeg compressed rgb8' where red went into the file as blue
    swapped = 'compressed rgb' in message.format
    return _in_8_bits(cv2.cvtColor(image, cv2.COLOR_RGB2BGR) if swapped else image)


def _unpack(message: ImageMessage) -> np.ndarray:
    encoding = _check(message)
    height = encoding.rows(message.height)
    row_bytes = message.width * encoding.channels * encoding.item_bytes
    rows = np.frombuffer(message.data, np.uint8, height * message.step).reshape(height, message.step)
    values = np.ascontiguousarray(rows[:, :row_bytes])
    if encoding.item_bytes == 2:
        values = values.view('>u2' if message.is_bigendian else '<u2').astype(np.uint16, copy=False)
    image = values.reshape(height, message.width, encoding.channels)
    return _in_8_bits(image if encoding.to_bgr is None else cv2.cvtColor(image, encoding.to_bgr))


def _check(message: ImageMessage) -> Encoding:
    if message.height == 0 or message.width == 0:
        raise ImageError(f'image of zero size ({message.width}x{message.height})')
    encoding = ENCODINGS.get(message.encoding)
    if encoding is None:
        raise ImageError(f'image encoding {message.encoding!r} is not one of {", ".join(ENCODINGS)}')
    if any(getattr(message, side) % 2 for side in encoding.even):
        raise ImageError(f'{message.encoding} image of {message.width}x{message.height}: its '
                         f'{" and ".join(encoding.even)} must be even')
    row_bytes = message.width * encoding.channels * encoding.item_bytes
    if message.step < row_bytes:
        raise ImageError(f'image step {message.step} is less than the {row_bytes} bytes of a row '
                         f'({message.width} pixels, {message.encoding})')
    height = encoding.rows(message.height)
    if len(message.data) < height * message.step:
        raise ImageError(f'image data has {len(message.data)} bytes, its {height} rows of step {message.step} are '
                         f'{height * message.step}')
    return encoding


def _in_8_bits(image: np.ndarray) -> np.ndarray:
    if image.dtype == np.uint8:
        return image
    lowest, span = int(image.min()), max(1, int(np.ptp(image)))
    return ((image.astype(np.float32) - lowest) * (255.0 / span)).round().astype(np.uint8)
