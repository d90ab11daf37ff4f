"""How far away a box is, from a depth image, a height and the ground, against known geometry."""
import numpy as np
import pytest

from vl_tracker_ros.following.camera_model import camera_model
from vl_tracker_ros.following.depth_of_box import from_depth_image, from_ground, from_height
from vl_tracker_ros.following.rigid_transform import RigidTransform
from vl_tracker_ros.following.target_point import DepthError

MATRIX = [600.0, 0.0, 320.0, 0.0, 600.0, 240.0, 0.0, 0.0, 1.0]
CAMERA = camera_model(640, 480, '', [], MATRIX)
BOX = np.array([280.0, 140.0, 80.0, 200.0])


def scene(behind=8.0, target=3.0, shape=(480, 640)):
    depth = np.full(shape, behind, np.float32)
    rows, columns = shape[0] / 480, shape[1] / 640
    depth[int(140 * rows):int(340 * rows), int(280 * columns):int(360 * columns)] = target
    return depth


def test_the_depth_of_the_core_is_that_of_the_target():
    assert from_depth_image(BOX, scene(), CAMERA) == pytest.approx(from_depth_image(BOX, scene(), CAMERA))
    found = from_depth_image(BOX, scene(), CAMERA)
    assert (found.z_m, found.sigma_m) == pytest.approx((3.0, 0.0))


def test_in_a_region_of_the_image_the_edge_and_the_depth_image_are_those_of_the_region():
    cropped = camera_model(640, 480, '', [], MATRIX, offset=(200, 100), region=(320, 240))
    box = BOX - [200, 100, 0, 0]
    assert from_depth_image(box, scene()[100:340, 200:520], cropped).z_m == pytest.approx(3.0)
    with pytest.raises(DepthError, match='ends at the edge'):
        from_height(box, 1.0, 0.1, 0.05, cropped)


def test_background_in_the_box_does_not_pull_it_away():
    depth = scene()
    depth[190:290, 300:316] = 8.0       # a gap between legs: 40 % of the core
    assert from_depth_image(BOX, depth, CAMERA).z_m == pytest.approx(3.0)


def test_pixels_without_a_depth_do_not_count():
    depth = scene()
    depth[190:230] = np.nan
    depth[230:250] = 0.0
    depth[250:260] = np.inf
    assert from_depth_image(BOX, depth, CAMERA).z_m == pytest.approx(3.0)


def test_the_spread_is_the_deviation_of_noise():
    rng = np.random.default_rng(0)
    found = from_depth_image(BOX, scene() + rng.normal(0, 0.05, (480, 640)).astype(np.float32), CAMERA)
    assert found.sigma_m == pytest.approx(0.05, rel=0.1) and found.z_m == pytest.approx(3.0, abs=0.01)


def test_a_smaller_registered_depth_image_is_read_in_its_own_pixels():
    assert from_depth_image(BOX, scene(shape=(240, 320)), CAMERA).z_m == pytest.approx(3.0)


@pytest.mark.parametrize('depth, complaint', [
    (np.zeros((480, 640), np.float32), '0 of'), (np.full((480, 640), np.nan, np.float32), '0 of'),
    (np.full((480, 480), 3.0, np.float32), 'not registered')])
def test_a_depth_image_that_tells_nothing_is_said(depth, complaint):
    with pytest.raises(DepthError, match=complaint):
        from_depth_image(BOX, depth, CAMERA)


def test_a_box_that_hangs_over_the_edge_reads_what_is_inside():
    assert from_depth_image(np.array([-40.0, 140.0, 80.0, 200.0]), scene(), CAMERA).z_m == pytest.approx(8.0)


def test_a_known_height_gives_the_distance():
    found = from_height(BOX, 1.7, 0.1, 0.05, CAMERA)
    assert found.z_m == pytest.approx(1.7 * 600 / 200)
    assert found.sigma_m == pytest.approx(found.z_m * np.hypot(0.1 / 1.7, 0.05))


def test_a_known_height_through_distortion():
    distorted = camera_model(640, 480, 'plumb_bob', [-0.3, 0.1, 0.0, 0.0, 0.0], MATRIX)
    top, bottom = (float(600 * y * (1 - 0.3 * y ** 2 + 0.1 * y ** 4) + 240) for y in (-0.3, 0.3))
    assert from_height(np.array([300.0, top, 40.0, bottom - top]), 1.8, 0.0, 0.0, distorted).z_m == pytest.approx(3.0)


@pytest.mark.parametrize('box', [(280.0, 0.0, 80.0, 200.0), (280.0, 300.0, 80.0, 180.0)])
def test_a_box_cut_off_by_the_image_has_no_height(box):
    with pytest.raises(DepthError, match='edge'):
        from_height(np.array(box), 1.7, 0.1, 0.05, CAMERA)


def looking_ahead(height_m, down_rad=0.0):
    """From the optical frame to a ground frame: x ahead, y left, z up."""
    level = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
    cosine, sine = np.cos(down_rad), np.sin(down_rad)
    pitch = np.array([[cosine, 0.0, sine], [0.0, 1.0, 0.0], [-sine, 0.0, cosine]])
    return RigidTransform(pitch @ level, np.array([0.0, 0.0, height_m]))


@pytest.mark.parametrize('down_rad', [0.0, 0.2])
def test_where_a_box_stands_gives_the_distance(down_rad):
    foot = looking_ahead(1.0, down_rad).inverse         # of a point on the ground, 4 m ahead
    in_camera = foot.rotation @ np.array([4.0, 0.5, 0.0]) + foot.translation
    column, row = 600 * in_camera[:2] / in_camera[2] + [320, 240]
    box = np.array([column - 20, row - 100, 40.0, 100.0])
    found = from_ground(box, looking_ahead(1.0, down_rad), 0.0, 0.02, CAMERA)
    assert found.z_m == pytest.approx(in_camera[2])
    assert 0.0 < found.sigma_m < 0.3


def test_the_ground_is_less_certain_far_away():
    near, far = (from_ground(np.array([300.0, row - 60, 40.0, 60.0]), looking_ahead(1.0), 0.02, 0.02, CAMERA)
                 for row in (390.0, 300.0))
    assert far.z_m > near.z_m and far.sigma_m > 3 * near.sigma_m


@pytest.mark.parametrize('box, height_m, complaint', [
    ((300.0, 100.0, 40.0, 140.0), 1.0, 'horizon'), ((300.0, 200.0, 40.0, 42.0), 1.0, 'horizon'),
    ((300.0, 300.0, 40.0, 60.0), -1.0, 'horizon'), ((300.0, 300.0, 40.0, 180.0), 1.0, 'edge')])
def test_a_box_that_stands_nowhere_is_said(box, height_m, complaint):
    with pytest.raises(DepthError, match=complaint):
        from_ground(np.array(box), looking_ahead(height_m), 0.02, 0.05, CAMERA)
