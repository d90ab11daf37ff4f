"""What a contender says about one image."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Answer:
    """box_xywh_px (4,), None where no box is shown; score in [0,1], NaN for a contender without one; state in words:
    searching, tracking, uncertain, lost."""

    box_xywh_px: NDArray[np.float64] | None
    score: float
    state: str
