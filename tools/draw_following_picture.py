"""Draw docs/images/following.png: which node says what to which, from the camera to the base, and what stops the robot.

    .venv/bin/python tools/draw_following_picture.py
"""
from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use('Agg')
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.patches import FancyBboxPatch  # noqa: E402

PICTURE = Path(__file__).parents[1] / 'docs' / 'images' / 'following.png'
OURS, THEIRS, STOPS = '#2b6cb0', '#5f6368', '#c5221f'
BOX = 1.7, 0.72        # width and height
SIZE, DPI = (12.6, 4.0), 110


@dataclass(frozen=True)
class Part:
    """A box with its centre there."""

    x: float
    y: float
    text: str
    colour: str = THEIRS


@dataclass(frozen=True)
class Arrow:
    """`topics`, one a line, go from one part to the other; `at` moves the text from the middle; `bend` the line."""

    start: str
    end: str
    topics: str
    at: tuple[float, float] = (0.0, 0.0)
    bend: float = 0.0
    colour: str = THEIRS


PARTS = {
    'person': Part(4.0, 3.5, 'a person: "the man\nin the red jacket"'),
    'deadman': Part(10.0, 3.5, 'the hand on\nthe deadman', STOPS),
    'camera': Part(1.0, 2.0, 'camera'), 'tracker': Part(4.0, 2.0, 'tracker_node', OURS),
    'target': Part(7.0, 2.0, 'target_node', OURS), 'follower': Part(10.0, 2.0, 'follower_node', OURS),
    'base': Part(13.0, 2.0, 'base'),
    'depth': Part(7.0, 0.5, 'depth camera,\nor transforms'),
    'ranges': Part(10.0, 0.5, 'range sensors', STOPS)}
ARROWS = (
    Arrow('person', 'tracker', 'command', (-0.52, 0.0)),
    Arrow('deadman', 'follower', 'deadman', (0.52, 0.0), 0.0, STOPS),
    Arrow('camera', 'tracker', 'image', (0.0, 0.16)),
    Arrow('camera', 'target', 'camera_info', (0.0, -0.76), 0.25),
    Arrow('tracker', 'target', 'detection\nstatus', (0.0, 0.27)),
    Arrow('tracker', 'follower', 'status', (0.0, 0.83), -0.28, STOPS),
    Arrow('target', 'follower', 'bearing\ntarget_pose', (0.0, 0.27)),
    Arrow('follower', 'base', 'cmd_vel', (0.0, 0.16)),
    Arrow('depth', 'target', 'depth, /tf', (0.55, 0.0)),
    Arrow('ranges', 'follower', 'obstacle_distance', (0.85, 0.0), 0.0, STOPS))
LEGEND = 12.15, 0.5, 'red: stops the robot by what\nit says, or falling silent;\nbearings that end do as well'


def draw_part(axes: Axes, part: Part) -> None:
    width, height = BOX
    axes.add_patch(FancyBboxPatch((part.x - width / 2, part.y - height / 2), width, height, linewidth=0,
                                  boxstyle='round,pad=0,rounding_size=0.12', facecolor=part.colour))
    axes.text(part.x, part.y, part.text, color='white', ha='center', va='center', fontsize=10)


def ends(start: Part, end: Part, bend: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where an arrow leaves one part and meets the other: below or above for one that is bent."""
    width, height = BOX
    if bend:
        dy = -math.copysign(height / 2, bend)
        return (start.x + width / 4, start.y + dy), (end.x - width / 4, end.y + dy)
    if start.y == end.y:
        return (start.x + width / 2, start.y), (end.x - width / 2, end.y)
    dy = math.copysign(height / 2, end.y - start.y)
    return (start.x, start.y + dy), (end.x, end.y - dy)


def draw_arrow(axes: Axes, arrow: Arrow) -> None:
    start, end = PARTS[arrow.start], PARTS[arrow.end]
    first, last = ends(start, end, arrow.bend)
    axes.annotate('', last, first, arrowprops=dict(
        arrowstyle='-|>', color=arrow.colour, linewidth=1.4, shrinkA=0, shrinkB=0,
        connectionstyle=f'arc3,rad={arrow.bend}'))
    axes.text((first[0] + last[0]) / 2 + arrow.at[0], (first[1] + last[1]) / 2 + arrow.at[1], arrow.topics,
              color=arrow.colour, ha='center', va='center', fontsize=9)


def main() -> None:
    figure, axes = plt.subplots(figsize=SIZE, dpi=DPI)
    axes.set(xlim=(0.0, 14.0), ylim=(0.0, 4.0), aspect='equal')
    axes.axis('off')
    for arrow in ARROWS:
        draw_arrow(axes, arrow)
    for part in PARTS.values():
        draw_part(axes, part)
    axes.text(*LEGEND, color=STOPS, va='center', fontsize=9)
    figure.tight_layout(pad=0.1)
    figure.savefig(PICTURE)


if __name__ == '__main__':
    main()
