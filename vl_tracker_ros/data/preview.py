"""Contact sheets of training samples."""
from __future__ import annotations

import textwrap
from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import Sample

_COLUMNS, _CAPTION_HEIGHT, _LINE = 6, 26, 36
_PRESENT, _ABSENT = (255, 255, 255), (80, 80, 255)


def _tile(sample: Sample) -> np.ndarray:
    tile, size = sample.search.copy(), sample.search.shape[0]
    if sample.box is not None:
        x, y, w, h = sample.box * size
        cv2.rectangle(tile, (int(x - w / 2), int(y - h / 2)), (int(x + w / 2), int(y + h / 2)), (0, 255, 0), 1)
    else:
        cv2.rectangle(tile, (0, 0), (size - 1, size - 1), _ABSENT, 2)
    if sample.template is not None:
        tile[:size // 4, :size // 4] = cv2.resize(sample.template, (size // 4, size // 4))
    tile = cv2.copyMakeBorder(tile, 0, _CAPTION_HEIGHT, 1, 1, cv2.BORDER_CONSTANT)
    colour = _PRESENT if sample.box is not None else _ABSENT
    for row, text in enumerate(textwrap.wrap(sample.caption, _LINE)[:2]):
        cv2.putText(tile, text, (2, size + 11 + 12 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.34, colour, 1, cv2.LINE_AA)
    return tile


def write_sheet(samples: list[Sample], path: Path) -> None:
    """Write the samples as a PNG, six a row (a last, incomplete row is left out): box, template, caption.

    A view without the target has a red frame. Raises DataError for fewer samples than a row has.
    """
    if len(samples) < _COLUMNS:
        raise DataError(f'samples should be at least {_COLUMNS}, not {len(samples)}')
    tiles = [_tile(s) for s in samples]
    rows = [np.hstack(tiles[i:i + _COLUMNS]) for i in range(0, len(tiles) - _COLUMNS + 1, _COLUMNS)]
    cv2.imwrite(str(path), np.vstack(rows))


def summary(samples: list[Sample]) -> str:
    """One line of what the samples are: absent targets, captions, sides of targets in pixels of the view."""
    sides = [np.sqrt(s.box[2] * s.box[3]) * s.search.shape[0] for s in samples if s.box is not None]
    low, middle, high = np.percentile(sides or [np.nan], (5, 50, 95))
    absent, said = (np.mean(flags) for flags in zip(*((s.box is None, bool(s.caption)) for s in samples)))
    return (f'{len(samples)} samples: {absent:.0%} without the target, {said:.0%} with words; '
            f'target of {low:.0f}, {middle:.0f}, {high:.0f} px (5, 50, 95 %)')
