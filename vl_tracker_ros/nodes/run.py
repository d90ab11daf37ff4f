"""The main function of every node: start, spin, end cleanly."""
from __future__ import annotations

import sys
from typing import Callable, Sequence

import rclpy
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node

from vl_tracker_ros.nodes.parameters import ParameterError


def run(*makers: Callable[[], Node], args: Sequence[str] | None = None) -> int:
    """Spin the nodes that `makers` make until SIGINT, SIGTERM or shutdown; return the exit code.

    A node may end the process by `raise SystemExit(code)` in a callback; a parameter that cannot be used ends it with
    one line and code 2. A node that has a `close` method is closed before it is destroyed.
    """
    rclpy.init(args=args)
    executor = SingleThreadedExecutor()      # rclpy's multi-threaded one is slower here; work goes to own threads
    try:
        for make in makers:
            executor.add_node(make())
        executor.spin()
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    except ParameterError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        for node in executor.get_nodes():
            getattr(node, 'close', lambda: None)()
        rclpy.try_shutdown()
    return 0
