"""From what is said of an image to the motion of the robot: what target_node and follower_node do, without ROS."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.camera_model import CameraError
from vl_tracker_ros.following.depth_of_box import from_ground
from vl_tracker_ros.following.follower import Decision, Follower, TargetStatus
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.mounting import AHEAD, azimuth, distance
from vl_tracker_ros.following.settings import FollowSettings
from vl_tracker_ros.following.target_point import DepthError, bearing, covariance, position
from vl_tracker_ros.following.visual_servo import Distance
from vl_tracker_ros.share import load_defaults
from vl_tracker_ros.simulation.pinhole import Pinhole
from vl_tracker_ros.tracking.types import TargetState, TrackResult

KEEP_M = 2.5            # nearer than 2 m the camera does not see where a target stands


class Pursuit:
    """A follower with the nodes' own defaults, at KEEP_M and without a deadman; distances are from the ground."""

    def __init__(self, camera: Pinhole) -> None:
        values = load_defaults('follower_node') | {'keep_distance': KEEP_M, 'require_deadman': False}
        self._follower = Follower(FollowSettings.of(values))
        self._camera, self._ground = camera.model, camera.base_from_camera
        target = load_defaults('target_node')
        self._box_tolerance, self._ground_deviation = target['box_tolerance'], target['ground_deviation']

    def hear(self, result: TrackResult, stamp_s: float, now_s: float) -> None:
        """Take what was said of the image of `stamp_s`."""
        self._follower.hear_status(Heard(TargetStatus(result.state, result.score, result.target_id), now_s, stamp_s))
        if result.state is not TargetState.TRACKING:
            return
        try:
            ray = bearing(result.box_xywh_px, self._camera)
            self._follower.hear_azimuth(Heard(azimuth(AHEAD, ray), now_s, stamp_s))
            self._follower.hear_distance(Heard(self._distance(result, ray), now_s, stamp_s))
        except (CameraError, DepthError):
            return          # as the nodes: silent about it, which stops the robot in time

    def hear_range(self, metres: float, now_s: float) -> None:
        """Take what the range sensor says."""
        self._follower.hear_obstacle(Heard(metres, now_s))

    def step(self, now_s: float) -> Decision:
        """What the robot is told now."""
        return self._follower.step(now_s, now_s, rivals=0)

    def _distance(self, result: TrackResult, ray: NDArray[np.float64]) -> Distance:
        """Raises CameraError, DepthError."""
        box = result.box_xywh_px
        depth = from_ground(box, self._ground, self._ground_deviation, self._box_tolerance, self._camera)
        return distance(AHEAD, position(ray, depth),
                        covariance(ray, depth, self._box_tolerance * box[2:], self._camera))
