"""The curves of a run as a picture: losses, what is measured on held-out samples, learning rate and gradient norm."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure  # without pyplot: no display, no global state

MEASURED = ('words_', 'template_', 'presence_', 'track_')     # beginnings of the names of what validation measures
_OPTIMIZER = ('rate', 'grad_norm')
_NOT_DRAWN = ('minutes', 'step', 'samples')


def _panel_of(name: str) -> str:
    if name.startswith(MEASURED):
        return 'held-out samples'
    return 'optimizer' if name in _OPTIMIZER else 'losses'


def _draw(axes: Axes, rows: Sequence[dict[str, float]], names: Sequence[str]) -> None:
    for name in names:
        points = [(row['step'], row[name]) for row in rows if name in row]
        axes.plot(*zip(*points), '.-', markersize=3, linewidth=1, label=name)
    axes.yaxis.set_major_formatter('{x:g}')
    axes.yaxis.set_minor_formatter('')
    axes.grid(alpha=0.25)
    if names:
        axes.legend(fontsize='x-small')


def draw_curves(rows: Sequence[dict[str, float]], path: Path) -> None:
    """Write a PNG of all figures of the rows over their steps, one panel for each kind of figure."""
    panels: dict[str, list[str]] = {'losses': [], 'held-out samples': [], 'optimizer': []}
    for name in dict.fromkeys(name for row in rows for name in row if name not in _NOT_DRAWN):
        panels[_panel_of(name)].append(name)
    figure = Figure(figsize=(8, 10), dpi=110)
    for axes, (title, names) in zip(figure.subplots(len(panels), sharex=True), panels.items()):
        axes.set(title=title, yscale='linear' if title == 'held-out samples' else 'log')
        _draw(axes, rows, names)
    axes.set_xlabel('step')
    figure.tight_layout()
    figure.savefig(path, format='png')
