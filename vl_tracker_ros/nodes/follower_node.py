"""Drives a robot after the target: bearing, distance and status in, velocity out."""
from __future__ import annotations

import math
import sys
import time
from typing import Any

import numpy as np
from geometry_msgs.msg import PoseWithCovarianceStamped, Twist, TwistStamped, Vector3Stamped
from numpy.typing import NDArray
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import Range
from std_msgs.msg import Bool, Header

from vl_tracker_ros.following.follower import Follower
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.motion import STILL, Motion
from vl_tracker_ros.following.mounting import AHEAD, azimuth, distance
from vl_tracker_ros.following.settings import FollowSettings
from vl_tracker_ros.following.transform_tree import TransformError, TransformTree
from vl_tracker_ros.following.voice import Voice
from vl_tracker_ros.nodes.following.target_inputs import heard, listen_to_status, say_refused
from vl_tracker_ros.nodes.following.transform_listener import listen
from vl_tracker_ros.nodes.health.condition import Condition
from vl_tracker_ros.nodes.messages.stamps import clock_s, seconds
from vl_tracker_ros.nodes.parameters import Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer

QUEUE_DEPTH = 5
NEWEST_ONLY = 1
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
    'obstacle_stop': Spec('stop when `obstacle_distance` is below this [m]', (0.0, 10.0)),
    'obstacle_timeout': Spec('silence of `obstacle_distance`, once heard, until the robot stops [s]', (0.05, 10.0)),
    'clock_jump': Spec('gain of the ROS clock on the monotonic one that counts as a jump [s]', (0.01, 60.0)),
    'search_speed': Spec('turn rate after a lost target; 0: stand [rad/s]', (0.0, 10.0)),
    'search_time': Spec('how long a lost target is turned after [s]', (0.0, 600.0)),
    'search_from_angle': Spec('a target last seen less far from ahead is hidden, not gone [rad]', (0.0, 1.6)),
}
PARAMETERS = FOLLOWING | {
    'rate': Spec('velocities a second [Hz]', (5.0, 200.0), read_only=True),
    'stamped': Spec('cmd_vel as TwistStamped, else as Twist', read_only=True),
    'base_frame': Spec('frame of the robot: x ahead, y left, z up; frame_id of a TwistStamped', read_only=True),
    'camera_mounting': Spec('ahead: the camera looks ahead and stands upright; tf: as /tf says, from the frame of the '
                            'image to base_frame', choices=('ahead', 'tf'), read_only=True),
    'transform_tolerance': Spec('greatest difference of the stamps of a bearing and a transform [s]', (0.0, 1.0),
                                read_only=True),
}


class FollowerNode(Node):
    """Says a velocity in every turn of its timer while it moves; a stop is repeated for a second."""

    def __init__(self, **options: Any) -> None:
        super().__init__('follower_node', **options)
        self._settings = Parameters(self, 'follower_node', PARAMETERS)
        self._follower = Follower(self._settings.together(FOLLOWING, FollowSettings, self._change_settings))
        self._transforms = TransformTree(self._settings['transform_tolerance'])
        if self._settings['camera_mounting'] == 'tf':
            listen(self, self._transforms)
        self._condition = Condition(self, 'following', 'starting')
        self._voice = Voice()
        self._publisher = self.create_publisher(
            TwistStamped if self._settings['stamped'] else Twist, 'cmd_vel', NEWEST_ONLY)
        for kind, topic, callback in (
                (Vector3Stamped, 'bearing', self._on_bearing),
                (PoseWithCovarianceStamped, 'target_pose', self._on_pose), (Bool, 'deadman', self._on_deadman)):
            self.create_subscription(kind, topic, callback, QUEUE_DEPTH)
        listen_to_status(self, self._follower.hear_status, self._refuse)
        self._obstacles = self.create_subscription(
            Range, 'obstacle_distance', self._on_obstacle, qos_profile_sensor_data)
        steady_timer(self, 1.0 / self._settings['rate'], self._step)

    def close(self) -> None:
        """Stop the robot."""
        self._publish(STILL)

    def _change_settings(self, settings: FollowSettings) -> None:
        self._follower.settings = settings

    # Inputs

    def _on_bearing(self, bearing: Vector3Stamped) -> None:
        vector = bearing.vector
        try:
            angle = azimuth(self._mounting(bearing.header), np.array([vector.x, vector.y, vector.z]))
        except UNUSABLE as error:
            self._refuse(str(error))
            return
        self._follower.hear_azimuth(heard(angle, bearing.header))

    def _on_pose(self, pose: PoseWithCovarianceStamped) -> None:
        point, covariance = pose.pose.pose.position, np.reshape(pose.pose.covariance, (6, 6))[:3, :3]
        try:
            metres = distance(self._mounting(pose.header), np.array([point.x, point.y, point.z]), covariance)
        except UNUSABLE as error:
            self._refuse(str(error))
            return
        self._follower.hear_distance(heard(metres, pose.header))

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
        rivals = self.count_publishers(self._publisher.topic_name) - 1
        sensors = self.count_publishers(self._obstacles.topic_name)
        decision = self._follower.step(clock_s(self), monotonic_s, rivals, sensors)
        motion, stop = decision.motion, decision.stop
        self._say(motion, stop)
        if self._voice.speaks(not stop or motion != STILL, monotonic_s):
            self._publish(motion)

    def _say(self, motion: Motion, stop: str) -> None:
        line, well = _line(motion, stop), not stop
        if well and not self._publisher.get_subscription_count():
            kind = self._publisher.msg_type.__name__
            line, well = f'following, but nobody hears {self._publisher.topic_name} as {kind}', False
        self._condition.say(line, well, **{
            'forward [m/s]': f'{motion.forward:.3f}', 'turn [rad/s]': f'{motion.turn:.3f}'})

    def _publish(self, motion: Motion) -> None:
        twist = Twist()
        twist.linear.x, twist.angular.z = motion.forward, motion.turn
        if self._settings['stamped']:
            header = Header(stamp=self.get_clock().now().to_msg(), frame_id=self._settings['base_frame'])
            self._publisher.publish(TwistStamped(header=header, twist=twist))
        else:
            self._publisher.publish(twist)


def _line(motion: Motion, stop: str) -> str:
    if not stop:
        return 'following'
    if motion == STILL:
        return f'stopped: {stop}'
    return f'{stop}: turning {"left" if motion.turn > 0.0 else "right"}'


def main(args: list[str] | None = None) -> int:
    return run(FollowerNode, args=args)


if __name__ == '__main__':
    sys.exit(main())
