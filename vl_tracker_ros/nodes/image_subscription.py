"""Subscription to a raw or compressed image topic whose reliability fits what the publishers offer."""
from __future__ import annotations

import time
from typing import Callable

from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CompressedImage, Image

from vl_tracker_ros.nodes.mismatch import full_name, why_unheard
from vl_tracker_ros.nodes.steady_timer import steady_timer

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
        self._transport, self._type = transport, TRANSPORTS[transport]
        self._callback = callback
        self._heard_at = time.monotonic()
        self.topic = image_topic(node, transport)
        auto = reliability == 'auto'
        self._subscribe(self._offered() if auto else RELIABILITIES[reliability])
        self._timer = steady_timer(node, RECHECK_S, self._recheck) if auto else None

    @property
    def silence_s(self) -> float:
        """Seconds since the last image, or since the subscription."""
        return time.monotonic() - self._heard_at

    def why_unheard(self) -> str:
        """Why no image can come, in one line that names both sides; '' if there is no reason."""
        kind = f'sensor_msgs/msg/{self._type.__name__}'
        publishers = self._node.get_publishers_info_by_topic(self.topic)
        reason = why_unheard(self._node.get_fully_qualified_name(), self.topic, kind, self._reliability, publishers)
        return f'{reason}{self._elsewhere()}' if reason else ''

    def _elsewhere(self) -> str:
        """Who publishes the same image by the other transport."""
        other, = TRANSPORTS.keys() - {self._transport}
        topic = image_topic(self._node, other)
        names = [full_name(publisher) for publisher in self._node.get_publishers_info_by_topic(topic)]
        return f' (but {", ".join(names)} publishes {topic}: image_transport {other})' if names else ''

    def destroy(self) -> None:
        """Unsubscribe."""
        if self._timer:
            self._node.destroy_timer(self._timer)
        self._node.destroy_subscription(self._subscription)

    def _subscribe(self, reliability: ReliabilityPolicy) -> None:
        self._reliability = reliability
        qos = QoSProfile(depth=self._depth, reliability=reliability)
        self._subscription = self._node.create_subscription(self._type, self.topic, self._on_image, qos)

    def _on_image(self, message: Image | CompressedImage) -> None:
        self._heard_at = time.monotonic()
        self._callback(message)

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
