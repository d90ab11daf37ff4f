from __future__ import annotations

import cv2
import numpy as np
import pytest

from vl_tracker_ros.data.framing import (
    crop_side, local_view, share_inside, template_view, tile_view, view_without, whole_view)
from vl_tracker_ros.geometry import crop_view, global_view

BOX = np.array([70.0, 50, 24, 16])
SIZE = 96


@pytest.fixture
def image() -> np.ndarray:
    """Grey, with a red target."""
    image = np.full((140, 200, 3), 110, np.uint8)
    cv2.rectangle(image, (70, 50), (93, 65), (30, 30, 220), -1)
    return image


def red_box(view: np.ndarray) -> list[int]:
    return list(cv2.boundingRect((view[..., 2].astype(int) - view[..., 1] > 55).astype(np.uint8)))


@pytest.mark.parametrize('flip', [False, True])
def test_the_box_is_on_the_target(image: np.ndarray, flip: bool) -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        view, box = local_view(image, BOX, SIZE, rng, flip)
        assert np.abs(red_box(view) - box).max() < 1.5
        assert 0.1 < np.sqrt(box[2] * box[3]) / SIZE < 0.55
    view, box = whole_view(image, BOX, SIZE, flip)
    assert np.abs(red_box(view) - box).max() < 1.5


def test_whole_view_is_what_the_robot_sees(image: np.ndarray) -> None:
    assert np.abs(whole_view(image, BOX, SIZE, False)[0].astype(int) - global_view(image, SIZE)[0]).mean() < 2


def test_a_tile_is_a_part_of_the_image_with_all_of_the_target(image: np.ndarray) -> None:
    rng, height = np.random.default_rng(0), image.shape[0]
    for _ in range(50):
        extent = rng.uniform(6, 200, 2)
        corner = rng.uniform(0, 1, 2) * np.maximum(np.array(image.shape[1::-1]) - extent, 0)
        box = np.concatenate([corner, np.minimum(extent, image.shape[1::-1])])
        view, seen = tile_view(image, box, 64, rng, bool(rng.random() < 0.5))
        assert view.shape == (64, 64, 3)
        assert (seen[:2] > -0.01).all() and (seen[:2] + seen[2:] < 64.01).all()
        assert seen[3] >= 64 * box[3] / height - 0.01, 'no smaller than in a view of the whole image'


def test_template_is_what_the_robot_cuts(image: np.ndarray) -> None:
    views = [template_view(image, BOX, 48, np.random.default_rng(seed), False) for seed in range(20)]
    robots, _ = crop_view(image, BOX, 2.0, 48)
    assert np.abs(np.mean([red_box(view) for view in views], axis=0) - red_box(robots)).max() < 1.5


def test_a_view_beside_the_target_is_without_it(image: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    views = [view_without(image, BOX, SIZE, rng, False) for _ in range(200)]
    found = [view for view in views if view is not None]
    assert len(found) > 30 and all(red_box(view)[2] < 4 or red_box(view)[3] < 4 for view in found)


def test_there_is_no_view_beside_a_target_that_fills_the_image(image: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    assert not any(view_without(image, np.array([5.0, 5, 190, 130]), SIZE, rng, False) is not None for _ in range(50))


def test_padding_of_large_targets(image: np.ndarray) -> None:
    assert share_inside(image, np.array([0.0, 0, 20, 20])) == 1
    assert share_inside(image, np.array([0.0, 0, 100, 100])) == pytest.approx(200 / 400 * 140 / 400)
    assert crop_side(np.array([0.0, 0, 1, 1]), 4.0) == 16, 'a dot has some surroundings'
