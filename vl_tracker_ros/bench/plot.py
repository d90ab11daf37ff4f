"""The speed of all contenders, as a picture."""
from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure  # without pyplot: no display, no global state

from vl_tracker_ros.bench.report import Milliseconds, Report

_HEIGHT = 0.38      # of a bar


def plot_report(report: Report, path: Path) -> None:
    """Bars of the medians with a whisker to the 95th percentile, network and whole frame, the first on top."""
    measured = report.measured[::-1]
    figure = Figure(figsize=(8, 1.4 + 0.5 * len(measured)), dpi=110)
    axes = figure.add_subplot()
    kinds = {'whole frame': [figures.frame_ms for _, figures in measured],
             'network alone': [figures.network_ms for _, figures in measured]}
    for offset, (label, times) in zip((-_HEIGHT / 2, _HEIGHT / 2), kinds.items()):
        axes.barh([place + offset for place in range(len(measured))], [time.p50 for time in times], _HEIGHT,
                  xerr=[[0.0] * len(times), list(map(_whisker, times))], capsize=3, label=label)
    axes.set_yticks(range(len(measured)), [' '.join(row.who) for row, _ in measured])
    axes.set(xlabel=f'milliseconds, median and 95th percentile, on {report.machine.name}', xlim=(0, None))
    axes.grid(axis='x', alpha=0.25)
    axes.legend(bbox_to_anchor=(1, 1), loc='lower right', ncols=2, frameon=False, fontsize='small')
    figure.tight_layout()
    figure.savefig(path)


def _whisker(time: Milliseconds) -> float:
    return time.p95 - time.p50
