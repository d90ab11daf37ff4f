"""Says where the target is: its direction, and its place where its depth can be told."""
from __future__ import annotations

import math
import sys
import time
from functools import partial
from typing import Any

import numpy as np
from geometry_msgs.msg import Point, Pose, PoseStamped, PoseWithCovariance, PoseWithCovarianceStamped
from geometry_msgs.msg import Vector3, Vector3Stamped
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import CameraInfo, Image
from std_msgs.msg import Header
from vision_msgs.msg import Detection2D

from vl_tracker_ros.following.camera_model import CameraError, CameraModel, camera_model
from vl_tracker_ros.following.depth_of_box import from_depth_image, from_ground, from_height
from vl_tracker_ros.following.recent import Recent
from vl_tracker_ros.following.target_point import Depth, DepthError, bearing, covariance, position
from vl_tracker_ros.following.transform_tree import TransformError, TransformTree
from vl_tracker_ros.media.depth_message import to_depth_m
from vl_tracker_ros.media.image_message import ImageError
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.following.transform_listener import listen
from vl_tracker_ros.nodes.health.condition import Condition
from vl_tracker_ros.nodes.images.matched_subscription import RELIABILITIES, MatchedSubscription
from vl_tracker_ros.nodes.images.stamp_join import StampJoin
from vl_tracker_ros.nodes.messages.result_conversion import BoxError, to_box_xywh_px
from vl_tracker_ros.nodes.messages.stamps import seconds
from vl_tracker_ros.nodes.parameters import Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer
from vl_tracker_ros.tracking.types import TargetState

QUEUE_DEPTH = 5
SILENCE_S = 1.0         # without a detection, until that is said
DEPTH_IMAGES = 15       # half a second at 30 Hz: as late as a detection may be
UNKNOWN_ROTATION = math.pi ** 2     # rad^2: a box tells nothing about how its target is turned
NO_DEPTH = (DepthError, TransformError, ImageError, CameraError)

PARAMETERS = {
    'depth_from': Spec('what tells how far away the target is', choices=('none', 'image', 'height', 'ground'),
                       read_only=True),
    'depth_tolerance': Spec('greatest difference of the stamps of a detection and its depth image [s]', (0.0, 1.0)),
    'reliability': Spec('quality of service of the depth image; auto: as its publishers offer',
                        choices=('auto', *RELIABILITIES), read_only=True),
    'target_height': Spec('height of the target, for depth_from height [m]', (0.01, 100.0)),
    'target_height_deviation': Spec('standard deviation of that height [m]', (0.0, 100.0)),
    'box_tolerance': Spec('standard deviation of an edge of a box, as a share of its size', (0.0, 1.0)),
    'ground_frame': Spec('frame whose plane z = 0 is the ground, for depth_from ground', read_only=True),
    'ground_deviation': Spec('standard deviation of the height of that ground [m]', (0.0, 10.0)),
    'transform_tolerance': Spec('greatest difference of the stamps of a detection and a transform [s]', (0.0, 1.0),
                                read_only=True),
    'rectified': Spec('the tracked image is rectified: its camera is `p` of camera_info, without distortion',
                      read_only=True),
}


class TargetNode(Node):
    """Answers a detection of a target that is tracked, once its status has come; silent about any other."""

    def __init__(self, **options: Any) -> None:
        super().__init__('target_node', **options)
        self._settings = Parameters(self, 'target_node', PARAMETERS)
        self._condition = Condition(self, 'target', 'no detection has come')
        self._camera: CameraModel | str = 'no camera_info has come'      # or why there is none
        self._camera_frame = ''
        self._join = StampJoin('detection', 'status')
        self._depth_images: Recent[Image] = Recent(DEPTH_IMAGES)
        self._transforms = TransformTree(self._settings['transform_tolerance'])
        self._bearings = self.create_publisher(Vector3Stamped, '~/bearing', QUEUE_DEPTH)
        self._poses = self.create_publisher(PoseStamped, '~/target_pose', QUEUE_DEPTH)
        self._uncertain_poses = self.create_publisher(
            PoseWithCovarianceStamped, '~/target_pose_with_covariance', QUEUE_DEPTH)
        self.create_subscription(CameraInfo, 'camera_info', self._on_camera_info, qos_profile_sensor_data)
        self.create_subscription(Detection2D, 'detection', partial(self._add, 'detection'), QUEUE_DEPTH)
        self.create_subscription(TrackerStatus, 'status', partial(self._add, 'status'), QUEUE_DEPTH)
        self._listen_for_depth()
        self._answered_s = time.monotonic()
        steady_timer(self, SILENCE_S, self._say_silence)

    def _listen_for_depth(self) -> None:
        if self._settings['depth_from'] == 'image':
            self._subscription = MatchedSubscription(self, Image, self.resolve_topic_name('depth'),
                                                     self._settings['reliability'], QUEUE_DEPTH, self._on_depth)
        elif self._settings['depth_from'] == 'ground':
            listen(self, self._transforms)

    # Inputs

    def _on_camera_info(self, info: CameraInfo) -> None:
        self._camera_frame = info.header.frame_id
        try:
            self._camera = _to_camera(info, self._settings['rectified'])
        except CameraError as error:
            self._camera = str(error)

    def _on_depth(self, image: Image) -> None:
        self._depth_images.add(seconds(image.header), image)

    def _add(self, part: str, message: Detection2D | TrackerStatus) -> None:
        complete = self._join.add(part, message.header.stamp, message)
        if complete:
            self._answer(**complete)

    # Outputs

    def _say_silence(self) -> None:
        if time.monotonic() - self._answered_s > SILENCE_S:
            self._condition.say('silent: no detection with its status comes', well=False)

    def _answer(self, detection: Detection2D, status: TrackerStatus) -> None:
        self._answered_s = time.monotonic()
        if detection.id != status.target_id:
            self._condition.say(f'silent: a box of target {detection.id!r}, a status of {status.target_id!r}: '
                                'is there another tracker?', well=False)
            return
        if status.state != TargetState.TRACKING or not detection.results:
            uncertain = status.state == TargetState.UNCERTAIN
            self._condition.say(f'silent: {"target uncertain" if uncertain else "no target in sight"}', well=False)
            return
        try:
            self._say_where(detection, status)
        except (BoxError, CameraError) as error:
            self._condition.say(f'silent: {error}', well=False)

    def _say_where(self, detection: Detection2D, status: TrackerStatus) -> None:
        """Raises BoxError, CameraError."""
        header, box = detection.header, to_box_xywh_px(detection.bbox)
        camera = self._camera_of(status)
        ray = bearing(box, camera)
        self._bearings.publish(Vector3Stamped(header=header, vector=Vector3(x=ray[0], y=ray[1], z=ray[2])))
        if self._settings['depth_from'] == 'none':
            self._condition.say('direction only: depth_from is none', well=True)
            return
        try:
            depth = self._depth(box, header, camera)
        except NO_DEPTH as error:
            self._condition.say(f'direction only: {error}', well=False)
            return
        self._say_place(header, ray, depth, covariance(ray, depth, self._settings['box_tolerance'] * box[2:], camera))

    def _say_place(self, header: Header, ray: np.ndarray, depth: Depth, uncertainty: np.ndarray) -> None:
        x, y, z = position(ray, depth)
        pose = Pose(position=Point(x=x, y=y, z=z))
        matrix = np.diag([0.0, 0.0, 0.0, *[UNKNOWN_ROTATION] * 3])
        matrix[:3, :3] = uncertainty
        self._poses.publish(PoseStamped(header=header, pose=pose))
        self._uncertain_poses.publish(PoseWithCovarianceStamped(
            header=header, pose=PoseWithCovariance(pose=pose, covariance=matrix.ravel())))
        self._condition.say(f'direction and place, depth from {self._settings["depth_from"]}', well=True, **{
            'depth [m]': f'{depth.z_m:.3f}', 'deviation [m]': f'{depth.sigma_m:.3f}'})

    def _camera_of(self, status: TrackerStatus) -> CameraModel:
        """The camera that the image of this status is of. Raises CameraError."""
        if isinstance(self._camera, str):
            raise CameraError(self._camera)
        frame_id = status.header.frame_id
        if self._camera_frame != frame_id:
            raise CameraError(f'camera_info is of frame {self._camera_frame!r}, the image of {frame_id!r}')
        self._camera.check_image(status.image_width, status.image_height)
        return self._camera

    def _depth(self, box: np.ndarray, header: Header, camera: CameraModel) -> Depth:
        """Raises what NO_DEPTH names."""
        settings, stamp_s = self._settings, seconds(header)
        if settings['depth_from'] == 'height':
            return from_height(box, settings['target_height'], settings['target_height_deviation'],
                               settings['box_tolerance'], camera)
        if settings['depth_from'] == 'ground':
            ground_from_camera = self._transforms.lookup(settings['ground_frame'], header.frame_id, stamp_s)
            return from_ground(box, ground_from_camera, settings['ground_deviation'], settings['box_tolerance'], camera)
        image = self._depth_images.nearest(stamp_s, settings['depth_tolerance'])
        if image is None:
            why = self._subscription.why_unheard() or f'none within {settings["depth_tolerance"]:g} s of the detection'
            raise DepthError(f'no depth image: {why}')
        if image.header.frame_id != header.frame_id:
            raise DepthError(f'the depth image is of frame {image.header.frame_id!r}, the image of '
                             f'{header.frame_id!r}: it is not registered to it')
        return from_depth_image(box, to_depth_m(image), camera)


def _to_camera(info: CameraInfo, rectified: bool) -> CameraModel:
    """Raises CameraError."""
    matrix = info.p.reshape(3, 4)[:, :3].ravel() if rectified else info.k
    model, distortion = ('', []) if rectified else (info.distortion_model, info.d)
    return camera_model(info.width, info.height, model, distortion, matrix, (info.binning_x, info.binning_y),
                        (info.roi.x_offset, info.roi.y_offset), (info.roi.width, info.roi.height))


def main(args: list[str] | None = None) -> int:
    return run(TargetNode, args=args)


if __name__ == '__main__':
    sys.exit(main())
