"""Box files of data sets and toolkits: x,y,w,h a line, separated by commas, tabs or spaces; columns of flags beside."""
from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import read_text

_SEPARATORS = str.maketrans(',;', '  ')


def _lines(path: Path) -> list[str]:
    """Without the empty ones at the end, of which a file that has no others keeps one."""
    if not (text := read_text(path)):
        raise DataError(f'{path}: is empty')
    return text.rstrip().split('\n')


def _numbers(path: Path, number: int, line: str) -> list[float]:
    try:
        return [float(part) for part in line.translate(_SEPARATORS).split()]
    except ValueError as error:
        raise DataError(f'{path}:{number}: {error}') from error


def read_boxes(path: Path) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Boxes (n,4) and the lines (n,) that say 'no target': empty or a single 0, whose box is all zero.

    Raises DataError naming the line that is neither that nor four numbers, and for a file of no bytes.
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


def read_flags(*paths: Path) -> NDArray[np.bool_]:
    """Frames (n,) flagged by a number above 0 in any of the files. Raises DataError when they differ in length."""
    columns = [read_column(path) > 0 for path in paths]
    if len({len(column) for column in columns}) > 1:
        raise DataError(f'{" and ".join(map(str, paths))} differ in length: '
                        f'{", ".join(str(len(column)) for column in columns)}')
    return np.logical_or.reduce(columns)


def write_boxes(path: Path, boxes_xywh_px: NDArray[np.float64]) -> None:
    """Boxes (n,4), comma separated, three decimals; NaN, where no box was shown, as zeros."""
    np.savetxt(path, np.nan_to_num(boxes_xywh_px, nan=0.0), fmt='%.3f', delimiter=',')
