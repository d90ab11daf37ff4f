"""Frames per second, latency and drops of the tracker over DDS, beside a node that only answers.

    python benchmarks/dds_latency.py --bundle mvlm_tiny --seconds 20

Real processes: camera_node at 640x480 and 30 Hz, tracker_node and gating_node. Before them the same camera
and a node that copies the header of each image into an empty detection: what ROS itself takes here.
"""
from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable, NamedTuple

import numpy as np
import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import QoSProfile
from sensor_msgs.msg import CameraInfo, Image
from std_msgs.msg import Header, String
from vision_msgs.msg import Detection2D

from vl_tracker_ros.media.scene import Scene
from vl_tracker_ros.media.video_writer import VideoWriter
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.demo.child_process import ProcessGroup, node_command
from vl_tracker_ros.nodes.demo.run_demo import use_own_domain
from vl_tracker_ros.nodes.wiring import STATUS_REMAPS

CLIP_FRAMES = 150
START_S = 30.0
GRACE_S = 4.0           # Fast DDS repeats a packet that a large image pushed out within 3 s
WARM_UP_S = 4.0         # of the stream before counting begins: discovery, and such a repetition


class Figures(NamedTuple):
    """Of the images whose stamps lie in one stretch of time; latency to the detection in another process."""

    sent: int
    dropped: int
    seconds: float
    latency_ms: np.ndarray

    @property
    def rate(self) -> float:
        return len(self.latency_ms) / self.seconds


class Listener(Node):
    """Counts images by their camera_info, and detections by their stamp."""

    def __init__(self) -> None:
        super().__init__('listener')
        self._command = self.create_publisher(String, 'command', 5)
        qos = QoSProfile(depth=200)     # longer than those 3 s
        self.create_subscription(CameraInfo, 'camera_info', self._on_info, qos)
        self._detections = self.create_subscription(
            Detection2D, 'tracker_node/detection', self._on_detection, qos)
        self.create_subscription(TrackerStatus, 'tracker_node/status', self._on_status, qos)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self)
        self.info_stamps: list[float] = []
        self.detection_stamps: list[float] = []
        self.latency_ms: list[float] = []
        self.dropped = 0

    def figures(self, seconds: float) -> Figures:
        """Measure for so long from now."""
        start_s, dropped_before = time.time(), self.dropped
        self.spin_for(seconds + GRACE_S)
        sent, answered = (
            [start_s <= stamp_s < start_s + seconds for stamp_s in stamps]
            for stamps in (self.info_stamps, self.detection_stamps))
        return Figures(sum(sent), self.dropped - dropped_before, seconds, np.array(self.latency_ms)[answered])

    @property
    def ready(self) -> bool:
        return self._detections.get_publisher_count() > 0

    @property
    def commandable(self) -> bool:
        return self._command.get_subscription_count() > 0

    def say(self, sentence: str) -> None:
        self._command.publish(String(data=sentence))

    def spin_for(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._executor.spin_once(left)

    def _on_info(self, info: CameraInfo) -> None:
        self.info_stamps.append(_seconds(info.header))

    def _on_detection(self, detection: Detection2D) -> None:
        stamp_s = _seconds(detection.header)
        self.detection_stamps.append(stamp_s)
        self.latency_ms.append(1e3 * (time.time() - stamp_s))

    def _on_status(self, status: TrackerStatus) -> None:
        self.dropped = status.frames_dropped


def _seconds(header: Header) -> float:
    return header.stamp.sec + header.stamp.nanosec * 1e-9


class Echo(Node):
    """Answers each image with an empty detection of the same header, on the tracker's topic."""

    def __init__(self) -> None:
        super().__init__('tracker_node')
        self._publisher = self.create_publisher(Detection2D, '~/detection', 5)
        self.create_subscription(Image, 'image', self._on_image, QoSProfile(depth=1))

    def _on_image(self, image: Image) -> None:
        self._publisher.publish(Detection2D(header=image.header))


def main() -> int:
    options = _parser().parse_args()
    if options.echo:
        rclpy.init()
        rclpy.spin(Echo())
        return 0
    use_own_domain()
    with tempfile.TemporaryDirectory() as folder:
        clip, sentence = _render(Path(folder), options.size)
        echo = _measure(options, clip, {'echo': [sys.executable, __file__, '--echo']}, '')
        tracker = _measure(options, clip, {
            'tracker_node': node_command(
                'tracker_node', {'bundle': options.bundle, 'threads': options.threads}),
            'gating_node': node_command('gating_node', remaps=STATUS_REMAPS)}, sentence)
    _print(options, echo, tracker)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--threads', type=int, default=0, help='of the runtime, 0: its own choice')
    parser.add_argument('--seconds', type=float, default=20.0)
    parser.add_argument('--rate', type=float, default=30.0, help='images a second')
    parser.add_argument('--size', type=int, nargs=2, default=(640, 480), metavar=('WIDTH', 'HEIGHT'))
    parser.add_argument('--echo', action='store_true', help=argparse.SUPPRESS)
    return parser


def _render(folder: Path, size: tuple[int, int]) -> tuple[str, str]:
    scene = Scene(seed=1, num_frames=CLIP_FRAMES, size=tuple(size))
    with VideoWriter(folder / 'scene.mp4', 30.0) as writer:
        for frame in scene:
            writer.write(frame.image)
    return str(folder / 'scene.mp4'), scene.objects[0].sentence


def _measure(options: argparse.Namespace, clip: str, commands: dict[str, list[str]],
             sentence: str) -> Figures:
    rclpy.init()
    listener = Listener()
    with ProcessGroup() as processes:
        for name, command in commands.items():
            processes.start(name, command)
        _spin_until(listener, lambda: listener.ready and (listener.commandable or not sentence), processes)
        if sentence:
            listener.say(sentence)
        processes.start('camera_node', node_command('camera_node', {
            'source': clip, 'rate': options.rate, 'on_end': 'loop', 'wait_for_subscribers': 1}))
        _spin_until(listener, lambda: listener.latency_ms, processes)
        listener.spin_for(WARM_UP_S)
        figures = listener.figures(options.seconds)
        processes.check()
    listener.destroy_node()
    rclpy.shutdown()
    return figures


def _spin_until(listener: Listener, condition: Callable[[], object], processes: ProcessGroup) -> None:
    deadline = time.monotonic() + START_S
    while not condition():
        processes.check()
        if time.monotonic() > deadline:
            raise SystemExit('the nodes did not find each other')
        listener.spin_for(0.05)


def _print(options: argparse.Namespace, echo: Figures, tracker: Figures) -> None:
    width, height = options.size
    print(f'{width}x{height} at {options.rate:g} Hz for {options.seconds:g} s, bundle {options.bundle}')
    print(f'{"":<28}{"echo":>10}{"tracker":>10}{"ratio":>8}')
    echo_p50, echo_p95 = np.percentile(echo.latency_ms, (50, 95))
    p50, p95 = np.percentile(tracker.latency_ms, (50, 95))
    for name, limit, value in (
            ('frames sent', echo.sent, tracker.sent),
            ('frames answered', len(echo.latency_ms), len(tracker.latency_ms)),
            ('answered per second', echo.rate, tracker.rate), ('latency p50 [ms]', echo_p50, p50),
            ('latency p95 [ms]', echo_p95, p95)):
        print(f'{name:<28}{limit:>10.1f}{value:>10.1f}{value / limit:>8.2f}')
    print(f'{"dropped by the tracker":<28}{"":>10}{tracker.dropped:>10}')


if __name__ == '__main__':
    sys.exit(main())
