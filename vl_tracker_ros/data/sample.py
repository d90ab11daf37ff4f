"""What a training sample is."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Sample:
    """One frame to learn from.

    search: (S,S,3) uint8 BGR view. template: (Z,Z,3) uint8 BGR or None. caption: '' = no language.
    box: cx,cy,w,h in [0,1] of the view, float32; None = the described target is not in view.
    """

    search: np.ndarray
    template: np.ndarray | None
    caption: str
    box: np.ndarray | None
