"""Files that the field's training sets have in common: JSON, numbers, sentences, folders of images."""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.media.source import IMAGE_SUFFIXES


def read_json(path: Path) -> Any:
    """Raises DataError for a file that is missing or is no JSON."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(f'{path}: {error}') from error


def read_text(path: Path) -> str:
    """Raises DataError for a file that is missing or is not UTF-8."""
    try:
        return path.read_text(encoding='utf-8-sig')
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f'{path}: {error}') from error


def read_sentence(path: Path) -> str:
    """The first line that is not empty. Raises DataError without one."""
    for line in read_text(path).splitlines():
        if line.strip():
            return line.strip()
    raise DataError(f'{path}: no sentence')


def read_boxes(path: Path) -> NDArray[np.float64]:
    """Boxes (n,4), x,y,w,h a line, comma separated. Raises DataError naming what is not."""
    boxes = _numbers(path)
    if boxes.shape[1] != 4:
        raise DataError(f'{path}: should be x,y,w,h a line, not {boxes.shape[1]} numbers')
    return boxes


def read_flags(path: Path) -> NDArray[np.bool_]:
    """Flags (n,), one a line or all in one line. Raises DataError."""
    return _numbers(path).ravel() > 0


def images_in(folder: Path) -> tuple[Path, ...]:
    """The images of a folder, 9.jpg before 10.jpg. Raises DataError without one."""
    found = [path for path in folder.glob('*') if path.suffix.lower() in IMAGE_SUFFIXES]
    if not found:
        raise DataError(f'{folder}: no images')
    return tuple(sorted(found, key=natural_order))


def natural_order(path: Path) -> list[tuple[int, str]]:
    """Sorts a-9 before a-10, by the last part of the path."""
    return [(int(part), '') if part.isdecimal() else (-1, part) for part in re.split(r'(\d+)', path.name)]


def some(root: Path, found: list[Path], wanted: str) -> list[Path]:
    """`found`. Raises DataError, naming the folder and what was looked for, when it is empty."""
    if not found:
        raise DataError(f'{root}: no {wanted}')
    return found


def _numbers(path: Path) -> NDArray[np.float64]:
    lines = read_text(path).splitlines()
    if not lines:
        raise DataError(f'{path}: is empty')
    try:
        return np.loadtxt(lines, np.float64, delimiter=',', comments=None, ndmin=2)
    except ValueError as error:
        raise DataError(f'{path}: {error}') from error
