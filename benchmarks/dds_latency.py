"""Frames per second, latency and drops of trackers over DDS, beside nodes that only answer.

    python benchmarks/dds_latency.py --bundle mvlm_tiny --seconds 20 --out dds_latency.json

Real processes: camera_node at 30 Hz, and tracker_node and gating_node of one and of three trackers, all on that one
camera, at 640x480 and 1280x720. Before them the same camera and as many nodes that copy the header of each image
into an empty detection: what ROS itself takes here.
"""
from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import rclpy
from dds_listener import DdsListener, namespace, render_clip
from rclpy.node import Node
from rclpy.qos import QoSProfile
from sensor_msgs.msg import Image
from vision_msgs.msg import Detection2D

from vl_tracker_ros.nodes.processes.child_process import ProcessGroup, node_command
from vl_tracker_ros.nodes.processes.own_domain import use_own_domain
from vl_tracker_ros.nodes.wiring import STATUS_REMAPS

START_S = 60.0
GRACE_S = 4.0           # Fast DDS repeats a packet that a large image pushed out within 3 s
WARM_UP_S = 4.0         # of the stream before counting begins: discovery, and such a repetition
Figures = dict[str, float]


class Echo(Node):
    """Answers each image with an empty detection of the same header, on the topic of a tracker."""

    def __init__(self, tracker: int) -> None:
        super().__init__('tracker_node', namespace=namespace(tracker))
        self._publisher = self.create_publisher(Detection2D, '~/detection', 5)
        self.create_subscription(Image, '/image', self._on_image, QoSProfile(depth=1))

    def _on_image(self, image: Image) -> None:
        self._publisher.publish(Detection2D(header=image.header))


def main() -> int:
    options = _parser().parse_args()
    if options.echo is not None:
        rclpy.init()
        rclpy.spin(Echo(options.echo))
        return 0
    use_own_domain()
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            clip, sentence = render_clip(Path(folder), size)
            for trackers in options.trackers:
                echo = _measure(options, clip, trackers, _echoes(trackers), '')
                ours = _measure(options, clip, trackers, _trackers(options, trackers), sentence)
                rows.append({'width': size[0], 'height': size[1], 'trackers': trackers, 'echo': echo, 'tracker': ours})
                _print(options, rows[-1])
    if options.out:
        options.out.write_text(json.dumps({'bundle': options.bundle, 'rate': options.rate, 'seconds': options.seconds,
                                           'cases': rows}, indent=1) + '\n', encoding='utf-8')
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--threads', type=int, default=0, help='of the runtime, 0: its own choice')
    parser.add_argument('--seconds', type=float, default=20.0)
    parser.add_argument('--rate', type=float, default=30.0, help='images a second')
    parser.add_argument('--sizes', type=_size, nargs='+', default=[(640, 480), (1280, 720)], metavar='WIDTHxHEIGHT')
    parser.add_argument('--trackers', type=int, nargs='+', default=[1, 3], help='how many at a time')
    parser.add_argument('--out', type=Path, help='JSON file for the figures')
    parser.add_argument('--echo', type=int, help=argparse.SUPPRESS)
    return parser


def _size(text: str) -> tuple[int, int]:
    width, height = text.split('x')
    return int(width), int(height)


def _echoes(trackers: int) -> dict[str, list[str]]:
    return {f'echo {index}': [sys.executable, __file__, '--echo', str(index)] for index in range(trackers)}


def _trackers(options: argparse.Namespace, trackers: int) -> dict[str, list[str]]:
    commands = {}
    for index in range(trackers):
        here = {'__ns': namespace(index)}
        commands[f'tracker_node {index}'] = node_command(
            'tracker_node', {'bundle': options.bundle, 'threads': options.threads},
            {**here, 'image': '/image', 'command': '/command'})
        commands[f'gating_node {index}'] = node_command('gating_node', remaps={**here, **STATUS_REMAPS})
    return commands


def _measure(options: argparse.Namespace, clip: str, trackers: int, commands: dict[str, list[str]],
             sentence: str) -> Figures:
    rclpy.init()
    listener = DdsListener(trackers)
    with ProcessGroup() as processes:
        for name, command in commands.items():
            processes.start(name, command)
        _spin_until(listener, lambda: listener.ready and (listener.commandable or not sentence), processes)
        if sentence:
            listener.say(sentence)
        processes.start('camera_node', node_command('camera_node', {
            'source': clip, 'rate': options.rate, 'on_end': 'loop', 'wait_for_subscribers': trackers}))
        _spin_until(listener, lambda: all(listener.heard), processes)
        listener.spin_for(WARM_UP_S)
        figures = _figures(listener, options.seconds)
        processes.check()
    listener.destroy_node()
    rclpy.shutdown()
    return figures


def _figures(listener: DdsListener, seconds: float) -> Figures:
    """Of the images whose stamps lie in so many seconds from now, over all trackers together."""
    start_s, dropped_before = time.time(), _dropped(listener)
    listener.spin_for(seconds)
    dropped = _dropped(listener) - dropped_before
    listener.spin_for(GRACE_S)
    sent = sum(start_s <= stamp_s < start_s + seconds for stamp_s in listener.info_stamps)
    latency_ms = [each.latency_ms for heard in listener.heard for each in heard
                  if start_s <= each.stamp_s < start_s + seconds]
    p50, p95 = np.percentile(latency_ms, (50, 95))
    trackers = len(listener.heard)
    return {'frames sent': sent, 'answered by each': len(latency_ms) / trackers,
            'answered per second': len(latency_ms) / trackers / seconds, 'latency p50 [ms]': float(p50),
            'latency p95 [ms]': float(p95), 'dropped by each': dropped / trackers}


def _dropped(listener: DdsListener) -> int:
    return sum(status.frames_dropped for status in listener.statuses if status)


def _spin_until(listener: DdsListener, condition: Callable[[], object], processes: ProcessGroup) -> None:
    deadline = time.monotonic() + START_S
    while not condition():
        processes.check()
        if time.monotonic() > deadline:
            raise SystemExit('the nodes did not find each other')
        listener.spin_for(0.05)


def _print(options: argparse.Namespace, row: dict) -> None:
    print(f'{row["width"]}x{row["height"]} at {options.rate:g} Hz for {options.seconds:g} s, bundle {options.bundle}, '
          f'trackers: {row["trackers"]}')
    print(f'{"":<28}{"echo":>10}{"tracker":>10}{"ratio":>8}')
    for name, limit in row['echo'].items():
        value = row['tracker'][name]
        print(f'{name:<28}{limit:>10.1f}{value:>10.1f}' + (f'{value / limit:>8.2f}' if limit else ''), flush=True)


if __name__ == '__main__':
    sys.exit(main())
