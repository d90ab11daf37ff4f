"""Decides whether to follow: bearing, place and status in; a velocity out, or the target's pose for another driver."""
from __future__ import annotations

import math
import sys
import time
from typing import Any

import numpy as np
from geometry_msgs.msg import PoseStamped, PoseWithCovarianceStamped, Vector3Stamped
from numpy.typing import NDArray
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy, qos_profile_sensor_data
from sensor_msgs.msg import Range
from std_msgs.msg import Bool, Header

from vl_tracker_ros.following.follower import Decision, Follower
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.mounting import AHEAD, azimuth, distance
from vl_tracker_ros.following.recent import Recent
from vl_tracker_ros.following.settings import FollowSettings
from vl_tracker_ros.following.transform_tree import TransformError, TransformTree
from vl_tracker_ros.nodes.following.follower_outputs import FollowerOutput, PoseOutput, VelocityOutput
from vl_tracker_ros.nodes.following.target_inputs import heard, listen_to_status, say_refused
from vl_tracker_ros.nodes.following.transform_listener import listen
from vl_tracker_ros.nodes.health.condition import Condition
from vl_tracker_ros.nodes.messages.stamps import clock_s, seconds
from vl_tracker_ros.nodes.parameters import Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer

QUEUE_DEPTH = 5
DEADMAN = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)     # what a gap held up is not sent after
POSES = 32              # more than wait for the status of their image
UNUSABLE = (ValueError, TransformError)

FOLLOWING = {
    'keep_distance': Spec('distance to keep [m]', (0.0, 100.0)),
    'distance_deadband': Spec('error of the distance that is left alone [m]', (0.0, 10.0)),
    'angle_deadband': Spec('error of the direction that is left alone [rad]', (0.0, 1.0)),
    'forward_gain': Spec('speed for each metre of error [1/s]', (0.0, 10.0)),
    'turn_gain': Spec('turn rate for each radian of error [1/s]', (0.0, 10.0)),
    'max_forward': Spec('greatest speed forward [m/s]', (0.0, 10.0)),
    'max_reverse': Spec('greatest speed backward, where no camera looks [m/s]', (0.0, 10.0)),
    'max_turn': Spec('greatest turn rate [rad/s]', (0.0, 10.0)),
    'max_acceleration': Spec('greatest change of speed; a stop is at once [m/s^2]', (0.01, 100.0)),
    'max_turn_acceleration': Spec('greatest change of the turn rate [rad/s^2]', (0.01, 100.0)),
    'min_confidence': Spec('score up to which the robot stands', (0.0, 1.0)),
    'full_confidence': Spec('score from which it moves at full speed', (0.0, 1.0)),
    'target_timeout': Spec('greatest age of a bearing, by stamp and by receipt [s]', (0.05, 10.0)),
    'status_timeout': Spec('silence of the tracker until the robot stops [s]', (0.05, 10.0)),
    'require_deadman': Spec('move only while `deadman` says true', read_only=True),
    'deadman_timeout': Spec('silence of `deadman` that counts as false [s]', (0.05, 10.0)),
    'require_obstacle_sensor': Spec('move only with a sensor on `obstacle_distance`', read_only=True),
    'obstacle_stop': Spec('stop when `obstacle_distance` is below this [m]', (0.0, 10.0)),
    'obstacle_timeout': Spec('silence of `obstacle_distance`, once heard, until the robot stops [s]', (0.05, 10.0)),
    'clock_jump': Spec('gain of the ROS clock on the monotonic one that counts as a jump [s]', (0.01, 60.0)),
    'search_speed': Spec('turn rate after a lost target; 0: stand [rad/s]', (0.0, 10.0)),
    'search_time': Spec('how long a lost target is turned after [s]', (0.0, 600.0)),
    'search_from_angle': Spec('a target last seen less far from ahead is hidden, not gone [rad]', (0.0, 1.6)),
}
PARAMETERS = FOLLOWING | {
    'output': Spec('cmd_vel: drive; pose: pass the pose of the target on, on `~/goal_pose`, exactly while it is to be '
                   'followed, for another one that drives', choices=('cmd_vel', 'pose'), read_only=True),
    'rate': Spec('decisions a second [Hz]', (5.0, 200.0), read_only=True),
    'stamped': Spec('cmd_vel as TwistStamped, else as Twist', read_only=True),
    'base_frame': Spec('frame of the robot: x ahead, y left, z up; frame_id of a TwistStamped', read_only=True),
    'camera_mounting': Spec('ahead: the camera looks ahead and stands upright; tf: as /tf says, from the frame of the '
                            'image to base_frame', choices=('ahead', 'tf'), read_only=True),
    'transform_tolerance': Spec('greatest difference of the stamps of a bearing and a transform [s]', (0.0, 1.0),
                                read_only=True),
}


class FollowerNode(Node):
    """Decides in every turn of its timer; its output says what comes of it."""

    def __init__(self, **options: Any) -> None:
        super().__init__('follower_node', **options)
        self._settings = Parameters(self, 'follower_node', PARAMETERS)
        self._follower = Follower(self._settings.together(FOLLOWING, FollowSettings, self._change_settings))
        self._transforms = TransformTree(self._settings['transform_tolerance'])
        if self._settings['camera_mounting'] == 'tf':
            listen(self, self._transforms)
        self._condition = Condition(self, 'following', 'starting')
        self._bearing_frame: str | None = None
        self._poses: Recent[PoseStamped] = Recent(POSES)
        self._output = self._make_output()
        for kind, topic, callback in (
                (Vector3Stamped, 'bearing', self._on_bearing),
                (PoseWithCovarianceStamped, 'target_pose', self._on_pose)):
            self.create_subscription(kind, topic, callback, QUEUE_DEPTH)
        self.create_subscription(Bool, 'deadman', self._on_deadman, DEADMAN)
        listen_to_status(self, self._follower.hear_status, self._refuse)
        self._obstacles = self.create_subscription(
            Range, 'obstacle_distance', self._on_obstacle, qos_profile_sensor_data)
        steady_timer(self, 1.0 / self._settings['rate'], self._step)

    def close(self) -> None:
        """Stop the robot."""
        self._output.stop()

    def _make_output(self) -> FollowerOutput:
        if self._settings['output'] == 'pose':
            return PoseOutput(self)
        return VelocityOutput(self, self._settings['stamped'], self._settings['base_frame'])

    def _change_settings(self, settings: FollowSettings) -> None:
        self._follower.settings = settings

    # Inputs

    def _on_bearing(self, bearing: Vector3Stamped) -> None:
        vector, self._bearing_frame = bearing.vector, bearing.header.frame_id
        try:
            angle = azimuth(self._mounting(bearing.header), np.array([vector.x, vector.y, vector.z]))
        except UNUSABLE as error:
            self._refuse(str(error))
            return
        self._follower.hear_azimuth(heard(angle, bearing.header))

    def _on_pose(self, pose: PoseWithCovarianceStamped) -> None:
        point, covariance = pose.pose.pose.position, np.reshape(pose.pose.covariance, (6, 6))[:3, :3]
        try:
            self._check_camera(pose.header)
            metres = distance(self._mounting(pose.header), np.array([point.x, point.y, point.z]), covariance)
        except UNUSABLE as error:
            say_refused(self, str(error))
            self._follower.hear_no_distance(Heard(str(error), time.monotonic()))
            return
        self._poses.add(seconds(pose.header), PoseStamped(header=pose.header, pose=pose.pose.pose))
        self._follower.hear_distance(heard(metres, pose.header))

    def _check_camera(self, header: Header) -> None:
        """Raises ValueError for a pose in another frame than the bearing's, where no /tf tells how they lie."""
        if self._settings['camera_mounting'] == 'ahead' and header.frame_id != self._bearing_frame:
            raise ValueError(f'target_pose is of frame {header.frame_id!r}, bearing of {self._bearing_frame!r}: with '
                             'camera_mounting ahead they have to be of one camera')

    def _mounting(self, header: Header) -> NDArray[np.float64]:
        """The rotation (3,3) from the optical frame to the base. Raises TransformError."""
        if self._settings['camera_mounting'] == 'ahead':
            return AHEAD
        return self._transforms.lookup(self._settings['base_frame'], header.frame_id, seconds(header)).rotation

    def _on_deadman(self, message: Bool) -> None:
        self._follower.hear_deadman(Heard(message.data, time.monotonic()))

    def _on_obstacle(self, message: Range) -> None:
        """REP 117: -inf is too near to measure, +inf is nothing in reach; below the least range is too near as well."""
        metres = -math.inf if message.range < message.min_range else message.range
        self._follower.hear_obstacle(Heard(metres, time.monotonic()), message.header.frame_id)

    def _refuse(self, line: str) -> None:
        say_refused(self, line)
        self._follower.hear_refusal(Heard(line, time.monotonic()))

    # Output

    def _step(self) -> None:
        monotonic_s = time.monotonic()
        rivals = self.count_publishers(self._output.publisher.topic_name) - 1
        sensors = self.count_publishers(self._obstacles.topic_name)
        decision = self._follower.step(clock_s(self), monotonic_s, rivals, sensors)
        goes_by = decision.distance
        pose = self._poses.nearest(goes_by.stamp_s, 0.0) if goes_by else None
        self._output.say(decision, pose, monotonic_s)
        self._say(decision, sensors)

    def _say(self, decision: Decision, sensors: int) -> None:
        line, publisher = self._output.line(decision), self._output.publisher
        if line == 'following' and not publisher.get_subscription_count():
            line = f'following, but nobody hears {publisher.topic_name} as {publisher.msg_type.__name__}'
        self._condition.say(line, line == 'following', **self._output.values(decision), **{
            'obstacle sensor': f'{sensors} publisher(s)' if sensors else f'none on {self._obstacles.topic_name}'})


def main(args: list[str] | None = None) -> int:
    return run(FollowerNode, args=args)


if __name__ == '__main__':
    sys.exit(main())
