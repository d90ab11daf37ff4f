"""The demo's own node: says the commands and collects what the other processes publish."""
from __future__ import annotations

import queue
import time
from typing import Any, NamedTuple

from rclpy.qos import QoSProfile
from sensor_msgs.msg import Image
from std_msgs.msg import String
from vision_msgs.msg import Detection2D

from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.background import BackgroundNode
from vl_tracker_ros.nodes.images.stamp_join import StampJoin

QUEUE_DEPTH = 30


class Observation(NamedTuple):
    """All about one frame: its number, counted from 0, and the latency from its stamp to its detection."""

    frame: int
    image: Image
    detection: Detection2D
    status: TrackerStatus
    latency_ms: float


class Monitor(BackgroundNode):
    """Receives on a thread of its own, so that latencies do not contain the time of recording."""

    def __init__(self) -> None:
        super().__init__('demo')
        self.observations: queue.SimpleQueue[Observation] = queue.SimpleQueue()
        self.last_status: TrackerStatus | None = None
        self.num_images = self.num_overlays = 0
        self._join = StampJoin('image', 'detection', 'status')
        self._command = self.create_publisher(String, 'command', QUEUE_DEPTH)
        qos = QoSProfile(depth=QUEUE_DEPTH)
        self.create_subscription(Image, 'image', self._on_image, qos)
        self.create_subscription(Detection2D, 'tracker_node/detection', self._on_detection, qos)
        self.create_subscription(TrackerStatus, 'tracker_node/status', self._on_status, qos)
        self._overlay = self.create_subscription(Image, 'overlay_node/image', self._on_overlay, qos)

    def say(self, sentence: str) -> None:
        """Publish a command."""
        self._command.publish(String(data=sentence))

    @property
    def complete(self) -> bool:
        """Tracker, gate and overlay run and have found each other and this node."""
        return (self.last_status is not None and self.last_status.bundle != ''
                and self._command.get_subscription_count() > 0 and self._overlay.get_publisher_count() > 0
                and self.count_publishers('search_directive') > 0
                and self.count_subscribers('search_directive') > 0)

    def _on_image(self, image: Image) -> None:
        self._add('image', image, (self.num_images, image))
        self.num_images += 1

    def _on_detection(self, detection: Detection2D) -> None:
        stamp = detection.header.stamp
        latency_ms = 1e3 * (time.time() - stamp.sec - stamp.nanosec * 1e-9)
        self._add('detection', detection, (detection, latency_ms))

    def _on_status(self, status: TrackerStatus) -> None:
        self.last_status = status
        self._add('status', status, status)

    def _on_overlay(self, _: Image) -> None:
        self.num_overlays += 1

    def _add(self, part: str, message: Any, item: Any) -> None:
        complete = self._join.add(part, message.header.stamp, item)
        if complete:
            frame, image = complete['image']
            detection, latency_ms = complete['detection']
            self.observations.put(Observation(frame, image, detection, complete['status'], latency_ms))
