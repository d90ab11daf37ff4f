"""One follower as a process: the kinds of velocity, bad input, and parameters that are set while it drives."""
import math
import time

import pytest
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import PoseWithCovarianceStamped, Twist, Vector3Stamped
from std_msgs.msg import Header
from support.ros import NodeProcess, Probe, new_domain

from vl_tracker_ros.msg import TrackerStatus as Status


class Guide(Probe):
    """Stands in for the tracker and target_node; says where the target is while it spins."""

    def __init__(self, domain):
        super().__init__(domain, tracker='follower_node')
        self.velocities, self.line = [], ''
        self.bearing, self.metres, self.variance = (0.0, 0.0, 1.0), 4.0, 0.01
        self._says = {kind: self.node.create_publisher(kind, topic, 5) for kind, topic in (
            (Status, 'status'), (Vector3Stamped, 'bearing'), (PoseWithCovarianceStamped, 'target_pose'))}
        self.node.create_subscription(Twist, 'cmd_vel', self.velocities.append, 50)
        self.node.create_subscription(DiagnosticArray, '/diagnostics', self._on_diagnostics, 50)
        self.node.create_timer(0.05, self._work)

    def _on_diagnostics(self, message):
        self.line = message.status[0].message

    def _work(self):
        header = Header(stamp=self.node.get_clock().now().to_msg(), frame_id='camera')
        bearing, pose = Vector3Stamped(header=header), PoseWithCovarianceStamped(header=header)
        bearing.vector.x, bearing.vector.y, bearing.vector.z = self.bearing
        pose.pose.pose.position.z = self.metres
        pose.pose.covariance[14] = self.variance
        for message in (Status(header=header, state=Status.TRACKING, score=1.0, target_id='1'), bearing, pose):
            self._says[type(message)].publish(message)

    def wait_for(self, condition, what):
        self.velocities.clear()
        self.spin_until(lambda: self.velocities and condition(self.velocities[-1]), f'{what}; {self.line}')


@pytest.fixture(scope='module')
def running_guide(tmp_path_factory):
    domain = new_domain()
    arguments = [word for each in ('stamped:=false', 'require_deadman:=false') for word in ('-p', each)]
    with NodeProcess('follower_node', domain, tmp_path_factory.mktemp('log') / 'log', *arguments) as process:
        guide = Guide(domain)
        yield guide
        guide.close()
        assert process.stop() == 0 and 'Traceback' not in process.output


@pytest.fixture
def guide(running_guide):
    running_guide.bearing, running_guide.metres, running_guide.variance = (0.0, 0.0, 1.0), 4.0, 0.01
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
    guide.spin_until(lambda: 'no bearing' in guide.line, 'its line')


@pytest.mark.parametrize('metres, variance', [(math.nan, 0.01), (0.0, 0.01), (4.0, math.nan), (4.0, -1.0)])
def test_a_distance_that_is_none_is_not_driven_for(guide, metres, variance):
    guide.metres, guide.variance = metres, variance
    guide.wait_for(lambda twist: twist.linear.x == 0.0, 'a robot that stands')
    assert guide.line == 'following'


def test_parameters_count_at_once_and_bad_ones_are_refused(guide):
    assert 'min_confidence' in guide.set_parameter('min_confidence', 0.9)
    assert 'nan' in guide.set_parameter('max_forward', math.nan)
    assert guide.set_parameter('max_forward', 0.2) == ''
    guide.wait_for(lambda twist: twist.linear.x == pytest.approx(0.2), 'the new limit')
    assert guide.set_parameter('max_forward', 0.5) == ''


def test_a_flood_of_bearings_does_not_keep_it_from_its_turns(guide):
    deadline, sent = time.monotonic() + 1.0, 0
    guide.velocities.clear()
    while time.monotonic() < deadline:
        guide._work()
        sent += 1
        guide.spin_for(0.002)
    guide.wait_for(lambda twist: twist.linear.x > 0.1, 'a robot that drives')
    assert sent > 20
