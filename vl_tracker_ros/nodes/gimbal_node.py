"""Turns a camera after the target: bearing and status in, rates of a gimbal and a hint for the zoom out."""
from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from geometry_msgs.msg import Vector3, Vector3Stamped
from rclpy.node import Node
from std_msgs.msg import Float32, Header
from vision_msgs.msg import Detection2D

from vl_tracker_ros.following.direction import AT_REST, Rates
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.pointing import Pointer
from vl_tracker_ros.following.settings import GimbalSettings
from vl_tracker_ros.following.voice import Voice
from vl_tracker_ros.following.zoom import zoom_factor
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.following.target_inputs import listen_to_bearing, listen_to_status, say_refused
from vl_tracker_ros.nodes.health.condition import Condition
from vl_tracker_ros.nodes.messages.result_conversion import BoxError, to_box_xywh_px
from vl_tracker_ros.nodes.messages.stamps import clock_s
from vl_tracker_ros.nodes.parameters import Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer

QUEUE_DEPTH = 5
NEWEST_ONLY = 1

POINTING = {
    'angle_deadband': Spec('error of the direction that is left alone [rad]', (0.0, 1.0)),
    'gain': Spec('rate for each radian of error [1/s]', (0.0, 20.0)),
    'max_pitch_rate': Spec('greatest rate up or down [rad/s]', (0.0, 10.0)),
    'max_yaw_rate': Spec('greatest rate to either side [rad/s]', (0.0, 10.0)),
    'prediction_horizon': Spec('greatest time that a target is followed beyond its image; 0: it is where it was [s]',
                               (0.0, 1.0)),
    'prediction_gain': Spec('how much of each new direction the prediction believes', (0.01, 1.0)),
    'min_confidence': Spec('score up to which the gimbal stands', (0.0, 1.0)),
    'full_confidence': Spec('score from which it turns at full speed', (0.0, 1.0)),
    'target_timeout': Spec('greatest age of a bearing, by stamp and by receipt [s]', (0.05, 10.0)),
    'status_timeout': Spec('silence of the tracker until the gimbal stops [s]', (0.05, 10.0)),
    'clock_jump': Spec('gain of the ROS clock on the monotonic one that counts as a jump [s]', (0.01, 60.0)),
}
PARAMETERS = POINTING | {
    'zoom_target_size': Spec('share of the image, of its width or height, that the target should have', (0.01, 1.0)),
    'zoom_deadband': Spec('difference of the zoom from 1 that is left alone', (0.0, 1.0)),
    'zoom_most': Spec('greatest zoom that is asked for at once', (1.0, 100.0)),
    'rate': Spec('rates a second [Hz]', (5.0, 200.0), read_only=True),
}


class GimbalNode(Node):
    """Says rates in every turn of its timer while it follows; a stop is repeated for a second."""

    def __init__(self, **options: Any) -> None:
        super().__init__('gimbal_node', **options)
        self._settings = Parameters(self, 'gimbal_node', PARAMETERS)
        self._pointer = Pointer(self._settings.together(POINTING, GimbalSettings, self._change_settings))
        self._condition = Condition(self, 'pointing', 'starting')
        self._voice = Voice()
        self._frame_id = ''
        self._follows = False
        self._image_size_px = np.zeros(2)       # none yet
        self._rates = self.create_publisher(Vector3Stamped, '~/rates', NEWEST_ONLY)
        self._zooms = self.create_publisher(Float32, '~/zoom', NEWEST_ONLY)
        listen_to_status(self, self._pointer.hear_status, self._refuse, self._see)
        listen_to_bearing(self, self._pointer.hear_direction, self._refuse)
        self.create_subscription(Detection2D, 'detection', self._on_detection, QUEUE_DEPTH)
        steady_timer(self, 1.0 / self._settings['rate'], self._step)

    def close(self) -> None:
        """Stop the gimbal."""
        self._publish(AT_REST)

    def _change_settings(self, settings: GimbalSettings) -> None:
        self._pointer.settings = settings

    # Inputs

    def _see(self, status: TrackerStatus) -> None:
        self._frame_id = status.header.frame_id
        self._image_size_px = np.array([status.image_width, status.image_height], np.float64)

    def _on_detection(self, detection: Detection2D) -> None:
        """A hint for the zoom while the target is followed; about any other target there is none."""
        if not self._follows or not detection.results or not self._image_size_px.all():
            return
        try:
            box = to_box_xywh_px(detection.bbox)
        except BoxError as error:
            say_refused(self, f'no zoom: {error}')
            return
        settings = self._settings
        self._zooms.publish(Float32(data=zoom_factor(
            box, self._image_size_px, settings['zoom_target_size'], settings['zoom_deadband'],
            settings['zoom_most'])))

    def _refuse(self, line: str) -> None:
        say_refused(self, line)
        self._pointer.hear_refusal(Heard(line, time.monotonic()))

    # Output

    def _step(self) -> None:
        monotonic_s = time.monotonic()
        pointing = self._pointer.step(clock_s(self), monotonic_s)
        rates, stop = pointing.rates, pointing.stop
        self._follows = not stop
        self._condition.say(f'stopped: {stop}' if stop else 'following', well=not stop, **{
            'pitch [rad/s]': f'{rates.pitch:.3f}', 'yaw [rad/s]': f'{rates.yaw:.3f}'})
        if self._voice.speaks(not stop, monotonic_s):
            self._publish(rates)

    def _publish(self, rates: Rates) -> None:
        """In the optical frame, whose x points right and y down, so both rates have the signs of the vector."""
        header = Header(stamp=self.get_clock().now().to_msg(), frame_id=self._frame_id)
        self._rates.publish(Vector3Stamped(header=header, vector=Vector3(x=rates.pitch, y=rates.yaw)))


def main(args: list[str] | None = None) -> int:
    return run(GimbalNode, args=args)


if __name__ == '__main__':
    sys.exit(main())
