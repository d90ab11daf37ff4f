"""The calibration of the camera goes with the detections, while somebody wants it."""
import pytest
from rclpy.qos import QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CameraInfo

from support.squares import scene

IMAGE = scene(red=(60, 50))


@pytest.fixture
def infos(probe):
    """What the tracker passes on, and nothing left of it after the test."""
    heard = []
    subscription = probe.node.create_subscription(CameraInfo, 'tracker_node/camera_info', heard.append, 50)
    yield heard
    probe.node.destroy_subscription(subscription)
    probe.spin_until(lambda: probe.node.count_subscribers('camera_info') == 0, 'the tracker to unsubscribe')


@pytest.fixture(params=['RELIABLE', 'BEST_EFFORT'])
def publisher(probe, request):
    qos = QoSProfile(depth=5, reliability=ReliabilityPolicy[request.param])
    publisher = probe.node.create_publisher(CameraInfo, 'camera_info', qos)
    yield publisher
    probe.node.destroy_publisher(publisher)


def info(header):
    return CameraInfo(header=header, width=160, height=120, k=[100.0, 0.0, 80.0, 0.0, 100.0, 60.0, 0.0, 0.0, 1.0])


def test_nothing_is_read_while_nobody_listens(probe):
    probe.show(IMAGE)
    assert probe.node.count_subscribers('camera_info') == 0


def test_each_detection_gets_the_info_of_its_own_image_whichever_came_first(probe, infos, publisher):
    probe.spin_until(publisher.get_subscription_count, 'the tracker to subscribe')
    before, after, without = (probe.next_header() for _ in range(3))
    publisher.publish(info(before))
    for header in (before, after, without):
        probe.show(IMAGE, header=header)
    publisher.publish(info(after))
    probe.spin_until(lambda: len(infos) == 2, 'two infos')
    assert [passed.header for passed in infos] == [before, after]
    assert passed_on(infos[0]) == passed_on(info(before))


def passed_on(message):
    return message.width, message.height, message.distortion_model, list(message.k)


def test_that_there_is_none_is_said(probe, infos):
    probe.spin_until(lambda: probe.node.count_subscribers('camera_info'), 'the tracker to subscribe')
    probe.show_many([IMAGE] * 31)
    probe.spin_until(lambda: 'nothing publishes /camera_info' in probe.show(IMAGE)[1].error, 'a complaint')


def test_that_its_stamps_are_others_is_said(probe, infos, publisher):
    probe.spin_until(publisher.get_subscription_count, 'the tracker to subscribe')
    for _ in range(31):
        publisher.publish(info(probe.next_header()))
        probe.show(IMAGE)
    probe.spin_until(lambda: '/camera_info has none with the stamp of an image' in probe.show(IMAGE)[1].error,
                     'a complaint')
