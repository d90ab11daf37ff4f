"""Means of what each training step measures, from one row of the log to the next."""
from __future__ import annotations

import math
from collections.abc import Mapping

from accelerate.utils import gather_object

Sums = dict[str, tuple[float, int]]


class Means:
    """`sums`: of each value by name, with its count. What is not finite is left out: a float16 step that overflowed."""

    def __init__(self) -> None:
        self.sums: Sums = {}

    def add(self, values: Mapping[str, float]) -> None:
        _merge(self.sums, {name: (value, 1) for name, value in values.items() if math.isfinite(value)})

    def take(self) -> Sums:
        """The sums over all processes, which all must call this; they begin anew."""
        taken: Sums = {}
        for sums in gather_object([self.sums]):
            _merge(taken, sums)
        self.sums = {}
        return taken


def means_of(sums: Sums) -> dict[str, float]:
    return {name: total / count for name, (total, count) in sums.items()}


def _merge(into: Sums, sums: Sums) -> None:
    for name, (total, count) in sums.items():
        before, number = into.get(name, (0.0, 0))
        into[name] = before + total, number + count
