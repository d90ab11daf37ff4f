"""Tracker, gate, target and follower, each in a process of its own: follow.launch.py without `ros2 launch`."""
from __future__ import annotations

import argparse
import signal
import sys
import threading

from rclpy.utilities import remove_ros_args

from vl_tracker_ros.nodes.given_parameters import given_parameters
from vl_tracker_ros.nodes.processes.child_process import ChildDied, ChildProcess, ProcessGroup, node_command
from vl_tracker_ros.nodes.wiring import FOLLOWER_REMAPS, OVERLAY_REMAPS, STATUS_REMAPS, TARGET_REMAPS

REMAPS = {'camera_node': {}, 'overlay_node': OVERLAY_REMAPS, 'tracker_node': {}, 'gating_node': STATUS_REMAPS,
          'target_node': TARGET_REMAPS, 'follower_node': FOLLOWER_REMAPS}      # started in turn, stopped the last first
ON_REQUEST = ('camera_node', 'overlay_node')
CHECK_S = 0.1


def main(args: list[str] | None = None) -> int:
    """Run until SIGINT, SIGTERM or SIGHUP, or until one of them ends: then none goes on, and 1 is returned.

    The follower has a process of its own, for what hangs in another one must not keep it from stopping the robot.
    Parameters are given with `-p <node>:<name>:=<value>` or by `--params-file`, as to single_process.
    """
    words = sys.argv[1:] if args is None else args
    own = _parser().parse_args(remove_ros_args(words))
    stopping = _stop_by_signal()
    with ProcessGroup(on_screen=True) as processes:
        children = [processes.start(name, [*node_command(name, remaps=REMAPS[name]), *given_parameters(name, words),
                                           *_ros_words(words)])
                    for name in REMAPS if name not in ON_REQUEST or name in own.extra]
        try:
            while not stopping.wait(CHECK_S):
                _check(children)
        except ChildDied as error:
            print(f'follow: {error}; all others are stopped', file=sys.stderr)
            return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog='follow', description=__doc__)
    parser.add_argument('--with', nargs='+', choices=ON_REQUEST, default=[], metavar='NODE', dest='extra',
                        help=f'what else, of {", ".join(ON_REQUEST)}')
    return parser


def _ros_words(words: list[str]) -> list[str]:
    return words[words.index('--ros-args'):] if '--ros-args' in words else []


def _stop_by_signal() -> threading.Event:
    """What a signal sets. Another one does not keep the rest from being stopped."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):      # the last: its terminal was closed
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _check(children: list[ChildProcess]) -> None:
    """Raises ChildDied for one that has ended, be it well."""
    for child in children:
        if child.has_ended():
            raise ChildDied(f'{child.name} has ended')


if __name__ == '__main__':
    sys.exit(main())
