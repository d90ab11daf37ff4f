"""A tracker node that cannot start, is repaired, is switched off and on, and meets another of its name."""
import pytest
from lifecycle_msgs.msg import Transition
from rclpy.qos import QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CompressedImage, Image

from support.ros import NodeProcess, Probe
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.nodes.images.image_conversion import to_image, to_jpeg

RED = scene(red=(60, 50))


@pytest.fixture(scope='module')
def process(domain, tmp_path_factory):
    folder = tmp_path_factory.mktemp('nothing_here')
    with NodeProcess('tracker_node', domain, folder / 'log', '-p', f'bundle:={folder}') as process:
        yield process


@pytest.fixture(scope='module')
def probe(domain, process):
    probe = Probe(domain)
    yield probe
    probe.close()


def reactivate(probe):
    assert probe.transition(Transition.TRANSITION_DEACTIVATE)
    assert probe.transition(Transition.TRANSITION_ACTIVATE)


def test_a_missing_bundle_is_said_and_the_node_lives(probe, process):
    assert 'bundle.yaml is missing' in probe.refusal()
    assert probe.lifecycle_state() == 'unconfigured'
    assert process.running
    assert process.output.count('bundle.yaml is missing') == 1
    assert 'Traceback' not in process.output


def test_a_truncated_bundle_is_said(probe, colour_bundle, tmp_path):
    broken = tmp_path / 'broken'
    broken.mkdir()
    for file in colour_bundle.iterdir():
        (broken / file.name).write_bytes(file.read_bytes())
    (broken / 'tracker.onnx').write_bytes((colour_bundle / 'tracker.onnx').read_bytes()[:100])
    assert probe.set_parameter('bundle', str(broken)) == ''
    assert not probe.transition(Transition.TRANSITION_CONFIGURE)
    assert 'tracker.onnx: damaged or truncated' in probe.refusal()


def test_an_unknown_runtime_is_said(probe, colour_bundle):
    assert probe.set_parameter('bundle', str(colour_bundle)) == ''
    assert probe.set_parameter('runtime', 'abacus') == ''
    assert not probe.transition(Transition.TRANSITION_CONFIGURE)
    assert "unknown runtime 'abacus'" in probe.refusal()


def test_a_repaired_node_can_be_configured_and_tracks(probe):
    assert probe.set_parameter('runtime', 'onnxruntime') == ''
    assert probe.transition(Transition.TRANSITION_CONFIGURE)
    assert probe.transition(Transition.TRANSITION_ACTIVATE)
    probe.connect()
    probe.say('the red square')
    probe.spin_until(lambda: probe.show(RED)[1].state == Status.TRACKING, 'TRACKING')
    assert probe.statuses[-1].error == ''


def test_a_target_outlives_deactivation(probe):
    before = probe.detections[-1].id
    assert probe.transition(Transition.TRANSITION_DEACTIVATE)
    sent = probe.send(RED)
    probe.spin_for(0.3)
    assert sent not in [detection.header for detection in probe.detections]
    assert probe.transition(Transition.TRANSITION_ACTIVATE)
    probe.connect()
    assert probe.show(RED)[0].id == before


@pytest.mark.parametrize('transport', ['compressed', 'raw'])
def test_a_best_effort_camera_is_heard_on_both_transports(probe, transport):
    assert probe.set_parameter('image_transport', transport) == ''
    reactivate(probe)
    kind, topic, convert = {'compressed': (CompressedImage, 'image/compressed', to_jpeg),
                            'raw': (Image, 'image', to_image)}[transport]
    qos = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)
    camera = probe.node.create_publisher(kind, topic, qos)
    probe.spin_until(lambda: camera.get_subscription_count(), 'a subscription that fits')
    header = probe.next_header()
    camera.publish(convert(RED, header))
    assert probe.status_of(header).state == Status.TRACKING
    probe.node.destroy_publisher(camera)


def test_a_second_tracker_of_the_same_name_is_said_while_it_lives(probe, domain, colour_bundle, tmp_path):
    with NodeProcess('tracker_node', domain, tmp_path / 'log', '-p', f'bundle:={colour_bundle}') as second:
        complaint = 'another node publishes /tracker_node/detection'
        probe.spin_until(lambda: complaint in probe.statuses[-1].error, 'a complaint')
        second.wait_for_output('another node publishes')
    probe.spin_until(lambda: 'another node' not in probe.statuses[-1].error, 'the end of the complaint')


def test_it_ends_cleanly(probe, process):
    assert process.stop() == 0
    assert 'Traceback' not in process.output
