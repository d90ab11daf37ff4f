"""What docs/following.md promises: real processes are killed, and the robot stands in time.

Each test prints how long it took (`pytest -rP`), from the cause to the stamp of the zero: what the test itself does
meanwhile does not count.
"""
import contextlib
import math
import os
import signal
import time

import pytest
from geometry_msgs.msg import Twist, TwistStamped
from lifecycle_msgs.msg import Transition
from sensor_msgs.msg import Range

from support.checkout import CHECKOUT
from support.gated import given
from support.policy import NUMBERS
from support.promise import Promises
from support.robot import FOLLOWER_ARGUMENTS, TARGET_ARGUMENTS, TO_THE_RIGHT, Robot, remap
from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.nodes.wiring import OVERLAY_REMAPS, STATUS_REMAPS

PROMISED_S = {'at once': 0.05, 'bearing': 0.55, 'deadman silent': 0.55, 'obstacle silent': 0.55,
              'search': 1.55,
              'rival': 3.0}     # nearly all of it is DDS, which has to notice the other one
IMAGE_TIMEOUT_S = 4.0     # later than all that is promised: the robot does not stand because of it
GATE = NUMBERS | {'low': 0.1, 'high': 0.2, 'confirm_frames': 4, 'recover_frames': 2, 'cooldown_s': 0.0}
# What a killed reader leaves in shared memory would keep the next one from hearing images: docs/reliability.md.
BY_UDP = {'FASTRTPS_DEFAULT_PROFILES_FILE': str(CHECKOUT / 'config/fastdds_one_machine_udp.xml'),
          'ROS_AUTOMATIC_DISCOVERY_RANGE': 'SYSTEM_DEFAULT'}


class Chain:
    """Tracker, target node and follower as processes, with a robot around them."""

    def __init__(self, domain, bundle, logs, stack):
        self.domain, self._logs, self._stack = domain, logs, stack
        self._arguments = {
            'tracker_node': ['-p', f'bundle:={bundle}', '-p', f'image_timeout:={IMAGE_TIMEOUT_S}'],
            'target_node': TARGET_ARGUMENTS, 'follower_node': [*FOLLOWER_ARGUMENTS, '-p', 'max_acceleration:=2.0'],
            'gating_node': [*remap(STATUS_REMAPS), *given(GATE)], 'overlay_node': remap(OVERLAY_REMAPS)}
        self.processes = {}
        for name in ('tracker_node', 'target_node', 'follower_node'):
            self.start(name)
        self.robot = Robot(domain)
        self._promises = stack.enter_context(Promises())

    def start(self, name):
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in BY_UDP.items():
                patch.setenv(variable, value)
            process = NodeProcess(name, self.domain, self._logs / f'{name}.log', *self._arguments[name])
        self.processes[name] = self._stack.enter_context(process)

    def kill(self, name):
        """It is not waited for: the deadman must go on."""
        os.kill(self.processes[name].pid, signal.SIGKILL)

    def stops(self, promised, why, cause):
        self._promises.check(PROMISED_S[promised], lambda: self.robot.time_to_stop(why, cause))

    def set_going(self):
        """Wait until the robot moves; say what to follow when the tracker has nothing to do."""
        robot, said_at = self.robot, -math.inf

        def moves():
            nonlocal said_at
            idle = robot.statuses and robot.statuses[-1].state == Status.IDLE
            if idle and time.monotonic() - said_at > 1.0:
                said_at = time.monotonic()
                robot.say('the red square')
            return robot.moves
        robot.velocities.clear()
        robot.spin_until(moves, 'a robot that moves')


@pytest.fixture(scope='module')
def running_chain(colour_bundle, tmp_path_factory):
    with contextlib.ExitStack() as stack:
        chain = Chain(new_domain(), colour_bundle, tmp_path_factory.mktemp('log'), stack)
        yield chain
        chain.robot.close()


@pytest.fixture
def chain(running_chain):
    running_chain.robot.held, running_chain.robot.image = True, TO_THE_RIGHT
    running_chain.set_going()
    return running_chain


@pytest.fixture
def robot(chain):
    return chain.robot


def test_it_turns_to_the_target_and_drives(robot):
    robot.spin_until(lambda: robot.diagnoses['/follower_node'] == 'following', 'its line')
    assert max(forward for _, forward, _ in robot.velocities) <= 0.5


@pytest.mark.parametrize('name', ['target_node', 'tracker_node'])
def test_a_killed_node_stops_the_robot_and_its_successor_lets_it_go_on(chain, name):
    chain.stops('bearing', 'no bearing', lambda: chain.kill(name))
    chain.start(name)
    chain.set_going()


def stop_camera(robot):
    robot.image = None


def test_a_camera_that_stops_stops_the_robot(chain, robot):
    chain.stops('bearing', 'no bearing', lambda: stop_camera(robot))
    robot.spin_until(lambda: 'lost' in robot.diagnoses['/follower_node'], 'the tracker to say so')
    robot.velocities.clear()
    robot.spin_for(1.0)
    assert all(turn == 0.0 for _, _, turn in robot.velocities)      # nobody searches without images


def turns_after_a_lost_target(robot):
    robot.image = scene()
    robot.spin_until(lambda: robot.velocities and robot.velocities[-1][2] == pytest.approx(-0.4), 'a search')


def test_a_camera_that_stops_ends_the_search(chain, robot):
    turns_after_a_lost_target(robot)
    chain.stops('search', 'target lost', lambda: stop_camera(robot))


def test_a_killed_tracker_ends_the_search(chain, robot):
    turns_after_a_lost_target(robot)
    chain.stops('search', 'tracker silent', lambda: chain.kill('tracker_node'))
    robot.image = TO_THE_RIGHT
    chain.start('tracker_node')
    chain.set_going()


def test_a_tracker_that_is_deactivated_stops_the_robot(chain, robot):
    chain.stops('bearing', 'target uncertain', lambda: robot.transition(Transition.TRANSITION_DEACTIVATE))
    robot.transition(Transition.TRANSITION_ACTIVATE)
    chain.set_going()


def decider(robot):
    return robot.statuses[-1].directive_source


@pytest.mark.parametrize('name', ['gating_node', 'overlay_node'])
def test_the_robot_does_without_gate_and_overlay(chain, robot, name):
    chain.start(name)
    if name == 'gating_node':
        robot.spin_until(lambda: decider(robot) == 'external', 'a gate that decides')
    else:
        robot.spin_until(lambda: robot.node.count_publishers('overlay_node/image'), 'an overlay')
    chain.set_going()
    robot.velocities.clear()
    chain.kill(name)
    robot.spin_for(3.0)
    assert all(forward > 0.0 and turn < 0.0 for _, forward, turn in robot.velocities)
    assert len(robot.velocities) > 30 and decider(robot) == 'own'


def test_a_released_deadman_stops_the_robot(chain, robot):
    chain.stops('at once', 'deadman released', lambda: robot.hold(False))


def test_a_deadman_that_falls_silent_stops_the_robot(chain, robot):
    def fall_silent():
        robot.held = None
    chain.stops('deadman silent', 'deadman silent', fall_silent)


@pytest.mark.parametrize('kind', [TwistStamped, Twist])
def test_a_rival_on_the_velocity_stops_the_robot_until_it_goes(chain, robot, kind):
    rival = Probe(chain.domain)
    chain.stops('rival', '1 other publisher(s)', lambda: rival.node.create_publisher(kind, 'cmd_vel', 1))
    robot.spin_for(1.2)
    robot.velocities.clear()
    robot.spin_for(0.5)
    assert robot.velocities == []       # the zeros have ended: the rival may drive
    rival.close()
    chain.set_going()


def test_an_obstacle_stops_the_robot_and_so_does_its_sensor_once_it_is_silent(chain, robot):
    ranges, seen = robot.node.create_publisher(Range, 'obstacle_distance', 5), Range(min_range=0.1, range=math.inf)
    timer = robot.node.create_timer(0.1, lambda: ranges.publish(seen))
    chain.set_going()

    def come_near():
        seen.range, seen.max_range = 0.3, 4.0
        ranges.publish(seen)
    chain.stops('at once', 'obstacle nearer', come_near)
    seen.range = math.inf
    chain.set_going()
    chain.stops('obstacle silent', 'obstacle sensor silent', timer.cancel)
    timer.reset()


def test_a_lost_target_is_turned_after_and_no_longer_driven_for(robot):
    robot.velocities.clear()
    robot.image = scene()
    robot.spin_until(lambda: robot.velocities and robot.velocities[-1][2] == pytest.approx(-0.4), 'a search')
    assert robot.velocities[-1][1] == 0.0
    robot.image = TO_THE_RIGHT
    robot.spin_until(lambda: robot.moves, 'a robot that follows again')


def test_a_follower_that_is_ended_stops_the_robot(chain, robot):
    assert chain.processes['follower_node'].stop() == 0
    robot.spin_until(lambda: robot.stands, 'a stop')
