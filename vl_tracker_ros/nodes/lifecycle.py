"""Lifecycle nodes that need no manager."""
from __future__ import annotations

from rclpy.lifecycle import LifecycleNode, TransitionCallbackReturn


def autostart(node: LifecycleNode, wanted: bool) -> None:
    """Configure and activate `node` in the first turn of its executor; a failure leaves it there, alive."""
    if not wanted:
        return

    def start() -> None:
        timer.cancel()
        if node.trigger_configure() is TransitionCallbackReturn.SUCCESS:
            node.trigger_activate()

    timer = node.create_timer(0.0, start)
