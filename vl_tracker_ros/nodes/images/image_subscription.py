"""Subscription to a raw or compressed image topic whose reliability fits what the publishers offer."""
from __future__ import annotations

from typing import Callable

from rclpy.node import Node
from sensor_msgs.msg import CompressedImage, Image

from vl_tracker_ros.nodes.images.matched_subscription import MatchedSubscription
from vl_tracker_ros.nodes.images.mismatch import full_name

TRANSPORTS = {'raw': Image, 'compressed': CompressedImage}


def image_topic(node: Node, transport: str) -> str:
    """The full name of a node's image topic; as in image_transport, JPEG goes to `<image>/compressed`."""
    topic = node.resolve_topic_name('image')
    return topic if transport == 'raw' else f'{topic}/{transport}'


class ImageSubscription(MatchedSubscription):
    """Calls back with every image of the node's `image` topic. transport: raw or compressed."""

    def __init__(self, node: Node, transport: str, reliability: str, depth: int,
                 callback: Callable[[Image | CompressedImage], None]) -> None:
        super().__init__(node, TRANSPORTS[transport], image_topic(node, transport), reliability, depth, callback)
        self._other, = TRANSPORTS.keys() - {transport}

    def why_unheard(self) -> str:
        reason = super().why_unheard()
        return f'{reason}{self._elsewhere()}' if reason else ''

    def _elsewhere(self) -> str:
        """Who publishes the same image by the other transport."""
        topic = image_topic(self._node, self._other)
        names = [full_name(publisher) for publisher in self._node.get_publishers_info_by_topic(topic)]
        return f' (but {", ".join(names)} publishes {topic}: image_transport {self._other})' if names else ''
