"""Frames in one another, at a time."""
import numpy as np
import pytest

from vl_tracker_ros.following.rigid_transform import RigidTransform
from vl_tracker_ros.following.transform_tree import TransformError, TransformTree

HALF = np.sqrt(0.5)
LEFT_TURN = (0.0, 0.0, HALF, HALF)      # 90 degrees about z
NONE = (0.0, 0.0, 0.0, 1.0)


def transform(quaternion=NONE, translation=(0.0, 0.0, 0.0)):
    return RigidTransform.from_quaternion(quaternion, translation)


def apply(found, point):
    return found.rotation @ np.array(point, float) + found.translation


@pytest.fixture
def tree():
    tree = TransformTree(tolerance_s=0.1)
    tree.add('odom', 'base', 10.0, transform(translation=(1.0, 0.0, 0.0)), static=False)
    tree.add('odom', 'base', 10.5, transform(translation=(2.0, 0.0, 0.0)), static=False)
    tree.add('base', 'mast', 0.0, transform(LEFT_TURN, (0.0, 0.0, 1.0)), static=True)
    tree.add('base', 'arm', 0.0, transform(translation=(0.5, 0.0, 0.0)), static=True)
    return tree


def test_a_quaternion_turns_as_its_axis_says():
    np.testing.assert_allclose(apply(transform(LEFT_TURN), (1, 0, 0)), [0, 1, 0], atol=1e-12)
    tilted = transform((-0.5, 0.5, -0.5, 0.5))      # an optical frame in a body's: its z is the body's x
    np.testing.assert_allclose(apply(tilted, (0, 0, 1)), [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(apply(tilted.inverse, (1, 0, 0)), [0, 0, 1], atol=1e-12)


def test_chains_lead_up_and_down(tree):
    np.testing.assert_allclose(apply(tree.lookup('odom', 'mast', 10.0), (1, 0, 0)), [1, 1, 1], atol=1e-12)
    np.testing.assert_allclose(apply(tree.lookup('arm', 'mast', 0.0), (0, 0, 0)), [-0.5, 0, 1], atol=1e-12)
    np.testing.assert_allclose(apply(tree.lookup('mast', 'mast', 0.0), (1, 2, 3)), [1, 2, 3], atol=1e-12)


def test_a_moving_frame_is_taken_at_the_time_of_the_image(tree):
    assert tree.lookup('odom', 'base', 10.02).translation[0] == 1.0
    assert tree.lookup('odom', 'base', 10.48).translation[0] == 2.0


@pytest.mark.parametrize('target, source, stamp_s, complaint', [
    ('odom', 'base', 12.0, '1.500 s older'), ('odom', 'mast', 9.0, "'base' is 1.000 s newer"),
    ('odom', 'camera', 10.0, "no transform from 'camera' to 'odom'"), ('map', 'base', 10.0, "to 'map'")])
def test_what_is_not_known_is_said(tree, target, source, stamp_s, complaint):
    with pytest.raises(TransformError, match=complaint):
        tree.lookup(target, source, stamp_s)


def test_a_ring_of_frames_ends(tree):
    tree.add('base', 'odom', 0.0, transform(), static=True)
    with pytest.raises(TransformError):
        tree.lookup('map', 'mast', 10.0)


def test_after_a_clock_that_began_anew_the_old_times_are_forgotten(tree):
    tree.add('odom', 'base', 3.0, transform(), static=False)
    with pytest.raises(TransformError, match='7.000 s older'):
        tree.lookup('odom', 'base', 10.0)
    assert tree.lookup('odom', 'base', 3.05).translation[0] == 0.0


def test_a_moving_base_does_not_matter_between_frames_that_are_fixed_on_it(tree):
    tree.lookup('arm', 'mast', 99.0)


@pytest.mark.parametrize('quaternion, translation', [
    ((0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0)), ((0.0, 0.0, 0.0, 2.0), (0.0, 0.0, 0.0)),
    ((0.0, 0.0, 0.0, float('nan')), (0.0, 0.0, 0.0)), (NONE, (0.0, float('inf'), 0.0))])
def test_what_is_no_transform_is_refused(quaternion, translation):
    with pytest.raises(ValueError, match='no transform'):
        transform(quaternion, translation)
