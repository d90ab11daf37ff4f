"""The evaluation's own node: plays images to the tracker and hears what it says of each."""
from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from builtin_interfaces.msg import Time
from numpy.typing import NDArray
from rclpy.qos import QoSProfile
from sensor_msgs.msg import Image
from std_msgs.msg import Header, String
from vision_msgs.msg import BoundingBox2D, Detection2D

from vl_tracker_ros.evaluation.streaming import Playback
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.background import BackgroundNode
from vl_tracker_ros.nodes.images.image_conversion import to_image
from vl_tracker_ros.nodes.messages.result_conversion import to_bounding_box, to_box_xywh_px
from vl_tracker_ros.tracking.types import TargetState

IMAGE_DEPTH, QUEUE_DEPTH = 5, 30
NO_BOX = np.full(4, np.nan)


class Said(NamedTuple):
    """Of one image: the detection's time of arrival and its box, NaN for none."""

    heard_s: float
    box_xywh_px: NDArray[np.float64]


class Player(BackgroundNode):
    """Times are seconds of the system's clock, by which the images are stamped too."""

    def __init__(self) -> None:
        super().__init__('player')
        self._images = self.create_publisher(Image, 'image', IMAGE_DEPTH)
        self._commands = self.create_publisher(String, 'command', QUEUE_DEPTH)
        self._boxes = self.create_publisher(BoundingBox2D, 'tracker_node/init_box', QUEUE_DEPTH)
        qos = QoSProfile(depth=QUEUE_DEPTH)
        self._outputs = [
            self.create_subscription(Detection2D, 'tracker_node/detection', self._on_detection, qos),
            self.create_subscription(TrackerStatus, 'tracker_node/status', self._on_status, qos)]
        self.last_status: TrackerStatus | None = None
        self._said: dict[int, Said] = {}                    # by stamp in ns
        self._statuses: dict[int, TrackerStatus] = {}
        self._news = threading.Condition()

    @property
    def connected(self) -> bool:
        """An active tracker and a gate run and have found each other and this node."""
        return (all(publisher.get_subscription_count() for publisher in (self._images, self._commands, self._boxes))
                and all(subscription.get_publisher_count() for subscription in self._outputs)
                and self.last_status is not None and self.last_status.bundle != ''
                and self.count_publishers('search_directive') > 0
                and self.count_subscribers('search_directive') > 0)

    def say(self, sentence: str) -> None:
        """Publish a command."""
        self._commands.publish(String(data=sentence))

    def point_at(self, box_xywh_px: NDArray[np.float64]) -> None:
        """Publish a first box."""
        self._boxes.publish(to_bounding_box(box_xywh_px))

    def show(self, image: NDArray[np.uint8]) -> int:
        """Publish a BGR image (H,W,3), stamped with the time of it; returns the stamp in ns."""
        stamp_ns = time.time_ns()
        stamp = Time(sec=stamp_ns // 10**9, nanosec=stamp_ns % 10**9)
        self._images.publish(to_image(image, Header(stamp=stamp, frame_id='camera')))
        return stamp_ns

    def answer_to(self, stamp_ns: int, patience_s: float) -> TrackerStatus | None:
        """Wait for the detection and the status of an image; None if they do not come in time."""
        with self._news:
            self._news.wait_for(lambda: stamp_ns in self._said and stamp_ns in self._statuses, patience_s)
            return self._statuses.get(stamp_ns) if stamp_ns in self._said else None

    def play(self, images: Iterable[NDArray[np.uint8]], rate_hz: float) -> list[int]:
        """Show images at a rate, the first one a period from now; returns their stamps in ns."""
        begun, stamps = time.monotonic(), []
        for number, image in enumerate(images, start=1):
            time.sleep(max(0.0, begun + number / rate_hz - time.monotonic()))
            stamps.append(self.show(image))
        return stamps

    def playback(self, stamps_ns: list[int]) -> Playback:
        """What was sent and heard so far of these images."""
        with self._news:
            said = [self._said.get(stamp, Said(np.nan, NO_BOX)) for stamp in stamps_ns]
            statuses = [self._statuses.get(stamp) for stamp in stamps_ns]
        return Playback(np.array(stamps_ns) * 1e-9, np.array([s.heard_s for s in said]),
                        np.array([s.box_xywh_px for s in said]),
                        np.array([np.nan if s is None else s.score for s in statuses]),
                        ['' if s is None else TargetState(s.state).name.lower() for s in statuses])

    def forget(self) -> None:
        """What was heard of the last sequence."""
        with self._news:
            self._said.clear()
            self._statuses.clear()

    def _on_detection(self, detection: Detection2D) -> None:
        heard_s = time.time_ns() * 1e-9
        box = to_box_xywh_px(detection.bbox) if detection.results else NO_BOX
        with self._news:
            self._said[_ns(detection.header)] = Said(heard_s, box)
            self._news.notify_all()

    def _on_status(self, status: TrackerStatus) -> None:
        with self._news:
            self.last_status = self._statuses[_ns(status.header)] = status
            self._news.notify_all()


def _ns(header: Header) -> int:
    return header.stamp.sec * 10**9 + header.stamp.nanosec
