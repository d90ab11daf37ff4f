"""What docs/drones.md promises: real processes are killed, and the gimbal is told to stand in time.

Each test prints how long it took (`pytest -rP`), from the kill to the receipt: MAVLink has no stamps there.
"""
import contextlib
import math
import os
import signal
import time

import pytest
from pymavlink.dialects.v20 import common as mav
from support.ground_station import GroundStation
from support.promise import Promises
from support.robot import TARGET_ARGUMENTS, Robot, remap
from support.ros import NodeProcess, new_domain

from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.nodes.wiring import GIMBAL_REMAPS, MAVLINK_REMAPS

PROMISED_S = {'tracker_node': 0.55, 'target_node': 0.55, 'gimbal_node': 0.5}
STATUS_PROMISED_S = 0.5 + 0.2       # target_timeout, and a period of CAMERA_TRACKING_IMAGE_STATUS
PATIENCE_S = 40.0       # DDS takes half of it to forget a killed gimbal_node
RATES, STATUS = 'GIMBAL_MANAGER_SET_PITCHYAW', 'CAMERA_TRACKING_IMAGE_STATUS'
ACTIVE = mav.CAMERA_TRACKING_STATUS_FLAGS_ACTIVE


class Drone:
    """Tracker, target, gimbal and MAVLink as processes; a camera that sees a target to the right, and a station."""

    def __init__(self, bundle, logs, stack):
        self._domain = new_domain()
        self.robot = Robot(self._domain)
        self.station = GroundStation(self._work)
        self._promises = stack.enter_context(Promises())
        self._logs, self._stack, self.processes = logs, stack, {}
        self._arguments = {
            'tracker_node': ['-p', f'bundle:={bundle}', '-p', 'gate:=own'], 'target_node': TARGET_ARGUMENTS,
            'gimbal_node': remap(GIMBAL_REMAPS),
            'mavlink_node': [*remap(MAVLINK_REMAPS), '-p', f'connection:={self.station.connection}']}
        for name in self._arguments:
            self.start(name)

    def _work(self):
        self.station.beat()
        self.robot.spin_for(0.01)

    def start(self, name):
        self.processes[name] = self._stack.enter_context(
            NodeProcess(name, self._domain, self._logs / name, *self._arguments[name]))

    def set_going(self):
        """Wait until the gimbal turns; say what to follow when the tracker has nothing to do."""
        said_at = -math.inf

        def turns():
            nonlocal said_at
            idle = self.robot.statuses and self.robot.statuses[-1].state == Status.IDLE
            if idle and time.monotonic() - said_at > 1.0:
                said_at = time.monotonic()
                self.robot.say('the red square')
            return any(message.yaw_rate > 0.0 for message in self.heard(RATES))
        self.until(turns)

    def killed(self, name, promised_s, condition):
        """Kill it; the condition comes true in time."""
        def seconds():
            start = time.monotonic()
            os.kill(self.processes[name].pid, signal.SIGKILL)
            self.until(condition)
            return time.monotonic() - start
        self._promises.check(promised_s, seconds)

    def heard(self, kind):
        return [message for message in self.station.heard if message.get_type() == kind]

    def until(self, condition):
        """Wait for it, of what is heard from now on."""
        del self.station.heard[:]
        start = time.monotonic()
        while not condition():
            assert time.monotonic() - start < PATIENCE_S, self.robot.diagnoses
            self._work()
            self.station.listen()


@pytest.fixture(scope='module')
def running_drone(colour_bundle, tmp_path_factory):
    with contextlib.ExitStack() as stack:
        drone = Drone(colour_bundle, tmp_path_factory.mktemp('log'), stack)
        yield drone
        drone.station.close()
        drone.robot.close()


@pytest.fixture
def drone(running_drone):
    running_drone.set_going()
    return running_drone


@pytest.mark.parametrize('name', PROMISED_S)
def test_a_killed_node_stops_the_gimbal_and_its_successor_lets_it_go_on(drone, name):
    drone.killed(name, PROMISED_S[name], lambda: any(each.yaw_rate == 0.0 for each in drone.heard(RATES)))
    until = time.monotonic() + 0.3
    drone.until(lambda: time.monotonic() > until)
    assert all(each.yaw_rate == 0.0 for each in drone.heard(RATES))
    drone.start(name)
    drone.set_going()


def test_a_killed_tracker_is_no_target_for_the_ground_station(drone):
    drone.until(lambda: any(each.tracking_status == ACTIVE for each in drone.heard(STATUS)))
    drone.killed('tracker_node', STATUS_PROMISED_S,
                 lambda: any(each.tracking_status != ACTIVE for each in drone.heard(STATUS)))
