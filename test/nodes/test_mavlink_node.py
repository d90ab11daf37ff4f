"""mavlink_node as a process between a tracker over DDS and a ground station over UDP."""
import math
import sys
from dataclasses import replace

import numpy as np
import pytest
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import Vector3Stamped
from pymavlink.dialects.v20 import common as mav
from std_msgs.msg import Header
from std_srvs.srv import Trigger
from support.ground_station import AUTOPILOT, SYSTEM, GroundStation
from support.mavlink_settings import SETTINGS
from support.ros import NodeProcess, Probe, new_domain
from vision_msgs.msg import Detection2D, ObjectHypothesisWithPose

from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.nodes.mavlink_node import open_endpoint
from vl_tracker_ros.nodes.messages.result_conversion import to_box_xywh_px
from vl_tracker_ros.nodes.parameters import ParameterError
from vl_tracker_ros.srv import SetTarget

STATUS = 'CAMERA_TRACKING_IMAGE_STATUS'
ACTIVE, IDLE, ERROR = (mav.CAMERA_TRACKING_STATUS_FLAGS_ACTIVE, mav.CAMERA_TRACKING_STATUS_FLAGS_IDLE,
                       mav.CAMERA_TRACKING_STATUS_FLAGS_ERROR)


class Drone(Probe):
    """A tracker that takes what it is given, and the autopilot's heartbeats, while it spins."""

    def __init__(self, domain):
        super().__init__(domain, tracker='mavlink_node')
        self.station = GroundStation(lambda: self.spin_for(0.02))
        self.state, self.box, self.beats, self.refuses, self.rates = Status.IDLE, None, True, '', None
        self.line, self.values, self.image_size = '', {}, (640, 480)
        node = self.node
        self._says = {kind: node.create_publisher(kind, topic, 5) for kind, topic in (
            (Status, 'status'), (Detection2D, 'detection'), (Vector3Stamped, 'rates'))}
        node.create_service(SetTarget, 'set_target', self._on_set_target)
        node.create_service(Trigger, 'stop', self._on_stop)
        node.create_subscription(DiagnosticArray, '/diagnostics', self._on_diagnostics, 50)
        node.create_timer(0.05, self._work)

    def _on_diagnostics(self, message):
        self.line = message.status[0].message
        self.values = {value.key: value.value for value in message.status[0].values}

    def _on_set_target(self, request, response):
        if not self.refuses:
            self.state, self.box = Status.TRACKING, request.box[0]
        response.accepted, response.reason = not self.refuses, self.refuses
        return response

    def _on_stop(self, _, response):
        self.state, response.success = Status.IDLE, True
        return response

    def _work(self):
        if self.beats:
            self.station.beat()
        header = Header(stamp=self.node.get_clock().now().to_msg(), frame_id='camera')
        if self.rates is not None:
            rates = Vector3Stamped(header=header)
            rates.vector.x, rates.vector.y = self.rates
            self._says[Vector3Stamped].publish(rates)
        if self.state is None:
            return
        width, height = self.image_size
        self._says[Status].publish(Status(header=header, state=self.state, score=1.0, target_id='1', image_width=width,
                                          image_height=height))
        if self.state == Status.TRACKING:
            seen = [ObjectHypothesisWithPose()]
            self._says[Detection2D].publish(Detection2D(header=header, results=seen, bbox=self.box))

    def close(self):
        self.station.close()
        super().close()


@pytest.fixture(scope='module')
def running_drone(tmp_path_factory):
    domain = new_domain()
    drone = Drone(domain)
    with NodeProcess('mavlink_node', domain, tmp_path_factory.mktemp('log') / 'log', '-p',
                     f'connection:={drone.station.connection}') as process:
        drone.station.wait_for('HEARTBEAT')
        yield drone
        assert process.stop() == 0 and 'Traceback' not in process.output, process.output
    drone.close()


@pytest.fixture
def drone(running_drone):
    running_drone.state, running_drone.beats, running_drone.refuses = Status.IDLE, True, ''
    running_drone.rates, running_drone.image_size = None, (640, 480)
    running_drone.station.wait_for(STATUS, lambda m: m.tracking_status == IDLE)
    running_drone.spin_until(lambda: running_drone.line == 'linked', 'a link')
    return running_drone


def test_a_rectangle_drawn_on_the_ground_is_tracked_and_said_until_it_is_stopped(drone):
    station = drone.station
    track, stop = mav.MAV_CMD_CAMERA_TRACK_RECTANGLE, mav.MAV_CMD_CAMERA_STOP_TRACKING
    assert station.result_of(track, 0.25, 0.25, 0.5, 0.5) == mav.MAV_RESULT_ACCEPTED
    np.testing.assert_allclose(to_box_xywh_px(drone.box), [160, 120, 160, 120], atol=1e-3)
    said = station.wait_for(STATUS, lambda m: m.tracking_status == ACTIVE)
    corners = said.rec_top_x, said.rec_top_y, said.rec_bottom_x, said.rec_bottom_y
    np.testing.assert_allclose(corners, [0.25, 0.25, 0.5, 0.5], atol=1e-4)
    assert station.result_of(stop) == mav.MAV_RESULT_ACCEPTED
    station.wait_for(STATUS, lambda m: m.tracking_status == IDLE)


@pytest.mark.parametrize('state', [Status.LOST, Status.UNCERTAIN, None])
def test_a_target_that_is_lost_or_silent_has_no_rectangle(drone, state):
    assert drone.station.result_of(mav.MAV_CMD_CAMERA_TRACK_POINT, 0.5, 0.5) == mav.MAV_RESULT_ACCEPTED
    drone.station.wait_for(STATUS, lambda m: m.tracking_status == ACTIVE)
    drone.state = state
    said = drone.station.wait_for(STATUS, lambda m: m.tracking_status == ERROR)
    assert np.isnan([said.rec_top_x, said.rec_bottom_y]).all()


def test_what_cannot_be_tracked_is_denied_and_its_reason_said(drone):
    station, rectangle = drone.station, mav.MAV_CMD_CAMERA_TRACK_RECTANGLE
    assert station.result_of(rectangle, float('nan'), 0.1, 0.5, 0.5) == mav.MAV_RESULT_DENIED
    drone.spin_until(lambda: 'not all of it is finite' in drone.values['last refusal'], 'the reason')
    drone.refuses = 'networks gone'
    assert station.result_of(rectangle, 0.1, 0.1, 0.5, 0.5) == mav.MAV_RESULT_FAILED
    drone.spin_until(lambda: drone.values['last refusal'] == 'networks gone', 'the reason')


def test_before_the_tracker_has_seen_an_image_nothing_can_be_tracked(drone):
    drone.image_size = 0, 0
    drone.spin_for(0.3)
    refused = drone.station.result_of(mav.MAV_CMD_CAMERA_TRACK_POINT, 0.5, 0.5)
    assert refused == mav.MAV_RESULT_TEMPORARILY_REJECTED
    drone.spin_until(lambda: 'has seen no image' in drone.values['last refusal'], 'the reason')


def test_rates_become_those_of_the_gimbal_and_end_with_a_stop(drone):
    drone.rates = 0.1, -0.3
    said = drone.station.wait_for('GIMBAL_MANAGER_SET_PITCHYAW')
    assert (said.target_system, said.target_component) == (SYSTEM, AUTOPILOT)
    assert (said.pitch_rate, said.yaw_rate) == pytest.approx((0.1, -0.3))
    drone.rates = None
    drone.station.wait_for('GIMBAL_MANAGER_SET_PITCHYAW', lambda m: m.yaw_rate == 0.0)


def test_rates_of_two_are_refused_until_one_is_gone(drone):
    drone.rates = 0.1, -0.3
    drone.station.wait_for('GIMBAL_MANAGER_SET_PITCHYAW', lambda m: m.yaw_rate < 0.0)
    rival = drone.node.create_publisher(Vector3Stamped, 'rates', 5)
    drone.station.wait_for('GIMBAL_MANAGER_SET_PITCHYAW', lambda m: m.yaw_rate == 0.0)
    drone.spin_until(lambda: drone.line == '2 say rates: none of them turns the gimbal', 'its line')
    drone.node.destroy_publisher(rival)
    drone.station.wait_for('GIMBAL_MANAGER_SET_PITCHYAW', lambda m: m.yaw_rate < 0.0)


def test_noise_on_the_link_is_counted_and_an_autopilot_that_falls_silent_is_said(drone):
    for index in range(100):
        drone.station.say_bytes(bytes(range(index, index + 100)))
    drone.spin_until(lambda: int(drone.values['no MAVLink']) > 10, 'a count')
    drone.station.say_bytes(b'\0' * 600)
    drone.beats = False
    drone.spin_until(lambda: 'autopilot silent' in drone.line, 'its line')


def test_parameters_that_cannot_be_gone_by_are_refused(drone):
    assert 'nan' in drone.set_parameter('target_timeout', math.nan)


def test_without_pymavlink_it_is_said_in_one_line(monkeypatch):
    for name in [name for name in sys.modules if name.startswith(('pymavlink', 'vl_tracker_ros.mavlink.'))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, 'pymavlink', None)
    with pytest.raises(ParameterError, match=r"^mavlink_node needs pymavlink: pip install '.*\[mavlink\]'$"):
        open_endpoint(SETTINGS)


def test_a_connection_that_cannot_be_opened_is_said_in_one_line():
    with pytest.raises(ParameterError, match="^connection 'udpout:nowhere': .*host:port$"):
        open_endpoint(replace(SETTINGS, connection='udpout:nowhere'))
