"""All nodes by a /clock that is set back, as when a bag is played again and again."""
import cv2
import pytest
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import Image

from support.ros import NodeProcess, Probe
from support.squares import scene
from vl_tracker_ros.msg import SearchDirective
from vl_tracker_ros.msg import TrackerStatus as Status

TICK_S = 0.02
FIRST_S, AGAIN_S = 5000, 100        # where the clock begins, and where it is set back to


class Ticking:
    """Publishes /clock in the pace of the machine."""

    def __init__(self, node):
        self._now_ns = FIRST_S * 10**9
        self._publisher = node.create_publisher(Clock, '/clock', 5)
        node.create_timer(TICK_S, self._tick)

    def set(self, seconds):
        self._now_ns = seconds * 10**9

    def _tick(self):
        self._now_ns += int(TICK_S * 1e9)
        clock = Clock()
        clock.clock.sec, clock.clock.nanosec = divmod(self._now_ns, 10**9)
        self._publisher.publish(clock)


@pytest.fixture
def clock_and_probe(domain):
    probe = Probe(domain)
    yield Ticking(probe.node), probe
    probe.close()


@pytest.fixture
def process(domain, colour_bundle, tmp_path):
    cv2.imwrite(str(tmp_path / '0.png'), scene(red=(60, 50)))
    arguments = ('use_sim_time:=true', f'camera_node:source:={tmp_path}', 'camera_node:on_end:=loop',
                 'camera_node:rate:=30.0', f'tracker_node:bundle:={colour_bundle}', 'tracker_node:max_image_age:=2.0',
                 'tracker_node:image_timeout:=100.0')
    words = [word for argument in arguments for word in ('-p', argument)]
    with NodeProcess('single_process', domain, tmp_path / 'log', *words) as process:
        yield process


def test_every_node_goes_on_when_the_clock_is_set_back(clock_and_probe, process):
    clock, probe = clock_and_probe
    drawn, directives = [], []
    probe.node.create_subscription(Image, 'overlay_node/image', drawn.append, 5)
    probe.node.create_subscription(SearchDirective, 'search_directive', directives.append, 5)
    probe.connect()
    probe.say('the red square')

    def well_at(second):
        """All nodes speak with stamps of the stretch of time that begins there, and the target is followed."""
        def current(messages):
            return messages and second <= messages[-1].header.stamp.sec < second + 1000

        status = probe.statuses[-1] if probe.statuses else Status()
        return (current(probe.statuses) and current(probe.detections) and current(drawn) and current(directives)
                and status.state == Status.TRACKING and status.directive_source == 'external'
                and status.error == '' and status)

    before = probe.spin_until(lambda: well_at(FIRST_S), 'all nodes at the first time')
    clock.set(AGAIN_S)
    after = probe.spin_until(lambda: well_at(AGAIN_S), 'all nodes after the jump')
    assert after.target_id == before.target_id
    process.wait_for_output('jumped back')
    clock.set(FIRST_S)
    probe.spin_until(lambda: well_at(FIRST_S), 'all nodes after a jump ahead')
    assert process.stop() == 0
    assert 'Traceback' not in process.output


def rejected(probe, stamp_s, complaint):
    """Send such images until one is refused: some are replaced by those of the camera."""
    def said():
        header = probe.next_header()
        header.stamp.sec, header.stamp.nanosec = stamp_s, 0
        probe.send(scene(), header)
        probe.spin_for(0.1)
        return any(complaint in status.error for status in probe.statuses)

    return probe.spin_until(said, complaint)


def test_an_image_from_before_the_jump_is_of_the_future_and_rejected(clock_and_probe, process):
    clock, probe = clock_and_probe
    probe.connect()
    clock.set(AGAIN_S)
    assert rejected(probe, FIRST_S + 1000, 'from the future, max_image_lead is 1 s')


def test_an_image_without_a_stamp_is_rejected(clock_and_probe, process):
    _, probe = clock_and_probe
    probe.connect()
    assert rejected(probe, 0, 'no stamp')
