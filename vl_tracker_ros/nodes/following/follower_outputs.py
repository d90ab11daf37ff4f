"""What follower_node says by its decision: a velocity, or the place of the target to somebody who drives."""
from __future__ import annotations

from typing import Protocol

from geometry_msgs.msg import PoseStamped, Twist, TwistStamped
from rclpy.node import Node
from rclpy.publisher import Publisher
from std_msgs.msg import Header

from vl_tracker_ros.following.follower import Decision
from vl_tracker_ros.following.motion import STILL, Motion
from vl_tracker_ros.following.voice import Voice

NEWEST_ONLY = 1


class FollowerOutput(Protocol):
    publisher: Publisher

    def say(self, decision: Decision, pose: PoseStamped | None, monotonic_s: float) -> None:
        """What is due in this period. `pose`: that of the distance that the decision goes by."""

    def stop(self) -> None:
        """The last word."""

    def line(self, decision: Decision) -> str:
        """What comes of the decision; 'following' if all is well."""

    def values(self, decision: Decision) -> dict[str, str]:
        """For the diagnostics."""


class VelocityOutput:
    """A velocity in every period while the robot moves; a stop is repeated for a second."""

    def __init__(self, node: Node, stamped: bool, base_frame: str) -> None:
        self._node, self._base_frame, self._voice = node, base_frame, Voice()
        self.publisher = node.create_publisher(TwistStamped if stamped else Twist, 'cmd_vel', NEWEST_ONLY)

    def say(self, decision: Decision, pose: PoseStamped | None, monotonic_s: float) -> None:
        if self._voice.speaks(not decision.stop or decision.motion != STILL, monotonic_s):
            self._publish(decision.motion)

    def stop(self) -> None:
        self._publish(STILL)

    def line(self, decision: Decision) -> str:
        if not decision.stop:
            return f'turning only: {decision.lack}' if decision.lack else 'following'
        if decision.motion == STILL:
            return f'stopped: {decision.stop}'
        return f'{decision.stop}: turning {"left" if decision.motion.turn > 0.0 else "right"}'

    def values(self, decision: Decision) -> dict[str, str]:
        motion = decision.motion
        return {'forward [m/s]': f'{motion.forward:.3f}', 'turn [rad/s]': f'{motion.turn:.3f}'}

    def _publish(self, motion: Motion) -> None:
        twist = Twist()
        twist.linear.x, twist.angular.z = motion.forward, motion.turn
        if self.publisher.msg_type is TwistStamped:
            header = Header(stamp=self._node.get_clock().now().to_msg(), frame_id=self._base_frame)
            self.publisher.publish(TwistStamped(header=header, twist=twist))
        else:
            self.publisher.publish(twist)


class PoseOutput:
    """The pose of the target as it came, each once, while it is to be followed; whoever drives stops at silence."""

    def __init__(self, node: Node) -> None:
        self.publisher = node.create_publisher(PoseStamped, '~/goal_pose', NEWEST_ONLY)
        self._said: PoseStamped | None = None

    def say(self, decision: Decision, pose: PoseStamped | None, monotonic_s: float) -> None:
        if not decision.stop and pose is not None and pose != self._said:
            self._said = pose
            self.publisher.publish(pose)

    def stop(self) -> None:
        """Silence is the stop."""

    def line(self, decision: Decision) -> str:
        if decision.stop:
            return f'stopped: {decision.stop}'
        if decision.distance:
            return 'following'
        return f'stopped: no place of the target{decision.lack and ": "}{decision.lack}'

    def values(self, decision: Decision) -> dict[str, str]:
        return {}
