"""Passes the camera's calibration on, so that a box can be projected by those who have only detections."""
from __future__ import annotations

import threading

from rclpy.node import Node
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from vl_tracker_ros.nodes.images.demand import publisher_on_demand
from vl_tracker_ros.nodes.images.matched_subscription import MatchedSubscription
from vl_tracker_ros.nodes.images.stamp_join import StampJoin

QUEUE_DEPTH = 10
MANY_MISSES = 30        # detections in a row without one: the camera stamps its infos otherwise


class CameraInfoRelay:
    """For each detection, the camera_info of the same image on `~/camera_info`, while somebody listens there.

    It is read from beside the image, as image_transport does: /camera/image_raw, /camera/camera_info. May be used from
    any thread.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._topic = f'{node.resolve_topic_name("image").rpartition("/")[0]}/camera_info'
        self._lock = threading.Lock()
        self._join = StampJoin('info', 'detection')
        self._misses = 0
        self._subscription: MatchedSubscription | None = None
        self._publisher = publisher_on_demand(node, CameraInfo, '~/camera_info', QUEUE_DEPTH, self._begin, self._end)

    @property
    def complaint(self) -> str:
        """Why listeners get nothing; '' if they do, or if there are none."""
        if self._misses < MANY_MISSES or self._subscription is None:
            return ''
        why = self._subscription.why_unheard() or f'{self._topic} has none with the stamp of an image'
        return f'~/camera_info: {why}'

    def detected(self, header: Header) -> None:
        """A detection with this header was published."""
        if self._subscription:
            self._misses += 1
            self._add('detection', header)

    def destroy(self) -> None:
        self._end()
        self._node.destroy_publisher(self._publisher)

    def _begin(self) -> None:
        self._misses = 0
        self._subscription = MatchedSubscription(self._node, CameraInfo, self._topic, 'auto', QUEUE_DEPTH,
                                                 lambda info: self._add('info', info.header, info))

    def _end(self) -> None:
        if self._subscription:
            self._subscription.destroy()
            self._subscription = None
        with self._lock:
            self._join.clear()

    def _add(self, part: str, header: Header, info: CameraInfo | None = None) -> None:
        with self._lock:
            whole = self._join.add(part, header.stamp, info)
        if whole:
            self._misses = 0
            self._publisher.publish(whole['info'])
