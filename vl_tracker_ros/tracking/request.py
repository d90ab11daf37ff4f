"""What a tracker can be asked: checks of images, words and boxes, each refused in one line."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from vl_tracker_ros.geometry import Box, Image, check_box
from vl_tracker_ros.tracking.types import TrackerError


def check_image(image: Image) -> None:
    """Raise TrackerError for what is no BGR uint8 image (H, W, 3), contiguous and not empty."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        kind = f'{image.dtype} {image.shape}' if isinstance(image, np.ndarray) else type(image).__name__
        raise TrackerError(f'image should be BGR uint8 (H, W, 3), not {kind}')
    if image.size == 0:
        raise TrackerError(f'image is empty: {image.shape[1]}x{image.shape[0]} pixels')
    if not image.flags.c_contiguous:
        raise TrackerError('image is not contiguous in memory')


def check_words(text: str | None) -> None:
    """Raise TrackerError for words that are given and empty."""
    if text is not None and not text.strip():
        raise TrackerError('nothing to follow: the words are empty')


def checked_box(box: ArrayLike, image: Image) -> Box:
    """The part of box_xywh_px that lies in the image; TrackerError for one that is no box or lies outside."""
    try:
        return check_box(box, image.shape)
    except ValueError as error:
        raise TrackerError(str(error)) from error
