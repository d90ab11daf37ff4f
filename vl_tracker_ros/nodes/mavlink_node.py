"""Speaks MAVLink for the tracker: a camera that tracks what a ground station points at, and rates for the gimbal."""
from __future__ import annotations

import math
import sys
import time
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from geometry_msgs.msg import Vector3Stamped
from rclpy.node import Node
from rclpy.task import Future
from std_srvs.srv import Trigger
from vision_msgs.msg import Detection2D

from vl_tracker_ros.following.direction import Rates
from vl_tracker_ros.following.settings import TargetSettings
from vl_tracker_ros.mavlink.report import TargetReport
from vl_tracker_ros.mavlink.settings import EndpointSettings
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.following.target_inputs import heard, listen_to_status, say_refused
from vl_tracker_ros.nodes.health.condition import Condition
from vl_tracker_ros.nodes.messages.result_conversion import BoxError, to_bounding_box, to_box_xywh_px
from vl_tracker_ros.nodes.messages.stamps import clock_s
from vl_tracker_ros.nodes.parameters import ParameterError, Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer
from vl_tracker_ros.srv import SetTarget

if TYPE_CHECKING:
    from vl_tracker_ros.mavlink.camera import Wish
    from vl_tracker_ros.mavlink.endpoint import Endpoint

QUEUE_DEPTH = 5
PERIOD_S = 0.02         # between two looks at the connection
ANSWER_S = 3.0          # for the tracker to take a command

WATCHING = {
    'min_confidence': Spec('score below which the target counts as uncertain', (0.0, 1.0)),
    'target_timeout': Spec('greatest age of a box, by stamp and by receipt [s]', (0.05, 10.0)),
    'status_timeout': Spec('silence of the tracker until its target counts as lost [s]', (0.05, 10.0)),
    'clock_jump': Spec('gain of the ROS clock on the monotonic one that counts as a jump [s]', (0.01, 60.0)),
}
PARAMETERS = WATCHING | {
    'connection': Spec('as pymavlink takes it: udpout:HOST:PORT, udpin:HOST:PORT, tcp:HOST:PORT, DEVICE,BAUD',
                       read_only=True),
    'system_id': Spec('of the vehicle', (1, 255), read_only=True),
    'component_id': Spec('of this camera', (1, 255), read_only=True),
    'status_rate': Spec('tracking statuses a second, until a ground station asks for others [Hz]', (0.1, 50.0),
                        read_only=True),
    'gimbal_manager': Spec('component of the gimbal manager', (1, 255), read_only=True),
    'yaw_lock': Spec('the gimbal keeps its heading when the vehicle turns; false: it turns with it', read_only=True),
    'rates_timeout': Spec('silence of `rates` until the gimbal is stopped [s]', (0.05, 10.0), read_only=True),
    'link_timeout': Spec('silence of the autopilot until that is said [s]', (1.0, 60.0), read_only=True),
}


class MavlinkNode(Node):
    """Looks at the connection in every turn of its timer; nothing that comes there ends it."""

    def __init__(self, **options: Any) -> None:
        super().__init__('mavlink_node', **options)
        self._settings = Parameters(self, 'mavlink_node', PARAMETERS)
        self._endpoint = open_endpoint(EndpointSettings(
            **{field.name: self._settings[field.name] for field in fields(EndpointSettings)}))
        self._report = TargetReport(self._settings.together(WATCHING, TargetSettings, self._change_settings))
        self._condition = Condition(self, 'link', 'starting')
        self._waiting: dict[Wish, tuple[Future, float]] = {}
        self._set_target = self.create_client(SetTarget, 'set_target')
        self._stop = self.create_client(Trigger, 'stop')
        listen_to_status(self, self._report.hear_status, partial(say_refused, self), self._see)
        self.create_subscription(Detection2D, 'detection', self._on_detection, QUEUE_DEPTH)
        self._rates = self.create_subscription(Vector3Stamped, 'rates', self._on_rates, QUEUE_DEPTH)
        steady_timer(self, PERIOD_S, self._turn)

    def close(self) -> None:
        """Stop the gimbal and let go of it."""
        self._endpoint.close()

    def _change_settings(self, settings: TargetSettings) -> None:
        self._report.settings = settings

    # Inputs

    def _on_detection(self, detection: Detection2D) -> None:
        if not detection.results:
            return
        try:
            self._report.hear_box(heard(to_box_xywh_px(detection.bbox), detection.header))
        except BoxError as error:
            say_refused(self, str(error))

    def _see(self, status: TrackerStatus) -> None:
        size = np.array([status.image_width, status.image_height], np.float64)
        self._endpoint.camera.image_size_px = size if size.all() else None

    def _on_rates(self, rates: Vector3Stamped) -> None:
        vector = rates.vector
        if not math.isfinite(vector.x) or not math.isfinite(vector.y):
            say_refused(self, f'rates ({vector.x:g}, {vector.y:g}) are not finite')
            return
        self._endpoint.gimbal.turn(Rates(yaw=vector.y, pitch=vector.x), time.monotonic())

    # The connection

    def _turn(self) -> None:
        monotonic_s = time.monotonic()
        camera = self._endpoint.camera
        state, box, why = self._report.now(clock_s(self), monotonic_s)
        camera.show(state, box)
        self._endpoint.gimbal.speakers = self.count_publishers(self._rates.topic_name)
        for wish in self._endpoint.turn(monotonic_s):
            self._ask(wish, monotonic_s)
        self._answer(monotonic_s)
        line = self._endpoint.line(monotonic_s)
        self._condition.say(line or 'linked', well=not line, **{
            'tracking': f'{state}: {why}' if why else state, 'last refusal': camera.refused,
            'no MAVLink': str(self._endpoint.bad)})

    def _ask(self, wish: Wish, monotonic_s: float) -> None:
        """Let the tracker do what a ground station wants."""
        client, request = self._stop, Trigger.Request()
        if wish.box_xywh_px is not None:
            client, request = self._set_target, SetTarget.Request(box=[to_bounding_box(wish.box_xywh_px)])
        if client.service_is_ready():
            self._waiting[wish] = client.call_async(request), monotonic_s
        else:
            self._endpoint.camera.answer(wish, 'there is no tracker')

    def _answer(self, monotonic_s: float) -> None:
        """Tell ground stations what the tracker said to their wishes, or that it said nothing."""
        for wish, (future, asked_s) in list(self._waiting.items()):
            if future.done():
                reason = _reason(future.result())
            elif monotonic_s - asked_s > ANSWER_S:
                reason = 'the tracker does not answer'
                future.cancel()
            else:
                continue
            del self._waiting[wish]
            self._endpoint.camera.answer(wish, reason)


def open_endpoint(settings: EndpointSettings) -> Endpoint:
    """Raises ParameterError where pymavlink is missing, or the connection cannot be opened."""
    try:
        from vl_tracker_ros.mavlink.endpoint import Endpoint      # pymavlink is no part of every robot
        from vl_tracker_ros.mavlink.link import LinkError
    except ModuleNotFoundError as error:
        package = error.name.partition('.')[0]
        raise ParameterError(f"mavlink_node needs {package}: pip install 'vl_tracker_ros[mavlink]'") from error
    try:
        return Endpoint(settings)
    except LinkError as error:
        raise ParameterError(str(error)) from error


def _reason(response: SetTarget.Response | Trigger.Response) -> str:
    """Why it was not done; empty: it was."""
    if isinstance(response, Trigger.Response):
        return '' if response.success else response.message
    return '' if response.accepted else response.reason


def main(args: list[str] | None = None) -> int:
    return run(MavlinkNode, args=args)


if __name__ == '__main__':
    sys.exit(main())
