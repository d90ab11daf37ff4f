"""`vl-tracker bounds`: measured failures of a run beside the two bounds that MVLM's theorems give."""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.arguments import count, positive
from vl_tracker_ros.cli.command import Command

if TYPE_CHECKING:
    from vl_tracker_ros.evaluation.bounds import Bound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('frames', type=Path, metavar='CSV',
                        help='margin, kappa, competitors, tokens, excluded, failed; a row a frame')
    parser.add_argument('--sigma', type=positive, required=True,
                        help='sub-Gaussian scale of the noise of one token correlation')
    parser.add_argument('--thresholds', type=count, default=20, metavar='N',
                        help='how many thresholds tau from -1 to 1 (default: %(default)s)')
    parser.add_argument('--plot', type=Path, metavar='PNG', help='picture of bounds and failures over tau')


def run(args: argparse.Namespace) -> int:
    import numpy as np

    from vl_tracker_ros.evaluation.bounds import read_frames, sweep
    from vl_tracker_ros.evaluation.bounds_plot import plot_bounds

    bounds = sweep(read_frames(args.frames), np.linspace(-1, 1, args.thresholds), args.sigma)
    print(_table(bounds))
    if args.plot:
        plot_bounds(bounds, args.plot)
    return 0


def _table(bounds: list[Bound]) -> str:
    lines = ['   tau  frames  failures  bound  = exclusion + ranking  worst-case bound  holds']
    lines += [f'{b.tau:6.2f}  {b.frames:6d}  {b.failures:8.4f}  {b.total:5.3f}  {b.exclusion:11.4f}   '
              f'{b.ranking:7.4f}  {b.worst_total:16.3f}  {"yes" if b.holds else "no":>5}' for b in bounds]
    return '\n'.join(lines)


COMMAND = Command('bounds', "failures of a run beside MVLM's two bounds", add_arguments, run)
