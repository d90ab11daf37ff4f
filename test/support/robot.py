"""What a follower needs of a robot: a camera, an operator who holds the deadman, a base that hears velocities."""
import time
from collections import defaultdict
from collections.abc import Callable

import numpy as np
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import TwistStamped
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Bool, Header

from support.ros import Probe
from support.squares import scene
from vl_tracker_ros.nodes.messages.stamps import seconds
from vl_tracker_ros.nodes.wiring import FOLLOWER_REMAPS, TARGET_REMAPS

FRAME_ID = 'camera_optical_frame'
PERIOD_S = 0.05
MATRIX = [150.0, 0.0, 80.0, 0.0, 150.0, 60.0, 0.0, 0.0, 1.0]
TO_THE_RIGHT = scene(red=(110, 50))     # by 0.27 rad


def remap(remaps: dict[str, str]) -> list[str]:
    return [word for inner, outer in remaps.items() for word in ('-r', f'{inner}:={outer}')]


TARGET_ARGUMENTS = [*remap(TARGET_REMAPS), '-p', 'depth_from:=height', '-p', 'target_height:=1.0']      # 6 m away
FOLLOWER_ARGUMENTS = remap(FOLLOWER_REMAPS)


def calibration(header: Header, **changed) -> CameraInfo:
    fields = dict(width=160, height=120, k=MATRIX, distortion_model='plumb_bob', d=[0.0] * 5)
    return CameraInfo(header=header, **fields | changed)


class Robot(Probe):
    """A probe whose camera and operator work while it spins, unless they are told not to."""

    def __init__(self, domain: int) -> None:
        super().__init__(domain)
        self.image: np.ndarray | None = TO_THE_RIGHT
        self.held: bool | None = True
        self.velocities: list[tuple[float, float, float]] = []     # when it was said [s], forward, turn
        self.diagnoses = defaultdict[str, str](str)     # node, its line; '' before the first
        self._infos = self.node.create_publisher(CameraInfo, 'camera_info', 5)
        self._deadman = self.node.create_publisher(Bool, 'deadman', 5)
        self.node.create_subscription(TwistStamped, 'cmd_vel', self._on_velocity, 50)
        self.node.create_subscription(DiagnosticArray, '/diagnostics', self._on_diagnostics, 50)
        self.node.create_timer(PERIOD_S, self._work)

    def header_now(self) -> Header:
        return Header(stamp=self.node.get_clock().now().to_msg(), frame_id=FRAME_ID)

    def _work(self) -> None:
        if self.image is not None:
            header = self.header_now()
            self._infos.publish(calibration(header))
            self.send(self.image, header)
        if self.held is not None:
            self._deadman.publish(Bool(data=self.held))

    def _on_velocity(self, message: TwistStamped) -> None:
        self.velocities.append((seconds(message.header), message.twist.linear.x, message.twist.angular.z))

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        self.diagnoses |= {status.name.partition(':')[0]: status.message for status in message.status}

    @property
    def stands(self) -> bool:
        return bool(self.velocities) and self.velocities[-1][1:] == (0.0, 0.0)

    @property
    def moves(self) -> bool:
        """It drives, and turns to the right."""
        return bool(self.velocities) and self.velocities[-1][1] > 0.05 and self.velocities[-1][2] < 0.0

    def hold(self, held: bool) -> None:
        """Say it now, and on."""
        self.held = held
        self._deadman.publish(Bool(data=held))

    def time_to_stop(self, why: str, cause: Callable[[], object]) -> float:
        """Do `cause`, and wait for the first zero and the line that tells why.

        Returns the seconds from the end of the cause to when the zero was said, by its stamp. It stays at zero.
        """
        self.velocities.clear()
        cause()
        start = time.time()
        self.spin_until(lambda: self.stands, f'a stop: {why}')
        first = next(when for when, *speeds in self.velocities if speeds == [0.0, 0.0])
        self.spin_until(lambda: why in self.diagnoses['/follower_node'], f'{why} in {self.diagnoses["/follower_node"]}')
        self.spin_for(0.3)
        assert all(speeds == [0.0, 0.0] for when, *speeds in self.velocities if when > first)
        return first - start
