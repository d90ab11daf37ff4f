"""Real clips as videos to calibrate on: played to and fro to one length, and with the target made absent in them."""
from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.items import Clip
from vl_tracker_ros.evaluation.sequences import Image, Sequence
from vl_tracker_ros.media.scene import Absence
from vl_tracker_ros.media.scenery import paste

_BOARD = 1.3            # side of what covers a target, in units of its box


def play(clip: Clip, kind: str, frames: int) -> Sequence:
    """`frames` frames of the clip, forwards and backwards in turn; its longest sentence, and the attribute `kind`."""
    count = len(clip.images)
    there_and_back = [*range(count), *range(count - 2, 0, -1)]
    order = [there_and_back[i % len(there_and_back)] for i in range(frames)]
    return Sequence(clip.group, [clip.images[i] for i in order], clip.boxes_xywh_px[order],
                    max(clip.sentences, key=len), attributes={kind: True})


def splice(video: Sequence, other: Sequence, absence: Absence) -> Sequence:
    """Frames of another scene take the place of the absent ones, as when a camera is turned away or covered."""
    images, truth = list(video.images), video.truth_xywh_px.copy()
    size = images[0].shape[1::-1]
    inside = slice(absence.start, absence.start + absence.frames)
    images[inside] = [cv2.resize(image, size) for image in list(other.images)[inside]]
    truth[inside] = np.nan
    return replace(video, name=f'{video.name}_spliced', images=images, truth_xywh_px=truth)


def cover(video: Sequence, photo: Image, absence: Absence) -> Sequence:
    """A board with a photo on it slides over the target, goes along with it, and off again."""
    images, truth = list(video.images), video.truth_xywh_px.copy()
    for index, box in enumerate(video.truth_xywh_px):
        degree = absence.degree(index)
        if degree > 0 and not np.isnan(box).any():
            images[index] = _covered(images[index], photo, box, degree)
        if degree == 1:
            truth[index] = np.nan
    return replace(video, name=f'{video.name}_covered', images=images, truth_xywh_px=truth)


def _covered(image: Image, photo: Image, box_xywh_px: NDArray[np.float64], degree: float) -> Image:
    """The board is to the left of the target, the farther the less `degree` is, out of the image at 0."""
    covered = image.copy()
    x, y, w, h = box_xywh_px
    width, height = (max(4, round(side * _BOARD)) for side in (w, h))
    board = np.dstack([cv2.resize(photo, (width, height)), np.full((height, width), 255, np.uint8)])
    way_back = (1 - degree) * (x + width)
    paste(covered, board, round(x + w / 2 - width / 2 - way_back), round(y + h / 2 - height / 2))
    return covered
