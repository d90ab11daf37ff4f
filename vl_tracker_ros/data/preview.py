"""Contact sheets of training samples."""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.data.sample import Sample

_COLUMNS, _CAPTION_HEIGHT, _LINE = 6, 26, 36


def _tile(sample: Sample) -> np.ndarray:
    tile, size = sample.search.copy(), sample.search.shape[0]
    if sample.box is not None:
        x, y, w, h = sample.box * size
        cv2.rectangle(tile, (int(x - w / 2), int(y - h / 2)), (int(x + w / 2), int(y + h / 2)), (0, 255, 0), 1)
    if sample.template is not None:
        tile[:size // 4, :size // 4] = cv2.resize(sample.template, (size // 4, size // 4))
    tile = cv2.copyMakeBorder(tile, 0, _CAPTION_HEIGHT, 1, 1, cv2.BORDER_CONSTANT)
    colour = (255, 255, 255) if sample.box is not None else (80, 80, 255)       # red: not in view
    for row in range(2):
        text = sample.caption[row * _LINE:(row + 1) * _LINE]
        cv2.putText(tile, text, (2, size + 11 + 12 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.34, colour, 1, cv2.LINE_AA)
    return tile


def write_sheet(samples: list[Sample], path: Path) -> None:
    """Write the samples as a PNG, six a row (a last, incomplete row is left out): box, template, caption."""
    tiles = [_tile(s) for s in samples]
    rows = [np.hstack(tiles[i:i + _COLUMNS]) for i in range(0, len(tiles) - _COLUMNS + 1, _COLUMNS)]
    cv2.imwrite(str(path), np.vstack(rows))
