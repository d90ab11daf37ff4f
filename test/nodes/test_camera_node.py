"""The camera node: what it publishes, what it says when its source is not there or ends."""
import cv2
import numpy as np
import pytest
from rclpy.qos import QoSProfile
from sensor_msgs.msg import CameraInfo, CompressedImage, Image

from support.calibration import DISTORTION, FOCAL_PX, write_calibration
from support.ros import NodeProcess, Probe
from support.squares import scene
from vl_tracker_ros.media.image_message import to_bgr

NUM_IMAGES = 6


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp('images')
    for index in range(NUM_IMAGES):
        cv2.imwrite(str(folder / f'{index}.png'), scene(red=(10 * index, 20)))
    return folder


@pytest.fixture(scope='module')
def listener(domain):
    probe = Probe(domain)
    yield probe
    probe.close()


def receive(listener, kind, topic):
    messages = []
    listener.node.create_subscription(kind, topic, messages.append, QoSProfile(depth=50))
    return messages


def test_images_and_infos_come_with_one_header_and_it_says_the_end(listener, domain, folder, tmp_path):
    images, infos = receive(listener, Image, 'image'), receive(listener, CameraInfo, 'camera_info')
    arguments = ('-p', f'source:={folder}', '-p', 'rate:=60.0', '-p', 'frame_id:=front', '-p', 'on_end:=exit',
                 '-p', 'wait_for_subscribers:=1')
    with NodeProcess('camera_node', domain, tmp_path / 'log', *arguments) as camera:
        listener.spin_until(lambda: len(images) == len(infos) == NUM_IMAGES, 'all images')
        assert camera.wait() == 0
    assert f'end after {NUM_IMAGES} images' in camera.output
    assert [image.header for image in images] == [info.header for info in infos]
    assert images[0].header.frame_id == 'front'
    assert (infos[0].width, infos[0].height, infos[0].k[0]) == (160, 120, 0.0)
    np.testing.assert_array_equal(to_bgr(images[3]), scene(red=(30, 20)))


def test_a_calibration_goes_with_every_image(listener, domain, folder, tmp_path):
    infos = receive(listener, CameraInfo, 'camera_info')
    file = write_calibration(tmp_path / 'camera.yaml', 160, 120)
    arguments = ('-p', f'source:={folder}', '-p', f'calibration:={file}', '-p', 'on_end:=loop')
    with NodeProcess('camera_node', domain, tmp_path / 'log', *arguments):
        listener.spin_until(lambda: infos, 'a camera_info')
    assert (infos[0].k[0], list(infos[0].d), infos[0].header.frame_id) == (FOCAL_PX, DISTORTION, 'camera')


def test_a_calibration_of_another_size_is_said_and_nothing_is_published(listener, domain, folder, tmp_path):
    images = receive(listener, Image, 'image')
    file = write_calibration(tmp_path / 'camera.yaml', 640, 480)
    arguments = ('-p', f'source:={folder}', '-p', f'calibration:={file}')
    with NodeProcess('camera_node', domain, tmp_path / 'log', *arguments) as camera:
        camera.wait_for_output('calibrated at 640x480, but the images have 160x120')
        assert camera.running
    assert images == []


def test_jpeg_goes_to_the_compressed_topic_and_a_loop_does_not_end(listener, domain, folder, tmp_path):
    images = receive(listener, CompressedImage, 'image/compressed')
    arguments = ('-p', f'source:={folder}', '-p', 'rate:=100.0', '-p', 'on_end:=loop',
                 '-p', 'image_transport:=compressed', '-p', 'reliability:=best_effort')
    with NodeProcess('camera_node', domain, tmp_path / 'log', *arguments) as camera:
        # a reliable subscription hears no best-effort camera: the one below asks for less
        best_effort = []
        qos = QoSProfile(depth=50)
        qos.reliability = qos.reliability.BEST_EFFORT
        listener.node.create_subscription(CompressedImage, 'image/compressed', best_effort.append, qos)
        listener.spin_until(lambda: len(best_effort) > 2 * NUM_IMAGES, 'a second round')
        assert camera.running
    assert images == []
    assert to_bgr(best_effort[0]).shape == (120, 160, 3)


@pytest.mark.parametrize('source, complaint', [
    ('/no/such/clip.mp4', 'no such video file'), ('"7"', 'there is no /dev/video7')])
def test_a_source_that_is_not_there_is_said_and_the_node_lives(domain, tmp_path, source, complaint):
    with NodeProcess('camera_node', domain, tmp_path / 'log', '-p', f'source:={source}') as camera:
        output = camera.wait_for_output(complaint)
        assert camera.running
        assert camera.stop() == 0
    assert len(output.splitlines()) == 1
