"""Sequences made smaller, faster, or laid into a large picture, with their truth."""
from __future__ import annotations

import numpy as np
import pytest
import small_objects
from small_objects import (
    AWAY, BACK, LAYOUTS, PLACES, SEEN, STRIDE, elsewhere, fast, in_picture, place_row, regained, target_of, tile_row)
from support.runs import result_of

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.evaluation.sequences import Sequence

COUNT = SEEN + AWAY + BACK + 5
BOXES = np.array([[2 + index, 3, 8, 18] for index in range(COUNT)], float)
LAYOUT = LAYOUTS['1080p']
AROUND = np.zeros((*LAYOUT.size[::-1], 3), np.uint8)


def sequence() -> Sequence:
    """Picture `index` is wholly of that value; numbers do as pictures where nobody looks at them."""
    return Sequence('a', [np.full((40, 160, 3), index, np.uint8) for index in range(COUNT)], BOXES)


def test_a_fast_one_has_every_fourth_frame() -> None:
    made = fast(sequence())
    assert [image[0, 0, 0] for image in made.images] == list(range(0, COUNT, STRIDE))
    np.testing.assert_array_equal(made.truth_xywh_px, BOXES[::STRIDE])
    assert target_of(made)['side_px'] == 12 and target_of(made)['relative_speed'] == pytest.approx(STRIDE / 12)


def test_in_a_large_picture_it_is_away_and_then_somewhere_else() -> None:
    made = in_picture(sequence(), AROUND, LAYOUT)
    truth = made.boxes_xywh_px
    assert np.isnan(truth).any(1).nonzero()[0].tolist() == list(range(SEEN, SEEN + AWAY))
    for index, (image, (x, y)) in enumerate(zip(made.images, truth[:, :2])):
        if index in (1, SEEN, SEEN + AWAY):
            assert image.any() == (index != SEEN)
        if index in (1, SEEN + AWAY):
            assert image[int(y), int(x)].tolist() == [index] * 3
            low = np.argwhere(image[..., 0])[0]
            assert (low == (y - BOXES[index, 1], x - BOXES[index, 0])).all()


def test_regained_is_of_those_that_were_away() -> None:
    made = in_picture(sequence(), AROUND, LAYOUT)
    boxes = [list(box) for box in made.truth_xywh_px]
    never = [*boxes[:SEEN], *[[np.nan] * 4] * (AWAY + BACK)]
    assert regained([made, made], [result_of(boxes), result_of(never)]) == '1 of 2'
    assert regained([sequence()], [result_of([list(box) for box in BOXES])]) == '-'


def test_elsewhere_is_what_is_shown_beside_the_target_after_its_return() -> None:
    made = in_picture(sequence(), AROUND, LAYOUT)
    boxes = made.truth_xywh_px
    beside, half = boxes + (200, 0, 0, 0), [*boxes[:SEEN + AWAY], *[[np.nan] * 4] * (BACK // 2), *boxes[-BACK // 2:]]
    beside[:SEEN + AWAY] = boxes[:SEEN + AWAY]
    half[-1] = [0, 0, 10, 10]
    results = [result_of([list(box) for box in those]) for those in (boxes, beside, half)]
    assert [elsewhere([made], [result]) for result in results] == ['0.00', '1.00', '0.01']
    assert elsewhere([sequence()], [result_of([list(box) for box in BOXES])]) == '-'


def red_on_grey() -> Sequence:
    images = [np.full((40, 240, 3), 100, np.uint8) for _ in range(COUNT)]
    for image, (x, y, w, h) in zip(images, BOXES.astype(int)):
        image[y:y + h, x:x + w] = (0, 0, 230)
    return in_picture(Sequence('a', images, BOXES), AROUND + 100, LAYOUT)


def test_a_part_of_the_picture_shows_its_target(colour: Bundle) -> None:
    made = red_on_grey()
    name, *shares = tile_row(f'{colour.path}/', [made])
    assert len(shares) == len(small_objects.TILES_PX) and shares[0] == '1.00'


def test_the_only_thing_of_its_colours_is_in_the_first_view() -> None:
    assert place_row('1080p', [red_on_grey()]) == ['1080p', *['1.00'] * len(PLACES), str(BACK // 10)]
