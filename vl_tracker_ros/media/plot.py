"""The confidence of a run over its frames, as a picture."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import shorten

from matplotlib.axes import Axes
from matplotlib.figure import Figure  # without pyplot: no display, no global state

from vl_tracker_ros.media.overlay import STATE_COLOURS_BGR
from vl_tracker_ros.media.record import FrameRecord

CURVES = {
    'score': ('tab:blue', 1.8),
    'kappa_mvlm': ('black', 1.4),
    'kappa_vlm': ('tab:green', 0.8),
    'kappa_mem': ('tab:purple', 0.8),
}
_STATE_BAND = (-1.28, -1.12)  # of the vertical axis: below the smallest kappa
_LABEL_LENGTH = 60


def plot_confidence(records: Sequence[FrameRecord], path: str | Path) -> None:
    """Write a PNG with the frames as abscissa.

    Score and kappas are curves, the states a coloured band below them. Frames whose search region was the
    whole image are shaded; a labelled line stands where the command changes. Frames may have gaps.
    """
    figure = Figure(figsize=(11, 4.5), dpi=110)
    figure.subplots_adjust(left=0.06, right=0.985, top=0.9, bottom=0.12)
    axes = figure.add_subplot()
    _draw_curves(axes, records)
    _shade_global_search(axes, records)
    _draw_states(axes, records)
    _mark_commands(axes, records)
    axes.set(xlabel='frame', ylabel='score in [0,1], kappa in [-1,1]')
    axes.set_xlim(records[0].frame - 0.5, records[-1].frame + 0.5)
    axes.set_ylim(_STATE_BAND[0] - 0.04, 1.3)
    axes.set_yticks([-1, -0.5, 0, 0.5, 1])
    axes.grid(alpha=0.25)
    figure.legend(loc='upper center', ncols=10, frameon=False, fontsize='small')
    figure.savefig(path)


def _draw_curves(axes: Axes, records: Sequence[FrameRecord]) -> None:
    frames = [record.frame for record in records]
    for name, (colour, width) in CURVES.items():
        values = [getattr(record, name) for record in records]
        axes.plot(frames, values, color=colour, linewidth=width, label=name)


def _shade_global_search(axes: Axes, records: Sequence[FrameRecord]) -> None:
    label = 'whole image searched'
    for search, left, right in _spans(records, lambda record: record.search):
        if search == 'global':
            axes.axvspan(left, right, color='tab:orange', alpha=0.18, linewidth=0, label=label)
            label = None  # once in the legend


def _draw_states(axes: Axes, records: Sequence[FrameRecord]) -> None:
    named: set[str] = set()
    for state, left, right in _spans(records, lambda record: record.state):
        blue, green, red = (channel / 255 for channel in STATE_COLOURS_BGR[state])
        axes.fill_between([left, right], *_STATE_BAND, color=(red, green, blue), linewidth=0,
                          label=None if state in named else state)
        named.add(state)


def _mark_commands(axes: Axes, records: Sequence[FrameRecord]) -> None:
    for command, left, _ in _spans(records, lambda record: record.command):
        axes.axvline(left, color='0.35', linestyle='--', linewidth=1)
        words = shorten(command, _LABEL_LENGTH, placeholder='...')
        axes.annotate(f'"{words}"', (left, 1.16), xytext=(4, 0), textcoords='offset points', fontsize='small',
                      parse_math=False)  # a '$' of the user is a '$'


def _spans(records: Sequence[FrameRecord],
           key: Callable[[FrameRecord], str]) -> Iterator[tuple[str, float, float]]:
    """Yield each run of frames with the same value: the value and the borders, half a frame to both sides."""
    for value, group in groupby(records, key):
        run = list(group)
        yield value, run[0].frame - 0.5, run[-1].frame + 0.5
