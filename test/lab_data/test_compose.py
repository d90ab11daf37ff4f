from __future__ import annotations

import cv2
import numpy as np
import pytest

from vl_tracker_ros.data.compose import clip_to_view, paste, warp_box, warp_view


@pytest.mark.parametrize('flip', [False, True])
@pytest.mark.parametrize(('centre', 'side'), [((50, 40), (64, 64)), ((52.3, 41.7), (50, 70)), ((45, 40), (180, 150)),
                                              ((55, 45), (320, 300))])
def test_box_and_view_agree_on_a_drawn_square(
        centre: tuple[float, float], side: tuple[float, float], flip: bool) -> None:
    image = np.zeros((90, 110), np.uint8)
    image[30:54, 38:58] = 200
    view, matrix = warp_view(image, centre, side, 96, flip=flip)
    x, y, w, h = warp_box(matrix, np.array([38, 30, 20, 24]))
    mass = view.astype(float) / view.sum()
    pixel_centres = np.arange(96) + 0.5
    assert (mass.sum(0) @ pixel_centres, mass.sum(1) @ pixel_centres) == pytest.approx((x + w / 2, y + h / 2), abs=0.1)
    assert view.sum() / 200 == pytest.approx(w * h, rel=0.05)


def test_a_view_of_the_whole_image_is_the_image() -> None:
    image = np.random.default_rng(0).integers(0, 255, (32, 32, 3), dtype=np.uint8)
    assert np.array_equal(warp_view(image, (16, 16), (32, 32), 32)[0], image)
    assert np.array_equal(warp_view(image, (16, 16), (32, 32), 32, flip=True)[0], image[:, ::-1])


@pytest.mark.parametrize(('box', 'expected'), [
    ((10, 20, 30, 40), (0.25, 0.4, 0.3, 0.4)),
    ((-10, 0, 20, 50), (0.05, 0.25, 0.1, 0.5)),            # half of it is left
    ((90, 90, 20, 20), None),                              # a quarter is left
    ((99, 0, 1, 100), None),                               # too thin
    ((-50, -50, 20, 20), None),
])
def test_clip_to_view(box: tuple[float, ...], expected: tuple[float, ...] | None) -> None:
    clipped = clip_to_view(np.array(box, float), 100)
    assert clipped is None if expected is None else clipped.tolist() == pytest.approx(expected)


@pytest.mark.parametrize(('centre', 'size', 'degrees'), [
    ((50, 50), (30, 20), 0), ((40.5, 60.2), (12, 40), 25), ((5, 50), (30, 30), 0), ((95, 97), (40, 24), -30),
    ((50, 50), (200, 160), 0), ((50, 50), (6, 6), 10)])
def test_pasted_box_is_tight_on_what_changed(
        centre: tuple[float, float], size: tuple[float, float], degrees: float) -> None:
    cutout = np.full((60, 60, 4), 255, np.uint8)
    view = np.full((100, 100, 3), 80, np.uint8)
    box = paste(view, cutout, centre, *size, degrees)
    changed = cv2.boundingRect((view[..., 0] > 80 + 60).astype(np.uint8))
    assert box is not None and np.abs(box - changed).max() <= 1.5
    assert (box[:2] >= 0).all() and (box[:2] + box[2:] <= 100).all()


def test_what_lies_outside_is_not_pasted() -> None:
    view = np.full((50, 50, 3), 80, np.uint8)
    for centre in ((-40, 25), (25, 90), (500, 500)):
        assert paste(view, np.full((20, 20, 4), 255, np.uint8), centre, 20, 20, 0) is None
    assert (view == 80).all()


def test_transparent_pixels_leave_the_view_alone() -> None:
    view, cutout = np.full((50, 50, 3), 80, np.uint8), np.full((20, 20, 4), 255, np.uint8)
    cutout[:, :10, 3] = 0
    box = paste(view, cutout, (25, 25), 20, 20, 0)
    assert box.tolist() == pytest.approx([25, 15, 10, 20], abs=1)
    assert (view[:, :23] == 80).all()
