"""What /diagnostics says of every node, once a second, by the conventions of diagnostic_updater."""
import cv2
import pytest
import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.qos import QoSProfile

from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene
from vl_tracker_ros.engines.gpu_memory import GpuMemory
from vl_tracker_ros.nodes.health.diagnostics import Rate
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.tracker.diagnostics import TrackerDiagnostics
from vl_tracker_ros.nodes.tracker.outputs import Counters, Latency
from vl_tracker_ros.tracking.types import TargetState, TrackResult

OK, WARN, ERROR, STALE = (DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR, DiagnosticStatus.STALE)


class Board:
    """The last status of each name."""

    def __init__(self, node):
        self.statuses, self.arrays = {}, []
        self.subscription = node.create_subscription(DiagnosticArray, '/diagnostics', self._hear, QoSProfile(depth=50))

    def _hear(self, array):
        self.arrays.append(array)
        self.statuses.update((status.name, status) for status in array.status)

    def level(self, name):
        return self.statuses[name].level if name in self.statuses else None

    def values(self, name):
        return {pair.key: pair.value for pair in self.statuses[name].values}

    def rate(self, name):
        return float(self.values(name)['rate [Hz]'])


@pytest.fixture
def probe(domain):
    probe = Probe(domain)
    yield probe
    probe.close()


def test_every_node_tells_how_its_parts_do(probe, domain, colour_bundle, tmp_path):
    board = Board(probe.node)
    cv2.imwrite(str(tmp_path / '0.png'), scene(red=(60, 50)))
    arguments = (f'camera_node:source:={tmp_path}', 'camera_node:on_end:=loop', 'camera_node:rate:=30.0',
                 f'tracker_node:bundle:={colour_bundle}')
    with NodeProcess('single_process', domain, tmp_path / 'log', *(f for a in arguments for f in ('-p', a))):
        well = {'/camera_node: images': OK, '/tracker_node: images': OK, '/tracker_node: tracking': OK,
                '/tracker_node: engine': OK, '/gating_node: gate': STALE, '/overlay_node: drawing': STALE}
        probe.spin_until(lambda: {name: board.level(name) for name in board.statuses} == well, 'all parts')
        assert board.statuses['/tracker_node: tracking'].message == 'IDLE'
        assert board.statuses['/tracker_node: engine'].hardware_id == 'colour'
        assert board.statuses['/camera_node: images'].hardware_id == str(tmp_path)
        assert int(board.values('/tracker_node: engine')['memory [MiB]']) > 20
        assert board.values('/tracker_node: engine')['runtime'].startswith('onnxruntime')
        probe.spin_until(lambda: board.rate('/tracker_node: images') > 5, 'a rate')
        images = board.values('/tracker_node: images')
        assert board.rate('/tracker_node: images') < 60 and float(images['latency [ms]']) > 0
        assert int(images['frames received']) >= int(images['frames processed']) > 0
        probe.connect()
        probe.say('the red square')
        probe.spin_until(lambda: board.level('/gating_node: gate') == OK and board.rate('/gating_node: gate') > 5,
                         'a gate at work')
        stamps = [stamp(array) for array in board.arrays if array.status[0].name.startswith('/tracker_node')]
        assert all(0.5 < after - before < 5.0 for before, after in zip(stamps, stamps[1:]))


def stamp(array):
    return array.header.stamp.sec + 1e-9 * array.header.stamp.nanosec


def test_a_tracker_without_a_bundle_is_an_error(probe, domain, tmp_path):
    board = Board(probe.node)
    with NodeProcess('tracker_node', domain, tmp_path / 'log', '-p', 'bundle:=/no/such', '-r', '__ns:=/robot'):
        probe.spin_until(lambda: board.level('/robot/tracker_node: engine') == ERROR, 'an error')
    assert '/no/such' in board.statuses['/robot/tracker_node: engine'].message
    assert board.level('/robot/tracker_node: images') == STALE
    assert board.level('/robot/tracker_node: tracking') == ERROR


class Outputs:
    bundle, runtime, latency = 'colour', 'onnxruntime 1.23, cpu, fp32, 1 threads', Latency(1.0, 9.0)


@pytest.fixture
def parts():
    """The diagnostics of a tracker, what they count, and where they are heard."""
    context = rclpy.Context()
    rclpy.init(context=context, domain_id=new_domain())
    node = rclpy.create_node('tracker_node', context=context)
    counters, faults, said = Counters(), Faults(node.get_logger()), {}
    diagnostics = TrackerDiagnostics(node, Outputs(), counters, faults)
    diagnostics._diagnostics.publish = lambda hardware_id, tasks: said.update(tasks)
    yield diagnostics, counters, faults, said
    node.destroy_node()
    rclpy.shutdown(context=context)


def test_a_tracker_that_is_too_slow_warns_while_it_is(parts):
    diagnostics, counters, _, said = parts
    counters.received, counters.dropped, counters.processed = 30, 20, 10
    diagnostics.publish(TrackResult(TargetState.IDLE), active=True)
    assert said['images'][:2] == (WARN, 'too slow for the camera: 20 of 30 images dropped')
    counters.received, counters.processed = 60, 40
    diagnostics.publish(TrackResult(TargetState.IDLE), active=True)
    assert said['images'][:2] == (OK, '30 images')


def test_a_lost_target_warns_and_a_fault_is_an_error_of_its_part(parts):
    diagnostics, _, faults, said = parts
    diagnostics.publish(TrackResult(TargetState.LOST, target_id='3'), active=True)
    assert said['tracking'][:2] == (WARN, 'LOST')
    faults.report('image', 'wrong step')
    diagnostics.publish(TrackResult(TargetState.LOST), active=True)
    assert said['images'][:2] == said['tracking'][:2] == (ERROR, 'wrong step')
    assert said['engine'].level == OK


def test_memory_of_the_gpu_is_told_where_there_is_one(parts, monkeypatch):
    diagnostics, _, _, said = parts
    diagnostics.publish(TrackResult(TargetState.IDLE), active=True)
    assert 'GPU memory [MiB]' not in said['engine'].values
    monkeypatch.setattr('vl_tracker_ros.nodes.tracker.diagnostics.gpu_memory', lambda _: GpuMemory(812, 8192))
    diagnostics.publish(TrackResult(TargetState.IDLE), active=True)
    assert said['engine'].values['GPU memory [MiB]'] == '812 of 8192'


def test_a_rate_is_that_since_the_last_time(monkeypatch):
    times = iter([100.0, 102.0, 103.0])
    monkeypatch.setattr('vl_tracker_ros.nodes.health.diagnostics.time.monotonic', lambda: next(times))
    rate = Rate()
    assert (rate.of(60), rate.of(65)) == (30.0, 5.0)
