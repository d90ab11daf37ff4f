"""What the benchmarks over DDS hear of the nodes that they run: one camera and any number of trackers."""
from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import QoSProfile
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import String
from vision_msgs.msg import Detection2D

from vl_tracker_ros.media.scene import Scene
from vl_tracker_ros.media.video_writer import VideoWriter
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.messages.stamps import seconds

CLIP_FRAMES = 150
MISS_NOTHING = QoSProfile(depth=200)    # Fast DDS repeats a packet that a large image pushed out within 3 s


def render_clip(folder: Path, size: tuple[int, int]) -> tuple[str, str]:
    """Write a scene of this width and height; its file, and the words for what can be followed in it."""
    scene = Scene(seed=1, num_frames=CLIP_FRAMES, size=size)
    with VideoWriter(folder / 'scene.mp4', 30.0) as writer:
        for frame in scene:
            writer.write(frame.image)
    return str(folder / 'scene.mp4'), scene.objects[0].sentence


def namespace(tracker: int) -> str:
    """Where the nodes of one of several trackers are."""
    return f'/tracker_{tracker}'


class Heard(NamedTuple):
    """One detection: stamp of its image, and milliseconds from there until it was heard in this process."""

    stamp_s: float
    latency_ms: float
    has_box: bool


class DdsListener(Node):
    """Counts images by their camera_info; keeps detections and the last status of each tracker."""

    def __init__(self, trackers: int) -> None:
        super().__init__('listener')
        self._command = self.create_publisher(String, '/command', 5)
        self.create_subscription(CameraInfo, '/camera_info', self._on_info, MISS_NOTHING)
        self.info_stamps: set[float] = set()
        self.heard: list[list[Heard]] = [[] for _ in range(trackers)]
        self.statuses: list[TrackerStatus | None] = [None] * trackers
        self._detections = [self._listen_to(index) for index in range(trackers)]
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self)

    @property
    def ready(self) -> bool:
        return all(detections.get_publisher_count() for detections in self._detections)

    @property
    def commandable(self) -> bool:
        return self._command.get_subscription_count() >= len(self.heard)

    def say(self, sentence: str) -> None:
        self._command.publish(String(data=sentence))

    def spin_for(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._executor.spin_once(left)

    def _listen_to(self, index: int):
        topic = f'{namespace(index)}/tracker_node'

        def on_detection(detection: Detection2D) -> None:
            stamp_s = seconds(detection.header)
            self.heard[index].append(Heard(stamp_s, 1e3 * (time.time() - stamp_s), bool(detection.results)))

        def on_status(status: TrackerStatus) -> None:
            self.statuses[index] = status

        self.create_subscription(TrackerStatus, f'{topic}/status', on_status, MISS_NOTHING)
        return self.create_subscription(Detection2D, f'{topic}/detection', on_detection, MISS_NOTHING)

    def _on_info(self, info: CameraInfo) -> None:
        self.info_stamps.add(seconds(info.header))
