"""Subscription to a raw or compressed image topic whose reliability fits what the publishers offer."""
from __future__ import annotations

from typing import Callable

from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CompressedImage, Image

RECHECK_S = 1.0
RELIABILITIES = {'reliable': ReliabilityPolicy.RELIABLE, 'best_effort': ReliabilityPolicy.BEST_EFFORT}
TRANSPORTS = {'raw': Image, 'compressed': CompressedImage}


def image_topic(node: Node, transport: str) -> str:
    """The full name of a node's image topic; as in image_transport, JPEG goes to `<image>/compressed`."""
    topic = node.resolve_topic_name('image')
    return topic if transport == 'raw' else f'{topic}/{transport}'


class ImageSubscription:
    """Calls back with every image of the node's `image` topic.

    transport: raw or compressed. depth: images that may wait. reliability: reliable, best_effort, or auto.
    auto is best effort as soon as one publisher offers no more (a reliable subscription would never hear it),
    else reliable (a VGA image fits no best-effort buffer of default Fast DDS). It looks again every second,
    since cameras come and go.
    """

    def __init__(self, node: Node, transport: str, reliability: str, depth: int,
                 callback: Callable[[Image | CompressedImage], None]) -> None:
        self._node = node
        self._depth = depth
        self._type = TRANSPORTS[transport]
        self._callback = callback
        self.topic = image_topic(node, transport)
        auto = reliability == 'auto'
        self._subscribe(self._offered() if auto else RELIABILITIES[reliability])
        self._timer = node.create_timer(RECHECK_S, self._recheck) if auto else None

    def destroy(self) -> None:
        """Unsubscribe."""
        if self._timer:
            self._node.destroy_timer(self._timer)
        self._node.destroy_subscription(self._subscription)

    def _subscribe(self, reliability: ReliabilityPolicy) -> None:
        self._reliability = reliability
        qos = QoSProfile(depth=self._depth, reliability=reliability)
        self._subscription = self._node.create_subscription(self._type, self.topic, self._callback, qos)

    def _offered(self) -> ReliabilityPolicy:
        publishers = self._node.get_publishers_info_by_topic(self.topic)
        offers = {publisher.qos_profile.reliability for publisher in publishers}
        least = ReliabilityPolicy.BEST_EFFORT
        return least if least in offers else ReliabilityPolicy.RELIABLE

    def _recheck(self) -> None:
        offered = self._offered()
        if offered is not self._reliability:
            self._node.destroy_subscription(self._subscription)
            self._subscribe(offered)
            self._node.get_logger().info(f'{self.topic}: subscribed again, {offered.name.lower()}')
