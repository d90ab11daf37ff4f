"""Runs side by side, as a picture."""
from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure  # without pyplot: no display, no global state

from vl_tracker_ros.evaluation.compare import Comparison


def plot_comparison(comparison: Comparison, path: Path) -> None:
    """The headline figure of every run with its interval, best on top, as PNG, SVG or PDF by the file's ending."""
    rows = sorted(comparison.rows, key=lambda row: row.figures[comparison.headline].mean)
    found = [row.figures[comparison.headline] for row in rows]
    figure = Figure(figsize=(7, 1.2 + 0.4 * len(rows)), dpi=110)
    axes = figure.add_subplot()
    axes.errorbar([f.mean for f in found], range(len(rows)), fmt='o', capsize=3,
                  xerr=[[f.mean - f.low for f in found], [f.high - f.mean for f in found]])
    axes.set_yticks(range(len(rows)), [f'{row.run} [{f.mean:.3f}]' for row, f in zip(rows, found)])
    axes.set(xlabel=f'{comparison.headline} on {comparison.dataset} ({comparison.protocol}), '
                    f'{len(comparison.sequences)} sequences', xlim=(0, 1))
    axes.set_ylim(-0.5, len(rows) - 0.5)
    axes.grid(alpha=0.25)
    figure.tight_layout()
    figure.savefig(path)
