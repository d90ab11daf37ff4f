import math

import pytest

from vl_tracker_ros.following.direction import Direction


@pytest.mark.parametrize('vector, azimuth, elevation', [
    ((0.0, 0.0, 1.0), 0.0, 0.0), ((1.0, 0.0, 1.0), 45.0, 0.0), ((0.0, -1.0, 1.0), 0.0, 45.0),
    ((0.0, 1.0, 0.0), 0.0, -90.0), ((-1.0, 0.0, 0.0), -90.0, 0.0)])
def test_right_and_up_are_positive(vector, azimuth, elevation):
    assert Direction.of(*vector) == pytest.approx((math.radians(azimuth), math.radians(elevation)))
