"""The depth image that belongs to a detection."""
import pytest

from vl_tracker_ros.following.recent import Recent


@pytest.fixture
def images():
    images = Recent(3)
    for stamp_s in (10.0, 10.1, 10.2):
        images.add(stamp_s, f'at {stamp_s}')
    return images


def test_the_nearest_is_found_and_none_that_is_too_far(images):
    assert images.nearest(10.12, 0.05) == 'at 10.1'
    assert images.nearest(10.24, 0.05) == 'at 10.2'
    assert images.nearest(10.3, 0.05) is None and images.nearest(9.0, 0.05) is None
    assert Recent(3).nearest(10.0, 1.0) is None


def test_the_oldest_go(images):
    images.add(10.3, 'new')
    assert images.nearest(10.0, 0.05) is None and images.nearest(10.3, 0.05) == 'new'


def test_a_clock_that_began_anew_leaves_nothing_of_what_came_before(images):
    images.add(3.0, 'after the jump')
    assert images.nearest(10.1, 0.05) is None and images.nearest(3.0, 0.05) == 'after the jump'
