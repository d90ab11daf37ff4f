"""`vl-tracker demo`: a real video followed by words through real ROS 2 nodes."""

import argparse
import sys
from pathlib import Path

from vl_tracker_ros.cli.arguments import count, fraction, rate_hz
from vl_tracker_ros.cli.command import Command

# an option that is not given is left to DemoOptions, the one place of the defaults
_UNSET = argparse.SUPPRESS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--video', default=_UNSET, metavar='FILE|DIR|0',
                        help='video, folder of images, or camera (default: a real clip, downloaded once)')
    parser.add_argument('--text', default=_UNSET, help='the first sentence')
    parser.add_argument('--text2', default=_UNSET, help='the second sentence, which switches the target')
    parser.add_argument('--switch-at', type=fraction, default=_UNSET, metavar='FRACTION',
                        help='when to say it, in (0,1) of the clip')
    parser.add_argument('--rate', type=rate_hz, default=_UNSET, metavar='HZ', help='frames a second')
    parser.add_argument('--out', type=Path, default=_UNSET, metavar='DIR', help='folder for the results')
    parser.add_argument('--bundle', default=_UNSET, metavar='NAME|DIR', help='the tracker')
    parser.add_argument('--max-frames', type=count, default=_UNSET, metavar='N', help='end after so many')


def run(args: argparse.Namespace) -> int:
    try:
        import rclpy  # noqa: F401
    except ImportError as error:
        print(f'vl-tracker demo: ROS 2 is missing ({error}): run `make setup`, or source your installation',
              file=sys.stderr)
        return 1
    from vl_tracker_ros.nodes.demo import DemoOptions, run_demo

    given = {key: value for key, value in vars(args).items() if key != 'command'}
    return run_demo(DemoOptions(**given))


COMMAND = Command('demo', 'follow a real video through ROS 2 nodes', add_arguments, run)
