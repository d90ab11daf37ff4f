"""How sure a mean over sequences is: the percentile bootstrap."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_RESAMPLES, _SEED = 10_000, 0


@dataclass(frozen=True)
class Interval:
    """A mean, and the bounds between which it is with 95 % confidence."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f'{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]'


def bootstrap(values: ArrayLike) -> Interval:
    """Interval of the mean of values (n,), one a sequence; the same for the same values. Raises ValueError for none."""
    given = np.asarray(values, np.float64)
    if not len(given):
        raise ValueError('no value to resample')
    drawn = np.random.default_rng(_SEED).integers(len(given), size=(_RESAMPLES, len(given)))
    low, high = np.percentile(given[drawn].mean(1), [2.5, 97.5])
    return Interval(float(given.mean()), float(low), float(high))
