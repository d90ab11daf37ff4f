"""How a node does, in one line that changes."""
from __future__ import annotations

from rclpy.node import Node

from vl_tracker_ros.nodes.health.diagnostics import OK, WARN, Diagnostics, Task
from vl_tracker_ros.nodes.steady_timer import steady_timer

REPEAT_S = 1.0


class Condition:
    """Published as the diagnostic task `title` when its line changes and once a second; logged at most as often."""

    def __init__(self, node: Node, title: str, line: str) -> None:
        self._node, self._title = node, title
        self._diagnostics = Diagnostics(node)
        self._task = Task(WARN, line, {})
        steady_timer(node, REPEAT_S, self._publish)

    def say(self, line: str, well: bool, **values: str) -> None:
        """`well`: the node does what it is for."""
        changed = line != self._task.message
        self._task = Task(OK if well else WARN, line, values)
        if changed:
            self._node.get_logger().info(line, throttle_duration_sec=REPEAT_S)
            self._publish()

    def _publish(self) -> None:
        self._diagnostics.publish('', {self._title: self._task})
