"""Camera, tracker, gate and overlay in one process, for machines without `ros2 launch`."""
from __future__ import annotations

import sys
from functools import partial

from vl_tracker_ros.nodes.camera_node import CameraNode
from vl_tracker_ros.nodes.gating_node import GatingNode
from vl_tracker_ros.nodes.overlay_node import OverlayNode
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.tracker_node import TrackerNode
from vl_tracker_ros.nodes.wiring import OVERLAY_REMAPS, STATUS_REMAPS


def main(args: list[str] | None = None) -> int:
    """Parameters are given for one node with `-p <node>:<name>:=<value>`, or for all with `--params-file`."""
    return run(CameraNode, TrackerNode, partial(GatingNode, cli_args=_remap(STATUS_REMAPS)),
               partial(OverlayNode, cli_args=_remap(OVERLAY_REMAPS)), args=args)


def _remap(remaps: dict[str, str]) -> list[str]:
    rules = [word for inner, outer in remaps.items() for word in ('-r', f'{inner}:={outer}')]
    return ['--ros-args', *rules]


if __name__ == '__main__':
    sys.exit(main())
