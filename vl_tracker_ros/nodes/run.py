"""The main function of every node: start, spin, end cleanly."""
from __future__ import annotations

import logging
import signal
import sys
import threading
from types import FrameType
from typing import Callable, Sequence

import rclpy
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions

from vl_tracker_ros.nodes.parameters import ParameterError
from vl_tracker_ros.nodes.stall_guard import STALL_GUARD

SIGNAL_CHECK_S = 0.2
BAD_PARAMETER = 2       # exit code, as of a bad command line


def run(*makers: Callable[[], Node], args: Sequence[str] | None = None) -> int:
    """Spin the nodes that `makers` make until SIGINT, SIGTERM or shutdown; return the exit code.

    A parameter that cannot be used ends the process with one line. A node with a `close` is closed first.
    """
    logging.basicConfig(format='%(name)s: %(message)s', level=logging.WARNING)
    logging.getLogger('vl_tracker_ros.engines').setLevel(logging.INFO)      # what runs the networks, and why
    # rclpy's own handlers shut the context down while the nodes' threads still publish.
    rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
    stopping = _stop_by_signal()
    executor = SingleThreadedExecutor()     # the multi-threaded one is slower; work has threads of its own
    try:
        for make in makers:
            executor.add_node(make())
        _spin(executor, stopping)
    except ParameterError as error:
        print(error, file=sys.stderr)
        return BAD_PARAMETER
    finally:
        for node in executor.get_nodes():
            getattr(node, 'close', lambda: None)()
        rclpy.try_shutdown()
    return 0


def _stop_by_signal() -> threading.Event:
    """What the first SIGINT or SIGTERM sets; the second one interrupts whatever still keeps the process."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if stopping.is_set():
            signal.default_int_handler(number, frame)
        stopping.set()      # raised in the middle of a call of rcl, KeyboardInterrupt would come out as RuntimeError

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopping


def _spin(executor: SingleThreadedExecutor, stopping: threading.Event) -> None:
    try:
        while rclpy.ok() and not stopping.is_set():
            STALL_GUARD.turns()
            executor.spin_once(timeout_sec=SIGNAL_CHECK_S)
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    finally:
        STALL_GUARD.rest()
