"""A subscription whose reliability fits what the publishers offer."""
from __future__ import annotations

import time
from typing import Any, Callable

from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy

from vl_tracker_ros.nodes.images.mismatch import full_name, why_unheard
from vl_tracker_ros.nodes.steady_timer import steady_timer

RECHECK_S = 1.0
RELIABILITIES = {'reliable': ReliabilityPolicy.RELIABLE, 'best_effort': ReliabilityPolicy.BEST_EFFORT}


class MatchedSubscription:
    """Calls back with every message of a topic.

    depth: messages that may wait. reliability: reliable, best_effort, or auto, which is best effort as soon as one
    publisher offers no more (a reliable subscription would never hear it), else reliable (a VGA image fits no
    best-effort buffer of default Fast DDS). It looks again every second, since cameras come and go.
    """

    def __init__(self, node: Node, kind: type, topic: str, reliability: str, depth: int,
                 callback: Callable[[Any], None]) -> None:
        self._node = node
        self._depth = depth
        self._type, self.topic = kind, topic
        self._callback = callback
        self._heard_at = time.monotonic()
        auto = reliability == 'auto'
        self._subscribe(self._offered() if auto else RELIABILITIES[reliability])
        self._timer = steady_timer(node, RECHECK_S, self._recheck) if auto else None

    @property
    def silence_s(self) -> float:
        """Seconds since the last message, or since the subscription."""
        return time.monotonic() - self._heard_at

    def why_unheard(self) -> str:
        """Why no message can come, in one line that names both sides; '' if there is no reason."""
        package, _, _ = self._type.__module__.partition('.')
        publishers = self._node.get_publishers_info_by_topic(self.topic)
        return why_unheard(self._node.get_fully_qualified_name(), self.topic, f'{package}/msg/{self._type.__name__}',
                           self._reliability, publishers)

    def why_silent(self, timeout_s: float) -> str:
        """As `why_unheard`, or who publishes what has not arrived for that long."""
        if (why := self.why_unheard()) or self.silence_s <= timeout_s:
            return why
        publishers = self._node.get_publishers_info_by_topic(self.topic)
        return f'nothing arrives from {", ".join(dict.fromkeys(map(full_name, publishers)))}'

    def destroy(self) -> None:
        """Unsubscribe."""
        if self._timer:
            self._node.destroy_timer(self._timer)
        self._node.destroy_subscription(self._subscription)

    def _subscribe(self, reliability: ReliabilityPolicy) -> None:
        self._reliability = reliability
        qos = QoSProfile(depth=self._depth, reliability=reliability)
        self._subscription = self._node.create_subscription(self._type, self.topic, self._on_message, qos)

    def _on_message(self, message: Any) -> None:
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
