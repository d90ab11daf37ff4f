import numpy as np
import pytest

from vl_tracker_ros.following.zoom import EDGE, zoom_factor

SIZE = np.array([640.0, 480.0])


def zoom(width, height, centre=(320.0, 240.0), wanted=0.5, deadband=0.1, most=4.0):
    box = np.array([centre[0] - width / 2, centre[1] - height / 2, width, height])
    return zoom_factor(box, SIZE, wanted, deadband, most)


def test_the_larger_side_gets_the_wanted_share():
    assert zoom(160, 48) == pytest.approx(2.0) and zoom(64, 120) == pytest.approx(2.0)
    assert zoom(160, 480) == pytest.approx(0.5)


def test_a_size_that_is_nearly_right_is_left_alone():
    assert zoom(300, 10) == 1.0 and zoom(350, 10) == 1.0


def test_it_asks_for_no_more_than_the_most_at_once():
    assert zoom(10, 10) == 4.0 and zoom(640, 480, wanted=0.01) == 0.25


def test_zooming_in_keeps_the_target_in_the_image():
    factor = zoom(40, 40, centre=(480.0, 240.0))
    assert factor == pytest.approx(EDGE * 320 / 180)
    assert zoom(40, 40, centre=(600.0, 240.0)) == 1.0


def test_a_target_at_the_edge_that_is_too_large_is_still_zoomed_out():
    assert zoom(400, 480, centre=(500.0, 240.0)) == pytest.approx(0.5)
