"""Files that a sequence may have beside its boxes, and may lack: a sentence, flags, cover."""
from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.box_file import read_column, read_flags
from vl_tracker_ros.data.sequence_files import first_line


def sentence_of(path: Path) -> str:
    """The first line that is not empty, '' where there is no such file. Raises DataError for what is not UTF-8."""
    return first_line(path) if path.is_file() else ''


def flags_of(*paths: Path) -> NDArray[np.bool_] | None:
    """Frames (n,) flagged by any of those files that exist. Raises DataError when they differ in length."""
    found = [path for path in paths if path.is_file()]
    return read_flags(*found) if found else None


def cover_of(path: Path) -> NDArray[np.int64] | None:
    """GOT-10k's visibility (n,), 0 to 8. Raises DataError."""
    return read_column(path).astype(np.int64) if path.is_file() else None
