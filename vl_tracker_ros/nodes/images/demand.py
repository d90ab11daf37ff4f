"""Work that is done only while somebody listens to what comes of it."""
from __future__ import annotations

from typing import Callable

from rclpy.event_handler import PublisherEventCallbacks, QoSPublisherMatchedInfo
from rclpy.node import Node
from rclpy.publisher import Publisher


def publisher_on_demand(node: Node, kind: type, topic: str, depth: int, begin: Callable[[], None],
                        end: Callable[[], None]) -> Publisher:
    """A publisher; `begin` is called when its first subscriber has come, `end` when the last one has gone."""
    wanted = False

    def on_listeners(listeners: QoSPublisherMatchedInfo) -> None:
        nonlocal wanted
        before, wanted = wanted, listeners.current_count > 0
        if wanted != before:
            (begin if wanted else end)()

    return node.create_publisher(kind, topic, depth, event_callbacks=PublisherEventCallbacks(matched=on_listeners))
