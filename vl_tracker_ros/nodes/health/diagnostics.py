"""Diagnostics as diagnostic_updater publishes them; that package itself is on no index of Python's."""
from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, NamedTuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.node import Node
from std_msgs.msg import Header

QUEUE_DEPTH = 5
OK, WARN, ERROR, STALE = (DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR, DiagnosticStatus.STALE)


class Task(NamedTuple):
    """How one part of a node does; STALE: it has nothing to do, so nothing is known."""

    level: bytes
    message: str
    values: dict[str, Any]


class Diagnostics:
    """Each task becomes a status of the name `<node with its namespace>: <task>`. Nodes publish once a second."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._publisher = node.create_publisher(DiagnosticArray, '/diagnostics', QUEUE_DEPTH)

    def publish(self, hardware_id: str, tasks: dict[str, Task]) -> None:
        """hardware_id: what the tasks depend on: a camera, the bundle that runs; '' if on nothing."""
        name = self._node.get_fully_qualified_name()
        self._publisher.publish(DiagnosticArray(
            header=Header(stamp=self._node.get_clock().now().to_msg()),
            status=[DiagnosticStatus(
                level=task.level, name=f'{name}: {title}', message=task.message, hardware_id=hardware_id,
                values=[KeyValue(key=key, value=str(value)) for key, value in task.values.items()])
                for title, task in tasks.items()]))


class Rate:
    """How fast a count grows."""

    def __init__(self) -> None:
        self._at, self._count = time.monotonic(), 0

    def of(self, count: int) -> float:
        """Per second, since the last time it was asked."""
        now = time.monotonic()
        rate = (count - self._count) / max(1e-3, now - self._at)
        self._at, self._count = now, count
        return rate


def memory_mib() -> int:
    """What this process, with all nodes in it, has in main memory."""
    pages = int(Path('/proc/self/statm').read_text().split()[1])
    return pages * os.sysconf('SC_PAGE_SIZE') // 2**20
