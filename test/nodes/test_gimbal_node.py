"""One gimbal node as a process: where it turns, what stops it in time, and its hint for the zoom."""
import math
import time

import pytest
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import Vector3Stamped
from std_msgs.msg import Float32, Header
from support.promise import Promises
from support.ros import NodeProcess, Probe, new_domain
from vision_msgs.msg import Detection2D, ObjectHypothesisWithPose

from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.nodes.messages.stamps import seconds

AHEAD, RIGHT_AND_UP = (0.0, 0.0, 1.0), (0.6, -0.64, 0.48)
AT_ONCE_S, SILENT_S = 0.05, 0.55      # a period; target_timeout and a period


class Guide(Probe):
    """Stands in for the tracker and target_node; says where the target is while it spins."""

    def __init__(self, domain):
        super().__init__(domain, tracker='gimbal_node')
        self.rates, self.zooms, self.line = [], [], ''
        self.bearing, self.state, self.size = RIGHT_AND_UP, Status.TRACKING, (64.0, 24.0)
        self.image_size = 640, 480
        node = self.node
        self._says = {kind: node.create_publisher(kind, topic, 5) for kind, topic in (
            (Status, 'status'), (Vector3Stamped, 'bearing'), (Detection2D, 'detection'))}
        node.create_subscription(Vector3Stamped, 'gimbal_node/rates', self.rates.append, 50)
        node.create_subscription(Float32, 'gimbal_node/zoom', lambda m: self.zooms.append(m.data), 50)
        node.create_subscription(DiagnosticArray, '/diagnostics', self._on_diagnostics, 50)
        node.create_timer(0.05, self._work)

    def _on_diagnostics(self, message):
        self.line = message.status[0].message

    def _work(self):
        header = Header(stamp=self.node.get_clock().now().to_msg(), frame_id='camera_optical_frame')
        if self.state is None:
            return
        width, height = self.image_size
        self._says[Status].publish(Status(header=header, state=self.state, score=1.0, target_id='1', image_width=width,
                                          image_height=height))
        if self.state == Status.TRACKING:
            bearing = Vector3Stamped(header=header)
            bearing.vector.x, bearing.vector.y, bearing.vector.z = self.bearing
            detection = Detection2D(header=header, results=[ObjectHypothesisWithPose()])
            detection.bbox.center.position.x, detection.bbox.center.position.y = 320.0, 240.0
            detection.bbox.size_x, detection.bbox.size_y = self.size
            self._says[Vector3Stamped].publish(bearing)
            self._says[Detection2D].publish(detection)

    def wait_for(self, condition, what):
        self.rates.clear()
        self.spin_until(lambda: self.rates and condition(self.rates[-1].vector), f'{what}; {self.line}')

    def time_to_stop(self, why, state):
        """Say the state, None: nothing any more. It stays at zero, and then there is silence.

        Returns the seconds from then to when the first zero was said, by its stamp.
        """
        self.rates.clear()
        self.state = state
        self._work()
        start = time.time()
        self.spin_until(lambda: self.rates and self.rates[-1].vector.y == 0.0, f'a stop: {why}')
        taken = next(seconds(each.header) for each in self.rates if each.vector.y == 0.0) - start
        self.spin_until(lambda: why in self.line, f'{why} in {self.line}')
        self.spin_for(1.2)
        self.rates.clear()
        self.spin_for(0.3)
        assert self.rates == []
        return taken


@pytest.fixture(scope='module')
def running_guide(tmp_path_factory):
    domain = new_domain()
    with NodeProcess('gimbal_node', domain, tmp_path_factory.mktemp('log') / 'log') as process:
        guide = Guide(domain)
        yield guide
        guide.state = Status.TRACKING
        guide.wait_for(lambda vector: vector.y > 0.0, 'a gimbal that turns')
        guide.state = None
        guide.rates.clear()
        assert process.stop() == 0 and 'Traceback' not in process.output
        guide.spin_until(lambda: guide.rates and guide.rates[-1].vector.y == 0.0, 'a stop as its last word')
        guide.close()


@pytest.fixture
def guide(running_guide):
    running_guide.bearing, running_guide.state, running_guide.size = RIGHT_AND_UP, Status.TRACKING, (64.0, 24.0)
    running_guide.image_size = 640, 480
    running_guide.wait_for(lambda vector: vector.y > 0.0, 'a gimbal that turns')
    return running_guide


def test_it_turns_right_and_up_in_the_optical_frame(guide):
    guide.wait_for(lambda vector: vector.y == pytest.approx(0.8) and vector.x == pytest.approx(0.5), 'its limits')
    guide.spin_until(lambda: guide.rates[-1].header.frame_id == 'camera_optical_frame', 'the frame')
    guide.bearing = AHEAD
    guide.spin_until(lambda: guide.line == 'following', 'its line')


def test_it_stops_in_time_when_bearings_end(guide):
    with Promises() as promises:
        promises.check(SILENT_S, lambda: guide.time_to_stop('no bearing', None))


@pytest.mark.parametrize('state, why', [(Status.LOST, 'target lost'), (Status.UNCERTAIN, 'target uncertain')])
def test_it_stops_at_once_for_a_target_that_is_not_tracked(guide, state, why):
    with Promises() as promises:
        promises.check(AT_ONCE_S, lambda: guide.time_to_stop(why, state))
    assert guide.line.startswith('stopped')


@pytest.mark.parametrize('bearing', [(math.nan, 0.0, 1.0), (0.0, 0.0, 0.0)])
def test_a_bearing_that_is_none_is_not_followed(guide, bearing):
    guide.bearing = bearing
    guide.wait_for(lambda vector: vector.y == 0.0, 'a stop')


def test_it_hints_at_the_zoom_of_a_target_that_is_followed(guide):
    guide.spin_until(lambda: guide.zooms and guide.zooms[-1] == pytest.approx(2.0), 'a hint')
    guide.size = (math.nan, 24.0)
    guide.spin_for(0.3)
    guide.zooms.clear()
    guide.spin_for(0.3)
    assert guide.zooms == []


def test_the_zoom_is_that_of_the_image_that_was_tracked(guide):
    guide.image_size = 320, 480       # half as wide: the box has all that is wanted of its width
    guide.spin_until(lambda: guide.zooms and guide.zooms[-1] == pytest.approx(1.0), 'a hint')
    guide.image_size = 0, 0
    guide.spin_for(0.3)
    guide.zooms.clear()
    guide.spin_for(0.3)
    assert guide.zooms == [] and guide.line == 'following'


def test_parameters_count_at_once_and_bad_ones_are_refused(guide):
    assert 'min_confidence' in guide.set_parameter('min_confidence', 0.9)
    assert guide.set_parameter('max_yaw_rate', 0.2) == ''
    guide.wait_for(lambda vector: vector.y == pytest.approx(0.2), 'the new limit')
    assert guide.set_parameter('max_yaw_rate', 0.8) == ''
