"""All that the tracker node publishes."""
from __future__ import annotations

from dataclasses import dataclass

from rclpy.lifecycle import LifecycleNode
from rclpy.qos import DurabilityPolicy, QoSProfile
from std_msgs.msg import Header, String
from vision_msgs.msg import Detection2D

from vl_tracker_ros.msg import ActiveCommand, TrackerStatus
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.messages.result_conversion import fill_status, to_bounding_box, to_detection
from vl_tracker_ros.tracking import RegionOfInterest
from vl_tracker_ros.tracking.types import TrackResult

QUEUE_DEPTH = 5


@dataclass
class Counters:
    """Images since the node started: received = processed + dropped + rejected, and one may be in work."""

    received: int = 0
    processed: int = 0
    dropped: int = 0
    rejected: int = 0


@dataclass
class Latency:
    """Of one image, in ms."""

    queue_ms: float = 0.0
    total_ms: float = 0.0


class TrackerOutputs:
    """Publishers of detection, status and active command; may be used from any thread.

    Detections are said by an active node only, all else always: a node that could not be configured says why,
    and one that is cleaned up follows no command any more. `region` is where the tracker searches; `image_shape`
    (H, W, ...) is that of the last image; `latency` is that of the last status.
    """

    def __init__(self, node: LifecycleNode, counters: Counters, faults: Faults) -> None:
        self._node, self._counters, self._faults = node, counters, faults
        self.bundle, self.runtime, self.paused = '', '', False
        self.region = RegionOfInterest()
        self.image_shape: tuple[int, ...] = (0, 0)
        latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self._detections = node.create_lifecycle_publisher(Detection2D, '~/detection', QUEUE_DEPTH)
        self._commands = node.create_publisher(ActiveCommand, '~/active_command', latched)
        self._setups = node.create_publisher(String, '~/setup', latched)
        self._statuses = node.create_publisher(TrackerStatus, '~/status', QUEUE_DEPTH)
        self.latency = Latency()

    @property
    def rival(self) -> str:
        """A line when another node publishes the same detections, having the same name; else empty."""
        topic = self._detections.topic_name
        if self._node.count_publishers(topic) <= 1:
            return ''
        return f'another node publishes {topic} too: give each tracker its own name or namespace'

    def setup(self, text: str) -> None:
        """Say what the node runs with: a recording without it could not be replayed."""
        self._setups.publish(String(data=text))

    def command(self, command: ActiveCommand) -> None:
        """Say which command is followed from now on."""
        self._commands.publish(command)

    def detection(self, header: Header, result: TrackResult, command: str) -> None:
        self._detections.publish(to_detection(header, result, command))

    def status(self, header: Header, result: TrackResult, command: str, latency: Latency) -> None:
        self.latency = latency
        status = TrackerStatus(header=header, command=command, paused=self.paused,
                               bundle=self.bundle, runtime=self.runtime,
                               image_width=self.image_shape[1], image_height=self.image_shape[0],
                               region_of_interest=to_bounding_box(self.region.rectangle_xywh_px),
                               latency_queue_ms=latency.queue_ms, latency_total_ms=latency.total_ms,
                               error=str(self._faults))
        for name, count in vars(self._counters).items():
            setattr(status, f'frames_{name}', count)
        self._statuses.publish(fill_status(status, result))
