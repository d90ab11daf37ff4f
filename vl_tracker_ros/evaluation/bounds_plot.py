"""MVLM's bounds and the measured failures over the gate's threshold, as a picture."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure  # without pyplot: no display, no global state

from vl_tracker_ros.evaluation.bounds import Bound

_CURVES = {'failures': ('black', '-', 'measured failures'), 'total': ('tab:blue', '-', 'bound, frame by frame'),
           'worst_total': ('tab:blue', '--', 'bound of the worst frame (paper)'),
           'exclusion': ('tab:orange', ':', 'its part: target outside of the region')}


def plot_bounds(bounds: Sequence[Bound], path: Path) -> None:
    """Write a PNG; thresholds at which the failures are above the bound are marked."""
    figure = Figure(figsize=(7, 4.5), dpi=110)
    axes = figure.add_subplot()
    taus = [bound.tau for bound in bounds]
    for name, (colour, style, label) in _CURVES.items():
        axes.plot(taus, [getattr(bound, name) for bound in bounds], style, color=colour, label=label)
    broken = [bound for bound in bounds if not bound.holds]
    axes.plot([b.tau for b in broken], [b.failures for b in broken], 'o', color='tab:red', label='above the bound')
    axes.set(xlabel='threshold tau of the gate', ylabel='share of frames', ylim=(0, 1.02))
    axes.grid(alpha=0.25)
    axes.legend(fontsize='small')
    figure.tight_layout()
    figure.savefig(path)
