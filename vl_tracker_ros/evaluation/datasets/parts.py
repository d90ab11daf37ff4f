"""What the folders of most data sets have: pictures, a sentence, side files."""
from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.box_file import read_column
from vl_tracker_ros.evaluation.sequences import ImageFiles
from vl_tracker_ros.media.source import IMAGE_SUFFIXES


def natural_order(path: Path) -> list[tuple[int, int, str]]:
    """Sorts 9.jpg before 10.jpg."""
    return [(0, int(part), '') if part.isdigit() else (1, 0, part) for part in re.split(r'(\d+)', path.name) if part]


def images_in(folder: Path, *names: str) -> ImageFiles:
    """Pictures of the first of the named sub-folders that has any, in natural order. Raises DataError without one."""
    for name in names:
        found = [p for p in (folder / name).glob('*') if p.suffix.lower() in IMAGE_SUFFIXES]
        if found:
            return ImageFiles(tuple(sorted(found, key=natural_order)))
    raise DataError(f'{folder}: no images in {", ".join(names)}')


def sentence_of(path: Path) -> str:
    """The first line that is not empty, '' where there is no such file. Raises DataError for what is not UTF-8."""
    if not path.is_file():
        return ''
    try:
        lines = path.read_text(encoding='utf-8-sig').splitlines()
    except UnicodeDecodeError as error:
        raise DataError(f'{path}: is not UTF-8 text: {error}') from error
    return next((line.strip() for line in lines if line.strip()), '')


def flags_of(*paths: Path) -> NDArray[np.bool_] | None:
    """Frames (n,) flagged by any of those files that exist. Raises DataError when they differ in length."""
    columns = [read_column(path) > 0 for path in paths if path.is_file()]
    if len({len(column) for column in columns}) > 1:
        raise DataError(f'{" and ".join(str(p) for p in paths)} differ in length')
    return np.logical_or.reduce(columns) if columns else None
