"""The rows of the page's tables, the worst first."""
from __future__ import annotations

import math
from dataclasses import dataclass

from vl_tracker_ros.evaluation.bootstrap import Interval, bootstrap
from vl_tracker_ros.evaluation.summary import Summary

Figures = dict[str, float]
_MEASURES = {'relative_size': 'share of the image', 'side_px': 'side, pixels', 'relative_speed': 'sides a frame'}


@dataclass(frozen=True)
class Headline:
    """One of the protocol's figures. interval: of its mean over sequences, None with fewer than two or a NaN."""

    name: str
    value: float
    interval: Interval | None

    @property
    def is_no_mean(self) -> bool:
        """The protocol does not take the mean over sequences, so that the interval lies about another figure."""
        return abs(self.interval.mean - self.value) > 5e-4 if self.interval else False

    @property
    def spread(self) -> str:
        """The interval in words, '' without one."""
        if self.interval is None:
            return ''
        between = f'{self.interval.low:.3f} to {self.interval.high:.3f}'
        return f'mean over sequences {self.interval.mean:.3f}, {between}' if self.is_no_mean else between


def headlines(summary: Summary) -> list[Headline]:
    """The protocol's figures, the one by which the field compares first."""
    return [Headline(name, value, _interval([f[name] for f in summary.sequences.values() if name in f]))
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
    return _worst_first([Row(name, figures) for name, figures in summary.sequences.items()],
                        summary.sequence_headline)


def attribute_rows(summary: Summary) -> list[Row]:
    """Those that some sequence has."""
    return _worst_first([Row(name, figures, int(figures['sequences'])) for name, figures in summary.attributes.items()
                         if figures['sequences']], summary.sequence_headline)


def bin_rows(summary: Summary) -> list[Row]:
    """Those of target_bins in which sequences lie, the smallest and slowest first."""
    return [Row(f'{_MEASURES[measure]} {_between(one["low"], one["high"])}', one, int(one['sequences']))
            for measure, bins in summary.target_bins.items() for one in bins if one['sequences']]


def _between(low: float, high: float) -> str:
    return f'{low:g} to {high:g}' if math.isfinite(high) else f'from {low:g}'


def _worst_first(rows: list[Row], headline: str) -> list[Row]:
    """By the headline figure, then by name; those without one come last."""
    return sorted(rows, key=lambda row: (math.isnan(row.figures[headline]), row.figures[headline], row.name))
