import math

import numpy as np
import pytest

from vl_tracker_ros.mavlink.rectangle import (
    POINT_SHARE, RectangleError, box_of_point, box_of_rectangle, rectangle_of_box)

SIZE = np.array([640.0, 480.0])


def test_a_rectangle_is_its_box_and_back():
    box = box_of_rectangle(0.25, 0.5, 0.5, 0.75, SIZE)
    assert box.tolist() == [160.0, 240.0, 160.0, 120.0]
    assert rectangle_of_box(box, SIZE) == (0.25, 0.5, 0.5, 0.75)


def test_what_lies_over_the_edge_is_cut_off():
    assert box_of_rectangle(-0.5, 0.5, 0.5, 1.5, SIZE).tolist() == [0.0, 240.0, 320.0, 240.0]
    assert rectangle_of_box(np.array([-64.0, 0.0, 128.0, 960.0]), SIZE) == (0.0, 0.0, 0.1, 1.0)


@pytest.mark.parametrize('corners, why', [
    ((math.nan, 0.1, 0.5, 0.5), 'finite'), ((0.1, 0.1, math.inf, 0.5), 'finite'), ((0.5, 0.5, 0.5, 0.8), 'no area'),
    ((0.6, 0.1, 0.2, 0.5), 'no area'), ((1.2, 0.1, 1.5, 0.5), 'outside'), ((0.1, -3.0, 0.5, -1.0), 'outside')])
def test_a_rectangle_that_shows_nothing_is_refused(corners, why):
    with pytest.raises(RectangleError, match=why):
        box_of_rectangle(*corners, SIZE)


@pytest.mark.parametrize('radius', [0.0, math.nan])
def test_a_point_without_a_radius_gets_a_square_of_a_usual_size(radius):
    side = 2 * POINT_SHARE * 640
    np.testing.assert_allclose(box_of_point(0.5, 0.5, radius, SIZE), [320 - side / 2, 240 - side / 2, side, side])


def test_the_radius_of_a_point_is_a_share_of_the_width():
    np.testing.assert_allclose(box_of_point(0.5, 0.5, 0.1, SIZE), [256, 176, 128, 128])
    np.testing.assert_allclose(box_of_point(0.0, 1.0, 0.1, SIZE), [0, 416, 64, 64])


@pytest.mark.parametrize('point', [(math.nan, 0.5), (0.5, 1.1), (-0.1, 0.5)])
def test_a_point_outside_the_image_is_refused(point):
    with pytest.raises(RectangleError, match='outside'):
        box_of_point(*point, 0.1, SIZE)
