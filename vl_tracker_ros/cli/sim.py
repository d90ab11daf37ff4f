"""`vl-tracker sim`: the real nodes follow by words in a simulated world."""

import argparse
import sys
from pathlib import Path

from vl_tracker_ros.cli.command import Command

# an option that is not given is left to SimulationOptions, the one place of the defaults
_UNSET = argparse.SUPPRESS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--scenario', default=_UNSET, metavar='NAME', help='look_alikes, hidden or switch')
    parser.add_argument('--seed', type=int, default=_UNSET, help='another seed is another cast')
    parser.add_argument('--text', default=_UNSET, help='the first sentence, about one that is there')
    parser.add_argument('--seconds', type=float, default=_UNSET, help='end after so many; 0: with the scenario')
    parser.add_argument('--out', type=Path, default=_UNSET, metavar='DIR', help='folder for the video')
    parser.add_argument('--bundle', default=_UNSET, metavar='NAME|DIR', help='the tracker')


def run(args: argparse.Namespace) -> int:
    try:
        import rclpy  # noqa: F401
    except ImportError as error:
        print(f'vl-tracker sim: ROS 2 is missing ({error}): run `make setup`, or source your installation',
              file=sys.stderr)
        return 1
    from vl_tracker_ros.nodes.simulation.options import SimulationOptions
    from vl_tracker_ros.nodes.simulation.run_simulation import run_simulation

    return run_simulation(SimulationOptions(**{key: value for key, value in vars(args).items() if key != 'command'}))


COMMAND = Command('sim', 'follow through ROS 2 nodes in a simulated world', add_arguments, run)
