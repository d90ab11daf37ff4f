"""What an active tracker node hears, but for commands."""
from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import numpy as np
from rclpy.node import Node
from sensor_msgs.msg import CompressedImage, Image

from vl_tracker_ros.media.image_message import to_bgr
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.images.camera_info_relay import CameraInfoRelay
from vl_tracker_ros.nodes.images.image_subscription import ImageSubscription
from vl_tracker_ros.nodes.images.search_region import SearchRegion
from vl_tracker_ros.nodes.images.stamp_monitor import StampMonitor
from vl_tracker_ros.nodes.messages.stamps import clock_s, seconds
from vl_tracker_ros.nodes.parameters import Parameters
from vl_tracker_ros.nodes.tracker.directives import DirectiveSubscription
from vl_tracker_ros.nodes.tracker.loaded_tracker import LoadedTracker
from vl_tracker_ros.nodes.tracker.reports import Reports

NEWEST_ONLY = 1         # an image that was not taken before the next one came is of no use


class TrackerInputs:
    """Images and what belongs to them. While it is open, `images` and `camera_info` are there."""

    def __init__(self, node: Node, settings: Parameters, faults: Faults) -> None:
        self._node, self._settings, self._faults = node, settings, faults
        self._opened = ExitStack()

    def open(self, tracker: LoadedTracker, reports: Reports,
             on_image: Callable[[Image | CompressedImage], None]) -> None:
        """Subscribe for a tracker; `close` ends what an exception leaves half done as well."""
        node, settings = self._node, self._settings
        self._stamps = StampMonitor()
        self.images = ImageSubscription(
            node, settings['image_transport'], settings['reliability'], NEWEST_ONLY, on_image)
        self._opened.callback(self.images.destroy)
        self.camera_info = CameraInfoRelay(node)
        self._opened.callback(self.camera_info.destroy)
        self._search_region = SearchRegion(node, tracker.region, self._faults)
        self._opened.callback(self._search_region.destroy)
        if tracker.directed:
            self._opened.callback(DirectiveSubscription(node, tracker, reports, self._faults).destroy)

    def close(self) -> None:
        """Unsubscribe, once nobody works on what was heard; may be called twice."""
        self._opened.close()

    def read(self, message: Image | CompressedImage) -> np.ndarray:
        """The next image for the tracker, BGR uint8 (H,W,3): on the thread that tracks.

        Raises ImageError for one that cannot be used, by its stamp, its data or its size.
        """
        self._check_stamp(seconds(message.header))
        image = to_bgr(message)
        self._search_region.apply(image.shape)
        return image

    def _check_stamp(self, stamp_s: float) -> None:
        """Say when stamps go back: the gates see to their timers. Raises ImageError."""
        now_s = clock_s(self._node)
        back_s = self._stamps.check(stamp_s, now_s, self._settings['max_image_age'], self._settings['max_image_lead'])
        if back_s > 0.0:
            self._node.get_logger().warning(f'image stamps jumped back by {back_s:.3f} s: timers start anew')
