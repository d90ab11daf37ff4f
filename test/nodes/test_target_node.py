"""Where target_node says that the target is, against known geometry, over DDS; and its silence."""
import array
import math

import numpy as np
import pytest
from builtin_interfaces.msg import Time
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import PoseStamped, PoseWithCovarianceStamped, Vector3Stamped
from rclpy.qos import DurabilityPolicy, QoSProfile
from sensor_msgs.msg import CameraInfo, Image, RegionOfInterest
from std_msgs.msg import Header
from support.frames import frame
from support.ros import NodeProcess, Probe, new_domain
from tf2_msgs.msg import TFMessage
from vision_msgs.msg import Detection2D, ObjectHypothesisWithPose

from vl_tracker_ros.msg import TrackerStatus as Status

MATRIX = [600.0, 0.0, 320.0, 0.0, 600.0, 240.0, 0.0, 0.0, 1.0]
BOX = (620.0, 240.0, 30.0, 120.0)       # centre and size: half a unit to the right of ahead
RAY = np.array([0.5, 0.0, 1.0]) / math.sqrt(1.25)


class Tracker(Probe):
    """Stands in for tracker, camera, depth camera and the frames of a robot; hears what target_node says."""

    def __init__(self, domain):
        super().__init__(domain)
        node = self.node
        self.camera = {}        # fields of camera_info that are not as usual; None: none comes
        self.image_size = 640, 480
        self.bearings, self.poses, self.uncertain, self.lines = [], [], [], []
        self.detection, self.status = (node.create_publisher(*each, 5) for each in (
            (Detection2D, 'detection'), (Status, 'status')))
        self.info = node.create_publisher(CameraInfo, 'camera_info', 5)
        self.depth = node.create_publisher(Image, 'depth', 5)
        latched = QoSProfile(depth=5, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self.frames = node.create_publisher(TFMessage, '/tf', 5)
        self.static_frames = node.create_publisher(TFMessage, '/tf_static', latched)
        self.heard = [node.create_subscription(kind, f'target_node/{topic}', into.append, 20) for kind, topic, into in (
            (Vector3Stamped, 'bearing', self.bearings), (PoseStamped, 'target_pose', self.poses),
            (PoseWithCovarianceStamped, 'target_pose_with_covariance', self.uncertain))]
        node.create_subscription(DiagnosticArray, '/diagnostics', lambda m: self.lines.append(m.status[0].message), 50)

    def connect(self, *topics):
        self.spin_until(lambda: all(topic.get_subscription_count() for topic in (
            self.detection, self.status, self.info, *topics)), 'target_node')
        self.spin_until(lambda: all(topic.get_publisher_count() for topic in self.heard), 'its outputs')

    def track(self, state=Status.TRACKING, box=BOX, header=None, target_id='1.1'):
        """Say one camera_info, detection and status."""
        detection = Detection2D(header=header or self.next_header(), id='1.1')
        if self.camera is not None:
            fields = dict(header=detection.header, width=640, height=480, k=MATRIX)
            self.info.publish(CameraInfo(**fields | self.camera))
        if state in (Status.TRACKING, Status.UNCERTAIN):
            detection.results = [ObjectHypothesisWithPose()]
            detection.bbox.center.position.x, detection.bbox.center.position.y = box[:2]
            detection.bbox.size_x, detection.bbox.size_y = box[2:]
        self.detection.publish(detection)
        width, height = self.image_size
        self.status.publish(Status(header=detection.header, state=state, target_id=target_id, image_width=width,
                                   image_height=height))
        return detection.header

    def answer(self, outputs, **tracked):
        """Track until the newest output is about what was said last."""
        def answered():
            header = self.track(**tracked)
            self.spin_for(0.1)
            return next((each for each in outputs if each.header == header), None)
        return self.spin_until(answered, f'an answer; its line: {self.lines[-1:]}')

    def complaint(self, text, **tracked):
        """Track until a line has `text`."""
        del self.lines[:]

        def said():
            self.track(**tracked)
            self.spin_for(0.1)
            return any(text in line for line in self.lines)
        self.spin_until(said, text)

    def silent_while(self, **tracked):
        before = len(self.bearings)
        for _ in range(3):
            self.track(**tracked)
            self.spin_for(0.1)
        return len(self.bearings) == before


@pytest.fixture(scope='module')
def start(tmp_path_factory):
    """Start a node with a tracker beside it, both end with the module."""
    started = []

    def start(*parameters):
        domain, log = new_domain(), tmp_path_factory.mktemp('log') / 'log'
        process = NodeProcess('target_node', domain, log, *(word for each in parameters for word in ('-p', each)))
        started.append((process, Tracker(domain)))
        return started[-1][1]
    yield start
    for process, tracker in started:
        tracker.close()
        assert process.stop() == 0 and 'Traceback' not in process.output


@pytest.fixture(scope='module')
def by_height(start):
    tracker = start('depth_from:=height', 'target_height:=1.0', 'target_height_deviation:=0.1', 'box_tolerance:=0.05')
    tracker.connect()
    return tracker


@pytest.fixture
def tracker(by_height):
    by_height.camera, by_height.image_size = {}, (640, 480)
    by_height.answer(by_height.bearings)
    return by_height


def place(message):
    point = message.pose.pose.position if isinstance(message, PoseWithCovarianceStamped) else message.pose.position
    return np.array([point.x, point.y, point.z])


def test_without_camera_info_it_says_nothing_but_why(by_height):
    by_height.camera = None
    by_height.complaint('no camera_info has come')
    assert by_height.bearings == []


def test_the_bearing_has_the_header_of_the_image(tracker):
    vector = tracker.answer(tracker.bearings).vector
    np.testing.assert_allclose([vector.x, vector.y, vector.z], RAY, atol=1e-9)


def test_the_place_is_where_a_target_of_that_height_is(tracker):
    pose = tracker.answer(tracker.poses)
    np.testing.assert_allclose(place(pose), [2.5, 0.0, 5.0], atol=1e-9)
    assert pose.pose.orientation.w == 1.0
    said = tracker.answer(tracker.uncertain)
    np.testing.assert_allclose(place(said), [2.5, 0.0, 5.0], atol=1e-9)
    spread = said.pose.covariance.reshape(6, 6)
    assert spread[2, 2] == pytest.approx(5.0 ** 2 * (0.1 ** 2 + 0.05 ** 2))
    assert np.linalg.eigvalsh(spread).min() >= 0.0 and spread[5, 5] > 9.0


@pytest.mark.parametrize('state', [Status.UNCERTAIN, Status.LOST, Status.SEARCHING, Status.IDLE])
def test_it_says_nothing_about_a_target_that_is_not_tracked(tracker, state):
    assert tracker.silent_while(state=state)
    tracker.complaint('silent: ', state=state)


@pytest.mark.parametrize('box, why', [
    ((math.nan, 240.0, 30.0, 60.0), 'not all of it is finite'), ((620.0, 240.0, 0.0, 60.0), 'no area'),
    ((900.0, 240.0, 30.0, 60.0), 'outside the 640x480')])
def test_a_box_that_is_none_is_said_and_nothing_else(tracker, box, why):
    assert tracker.silent_while(box=box)
    tracker.complaint(why, box=box)
    tracker.answer(tracker.bearings)


def test_a_box_of_another_target_than_its_status_is_not_believed(tracker):
    assert tracker.silent_while(target_id='2.1')
    tracker.complaint("a box of target '1.1', a status of '2.1'", target_id='2.1')


@pytest.mark.parametrize('changed, why', [
    (dict(k=[0.0] * 9), 'not calibrated'), (dict(width=0), '0x480'), (dict(k=[math.nan] * 9), 'not nine finite'),
    (dict(header=Header(frame_id='another')), "of frame 'another'"), (dict(distortion_model='odd', d=[1.0]), "'odd'")])
def test_a_camera_that_is_none_silences_it(tracker, changed, why):
    tracker.camera = changed
    tracker.complaint(why)
    assert tracker.silent_while()


@pytest.mark.parametrize('size', [(320, 240), (640, 360), (0, 0)])
def test_an_image_of_another_size_than_the_camera_has_is_said_and_no_direction(tracker, size):
    tracker.image_size = size
    tracker.complaint(f'camera_info is of images of 640x480, the tracked one has {size[0]}x{size[1]}')
    assert tracker.silent_while()


def test_the_size_is_that_of_the_binned_region_of_the_sensor(tracker):
    tracker.camera = dict(width=1280, height=1000, binning_x=2, binning_y=2,
                          roi=RegionOfInterest(x_offset=2, y_offset=2, width=1280, height=960))
    tracker.answer(tracker.bearings)


def test_a_target_that_is_cut_off_has_a_direction_only(tracker):
    poses = len(tracker.poses)
    tracker.complaint('direction only: the box ends at the edge', box=(320.0, 60.0, 40.0, 120.0))
    assert len(tracker.poses) == poses


def test_a_tracker_that_falls_silent_is_said(tracker):
    del tracker.lines[:]
    tracker.spin_until(lambda: 'silent: no detection' in ''.join(tracker.lines), 'its line')


def test_it_goes_on_when_the_clock_is_set_back_and_ahead_again(tracker):
    back = Header(frame_id='test_camera', stamp=Time(sec=100))
    tracker.answer(tracker.poses, header=back)
    tracker.answer(tracker.poses)


def depth_image(header, values):
    data = array.array('B', values.tobytes())
    encoding = {'float32': '32FC1', 'uint16': '16UC1'}[str(values.dtype)]
    return Image(header=header, height=values.shape[0], width=values.shape[1], encoding=encoding,
                 step=values.strides[0], data=data)


def test_the_depth_image_of_the_same_time_tells_how_far(start):
    tracker = start('depth_from:=image')
    tracker.connect(tracker.depth)
    tracker.complaint('no depth image: none within')

    def answer(values):
        def answered():
            header = tracker.next_header()
            tracker.depth.publish(depth_image(header, values))
            tracker.spin_for(0.1)
            tracker.track(header=header)
            tracker.spin_for(0.1)
            return next((pose for pose in tracker.uncertain if pose.header == header), None)
        return tracker.spin_until(answered, f'a pose; its line: {tracker.lines[-1:]}')

    metres = np.full((240, 320), 4.0, np.float32)
    metres[:, ::3] = np.nan
    np.testing.assert_allclose(place(answer(metres)), [2.0, 0.0, 4.0], atol=1e-6)
    np.testing.assert_allclose(place(answer(np.full((240, 320), 4500, np.uint16))), [2.25, 0.0, 4.5], atol=1e-6)
    header = tracker.next_header()
    tracker.depth.publish(depth_image(header, np.zeros((240, 320), np.uint16)))
    tracker.complaint('have a depth', header=header)
    header = tracker.next_header()
    of_depth_camera = Header(stamp=header.stamp, frame_id='depth_optical_frame')
    tracker.depth.publish(depth_image(of_depth_camera, metres))
    tracker.complaint("is of frame 'depth_optical_frame', the image of 'test_camera': it is not registered",
                      header=header)


def test_the_ground_tells_how_far_through_the_frames(start):
    tracker = start('depth_from:=ground', 'ground_frame:=ground')
    tracker.connect(tracker.frames, tracker.static_frames)
    tracker.complaint("no transform from 'test_camera' to 'ground'")
    # The box stands 60 px below the horizon: 0.1 down a metre ahead, so 10 m away for a camera 1 m high.
    tracker.static_frames.publish(frame('base', 'test_camera', Time(), (0.0, 0.0, 0.6), (-0.5, 0.5, -0.5, 0.5)))
    header = tracker.next_header()
    tracker.frames.publish(frame('ground', 'base', header.stamp, (0.0, 0.0, 0.4)))
    pose = None

    def answered():
        tracker.track(header=header)
        tracker.spin_for(0.1)
        return next((pose for pose in tracker.uncertain if pose.header == header), None)
    pose = tracker.spin_until(answered, f'a pose; its line: {tracker.lines[-1:]}')
    np.testing.assert_allclose(place(pose), [5.0, 0.0, 10.0], atol=1e-6)
    later = Header(frame_id='test_camera', stamp=Time(sec=header.stamp.sec + 5))
    tracker.complaint("the transform of 'base' is", header=later)
