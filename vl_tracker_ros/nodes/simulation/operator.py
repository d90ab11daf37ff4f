"""Who watches the simulated robot: says what to follow, holds the deadman, and keeps what happened."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from builtin_interfaces.msg import Time
from rclpy.node import Node
from std_msgs.msg import Bool, String
from vision_msgs.msg import Detection2D

from vl_tracker_ros.media.overlay import draw_overlay
from vl_tracker_ros.media.video_writer import VideoWriter
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.images.stamp_join import StampJoin
from vl_tracker_ros.nodes.messages.frame_record import to_frame_record
from vl_tracker_ros.nodes.messages.result_conversion import to_box_xywh_px
from vl_tracker_ros.nodes.steady_timer import steady_timer
from vl_tracker_ros.simulation.pinhole import Pinhole
from vl_tracker_ros.simulation.renderer import Sight
from vl_tracker_ros.simulation.scenario import Order
from vl_tracker_ros.simulation.top_view import TopView
from vl_tracker_ros.simulation.trace import Moment, name_of_box
from vl_tracker_ros.simulation.world import World
from vl_tracker_ros.tracking.types import TargetState

QUEUE_DEPTH = 30
DEADMAN_S = 0.1


class Operator(Node):
    """Takes each image with what the tracker says of it; `moments` grows, and the video with it."""

    def __init__(self, video: Path, fps: float) -> None:
        super().__init__('operator')
        self.moments: list[Moment] = []
        self.last_status: TrackerStatus | None = None
        self._video, self._top = VideoWriter(video, fps), TopView(Pinhole(), (Pinhole().height, Pinhole().height))
        self._join = StampJoin('sight', 'detection', 'status')
        self._command = self.create_publisher(String, 'command', QUEUE_DEPTH)
        self._deadman = self.create_publisher(Bool, 'deadman', QUEUE_DEPTH)
        self.create_subscription(Detection2D, 'tracker_node/detection', self._on_detection, QUEUE_DEPTH)
        self.create_subscription(TrackerStatus, 'tracker_node/status', self._on_status, QUEUE_DEPTH)
        steady_timer(self, DEADMAN_S, lambda: self._deadman.publish(Bool(data=True)))

    def watch(self, world: World, orders: Sequence[Order]) -> None:
        """From now on, what `see` hears of is `world`, and `orders` are said in it in time."""
        self._world, self._orders = world, list(orders)
        self._wanted: str | None = None

    @property
    def complete(self) -> bool:
        """All nodes run and have found each other."""
        return (self.last_status is not None and self.last_status.bundle != ''
                and self._command.get_subscription_count() > 0 and self._deadman.get_subscription_count() > 0
                and self.count_publishers('search_directive') > 0 and self.count_subscribers('search_directive') > 0
                and self.count_publishers('target_node/bearing') > 0
                and self.count_subscribers('target_node/bearing') > 0)

    def close(self) -> None:
        """Finish the video."""
        self._video.close()

    def see(self, stamp: Time, sight: Sight, moving: bool) -> None:
        """Take an image and its truth; say what is to be said now."""
        now_s = self._world.now_s
        if self._orders and self._orders[0].at_s <= now_s:
            order = self._orders.pop(0)
            self._wanted = order.look.name
            self._command.publish(String(data=order.sentence))
            print(f'{now_s:5.1f} s  command: "{order.sentence}"', flush=True)
        wanted = self._wanted
        moment = Moment(now_s, wanted, sight.seen.get(wanted, 0.0), None, moving,
                        self._world.distance_to(wanted) if wanted else float('nan'), self._world.collisions)
        self._add('sight', stamp, (sight, moment, self._top.draw(self._world, wanted)))

    def _on_detection(self, detection: Detection2D) -> None:
        self._add('detection', detection.header.stamp, detection)

    def _on_status(self, status: TrackerStatus) -> None:
        if self.last_status and status.state != self.last_status.state:
            before, after = (TargetState(each.state).name for each in (self.last_status, status))
            print(f'         {before} -> {after}: {status.reason}', flush=True)
        self.last_status = status
        self._add('status', status.header.stamp, status)

    def _add(self, part: str, stamp: Time, item: object) -> None:
        complete = self._join.add(part, stamp, item)
        if complete:
            self._keep(*complete['sight'], complete['detection'], complete['status'])

    def _keep(self, sight: Sight, moment: Moment, top: np.ndarray, detection: Detection2D,
              status: TrackerStatus) -> None:
        followed = name_of_box(to_box_xywh_px(detection.bbox), sight) if status.state == TargetState.TRACKING else None
        self.moments.append(Moment(**vars(moment) | {'followed': followed}))
        record = to_frame_record(len(self.moments), detection, status, latency_ms=float('nan'))
        self._video.write(np.hstack([draw_overlay(sight.image, record.view), top]))
