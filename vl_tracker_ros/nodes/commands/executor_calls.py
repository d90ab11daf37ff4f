"""From any thread to the executor's."""
from __future__ import annotations

from collections import deque
from typing import Callable

from rclpy.node import Node


class ExecutorCalls:
    """Runs calls on the executor's thread, soon and in the order in which they came."""

    def __init__(self, node: Node) -> None:
        self._calls: deque[Callable[[], object]] = deque()
        self._guard = node.create_guard_condition(self.run)

    def post(self, call: Callable[[], object]) -> None:
        """May be called from any thread."""
        self._calls.append(call)
        self._guard.trigger()

    def run(self) -> None:
        """Run those that came until now, on the executor's thread."""
        for _ in range(len(self._calls)):
            self._calls.popleft()()
