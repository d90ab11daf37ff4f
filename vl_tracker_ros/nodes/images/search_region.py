"""Takes the part of the image that searches look at from a topic."""
from __future__ import annotations

from collections import deque

from rclpy.node import Node
from sensor_msgs.msg import RegionOfInterest as Message

from vl_tracker_ros.media.image_message import ImageError
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.tracking import RegionOfInterest, TrackerError

NEWEST_ONLY = 1


class SearchRegion:
    """`~/region_of_interest`, in pixels of the tracked image; zero width and height: all of it again.

    A message counts from the next image on, whose size says whether it can be meant.
    """

    def __init__(self, node: Node, region: RegionOfInterest, faults: Faults) -> None:
        self._node, self._region, self._faults = node, region, faults
        self._waiting: deque[Message] = deque(maxlen=NEWEST_ONLY)
        self._subscription = node.create_subscription(
            Message, '~/region_of_interest', self._on_region, NEWEST_ONLY)

    def apply(self, image_shape: tuple[int, ...]) -> None:
        """For the next image (H, W, ...), on the thread that tracks. Raises ImageError when the mask does not fit."""
        try:
            self._region.check(image_shape)
        except TrackerError as error:
            raise ImageError(str(error)) from error
        if self._waiting:
            self._take(self._waiting.popleft(), image_shape)

    def destroy(self) -> None:
        self._node.destroy_subscription(self._subscription)

    def _on_region(self, message: Message) -> None:
        self._waiting.append(message)

    def _take(self, message: Message, image_shape: tuple[int, ...]) -> None:
        box_xywh_px = message.x_offset, message.y_offset, message.width, message.height
        is_whole = message.width == message.height == 0
        try:
            self._region.search_inside(None if is_whole else box_xywh_px, image_shape)
        except ValueError as error:
            self._faults.report('region', f'~/region_of_interest: {error}')
        else:
            self._faults.clear('region')
