"""A node inside a program that has other things to do: it hears on a thread of its own."""
from __future__ import annotations

import threading
from typing import TypeVar

import rclpy
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions

Self = TypeVar('Self', bound='BackgroundNode')      # typing has it from Python 3.11 on


class BackgroundNode(Node):
    """The one node of its process, from the start of a `with` block to its end."""

    def __init__(self, name: str) -> None:
        rclpy.init(signal_handler_options=SignalHandlerOptions.NO)      # Ctrl-C is for the program to handle
        super().__init__(name)

    def __enter__(self: Self) -> Self:
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self)
        self._thread = threading.Thread(target=self._spin, name=self.get_name(), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown()
        self._thread.join()
        self.destroy_node()
        rclpy.try_shutdown()

    def _spin(self) -> None:
        try:
            self._executor.spin()
        except ExternalShutdownException:
            pass
