"""How all plots of a report look, and how they are kept."""
from __future__ import annotations

from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure  # without pyplot: no display, no global state

# Okabe and Ito's colours, which the colour-blind tell apart; lines differ in style as well.
COLOURS = ('#0072B2', '#E69F00', '#009E73', '#D55E00', '#CC79A7', '#56B4E9')
STYLES = ('-', '--', '-.', ':')


def set_up(axes: Axes, title: str, across: str, up: str, stop: float = 1.0) -> None:
    """Titles, a grid, and axes from 0 to `stop` and to 1."""
    axes.set(title=title, xlabel=across, ylabel=up, xlim=(0, stop), ylim=(0, 1))
    axes.grid(alpha=0.3)
    axes.set_axisbelow(True)


def save(figure: Figure, stem: Path) -> None:
    """Write stem.png and stem.svg; the same figure gives the same files."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(stem.with_suffix('.png'), dpi=150)
    with matplotlib.rc_context({'svg.fonttype': 'none', 'svg.hashsalt': stem.name}):
        figure.savefig(stem.with_suffix('.svg'), metadata={'Date': None})
