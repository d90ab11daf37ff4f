from __future__ import annotations

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.geometry import Canvas, View, check_box, clip_box_xywh_px, crop_view, global_view, iou_matrix

REFERENCE = load_reference('ostrack_preprocessing')
SHAPE = REFERENCE['image'].shape


@pytest.mark.parametrize(('size', 'factor'), [(224, 4.0), (112, 2.0)])
@pytest.mark.parametrize('index', range(6))
def test_crop_is_that_of_the_official_code(size: int, factor: float, index: int) -> None:
    crop, view = crop_view(REFERENCE['image'], REFERENCE['boxes'][index], factor, size)
    difference = crop[::8, ::8].astype(int) - REFERENCE[f'crop_{size}'][index]
    assert crop.shape == (size, size, 3)
    assert np.abs(difference).max() <= 1  # another OpenCV may round its resize otherwise
    assert size / view.region_xywh_px[2] == REFERENCE[f'rf_{size}'][index]


def test_crop_at_the_border_gives_the_last_column_to_the_padding() -> None:
    image = np.full((40, 40, 3), 255, np.uint8)
    crop, _ = crop_view(image, (30, 10, 10, 10), 2.0, 20)  # columns 25..44 of an image of 40
    assert (crop[5, :14] == 255).all()
    assert (crop[5, 14:] == 0).all()


def test_crop_far_outside_is_black() -> None:
    crop, _ = crop_view(np.full((40, 40, 3), 255, np.uint8), (500, -300, 10, 10), 2.0, 16)
    assert not crop.any()


def test_crops_on_a_kept_canvas_are_those_on_a_new_one() -> None:
    """Large, small and large again, over different borders: nothing of one crop is left in the next."""
    canvas, image = Canvas(), REFERENCE['image']
    for box in [(0, 0, 200, 200), (300, 220, 30, 30), (2, 230, 12, 12), (200, 100, 140, 130), (0, 0, 320, 240)]:
        kept, _ = crop_view(image, box, 4.0, 112, canvas)
        np.testing.assert_array_equal(kept, crop_view(image, box, 4.0, 112)[0])


def test_crop_is_as_wide_as_it_has_to_be_at_least() -> None:
    image = np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8)
    (wide, view), (usual, _) = (crop_view(image, (40, 40, 6, 6), 4.0, 48, least_side_px=least) for least in (48, 24))
    np.testing.assert_array_equal(view.region_xywh_px, [19, 19, 48, 48])
    np.testing.assert_array_equal(wide, image[19:67, 19:67])
    np.testing.assert_array_equal(usual, crop_view(image, (40, 40, 6, 6), 4.0, 48)[0])


def test_crop_of_a_box_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match='no area'):
        crop_view(REFERENCE['image'], (10, 10, 0, 5), 4.0, 64)


def test_global_view_shows_the_whole_image() -> None:
    pixels, view = global_view(REFERENCE['image'], 224)
    assert np.abs(pixels[::8, ::8].astype(int) - REFERENCE['resize_224']).max() <= 1
    np.testing.assert_array_equal(view.to_image((0.5, 0.5, 1, 1)), [0, 0, SHAPE[1], SHAPE[0]])


def test_crop_shows_its_box_in_the_middle() -> None:
    _, view = crop_view(REFERENCE['image'], (100, 80, 40, 40), 4.0, 224)
    np.testing.assert_allclose(view.to_view((100, 80, 40, 40)), [0.5, 0.5, 0.25, 0.25])


def test_view_maps_there_and_back() -> None:
    view = View(np.array([-7.5, 12, 90, 50]))
    boxes = np.random.default_rng(0).uniform(0, 1, (5, 4))
    np.testing.assert_allclose(view.to_view(view.to_image(boxes)), boxes)


@pytest.mark.parametrize('setting', ['TF', 'TNL2K', 'default', 'mix'])
def test_boxes_in_the_image_are_those_of_the_official_tracker(setting: str) -> None:
    reference = load_reference('mvlm_confidence')
    image, box = np.zeros((240, 320, 3), np.uint8), np.array([100.0, 80, 50, 36])
    for frame in range(5):
        chosen = reference['boxes'][frame, reference[f'{setting}_idx'][frame]]
        is_global = reference[f'{setting}_flag_in'][frame]
        _, view = global_view(image, 224) if is_global else crop_view(image, box, 4.0, 224)
        box = clip_box_xywh_px(view.to_image(chosen), image.shape)
        np.testing.assert_allclose(box, reference[f'{setting}_bbox'][frame], atol=1e-3)


def test_iou_is_that_of_the_official_code() -> None:
    reference = load_reference('mvlm_margins')
    iou = iou_matrix(reference['boxes'], reference['boxes'])
    np.testing.assert_allclose(iou, reference['pairwise_iou'], atol=1e-6)


def test_iou_of_two_sets() -> None:
    iou = iou_matrix([[0.5, 0.5, 1, 1]], [[0.5, 0.5, 1, 1], [1, 0.5, 1, 1], [5, 5, 1, 1]])
    np.testing.assert_allclose(iou, [[1, 1 / 3, 0]])


def test_clip_is_that_of_the_official_code() -> None:
    clipped = [clip_box_xywh_px(box, SHAPE) for box in REFERENCE['clip_in']]
    np.testing.assert_array_equal(clipped, REFERENCE['clip_out_m10'])


def test_clip_stays_inside_an_image_smaller_than_the_margin() -> None:
    np.testing.assert_array_equal(clip_box_xywh_px((3, 2, 50, 1), (4, 6)), [0, 0, 6, 4])


def test_box_partly_outside_is_clipped() -> None:
    np.testing.assert_array_equal(check_box((-5, 230, 20, 20), SHAPE), [0, 230, 15, 10])


@pytest.mark.parametrize(('box', 'cause'), [
    ((1, 2, 3), 'not four finite'), ((1, 2, np.nan, 4), 'not four finite'),
    ((1, 2, np.inf, 4), 'not four finite'),
    ((1, 2, 0, 4), 'no area'), ((1, 2, 5, -4), 'no area'),
    ((320, 10, 5, 5), 'outside the image of 320x240'), ((-9, 10, 9, 5), 'outside'),
    ((10, -50, 5, 5), 'outside'),
])
def test_bad_box_gives_one_line(box: tuple[float, ...], cause: str) -> None:
    with pytest.raises(ValueError, match=cause) as caught:
        check_box(box, SHAPE)
    assert '\n' not in str(caught.value)
