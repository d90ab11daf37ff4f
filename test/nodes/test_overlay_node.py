"""The overlay node: what it cannot draw, and that it lives on."""
import math

import pytest
from sensor_msgs.msg import Image
from vision_msgs.msg import Detection2D, ObjectHypothesisWithPose

from support.ros import NodeProcess, Probe
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus


@pytest.fixture
def probe(domain):
    probe = Probe(domain)
    yield probe
    probe.close()


def test_what_cannot_be_drawn_is_said_and_the_next_image_is_drawn(probe, domain, tmp_path):
    drawn = []
    with NodeProcess('overlay_node', domain, tmp_path / 'log') as overlay:
        probe.node.create_subscription(Image, 'overlay_node/image', drawn.append, 5)
        detections = probe.node.create_publisher(Detection2D, 'detection', 5)
        statuses = probe.node.create_publisher(TrackerStatus, 'status', 5)
        probe.spin_until(lambda: probe.node.count_subscribers('image') and detections.get_subscription_count()
                         and statuses.get_subscription_count(), 'the overlay to listen')

        def say(image, x, state):
            header = probe.send(image)
            detection = Detection2D(header=header, results=[ObjectHypothesisWithPose()])
            detection.bbox.center.position.x = x
            detections.publish(detection)
            statuses.publish(TrackerStatus(header=header, state=state))
            return header

        for image, x, state in ((scene(), math.nan, 2), (scene(), 20.0, 99), (Image(encoding='bgr8'), 20.0, 2)):
            say(image, x, state)
        overlay.wait_for_output('an image cannot be drawn')
        header = say(scene(), 20.0, 2)
        probe.spin_until(lambda: drawn and drawn[-1].header == header, 'the next image')
        assert 'Traceback' not in overlay.output
