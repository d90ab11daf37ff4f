"""One follower as a process: the kinds of velocity, bad input, and parameters that are set while it drives."""
import math
import time

import pytest
from builtin_interfaces.msg import Time
from geometry_msgs.msg import Twist, TwistStamped
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import LaserScan
from support.frames import frame
from support.guide import Guide, guided_follower
from tf2_msgs.msg import TFMessage

HEARD_AS_TWIST = 'stamped:=false', 'require_deadman:=false'


@pytest.fixture(scope='module')
def running_guide(tmp_path_factory):
    with guided_follower(Guide, tmp_path_factory.mktemp('log') / 'log', *HEARD_AS_TWIST) as guide:
        yield guide


@pytest.fixture
def guide(running_guide):
    running_guide.bearing, running_guide.metres, running_guide.variance = (0.0, 0.0, 1.0), 4.0, 0.01
    running_guide.pose_frame_id = None
    running_guide.wait_for(lambda twist: twist.linear.x > 0.1, 'a robot that drives')
    return running_guide


def test_it_drives_straight_to_a_target_ahead_and_stands_at_its_distance(guide):
    guide.wait_for(lambda twist: twist.linear.x == pytest.approx(0.5) and twist.angular.z == 0.0, 'full speed')
    guide.metres = 1.5
    guide.wait_for(lambda twist: twist.linear.x == 0.0, 'a robot that stands')
    assert guide.line == 'following'


@pytest.mark.parametrize('bearing', [(math.nan, 0.0, 1.0), (0.0, 0.0, 0.0), (3.0, 0.0, 4.0)])
def test_a_bearing_that_is_none_is_not_followed(guide, bearing):
    guide.bearing = bearing
    guide.wait_for(lambda twist: twist.linear.x == 0.0, 'a stop')
    guide.spin_until(lambda: 'no bearing' in guide.line and 'is no unit vector' in guide.line, 'its line')


@pytest.mark.parametrize('metres, variance', [(math.nan, 0.01), (0.0, 0.01), (4.0, math.nan), (4.0, -1.0)])
def test_a_distance_that_is_none_is_not_driven_for(guide, metres, variance):
    guide.metres, guide.variance = metres, variance
    guide.wait_for(lambda twist: twist.linear.x == 0.0, 'a robot that stands')
    guide.spin_until(lambda: guide.line.startswith('turning only: target_pose'), 'its line')


def test_a_place_in_another_frame_than_the_bearing_is_not_driven_for(guide):
    guide.pose_frame_id = 'rear_camera'
    guide.wait_for(lambda twist: twist.linear.x == 0.0, 'a robot that stands')
    guide.spin_until(lambda: guide.line.startswith("turning only: target_pose is of frame 'rear_camera', bearing of "
                                                   "'camera'"), 'its line')


def test_parameters_count_at_once_and_bad_ones_are_refused(guide):
    assert 'min_confidence' in guide.set_parameter('min_confidence', 0.9)
    assert 'nan' in guide.set_parameter('max_forward', math.nan)
    assert guide.set_parameter('max_forward', 0.2) == ''
    guide.wait_for(lambda twist: twist.linear.x == pytest.approx(0.2), 'the new limit')
    assert guide.set_parameter('max_forward', 0.5) == ''


def test_a_base_that_hears_another_kind_of_velocity_is_said(guide):
    guide.node.destroy_subscription(guide.hears)
    other = guide.node.create_subscription(TwistStamped, 'cmd_vel', guide.velocities.append, 50)
    guide.spin_until(lambda: guide.line == 'following, but nobody hears /cmd_vel as Twist', 'its line')
    guide.node.destroy_subscription(other)
    guide.hears = guide.node.create_subscription(Twist, 'cmd_vel', guide.velocities.append, 50)
    guide.spin_until(lambda: guide.line == 'following', 'its line')


def test_an_old_deadman_is_not_sent_again_after_a_gap(guide):
    heard, = guide.node.get_subscriptions_info_by_topic('deadman')
    assert heard.qos_profile.reliability is ReliabilityPolicy.BEST_EFFORT


def test_an_obstacle_sensor_of_another_kind_stops_it_until_it_goes(guide):
    scanner = guide.node.create_publisher(LaserScan, 'obstacle_distance', 5)
    guide.wait_for(lambda twist: twist == Twist(), 'a stop')
    guide.spin_until(lambda: guide.line == 'stopped: obstacle sensor not heard yet', 'its line')
    assert guide.values['obstacle sensor'] == '1 publisher(s)'
    guide.node.destroy_publisher(scanner)
    guide.wait_for(lambda twist: twist.linear.x > 0.1, 'a robot that drives')


def test_a_robot_without_an_obstacle_sensor_says_so(guide):
    guide.spin_until(lambda: guide.values.get('obstacle sensor') == 'none on /obstacle_distance', 'its values')


def test_a_flood_of_bearings_does_not_keep_it_from_its_turns(guide):
    deadline, sent = time.monotonic() + 1.0, 0
    guide.velocities.clear()
    while time.monotonic() < deadline:
        guide._work()
        sent += 1
        guide.spin_for(0.002)
    guide.wait_for(lambda twist: twist.linear.x > 0.1, 'a robot that drives')
    assert sent > 20


LOOKS_LEFT = (-math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5))
LOOKS_RIGHT = (0.0, math.sqrt(0.5), -math.sqrt(0.5), 0.0)


class MountedGuide(Guide):
    """Says the time, and after `mount` where the camera is as well."""

    def __init__(self, domain):
        super().__init__(domain)
        self.second, self.lines, self.rotation = 5000.0, [], None
        latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self._clock = self.node.create_publisher(Clock, '/clock', 5)
        self._frames = self.node.create_publisher(TFMessage, '/tf', 5)
        self._static_frames = self.node.create_publisher(TFMessage, '/tf_static', latched)

    def _now(self):
        return Time(sec=int(self.second), nanosec=int(self.second % 1.0 * 1e9))

    def _work(self):
        self.second += 0.05
        self._clock.publish(Clock(clock=self._now()))
        if self.rotation:
            self._frames.publish(frame('base_link', self.frame_id, self._now(), (0.3, 0.0, 1.0), self.rotation))
        super()._work()

    def _on_diagnostics(self, message):
        super()._on_diagnostics(message)
        self.lines.append(self.line)

    def mount(self, rotation):
        self._static_frames.publish(frame('base_link', self.frame_id, Time(), (0.3, 0.0, 1.0), rotation))

    def wait_for_line(self, text):
        del self.lines[:]
        self.spin_until(lambda: any(text in line for line in self.lines), f'{text}; {self.line}')


@pytest.fixture
def mounted(tmp_path):
    parameters = *HEARD_AS_TWIST, 'use_sim_time:=true', 'camera_mounting:=tf'
    with guided_follower(MountedGuide, tmp_path / 'log', *parameters) as guide:
        yield guide


def test_it_turns_to_where_a_camera_that_is_mounted_askew_looks(mounted):
    mounted.wait_for_line("no transform from 'camera' to 'base_link' has come")
    assert all(twist == Twist() for twist in mounted.velocities)
    mounted.mount(LOOKS_LEFT)
    mounted.wait_for(lambda twist: twist.angular.z == pytest.approx(1.0), 'a turn to the left')
    assert mounted.velocities[-1].linear.x == pytest.approx(0.0, abs=1e-6)
    mounted.frame_id, mounted.rotation = 'pan_unit', LOOKS_RIGHT
    mounted.wait_for(lambda twist: twist.angular.z == pytest.approx(-1.0), 'a turn to the right')
    mounted.second -= 4000.0
    mounted.wait_for_line('clock jumped')
    mounted.wait_for(lambda twist: twist.angular.z == pytest.approx(-1.0), 'a turn after the jump as well')
    mounted.rotation = None         # the pan unit says no more where it is
    mounted.wait_for(lambda twist: twist == Twist(), 'a stop')
    mounted.wait_for_line("the transform of 'pan_unit' is")
