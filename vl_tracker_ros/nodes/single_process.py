"""Camera, tracker, gate and overlay in one process: without `ros2 launch`, or for several cameras and one model."""
from __future__ import annotations

import argparse
import sys
from functools import partial

from rclpy.utilities import remove_ros_args

from vl_tracker_ros.nodes.camera_node import CameraNode
from vl_tracker_ros.nodes.gating_node import GatingNode
from vl_tracker_ros.nodes.given_parameters import given_parameters
from vl_tracker_ros.nodes.overlay_node import OverlayNode
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.tracker_node import TrackerNode
from vl_tracker_ros.nodes.wiring import OVERLAY_REMAPS, STATUS_REMAPS

NODES = {'camera_node': CameraNode, 'tracker_node': TrackerNode, 'gating_node': GatingNode,
         'overlay_node': OverlayNode}
REMAPS = {'gating_node': STATUS_REMAPS, 'overlay_node': OVERLAY_REMAPS}


def main(args: list[str] | None = None) -> int:
    """Parameters are given for the nodes of one name with `-p <node>:<name>:=<value>`, or by `--params-file`."""
    words = sys.argv[1:] if args is None else args
    own = _parser().parse_args(remove_ros_args(words))
    makers = [partial(NODES[name], cli_args=_arguments(name, namespace, words))
              for namespace in own.namespaces for name in own.nodes]
    return run(*makers, args=words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog='single_process', description=__doc__)
    parser.add_argument('--namespaces', nargs='+', default=[''], metavar='NAME',
                        help='the nodes are there once in each; trackers with the same bundle share the loaded model')
    parser.add_argument('--nodes', nargs='+', choices=NODES, default=list(NODES), metavar='NODE',
                        help=f'which of them, of {", ".join(NODES)}; all if it is not given')
    return parser


def _arguments(name: str, namespace: str, words: list[str]) -> list[str]:
    """What one node gets beside the arguments of all."""
    within = {'__ns': f'/{namespace.strip("/")}'} if namespace else {}
    remaps = within | REMAPS.get(name, {})
    rules = [word for inner, outer in remaps.items() for word in ('-r', f'{inner}:={outer}')]
    return ['--ros-args', *rules, *given_parameters(name, words)]


if __name__ == '__main__':
    sys.exit(main())
