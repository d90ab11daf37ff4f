"""An endpoint over a real UDP connection, with a ground station and an autopilot at its other end."""
import math
import random
import time
from dataclasses import replace

import numpy as np
import pytest
from pymavlink.dialects.v20 import common as mav
from support.ground_station import AUTOPILOT, CAMERA, STATION, SYSTEM, GroundStation
from support.mavlink_settings import SETTINGS

from vl_tracker_ros.following.direction import Rates
from vl_tracker_ros.mavlink.endpoint import Endpoint
from vl_tracker_ros.mavlink.link import Link, LinkError

SIZE = np.array([640.0, 480.0])
BOX = np.array([160.0, 120.0, 64.0, 48.0])
TRACK_POINT, TRACK_RECTANGLE, STOP = (
    mav.MAV_CMD_CAMERA_TRACK_POINT, mav.MAV_CMD_CAMERA_TRACK_RECTANGLE, mav.MAV_CMD_CAMERA_STOP_TRACKING)
STATUS = 'CAMERA_TRACKING_IMAGE_STATUS'


class Bench:
    """The endpoint, and a clock that goes on by itself; `answers` says what comes of wishes."""

    def __init__(self, **changed):
        self.now_s = 100.0
        self.wishes, self.answer = [], ''
        self.station = GroundStation(self.work)
        self.endpoint = Endpoint(replace(SETTINGS, connection=self.station.connection, **changed))
        self.camera, self.gimbal = self.endpoint.camera, self.endpoint.gimbal
        self.camera.image_size_px = SIZE
        self.station.wait_for('HEARTBEAT')
        self.station.beat()
        self.work()

    def work(self, seconds=0.02):
        self.now_s += seconds
        time.sleep(0.001)
        for wish in self.endpoint.turn(self.now_s):
            self.wishes.append(wish)
            if self.answer is not None:
                self.camera.answer(wish, self.answer)

    def heard(self, kind, seconds):
        """What comes within that time of its clock."""
        del self.station.heard[:]
        for _ in range(round(seconds / 0.02)):
            self.work()
            self.station.listen()
        return [message for message in self.station.heard if message.get_type() == kind]


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    bench.endpoint.close()
    bench.station.close()


@pytest.fixture
def station(bench):
    return bench.station


def test_it_is_a_camera_of_the_vehicle_once_a_second(bench):
    beats = bench.heard('HEARTBEAT', 3.5)
    assert 3 <= len(beats) <= 4
    assert (beats[0].type, beats[0].autopilot) == (mav.MAV_TYPE_CAMERA, mav.MAV_AUTOPILOT_INVALID)
    assert (beats[0].get_srcSystem(), beats[0].get_srcComponent()) == (SYSTEM, CAMERA)


def test_it_says_on_request_that_it_can_track(station):
    station.command(mav.MAV_CMD_REQUEST_MESSAGE, mav.MAVLINK_MSG_ID_CAMERA_INFORMATION)
    info = station.wait_for('CAMERA_INFORMATION')
    assert info.flags == mav.CAMERA_CAP_FLAGS_HAS_TRACKING_POINT | mav.CAMERA_CAP_FLAGS_HAS_TRACKING_RECTANGLE
    assert (info.resolution_h, info.resolution_v) == (640, 480)
    assert bytes(info.model_name).rstrip(b'\0') == b'tracker'
    request = mav.MAV_CMD_REQUEST_MESSAGE
    assert station.result_of(request, mav.MAVLINK_MSG_ID_CAMERA_INFORMATION) == mav.MAV_RESULT_ACCEPTED
    assert station.result_of(request, mav.MAVLINK_MSG_ID_ATTITUDE) == mav.MAV_RESULT_UNSUPPORTED


def test_the_status_has_the_rectangle_of_a_target_that_is_tracked_and_of_no_other(bench):
    bench.camera.show('active', BOX)
    said = bench.station.wait_for(STATUS, lambda m: m.tracking_status == mav.CAMERA_TRACKING_STATUS_FLAGS_ACTIVE)
    corners = said.rec_top_x, said.rec_top_y, said.rec_bottom_x, said.rec_bottom_y
    assert corners == pytest.approx((0.25, 0.25, 0.35, 0.35))
    assert said.tracking_mode == mav.CAMERA_TRACKING_MODE_RECTANGLE and math.isnan(said.point_x)
    for state, flag in (('idle', mav.CAMERA_TRACKING_STATUS_FLAGS_IDLE),
                        ('error', mav.CAMERA_TRACKING_STATUS_FLAGS_ERROR)):
        bench.camera.show(state)
        said = bench.station.wait_for(STATUS, lambda m: m.tracking_status == flag)
        assert said.tracking_mode == mav.CAMERA_TRACKING_MODE_NONE and math.isnan(said.rec_top_x)


def test_statuses_come_as_often_as_they_are_asked_for(bench, station):
    set_interval = mav.MAV_CMD_SET_MESSAGE_INTERVAL
    usual = len(bench.heard(STATUS, 2.0))
    assert usual == pytest.approx(2.0 * SETTINGS.status_rate, abs=1)
    for interval_us, expected in ((100e3, 20), (-1, 0), (1, 100), (0, usual)):
        assert station.result_of(set_interval, 275, interval_us) == mav.MAV_RESULT_ACCEPTED
        assert len(bench.heard(STATUS, 2.0)) == pytest.approx(expected, abs=2)
    assert station.result_of(set_interval, 275, math.nan) == mav.MAV_RESULT_DENIED
    assert station.result_of(set_interval, 30, 1e5) == mav.MAV_RESULT_UNSUPPORTED


def test_a_rectangle_is_a_wish_and_is_acknowledged_when_it_is_done(bench, station):
    bench.answer = None
    station.command(TRACK_RECTANGLE, 0.25, 0.25, 0.35, 0.35)
    assert bench.heard('COMMAND_ACK', 1.0) == []
    wish, = bench.wishes
    np.testing.assert_allclose(wish.box_xywh_px, BOX, atol=1e-4)
    station.command(TRACK_RECTANGLE, 0.25, 0.25, 0.35, 0.35, confirmation=1)
    assert bench.heard('COMMAND_ACK', 0.5) == [] and len(bench.wishes) == 1     # it was only said again
    bench.camera.answer(wish, '')
    ack = station.wait_for('COMMAND_ACK')
    assert (ack.command, ack.result) == (TRACK_RECTANGLE, mav.MAV_RESULT_ACCEPTED)
    assert (ack.target_system, ack.target_component) == STATION


def test_a_point_and_a_stop_are_wishes_too(bench, station):
    assert station.result_of(TRACK_POINT, 0.5, 0.5, 0.1) == mav.MAV_RESULT_ACCEPTED
    assert station.result_of(STOP) == mav.MAV_RESULT_ACCEPTED
    point, stop = bench.wishes
    np.testing.assert_allclose(point.box_xywh_px, [256, 176, 128, 128], atol=1e-3)
    assert stop.box_xywh_px is None


def test_what_the_tracker_refuses_has_failed(bench, station):
    bench.answer = 'networks gone'
    assert station.result_of(TRACK_POINT, 0.5, 0.5) == mav.MAV_RESULT_FAILED
    assert bench.camera.refused == 'networks gone'


@pytest.mark.parametrize('command, params', [
    (TRACK_RECTANGLE, (math.nan, 0.1, 0.5, 0.5)), (TRACK_RECTANGLE, (1.5, 0.1, 1.9, 0.5)),
    (TRACK_RECTANGLE, (0.5, 0.5, 0.4, 0.4)), (TRACK_POINT, (2.0, 0.5)), (TRACK_POINT, (math.nan, math.nan)),
    (TRACK_POINT, (0.5, 0.5, 0.0, 101.0)), (STOP, (101.0,))])
def test_what_shows_nothing_is_denied_and_said(bench, station, command, params):
    assert station.result_of(command, *params) == mav.MAV_RESULT_DENIED
    assert bench.wishes == [] and bench.camera.refused


def test_without_an_image_nothing_can_be_tracked_yet(bench, station):
    bench.camera.image_size_px = None
    assert station.result_of(TRACK_POINT, 0.5, 0.5) == mav.MAV_RESULT_TEMPORARILY_REJECTED
    assert 'has seen no image' in bench.camera.refused


def test_only_what_it_is_asked_itself_is_refused(bench, station):
    assert station.result_of(mav.MAV_CMD_NAV_LAND) == mav.MAV_RESULT_UNSUPPORTED
    station.command(mav.MAV_CMD_NAV_LAND, component=0)      # of all: the autopilot may know it
    station.command(TRACK_POINT, 0.5, 0.5, component=AUTOPILOT)
    assert bench.heard('COMMAND_ACK', 0.5) == [] and bench.wishes == []
    station.say(mav.MAVLink_command_int_message(SYSTEM, CAMERA, 0, STOP, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    assert station.wait_for('COMMAND_ACK').result == mav.MAV_RESULT_COMMAND_LONG_ONLY


def test_bytes_that_are_no_mavlink_are_counted_and_what_follows_is_heard(bench, station):
    noise = random.Random(0)
    whole = mav.MAVLink_heartbeat_message(0, 0, 0, 0, 0, 3).pack(mav.MAVLink(None, *STATION))
    for index in range(200):
        broken = bytearray(whole)
        broken[index % len(broken)] ^= 1 + index % 254
        station.say_bytes(bytes(broken[:1 + index % len(broken)]))
        station.say_bytes(noise.randbytes(1 + index % 300))
        bench.work()
    station.say_bytes(b'\0' * 600)      # whatever a broken head made it wait for
    assert bench.endpoint.bad > 100
    assert station.result_of(STOP) == mav.MAV_RESULT_ACCEPTED


def test_it_says_that_the_autopilot_was_never_heard_or_fell_silent(bench, station):
    assert bench.endpoint.line(bench.now_s) == ''
    bench.work(SETTINGS.link_timeout + 1.0)
    assert 'autopilot silent for 6 s' in bench.endpoint.line(bench.now_s)
    station.beat()
    bench.heard('HEARTBEAT', 0.1)
    assert bench.endpoint.line(bench.now_s) == ''
    alone = Bench(system_id=7)
    assert 'no autopilot of system 7' in alone.endpoint.line(alone.now_s)
    alone.endpoint.close()


def test_a_station_that_is_gone_breaks_nothing(bench):
    bench.station.close()
    for _ in range(20):
        bench.work(0.5)
    assert 'autopilot silent' in bench.endpoint.line(bench.now_s)


@pytest.mark.parametrize('connection', ['udpout:nowhere', 'udpin:999.1.1.1:14550', '/dev/none,57600', ''])
def test_a_connection_that_cannot_be_is_one_line(connection):
    with pytest.raises(LinkError) as caught:
        Link(connection, SYSTEM, CAMERA)
    assert '\n' not in str(caught.value) and repr(connection) in str(caught.value)


# The gimbal

SET, CONFIGURE = 'GIMBAL_MANAGER_SET_PITCHYAW', mav.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE


def turning(bench, seconds, rates=Rates(yaw=0.3, pitch=-0.1)):
    """What the gimbal manager hears while rates are said."""
    del bench.station.heard[:]
    for _ in range(round(seconds / 0.05)):
        bench.gimbal.turn(rates, bench.now_s)
        bench.work(0.05)
        bench.station.listen()
    return bench.station.heard


def asked(messages):
    return [(m.param1, m.param2) for m in messages if m.get_type() == 'COMMAND_LONG' and m.command == CONFIGURE]


def hold(bench, system, component):
    """Tell who controls the gimbal."""
    bench.station.say(mav.MAVLink_gimbal_manager_status_message(0, 0, 1, system, component, 0, 0), (SYSTEM, AUTOPILOT))
    bench.heard('HEARTBEAT', 0.1)


def test_rates_go_to_the_gimbal_manager_and_nothing_else_does(bench):
    said = [m for m in turning(bench, 1.0) if m.get_type() == SET]
    assert len(said) == 20
    assert (said[0].target_system, said[0].target_component, said[0].gimbal_device_id) == (SYSTEM, AUTOPILOT, 0)
    assert (said[0].yaw_rate, said[0].pitch_rate) == pytest.approx((0.3, -0.1))
    assert math.isnan(said[0].pitch) and math.isnan(said[0].yaw)
    assert said[0].flags == (mav.GIMBAL_MANAGER_FLAGS_ROLL_LOCK | mav.GIMBAL_MANAGER_FLAGS_PITCH_LOCK
                             | mav.GIMBAL_MANAGER_FLAGS_YAW_LOCK)


def test_it_asks_for_control_until_it_has_it(bench):
    assert asked(turning(bench, 2.5)) == [(SYSTEM, CAMERA)] * 3
    hold(bench, SYSTEM, CAMERA)
    assert asked(turning(bench, 2.5)) == []


def test_who_has_control_keeps_it(bench):
    hold(bench, *STATION)
    assert turning(bench, 1.0, Rates(yaw=0.5)) == [] or not any(m.get_type() == SET for m in bench.station.heard)
    assert 'controlled by 255/190' in bench.endpoint.line(bench.now_s)
    hold(bench, 0, 0)
    assert any(m.get_type() == SET for m in turning(bench, 0.5)) and bench.endpoint.line(bench.now_s) == ''


def test_a_manager_that_refuses_is_said(bench):
    turning(bench, 0.2)
    bench.station.say(mav.MAVLink_command_ack_message(CONFIGURE, mav.MAV_RESULT_DENIED), (SYSTEM, AUTOPILOT))
    bench.heard('HEARTBEAT', 0.1)
    assert 'MAV_RESULT_DENIED' in bench.endpoint.line(bench.now_s)


def test_rates_that_end_without_a_stop_are_stopped_in_time_and_control_is_given_back(bench):
    turning(bench, 0.5)
    del bench.station.heard[:]
    silent_s = 0.0
    while not (zeros := [m for m in bench.station.heard if m.get_type() == SET]):
        bench.work()
        silent_s += 0.02
        bench.station.listen()
    assert silent_s <= SETTINGS.rates_timeout + 0.05
    assert (zeros[0].pitch_rate, zeros[0].yaw_rate) == (0.0, 0.0)
    assert asked(bench.heard('COMMAND_LONG', 1.5)) == [(-3.0, -3.0)]
    assert bench.heard(SET, 1.0) == []


def test_rates_of_two_stop_the_gimbal_at_once_and_are_heard_again_when_one_is_gone(bench):
    turning(bench, 0.5)
    bench.gimbal.speakers = 2
    said = list(turning(bench, 0.1))
    assert (said[0].pitch_rate, said[0].yaw_rate) == (0.0, 0.0)
    said += turning(bench, 2.0)
    assert {m.yaw_rate for m in said if m.get_type() == SET} == {0.0} and asked(said) == [(-3.0, -3.0)]
    assert bench.endpoint.line(bench.now_s) == '2 say rates: none of them turns the gimbal'
    assert not any(m.get_type() == SET for m in turning(bench, 1.0))
    bench.gimbal.speakers = 1
    assert any(m.get_type() == SET and m.yaw_rate > 0.0 for m in turning(bench, 0.5))
    assert bench.endpoint.line(bench.now_s) == ''


def test_the_last_word_is_a_stop(bench):
    turning(bench, 0.2)
    del bench.station.heard[:]
    bench.endpoint.close()
    time.sleep(0.05)
    bench.station.listen()
    assert [m.yaw_rate for m in bench.station.heard if m.get_type() == SET] == [0.0]
    assert asked(bench.station.heard) == [(-3.0, -3.0)]


@pytest.mark.parametrize('rates', [Rates(yaw=math.nan), Rates(pitch=math.inf)])
def test_rates_that_are_none_are_not_said(bench, rates):
    assert not any(m.get_type() == SET for m in turning(bench, 0.2, rates))
