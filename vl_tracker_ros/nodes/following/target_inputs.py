"""What every node hears that moves for a target: the tracker's status and the bearing of target_node."""
from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from geometry_msgs.msg import Vector3Stamped
from rclpy.node import Node
from std_msgs.msg import Header

from vl_tracker_ros.following.direction import Direction
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.target_watch import TargetStatus
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.messages.stamps import seconds
from vl_tracker_ros.tracking.types import TargetState

QUEUE_DEPTH = 5


def listen_to_status(node: Node, hear: Callable[[Heard[TargetStatus]], None], refuse: Callable[[str], None],
                     see: Callable[[TrackerStatus], None] = lambda status: None) -> None:
    """Subscribe to `status`; of one that cannot be gone by, `refuse` gets a line. `see` gets the message itself."""
    def on_status(status: TrackerStatus) -> None:
        see(status)
        try:
            state = TargetState(status.state)
        except ValueError:
            refuse(f'status has state {status.state}')
            return
        looked = status.latency_total_ms > 0.0      # what is said of no image took no time
        hear(heard(TargetStatus(state, status.score, status.target_id, status.paused, status.error, looked),
                   status.header))

    node.create_subscription(TrackerStatus, 'status', on_status, QUEUE_DEPTH)


def listen_to_bearing(node: Node, hear: Callable[[Heard[Direction]], None], refuse: Callable[[str], None]) -> None:
    """Subscribe to `bearing`, with the same care."""
    def on_bearing(bearing: Vector3Stamped) -> None:
        x, y, z = bearing.vector.x, bearing.vector.y, bearing.vector.z
        if not abs(math.hypot(x, y, z) - 1.0) < 1e-3:      # nan as well
            refuse(f'bearing ({x:g}, {y:g}, {z:g}) is no unit vector')
            return
        hear(heard(Direction.of(x, y, z), bearing.header))

    node.create_subscription(Vector3Stamped, 'bearing', on_bearing, QUEUE_DEPTH)


def heard(value: Any, header: Header) -> Heard[Any]:
    """Received now, of the time of its header."""
    return Heard(value, time.monotonic(), seconds(header))


def say_refused(node: Node, line: str) -> None:
    """Say what is wrong with an input, not more often than once a second."""
    node.get_logger().warning(line, throttle_duration_sec=1.0)
