"""Stamps of messages as numbers."""
from __future__ import annotations

from std_msgs.msg import Header


def seconds(header: Header) -> float:
    """The time of what a message is about, on the clock of its sender."""
    return header.stamp.sec + header.stamp.nanosec * 1e-9
