"""Publishes the image with what the tracker says drawn into it, while someone listens."""
from __future__ import annotations

import sys
from functools import partial
from typing import Any

from rclpy.node import Node
from sensor_msgs.msg import CompressedImage, Image
from vision_msgs.msg import BoundingBox2D, Detection2D

from vl_tracker_ros.media.image_message import to_bgr
from vl_tracker_ros.media.overlay import Box, OverlayView, draw_overlay
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.health.diagnostics import ERROR, OK, STALE, Diagnostics, Rate, Task
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.images.demand import publisher_on_demand
from vl_tracker_ros.nodes.images.image_conversion import to_image
from vl_tracker_ros.nodes.images.image_subscription import TRANSPORTS, ImageSubscription
from vl_tracker_ros.nodes.images.matched_subscription import RELIABILITIES
from vl_tracker_ros.nodes.images.stamp_join import StampJoin
from vl_tracker_ros.nodes.parameters import Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer
from vl_tracker_ros.tracking.types import SearchMode, TargetState

QUEUE_DEPTH = 5
HEARTBEAT_S = 1.0
SILENCE_S = 2.0     # until it is said why: nodes need a moment to find each other

PARAMETERS = {
    'image_transport': Spec('raw, or JPEG from image/compressed', choices=tuple(TRANSPORTS), read_only=True),
    'reliability': Spec('quality of service of the image; auto: as its publishers offer',
                        choices=('auto', *RELIABILITIES), read_only=True),
}


class OverlayNode(Node):
    """Joins image, detection and status by stamp; takes images only while `~/image` has a subscriber."""

    def __init__(self, **options: Any) -> None:
        super().__init__('overlay_node', **options)
        self._settings = Parameters(self, 'overlay_node', PARAMETERS)
        self._faults = Faults(self.get_logger())
        self._diagnostics, self._rate, self._drawn = Diagnostics(self), Rate(), 0
        self._subscription: ImageSubscription | None = None
        self._join = StampJoin('image', 'detection', 'status')
        self._publisher = publisher_on_demand(self, Image, '~/image', QUEUE_DEPTH, self._begin, self._end)
        self.create_subscription(Detection2D, 'detection', partial(self._add, 'detection'), QUEUE_DEPTH)
        self.create_subscription(TrackerStatus, 'status', partial(self._add, 'status'), QUEUE_DEPTH)
        steady_timer(self, HEARTBEAT_S, self._on_heartbeat)

    def _begin(self) -> None:
        self._subscription = ImageSubscription(self, self._settings['image_transport'], self._settings['reliability'],
                                               QUEUE_DEPTH, partial(self._add, 'image'))

    def _end(self) -> None:
        self._subscription.destroy()
        self._subscription = None
        self._join.clear()

    def _on_heartbeat(self) -> None:
        silent = self._subscription is not None and self._subscription.silence_s > SILENCE_S
        if why := self._subscription.why_unheard() if silent else '':
            self._faults.report('image', f'no image to draw into: {why}')
        else:
            self._faults.clear('image')
        self._diagnostics.publish('', {'drawing': self._drawing()})

    def _drawing(self) -> Task:
        values = {'rate [Hz]': f'{self._rate.of(self._drawn):.1f}', 'images drawn': self._drawn}
        if error := str(self._faults):
            return Task(ERROR, error, values)
        if self._subscription is None:
            return Task(STALE, 'nobody looks', values)
        return Task(OK, 'drawing', values)

    def _add(self, part: str, message: Any) -> None:
        complete = self._join.add(part, message.header.stamp, message)
        if complete:
            self._draw(**complete)

    def _draw(self, image: Image | CompressedImage, detection: Detection2D, status: TrackerStatus) -> None:
        try:
            drawn = draw_overlay(to_bgr(image), _view(detection, status))
        except Exception as error:      # whatever others published, the next image shall be drawn
            self._faults.report('drawing', f'an image cannot be drawn: {error}')
        else:
            self._faults.clear('drawing')
            self._publisher.publish(to_image(drawn, status.header))
            self._drawn += 1


def _corner_box(box: BoundingBox2D) -> Box:
    centre = box.center.position
    return centre.x - box.size_x / 2, centre.y - box.size_y / 2, box.size_x, box.size_y


def _view(detection: Detection2D, status: TrackerStatus) -> OverlayView:
    box = _corner_box(detection.bbox) if detection.results else None
    return OverlayView(
        state=TargetState(status.state).name.lower(), search=SearchMode(status.search).name.lower(),
        score=status.score, command=status.command, box_xywh_px=box,
        search_region_xywh_px=_corner_box(status.search_region), kappa=status.kappa_mvlm)


def main(args: list[str] | None = None) -> int:
    return run(OverlayNode, args=args)


if __name__ == '__main__':
    sys.exit(main())
