"""The reliability diagram: how often boxes of a confidence are right, and how many there are of it."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vl_tracker_ros.evaluation.report.figure import COLOURS, save, set_up

_BLUE, _ORANGE = COLOURS[:2]


def plot_reliability(calibration: Mapping[str, Any], stem: Path) -> None:
    """calibration: that of a summary, with at least one bin. Write stem.png and stem.svg."""
    figure = Figure(figsize=(4.4, 4.4), layout='constrained')
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    bins = calibration['bins']
    _draw_accuracy(above, bins, calibration['ece'])
    _draw_counts(below, bins)
    save(figure, stem)


def _draw_accuracy(axes: Axes, bins: list[dict[str, float]], error: float) -> None:
    set_up(axes, 'Reliability', '', 'Share of right boxes')
    confidence, accuracy = ([b[key] for b in bins] for key in ('confidence', 'accuracy'))
    axes.plot([0, 1], [0, 1], '--', color='0.5', label='perfect calibration')
    axes.vlines(confidence, confidence, accuracy, color=_ORANGE, linewidth=5, alpha=0.6, label=f'ECE [{error:.3f}]')
    axes.plot(confidence, accuracy, 'o-', color=_BLUE, linewidth=2.2, label='measured', clip_on=False)
    axes.legend(loc='upper left', framealpha=0.8)


def _draw_counts(axes: Axes, bins: list[dict[str, float]]) -> None:
    total = sum(b['count'] for b in bins)
    shares = [b['count'] / total for b in bins]
    set_up(axes, '', 'Confidence', 'Boxes')
    axes.set_ylim(0, 1.15 * max(shares))
    axes.bar([b['confidence'] for b in bins], shares, width=0.06, color=_BLUE)
