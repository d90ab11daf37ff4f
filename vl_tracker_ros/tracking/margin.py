"""How far a candidate's score is above that of its best competitor, in [-1, 1]."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MAD_TO_SIGMA = 1.4826  # of a normal distribution


def best_competitor(scores: Floats, competes: NDArray[np.bool_]) -> Floats:
    """Best score (N,) of the candidates j with competes[i, j]; the least score of all where there is none."""
    best = np.where(competes, scores, -np.inf).max(axis=1)
    return np.where(competes.any(axis=1), best, scores.min())


def tanh_margin(scores: Floats, competitors: Floats) -> Floats:
    """The released code's margin: no scale, squashed."""
    return np.tanh(scores - competitors)


def robust_margin(scores: Floats, competitors: Floats) -> Floats:
    """The paper's margin: in units of a robust scale of the scores (1.4826 MAD), clipped."""
    scale = _MAD_TO_SIGMA * np.median(np.abs(scores - np.median(scores)))
    return np.clip((scores - competitors) / (scale + np.finfo(np.float32).eps), -1, 1)


MARGINS: dict[str, Callable[[Floats, Floats], Floats]] = {'tanh': tanh_margin, 'robust': robust_margin}
