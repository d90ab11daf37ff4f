"""A simulated robot in a simulated world: camera, range sensor and odometry out, velocity in.

It goes by the clock of the machine and publishes no /clock: the other nodes run with `use_sim_time: false`.
"""
from __future__ import annotations

import math
import sys
import time
from typing import Any, Callable

from builtin_interfaces.msg import Time
from geometry_msgs.msg import Transform, TransformStamped, TwistStamped, Vector3
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from sensor_msgs.msg import CameraInfo, Image, Range
from std_msgs.msg import Header
from tf2_msgs.msg import TFMessage

from vl_tracker_ros.following.motion import STILL, Motion
from vl_tracker_ros.nodes.images.image_conversion import to_image
from vl_tracker_ros.nodes.parameters import Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer
from vl_tracker_ros.simulation.pinhole import Pinhole
from vl_tracker_ros.simulation.pose import Pose
from vl_tracker_ros.simulation.range_sensor import ANGLES, FARTHEST_M, LEAST_M
from vl_tracker_ros.simulation.renderer import Renderer, Sight
from vl_tracker_ros.simulation.scenario import SCENARIOS

QUEUE_DEPTH = 5
SILENCE_S = 0.5         # of `cmd_vel`, after which the base stops by itself
LONGEST_STEP_S = 0.2    # on a machine that does not keep up, the world is slower than the clock
ODOMETRY, BASE, CAMERA = 'odom', 'base_footprint', 'camera_optical_frame'

PARAMETERS = {
    'scenario': Spec('what happens in the world', choices=tuple(SCENARIOS), read_only=True),
    'seed': Spec('another seed is another cast, other paths and another noise', (0, 10**9), read_only=True),
    'rate': Spec('images a second [Hz]', (1.0, 100.0), read_only=True),
}


class SimulatorNode(Node):
    """Shows the world as it is, then lets it go on, image after image; `on_sight` hears of each, with its truth."""

    def __init__(self, on_sight: Callable[[Time, Sight], None] | None = None, **options: Any) -> None:
        super().__init__('simulator_node', **options)
        settings = Parameters(self, 'simulator_node', PARAMETERS)
        self.camera, self.scenario = Pinhole(), SCENARIOS[settings['scenario']](settings['seed'])
        self.told, self._told_s, self._shown_s = STILL, -math.inf, time.monotonic()
        self._renderer, self._on_sight = Renderer(self.camera, settings['seed']), on_sight
        self._images = self.create_publisher(Image, 'image', QUEUE_DEPTH)
        self._infos = self.create_publisher(CameraInfo, 'camera_info', QUEUE_DEPTH)
        self._ranges = self.create_publisher(Range, 'obstacle_distance', QUEUE_DEPTH)
        self._transforms = self.create_publisher(TFMessage, '/tf', QUEUE_DEPTH)
        latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self._static = self.create_publisher(TFMessage, '/tf_static', latched)
        self._static.publish(TFMessage(transforms=[_mounted(self.camera, self._header(BASE))]))
        self.create_subscription(TwistStamped, 'cmd_vel', self._on_velocity, 1)
        steady_timer(self, 1.0 / settings['rate'], self._go_on)

    def _on_velocity(self, message: TwistStamped) -> None:
        self.told = Motion(message.twist.linear.x, message.twist.angular.z)
        self._told_s = time.monotonic()

    def _go_on(self) -> None:
        now_s, world = time.monotonic(), self.scenario.world
        if now_s - self._told_s > SILENCE_S:
            self.told = STILL
        world.step(self.told, min(now_s - self._shown_s, LONGEST_STEP_S))
        self._shown_s = now_s
        sight = self._renderer.render(world.robot.pose, world.faces, world.figures)
        header = self._header(CAMERA)
        if self._on_sight:
            self._on_sight(header.stamp, sight)
        self._publish(header, sight)

    def _publish(self, header: Header, sight: Sight) -> None:
        world, camera = self.scenario.world, self.camera
        odometry = TransformStamped(header=Header(stamp=header.stamp, frame_id=ODOMETRY), child_frame_id=BASE,
                                    transform=_on_ground(world.robot.pose))
        self._transforms.publish(TFMessage(transforms=[odometry]))
        self._ranges.publish(Range(
            header=Header(stamp=header.stamp, frame_id=BASE), radiation_type=Range.INFRARED,
            field_of_view=float(ANGLES[-1] - ANGLES[0]), min_range=LEAST_M, max_range=FARTHEST_M, range=world.range_m))
        self._infos.publish(CameraInfo(
            header=header, width=camera.width, height=camera.height, distortion_model='plumb_bob', d=[0.0] * 5,
            k=camera.matrix.ravel()))
        self._images.publish(to_image(sight.image, header))

    def _header(self, frame_id: str) -> Header:
        return Header(stamp=self.get_clock().now().to_msg(), frame_id=frame_id)


def _on_ground(pose: Pose) -> Transform:
    transform = Transform(translation=Vector3(x=pose.x, y=pose.y))
    transform.rotation.z, transform.rotation.w = math.sin(pose.heading / 2), math.cos(pose.heading / 2)
    return transform


def _mounted(camera: Pinhole, header: Header) -> TransformStamped:
    """The optical frame looks ahead: x right, y down, z forward."""
    transform = Transform(translation=Vector3(z=camera.above_m))
    turn = transform.rotation
    turn.x, turn.y, turn.z, turn.w = -0.5, 0.5, -0.5, 0.5
    return TransformStamped(header=header, child_frame_id=CAMERA, transform=transform)


def main(args: list[str] | None = None) -> int:
    return run(SimulatorNode, args=args)


if __name__ == '__main__':
    sys.exit(main())
