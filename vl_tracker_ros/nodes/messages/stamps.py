"""Stamps of messages, and the clock that they are held against, as numbers."""
from __future__ import annotations

from rclpy.node import Node
from std_msgs.msg import Header


def seconds(header: Header) -> float:
    """The time of what a message is about, on the clock of its sender."""
    return header.stamp.sec + header.stamp.nanosec * 1e-9


def clock_s(node: Node) -> float:
    """The time of a node: of its /clock with use_sim_time, else of the day."""
    return node.get_clock().now().nanoseconds * 1e-9
