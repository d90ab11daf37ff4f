"""One line about how a node does, on /diagnostics."""
from __future__ import annotations

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header

QUEUE_DEPTH = 5
REPEAT_S = 1.0


class Diagnosis:
    """Says a line when it changes, and once a second; a changed line is logged, but not more than once a second."""

    def __init__(self, node: Node, line: str) -> None:
        self._node = node
        self._publisher = node.create_publisher(DiagnosticArray, '/diagnostics', QUEUE_DEPTH)
        self._level, self._line, self._values = DiagnosticStatus.WARN, line, {}
        node.create_timer(REPEAT_S, self._publish, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def say(self, line: str, well: bool, **values: str) -> None:
        """`well`: the node does what it is for."""
        changed = line != self._line
        self._level = DiagnosticStatus.OK if well else DiagnosticStatus.WARN
        self._line, self._values = line, values
        if changed:
            self._node.get_logger().info(line, throttle_duration_sec=REPEAT_S)
            self._publish()

    def _publish(self) -> None:
        status = DiagnosticStatus(level=self._level, name=self._node.get_fully_qualified_name(), message=self._line,
                                  values=[KeyValue(key=key, value=value) for key, value in self._values.items()])
        header = Header(stamp=self._node.get_clock().now().to_msg())
        self._publisher.publish(DiagnosticArray(header=header, status=[status]))
