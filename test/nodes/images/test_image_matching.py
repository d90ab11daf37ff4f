"""Publishers of all kinds against the parameter `reliability`, and what is said when nothing can be heard."""
from itertools import product

import pytest
from lifecycle_msgs.msg import Transition
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CompressedImage, Image

from support.ros import NodeProcess, Probe
from support.squares import scene
from vl_tracker_ros.nodes.images.image_conversion import to_image, to_jpeg

IMAGE = scene(red=(60, 50))
OFFERS = [QoSProfile(depth=depth, reliability=reliability, durability=durability)
          for reliability, durability, depth in product(
              (ReliabilityPolicy.RELIABLE, ReliabilityPolicy.BEST_EFFORT),
              (DurabilityPolicy.VOLATILE, DurabilityPolicy.TRANSIENT_LOCAL), (1, 10))]


@pytest.fixture(scope='module')
def process(domain, colour_bundle, tmp_path_factory):
    """A tracker on /camera/image, where the probe publishes nothing by itself."""
    arguments = ('-p', f'bundle:={colour_bundle}', '-p', 'image_timeout:=0.5', '-r', 'image:=/camera/image')
    with NodeProcess('tracker_node', domain, tmp_path_factory.mktemp('log') / 'log', *arguments) as process:
        yield process


@pytest.fixture(scope='module')
def probe(domain, process):
    probe = Probe(domain)
    probe.spin_until(lambda: probe.statuses, 'a tracker')
    yield probe
    probe.close()


@pytest.fixture
def publish(probe):
    """Make publishers that go away with the test."""
    made = []

    def publish(kind, topic, qos):
        made.append(probe.node.create_publisher(kind, topic, qos))
        return made[-1]

    yield publish
    for publisher in made:
        probe.node.destroy_publisher(publisher)


def set_and_reactivate(probe, name, value):
    assert probe.set_parameter(name, value) == ''
    assert probe.transition(Transition.TRANSITION_DEACTIVATE)
    assert probe.transition(Transition.TRANSITION_ACTIVATE)


def said(probe, *words):
    probe.statuses.clear()
    return probe.spin_until(lambda: any(all(word in status.error for word in words) for status in probe.statuses),
                            f'{words} in {[status.error for status in probe.statuses[-1:]]}')


def heard(probe, publisher, convert=to_image):
    """Send until an image is answered: best effort may lose some."""
    probe.spin_until(publisher.get_subscription_count, 'a subscription that fits')
    sent = []

    def answered():
        sent.append(probe.next_header())
        publisher.publish(convert(IMAGE, sent[-1]))
        probe.spin_for(0.05)
        return any(status.header in sent and status.error == '' for status in probe.statuses)

    return probe.spin_until(answered, 'an answer')


def test_that_nothing_publishes_is_said(probe):
    assert said(probe, 'no usable image on /camera/image for 0.5 s: nothing publishes /camera/image')


def test_whose_images_do_not_arrive_is_said(probe, publish):
    publish(Image, '/camera/image', 5)
    assert said(probe, 'no usable image on /camera/image for 0.5 s: nothing arrives from /probe')


@pytest.mark.parametrize('reliability', ['auto', 'reliable', 'best_effort'])
def test_every_offer_is_heard_or_both_sides_are_named(probe, publish, reliability):
    set_and_reactivate(probe, 'reliability', reliability)
    for offer in OFFERS:
        publisher = publish(Image, '/camera/image', offer)
        if reliability == 'reliable' and offer.reliability is ReliabilityPolicy.BEST_EFFORT:
            assert said(probe, '/probe offers /camera/image best_effort, but /tracker_node asks for reliable')
            assert publisher.get_subscription_count() == 0
        else:
            assert heard(probe, publisher), offer
        probe.node.destroy_publisher(publisher)


def test_jpeg_instead_of_raw_is_said_and_heard_once_it_is_asked_for(probe, publish):
    set_and_reactivate(probe, 'reliability', 'auto')
    publisher = publish(CompressedImage, '/camera/image/compressed', 5)
    assert said(probe, 'nothing publishes /camera/image (but /probe publishes /camera/image/compressed: '
                       'image_transport compressed)')
    set_and_reactivate(probe, 'image_transport', 'compressed')
    assert heard(probe, publisher, to_jpeg)
    set_and_reactivate(probe, 'image_transport', 'raw')


def test_a_topic_of_another_type_is_said(probe, publish, process):
    publish(CompressedImage, '/camera/image', 5)
    assert said(probe, '/probe publishes /camera/image as sensor_msgs/msg/CompressedImage, but /tracker_node reads '
                       'sensor_msgs/msg/Image')
    assert process.running


def test_the_overlay_says_it_while_someone_wants_to_see(probe, domain, tmp_path):
    arguments = ('-p', 'reliability:=reliable', '-r', 'image:=/other/image')
    with NodeProcess('overlay_node', domain, tmp_path / 'log', *arguments) as overlay:
        wanted = probe.node.create_subscription(Image, 'overlay_node/image', lambda _: None, 5)
        overlay.wait_for_output('no image to draw into: nothing publishes /other/image')
        probe.node.destroy_subscription(wanted)
