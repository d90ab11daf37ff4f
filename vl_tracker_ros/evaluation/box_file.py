"""Box files of data sets and toolkits: x,y,w,h a line, separated by commas, tabs or spaces."""
from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.reading import DataError

_SEPARATORS = re.compile(r'\s*[,\t;]\s*|\s+')


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding='utf-8-sig').rstrip().split('\n')
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f'{path}: cannot be read: {error}') from error


def _numbers(path: Path, number: int, line: str) -> list[float]:
    try:
        return [float(part) for part in _SEPARATORS.split(line.strip()) if part]
    except ValueError as error:
        raise DataError(f'{path}:{number}: {error}') from error


def read_boxes(path: Path) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Boxes (n,4) and the lines (n,) that say 'no target': empty or a single 0, whose box is all zero.

    Raises DataError naming the line that is neither that nor four numbers.
    """
    boxes, nothing = [], []
    for number, line in enumerate(_lines(path), start=1):
        values = _numbers(path, number, line)
        said_nothing = values in ([], [0.0])
        if not said_nothing and len(values) != 4:
            raise DataError(f'{path}:{number}: should be x,y,w,h or nothing, not {len(values)} numbers')
        boxes.append([0.0] * 4 if said_nothing else values)
        nothing.append(said_nothing)
    return np.array(boxes, np.float64), np.array(nothing)


def read_column(path: Path) -> NDArray[np.float64]:
    """Numbers (n,), one a line or all in one line (LaSOT). Raises DataError naming the line."""
    lines = _lines(path)
    if len(lines) == 1:
        return np.array(_numbers(path, 1, lines[0]), np.float64)
    values = [_numbers(path, number, line) for number, line in enumerate(lines, start=1)]
    for number, row in enumerate(values, start=1):
        if len(row) != 1:
            raise DataError(f'{path}:{number}: should be one number, not {len(row)}')
    return np.array(values, np.float64)[:, 0]


def write_boxes(path: Path, boxes_xywh_px: NDArray[np.float64]) -> None:
    """Boxes (n,4), comma separated, three decimals; NaN, where no box was shown, as zeros."""
    np.savetxt(path, np.nan_to_num(boxes_xywh_px, nan=0.0), fmt='%.3f', delimiter=',')
