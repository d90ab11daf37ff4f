"""Success and precision curves, of one run or of several, as the field draws them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from vl_tracker_ros.evaluation.report.figure import COLOURS, STYLES, save, set_up
from vl_tracker_ros.evaluation.summary import Summary


@dataclass(frozen=True)
class Panel:
    """One kind of curve. curve: its name in a summary; figures: what the figure in the legend may be called there;
    stop: the threshold at the right border."""

    curve: str
    figures: tuple[str, ...]
    title: str
    across: str
    up: str
    stop: float

    def thresholds(self, count: int) -> np.ndarray:
        """Of a curve of `count` values. Errors beyond 50 px (MGIT has 0, 1 .. 400) lie outside the picture."""
        return np.arange(count) if self.stop == 50 and count > 51 else np.linspace(0, self.stop, count)


PANELS = (
    Panel('success', ('auc', 'ao', 'success'), 'Success', 'Overlap threshold', 'Success rate', 1),
    Panel('iou', ('auc',), 'Success', 'Overlap threshold', 'Success rate', 1),
    Panel('diou', ('diou_auc',), 'Success by DIoU', 'DIoU threshold', 'Success rate', 1),
    Panel('giou', ('giou_auc',), 'Success by GIoU', 'GIoU threshold', 'Success rate', 1),
    Panel('precision', ('precision',), 'Precision', 'Location error threshold, pixels', 'Precision', 50),
    Panel('normalised_precision', ('normalised_precision',), 'Normalised precision',
          'Location error threshold, sides of the box', 'Precision', 0.5),
    Panel('complete_success', ('complete_auc',), 'Complete success', 'CIoU threshold', 'Success rate', 1),
    Panel('expected_overlap', ('eao',), 'Expected average overlap', 'Run length, frames', 'Average overlap', 754))


def panels_of(summary: Summary) -> list[Panel]:
    """Those for which the run's protocol has a curve."""
    return [panel for panel in PANELS if panel.curve in summary.curves]


def plot_curves(panel: Panel, runs: Sequence[tuple[str, Summary]], stem: Path) -> None:
    """Write stem.png and stem.svg with one curve for each named run, the best first in the legend.

    Raises KeyError for a run without this curve.
    """
    draw_curves(panel, [(_figure(panel, summary), name, summary.curves[panel.curve]) for name, summary in runs], stem)


def draw_curves(panel: Panel, curves: Sequence[tuple[float, str, list[float]]], stem: Path) -> None:
    """Write stem.png and stem.svg of curves, each with its figure and its name, the best first in the legend."""
    drawn = sorted(curves, key=lambda curve: -curve[0])
    figure = Figure(figsize=(4.4, 3.6), layout='constrained')
    axes = figure.add_subplot()
    set_up(axes, panel.title, panel.across, panel.up, panel.stop)
    for index, (value, name, curve) in enumerate(drawn):
        axes.plot(panel.thresholds(len(curve)), curve, STYLES[index % len(STYLES)], linewidth=2.2,
                  color=COLOURS[index % len(COLOURS)], label=f'{name} [{value:.3f}]')
    axes.legend(loc='best', framealpha=0.8)
    save(figure, stem)


def _figure(panel: Panel, summary: Summary) -> float:
    return next(summary.overall[name] for name in panel.figures if name in summary.overall)
