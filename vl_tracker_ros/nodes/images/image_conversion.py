"""BGR arrays to image messages, without cv_bridge; media/image_message.py has the way back."""
from __future__ import annotations

import array

import cv2
import numpy as np
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header


def to_image(image: np.ndarray, header: Header) -> Image:
    """BGR uint8 (H,W,3) as a `bgr8` message."""
    height, width = image.shape[:2]
    return Image(header=header, height=height, width=width, encoding='bgr8', step=width * 3,
                 data=_bytes(image))


def to_jpeg(image: np.ndarray, header: Header) -> CompressedImage:
    """BGR uint8 (H,W,3) as a JPEG message, at OpenCV's default quality (95)."""
    _, encoded = cv2.imencode('.jpg', image)
    return CompressedImage(header=header, format='bgr8; jpeg compressed bgr8', data=_bytes(encoded))


def _bytes(values: np.ndarray) -> array.array:
    data = array.array('B')      # the one type that rclpy takes without looking at every byte
    data.frombytes(memoryview(np.ascontiguousarray(values)).cast('B'))
    return data
