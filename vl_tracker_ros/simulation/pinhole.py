"""The camera of the simulated robot: level, looking ahead, without distortion."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.camera_model import CameraModel, camera_model
from vl_tracker_ros.following.mounting import AHEAD
from vl_tracker_ros.following.rigid_transform import RigidTransform
from vl_tracker_ros.simulation.pose import Pose

WIDTH, HEIGHT = 480, 360
FOCAL_PX = 343.0            # 70 degrees wide
CAMERA_HEIGHT_M = 1.0


@dataclass(frozen=True, eq=False)
class Pinhole:
    """Ideal camera: width, height, focal length [px]; mounted `above_m` over the robot's centre."""

    width: int = WIDTH
    height: int = HEIGHT
    focal_px: float = FOCAL_PX
    above_m: float = CAMERA_HEIGHT_M

    @property
    def centre_px(self) -> NDArray[np.float64]:
        """Principal point (2,)."""
        return np.array([self.width / 2, self.height / 2])

    @property
    def matrix(self) -> NDArray[np.float64]:
        """Camera matrix (3,3)."""
        (cx, cy), f = self.centre_px, self.focal_px
        return np.array([[f, 0.0, cx], [0.0, f, cy], [0.0, 0.0, 1.0]])

    @property
    def model(self) -> CameraModel:
        """As the follower knows it."""
        return camera_model(self.width, self.height, 'plumb_bob', [0.0] * 5, self.matrix.ravel().tolist())

    @property
    def base_from_camera(self) -> RigidTransform:
        """Leads points of the optical frame into that of the robot's base on the ground."""
        return RigidTransform(AHEAD, np.array([0.0, 0.0, self.above_m]))

    def from_world(self, pose: Pose) -> RigidTransform:
        """Leads points of the world into the optical frame, for a robot at `pose`."""
        return (pose.world_from_base @ self.base_from_camera).inverse

    def in_view(self, points: NDArray[np.float64], pose: Pose) -> NDArray[np.float64]:
        """Points of the world (N,3) in the optical frame, (N,3), for a robot at `pose`."""
        from_world = self.from_world(pose)
        return points @ from_world.rotation.T + from_world.translation

    def project(self, points_camera: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of the optical frame (N,3), with z > 0, to pixels (N,2)."""
        return points_camera[:, :2] / points_camera[:, 2:] * self.focal_px + self.centre_px
