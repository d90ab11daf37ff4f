"""Directions and places of boxes against known geometry."""
import numpy as np
import pytest

from vl_tracker_ros.following.camera_model import camera_model
from vl_tracker_ros.following.target_point import Depth, DepthError, bearing, covariance, position

CAMERA = camera_model(640, 480, '', [], [600.0, 0.0, 320.0, 0.0, 600.0, 240.0, 0.0, 0.0, 1.0])


def box(x, y, width, height):
    return np.array([x, y, width, height], float)


def test_ahead_is_along_the_optical_axis():
    np.testing.assert_allclose(bearing(box(300, 200, 40, 80), CAMERA), [0.0, 0.0, 1.0], atol=1e-12)


def test_right_of_the_image_is_positive_x():
    ray = bearing(box(600, 240, 40, 0), CAMERA)
    np.testing.assert_allclose(ray, np.array([0.5, 0.0, 1.0]) / np.sqrt(1.25), atol=1e-12)


def test_the_place_has_that_depth_in_that_direction():
    ray = bearing(box(600, 240, 40, 0), CAMERA)
    np.testing.assert_allclose(position(ray, Depth(4.0, 0.1)), [2.0, 0.0, 4.0], atol=1e-12)


@pytest.mark.parametrize('z_m, sigma_m', [(0.0, 0.1), (-1.0, 0.1), (np.nan, 0.1), (np.inf, 0.1), (1.0, np.nan)])
def test_what_is_no_depth_is_refused(z_m, sigma_m):
    with pytest.raises(DepthError, match='a depth of'):
        Depth(z_m, sigma_m)


def test_uncertainty_is_that_of_the_depth_along_the_ray_and_of_the_box_across():
    ray, depth = bearing(box(600, 240, 40, 0), CAMERA), Depth(4.0, 0.2)
    spread = covariance(ray, depth, np.array([6.0, 12.0]), CAMERA)
    assert spread[2, 2] == pytest.approx(0.2 ** 2)
    assert spread[0, 0] == pytest.approx((0.5 * 0.2) ** 2 + (6 / 600 * 4.0) ** 2)
    assert spread[1, 1] == pytest.approx((12 / 600 * 4.0) ** 2)
    assert spread[0, 2] == spread[2, 0] == pytest.approx(0.5 * 0.2 ** 2)


def test_uncertainty_covers_what_shaken_boxes_lead_to():
    rng = np.random.default_rng(0)
    places = [position(bearing(box(*(np.array([500.0, 200.0]) + rng.normal(0, [5.0, 8.0])), 40, 80), CAMERA),
                       Depth(3.0 + rng.normal(0, 0.15), 0.15)) for _ in range(4000)]
    said = covariance(bearing(box(500, 200, 40, 80), CAMERA), Depth(3.0, 0.15), np.array([5.0, 8.0]), CAMERA)
    np.testing.assert_allclose(np.cov(np.transpose(places)), said, atol=2e-3)
