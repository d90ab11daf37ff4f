"""True boxes of test sets whose owners keep all but the first to themselves: their servers score the others."""
from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.box_file import read_boxes


def read_public_boxes(path: Path, count: int) -> NDArray[np.float64]:
    """Boxes (n,4) of a file for `count` images; one box alone is followed by NaN, n = count. Raises DataError."""
    boxes, _ = read_boxes(path)
    return np.vstack([boxes, np.full((count - 1, 4), np.nan)]) if len(boxes) == 1 else boxes
