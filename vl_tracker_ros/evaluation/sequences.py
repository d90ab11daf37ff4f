"""Video sequences with a box on every frame and a sentence about the target."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Sequence:
    """One folder: video.mp4, groundtruth.txt (x,y,w,h a line, NaN = absent), nlp.txt. boxes_xywh_px (n,4)."""

    name: str
    video: Path
    boxes_xywh_px: NDArray[np.float64]
    sentence: str

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """The BGR images, one for each line of the ground truth. Raises ValueError when the video has fewer."""
        capture = cv2.VideoCapture(str(self.video))
        for index in range(len(self.boxes_xywh_px)):
            ok, image = capture.read()
            if not ok:
                raise ValueError(f'{self.video}: frame {index} of {len(self.boxes_xywh_px)} cannot be read')
            yield image


def load_sequences(folder: Path) -> list[Sequence]:
    """All sequences under `folder`, by name. Raises FileNotFoundError when there is none."""
    found = [_load(path.parent) for path in sorted(folder.glob('*/groundtruth.txt'))]
    if not found:
        raise FileNotFoundError(f'{folder}: no sequence (a folder with groundtruth.txt) here')
    return found


def _load(folder: Path) -> Sequence:
    boxes = np.genfromtxt(folder / 'groundtruth.txt', delimiter=',').reshape(-1, 4)
    return Sequence(folder.name, folder / 'video.mp4', boxes, (folder / 'nlp.txt').read_text().strip())
