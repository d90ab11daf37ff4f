"""Directions and distances of cameras that look ahead, aside, up and down, and of one that lies on its side."""
import math

import numpy as np
import pytest

from vl_tracker_ros.following.mounting import AHEAD, azimuth, distance


def turned(yaw=0.0, pitch=0.0, roll=0.0):
    """Base from camera: to the left, downwards, and about where it looks."""
    def rotation(axis, angle):
        x, y, z = axis
        cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]], float)
        return np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross
    return rotation((0, 0, 1), yaw) @ rotation((0, 1, 0), pitch) @ rotation((1, 0, 0), roll) @ AHEAD


MOUNTINGS = [turned(), turned(yaw=1.2), turned(yaw=-2.8), turned(pitch=0.5), turned(roll=1.57),
             turned(0.6, -0.4, 3.1)]


@pytest.mark.parametrize('mounting', MOUNTINGS)
@pytest.mark.parametrize('place', [(3.0, 0.0, 0.0), (2.0, -1.0, 0.4), (-1.0, 0.5, -0.3)])
def test_however_it_is_mounted_a_place_lies_in_the_same_direction_at_the_same_distance(mounting, place):
    seen = mounting.T @ place
    spread = mounting.T @ np.diag([0.04, 0.04, 9.0]) @ mounting       # height does not count
    assert azimuth(mounting, seen / np.linalg.norm(seen)) == pytest.approx(math.atan2(-place[1], place[0]))
    found = distance(mounting, seen, spread)
    assert (found.metres, found.sigma_m) == pytest.approx((math.hypot(*place[:2]), 0.2))


def test_ahead_right_of_the_image_is_to_the_right():
    assert azimuth(AHEAD, np.array([0.6, 0.0, 0.8])) == pytest.approx(math.atan2(0.6, 0.8))
    assert distance(AHEAD, np.array([3.0, 1.0, 4.0]), np.zeros((3, 3))).metres == 5.0


def test_the_spread_is_that_along_the_way_to_the_target():
    along, across = np.array([0.6, 0.0, 0.8]), np.array([0.8, 0.0, -0.6])
    spread = 0.25 * np.outer(along, along) + 4.0 * np.outer(across, across)
    assert distance(AHEAD, 2.0 * along, spread).sigma_m == pytest.approx(0.5)


@pytest.mark.parametrize('vector', [(math.nan, 0.0, 1.0), (0.0, 0.0, 0.0), (3.0, 0.0, 4.0)])
def test_what_is_no_direction_is_refused(vector):
    with pytest.raises(ValueError, match='no unit vector'):
        azimuth(AHEAD, np.array(vector))


@pytest.mark.parametrize('pitch', [math.pi / 2, -math.pi / 2])
def test_straight_up_and_down_there_is_nowhere_to_turn_to(pitch):
    with pytest.raises(ValueError, match='straight up or down'):
        azimuth(turned(pitch=pitch), np.array([0.0, 0.0, 1.0]))


@pytest.mark.parametrize('point, variance, complaint', [
    ((0.0, 0.0, math.nan), 0.1, 'not finite'), ((0.0, 0.0, math.inf), 0.1, 'not finite'),
    ((0.0, 0.0, 4.0), math.nan, 'not finite'), ((0.0, 2.0, 0.0), 0.1, 'at 0 m'),
    ((0.0, 0.0, 4.0), -1.0, 'variance of')])
def test_what_is_no_distance_is_refused(point, variance, complaint):
    with pytest.raises(ValueError, match=complaint):
        distance(AHEAD, np.array(point), np.diag([0.0, 0.0, variance]))
