"""The rows of the page's tables, the worst first."""
from __future__ import annotations

import math
from dataclasses import dataclass

from vl_tracker_ros.evaluation.bootstrap import Interval, bootstrap
from vl_tracker_ros.evaluation.summary import Summary

Figures = dict[str, float]


@dataclass(frozen=True)
class Headline:
    """One of the protocol's figures. interval: of its mean over sequences, None with fewer than two or a NaN."""

    name: str
    value: float
    interval: Interval | None

    @property
    def is_no_mean(self) -> bool:
        """The protocol does not take the mean over sequences, so that the interval lies about another figure."""
        return self.interval is not None and abs(self.interval.mean - self.value) > 5e-4


def headlines(summary: Summary) -> list[Headline]:
    """The protocol's figures, the one by which the field compares first."""
    return [Headline(name, value, _interval([f[name] for f in summary.sequences.values()]))
            for name, value in summary.overall.items()]


def _interval(values: list[float]) -> Interval | None:
    return bootstrap(values) if len(values) > 1 and all(map(math.isfinite, values)) else None


@dataclass(frozen=True)
class Row:
    """Of an attribute, then with the number of its sequences, or of a sequence."""

    name: str
    figures: Figures
    sequences: int = 1


def sequence_rows(summary: Summary) -> list[Row]:
    return _worst_first([Row(name, figures) for name, figures in summary.sequences.items()], summary.headline)


def attribute_rows(summary: Summary) -> list[Row]:
    """Those that some sequence has."""
    return _worst_first([Row(name, figures, int(figures['sequences'])) for name, figures in summary.attributes.items()
                         if figures['sequences']], summary.headline)


def _worst_first(rows: list[Row], headline: str) -> list[Row]:
    return sorted(rows, key=lambda row: (row.figures[headline], row.name))
