"""From a raw score to the chance that the box is right: isotonic regression, and how far off it is."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

_KNOTS = 13


def fit_calibration(raw: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, list[float]]:
    """Knots (raw, probability) of a rising piecewise linear map.

    raw (n,): scores in [0,1]; right (n,): whether the box was right.

    The isotonic fit is read at quantiles of the scores and joined to (0, 0) and (1, highest).
    """
    order = np.argsort(raw, kind='stable')
    fitted = np.asarray(isotonic_regression(right[order].astype(float)).x)
    edges = np.linspace(0, len(raw), _KNOTS + 1).astype(int)
    bins = [slice(a, b) for a, b in zip(edges[:-1], edges[1:]) if b > a]
    xs = [0.0, *(float(raw[order][b].mean()) for b in bins), 1.0]
    ys = [0.0, *(float(fitted[b].mean()) for b in bins), float(fitted[bins[-1]].mean())]
    knots: list[tuple[float, float]] = []
    for x, y in zip(xs, ys):
        if not knots or x - knots[-1][0] > 1e-4:
            knots.append((x, y))
    return {'raw': [round(x, 4) for x, _ in knots], 'probability': [round(y, 4) for _, y in knots]}


@dataclass(frozen=True)
class Bin:
    """Scores of one part of [0,1]: their mean, the share of right boxes among them, and their number."""

    confidence: float
    accuracy: float
    count: int


def reliability(probability: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> list[Bin]:
    """What a reliability diagram shows: those of the equal bins of [0,1] that have scores (n,) in them."""
    which = np.minimum((probability * bins).astype(int), bins - 1)
    return [Bin(float(probability[which == b].mean()), float(right[which == b].mean()), int((which == b).sum()))
            for b in range(bins) if (which == b).any()]


def expected_calibration_error(probability: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """ECE: mean |share right - mean probability| over equal bins of [0,1], weighted by their size."""
    return sum(abs(b.accuracy - b.confidence) * b.count / len(right) for b in reliability(probability, right, bins))
