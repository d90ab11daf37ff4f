"""Film strips: six frames of a sequence side by side, with what is true and what was said."""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.evaluation.run_folder import SequenceResult
from vl_tracker_ros.evaluation.sequences import Image, ImageFiles, Sequence

FRAMES = 6
_WIDTH, _BAND, _GAP = 320, 32, 4        # pixels: of a frame, of the text above it, between two
_GREEN, _ORANGE = (110, 235, 40), (0, 150, 255)         # BGR
_AROUND = np.array([-3, -3, 6, 6])      # what was said is drawn outside of its box: a small target stays visible
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_JPEG_QUALITY = 82


def write_strip(sequence: Sequence, result: SequenceResult, path: Path) -> None:
    """A JPEG of six frames, evenly spread from the first to the last.

    The truth is thin and green, what was said thick and orange. Above each stand its number, the IoU and the score,
    'lost' where no box was shown, and 'absent' where there is no target. Raises DataError for images and for a full
    disk.
    """
    chosen = np.unique(np.linspace(0, len(sequence.images) - 1, FRAMES).round().astype(int))
    truth, said = sequence.boxes_xywh_px[chosen], result.boxes_xywh_px[chosen]
    iou, scores = overlaps(said, truth), result.scores[chosen]
    tiles = [_tile(image, truth[i], said[i], f'{chosen[i]}   {_words(truth[i], said[i], iou[i], scores[i])}')
             for i, image in enumerate(_frames(sequence, chosen))]
    height = max(len(tile) for tile in tiles)
    padded = [cv2.copyMakeBorder(tile, 0, height - len(tile), 0, _GAP, cv2.BORDER_CONSTANT) for tile in tiles]
    path.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(path), np.hstack(padded)[:, :-_GAP], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]):
        raise DataError(f'{path}: cannot be written')


def _frames(sequence: Sequence, chosen: NDArray[np.int64]) -> list[Image]:
    """Of a video all frames have to be read, of image files only the chosen ones."""
    images = sequence.images
    if isinstance(images, ImageFiles):
        return list(ImageFiles(tuple(images.paths[i] for i in chosen)))
    return [image for i, image in enumerate(images) if i in chosen]


def _words(truth: NDArray[np.float64], said: NDArray[np.float64], iou: float, score: float) -> str:
    lost, absent = np.isnan(said).any(), np.isnan(truth).any()
    parts = [('absent', absent), ('lost', lost), (f'IoU {iou:.2f}', not (lost or absent)),
             (f'score {score:.2f}', not (lost or np.isnan(score)))]
    return ', '.join(words for words, holds in parts if holds)


def _tile(image: Image, truth: NDArray[np.float64], said: NDArray[np.float64], words: str) -> Image:
    scale = _WIDTH / image.shape[1]
    small = cv2.resize(image, (_WIDTH, round(image.shape[0] * scale)), interpolation=cv2.INTER_AREA)
    _draw_box(small, said * scale + _AROUND, _ORANGE, 3)
    _draw_box(small, truth * scale, _GREEN, 2)
    canvas = cv2.copyMakeBorder(small, _BAND, 0, 0, 0, cv2.BORDER_CONSTANT)
    cv2.putText(canvas, words, (6, _BAND - 9), _FONT, 0.65, (240, 240, 240), 1, cv2.LINE_AA)
    return canvas


def _draw_box(canvas: Image, box: NDArray[np.float64], colour: tuple[int, int, int], thickness: int) -> None:
    if not np.isnan(box).any():
        x0, y0, x1, y1 = np.clip([*box[:2], *(box[:2] + box[2:])], -9999, 9999).round().astype(int).tolist()
        cv2.rectangle(canvas, (x0, y0), (x1, y1), colour, thickness)
