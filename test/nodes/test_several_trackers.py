"""Several trackers in one process: one model for two cameras, and two targets for one camera."""
import pytest
from rclpy.qos import QoSProfile
from sensor_msgs.msg import Image
from vision_msgs.msg import Detection2D

from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.nodes.images.image_conversion import to_image

RED, BLUE = (60, 50), (20, 20)
BOTH = scene(red=RED, blue=BLUE)


@pytest.fixture
def start(colour_bundle, tmp_path):
    """Trackers and gates in two namespaces of one process, and a probe in each."""
    domain, opened = new_domain(), []

    def start(first, second, *ros_args):
        arguments = ('-p', f'tracker_node:bundle:={colour_bundle}', *ros_args)
        process = NodeProcess('single_process', domain, tmp_path / 'log', *arguments, own_args=(
            '--namespaces', first, second, '--nodes', 'tracker_node', 'gating_node'))
        opened.append(process.stop)
        probes = [Probe(domain, namespace=f'/{name}') for name in (first, second)]
        opened[:0] = [probe.close for probe in probes]
        return process, *probes

    yield start
    for close in opened:
        close()


def follow(probe, text):
    """Say it, and show both squares until one of them is tracked; its left upper corner."""
    probe.say(text)
    detection, status = probe.spin_until(
        lambda: next(((d, s) for d, s in [probe.show(BOTH)] if s.state == Status.TRACKING), None), text)
    assert status.command == text
    return corner(detection)


def corner(detection: Detection2D):
    centre = detection.bbox.center.position
    return pytest.approx((centre.x - 12, centre.y - 12), abs=4)


def test_two_cameras_two_commands_and_one_engine(start):
    process, front, rear = start('front', 'rear')
    front.connect()
    rear.connect()
    assert follow(front, 'the red square') == RED
    assert follow(rear, 'the blue square') == BLUE
    for _ in range(20):         # at the same time: neither disturbs the other
        sent = [(probe, probe.send(BOTH)) for probe in (front, rear)]
        for probe, header in sent:
            assert probe.status_of(header).state == Status.TRACKING
    assert (corner(front.detections[-1]), corner(rear.detections[-1])) == (RED, BLUE)
    assert front.statuses[-1].directive_source == rear.statuses[-1].directive_source == 'external'
    assert process.output.count('colour/tracker.onnx runs on') == 1
    assert process.output.count('colour/text.onnx runs on') == 1
    assert process.stop() == 0
    assert 'Traceback' not in process.output


def test_two_targets_in_the_images_of_one_camera(start):
    _, one, other = start('one', 'other', '-r', 'image:=/camera/image')
    camera = one.node.create_publisher(Image, '/camera/image', QoSProfile(depth=5))
    one.spin_until(lambda: camera.get_subscription_count() == 2, 'both trackers')
    for probe, text in ((one, 'the red square'), (other, 'the blue square')):
        probe.spin_until(lambda: probe.node.count_subscribers('command'), 'the command to be heard')
        probe.say(text)

    def tracked():
        header = one.next_header()
        camera.publish(to_image(BOTH, header))
        return all(probe.status_of(header).state == Status.TRACKING for probe in (one, other))

    one.spin_until(tracked, 'both targets')
    found = [probe.spin_until(lambda: [d for d in probe.detections if d.results], 'a detection')[-1]
             for probe in (one, other)]
    assert [corner(detection) for detection in found] == [RED, BLUE]
