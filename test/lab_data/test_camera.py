from __future__ import annotations

import cv2
import numpy as np
import pytest

from vl_tracker_ros.data.camera import (
    cast_shadow, degrade, draw_detail, jitter_colour, lose_detail, motion_kernel, tilt)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_light_leaves_transparency_alone(rng: np.random.Generator) -> None:
    image = rng.integers(0, 255, (24, 30, 4), dtype=np.uint8)
    lit = jitter_colour(image, 0.2, rng)
    assert np.array_equal(lit[..., 3], image[..., 3]) and not np.array_equal(lit[..., :3], image[..., :3])


def test_degraded_views_keep_their_shape_and_differ(rng: np.random.Generator) -> None:
    view = rng.integers(0, 255, (24, 30, 3), dtype=np.uint8)
    views = [degrade(view, rng) for _ in range(60)]
    assert {(v.shape, v.dtype) for v in views} == {((24, 30, 3), np.dtype(np.uint8))}
    assert len({v.tobytes() for v in views}) == 60


def test_a_shadow_darkens_one_side(rng: np.random.Generator) -> None:
    white = np.full((60, 60, 3), 200, np.uint8)
    for _ in range(20):
        shaded = cast_shadow(white, rng)
        assert shaded.max() <= 200 and shaded.min() < 0.87 * 200 and shaded.max() > shaded.min() + 20


@pytest.mark.parametrize(('angle', 'wide'), [(0.0, True), (np.pi / 2, False)])
def test_motion_blur_lies_along_the_motion(angle: float, wide: bool) -> None:
    kernel = motion_kernel(9.0, angle)
    assert kernel.sum() == pytest.approx(1) and kernel.shape[0] == kernel.shape[1] == 11
    point = np.zeros((41, 41), np.float32)
    point[20, 20] = 1
    _, _, width, height = cv2.boundingRect((cv2.filter2D(point, -1, kernel) > 0.01).astype(np.uint8))
    assert (width > 2 * height) == wide and max(width, height) in (9, 10, 11)


def test_some_targets_have_8_to_40_pixels_of_their_own(rng: np.random.Generator) -> None:
    kept = np.array([draw_detail(rng, 56.0, share=0.4) for _ in range(2000)])
    coarse = kept[kept < 1]
    assert 0.35 < len(coarse) / 2000 < 0.45
    assert coarse.min() * 56 >= 8 and coarse.max() * 56 <= 40
    assert draw_detail(rng, 10.0, share=1.0) <= 1


def test_lost_detail_is_gone(rng: np.random.Generator) -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 200
    assert lose_detail(stripes, 1.0) is stripes
    coarse = lose_detail(stripes, 0.25)
    assert coarse.shape == stripes.shape and np.ptp(coarse[..., 0].astype(int)) < 10


def test_a_tilted_view_has_no_empty_corners() -> None:
    view = np.full((40, 40, 3), 90, np.uint8)
    view[10:14, 18:22] = 255
    turned = tilt(view, 90)
    assert turned.min() >= 89 and (turned[18:22, 10:14] > 200).all()
