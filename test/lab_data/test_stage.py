from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.data.items import Cutout
from vl_tracker_ros.data.stage import Stage

TALL = Cutout(np.full((90, 30, 4), 255, np.uint8), 'person', None, 'drawn')


@pytest.mark.parametrize('whole', [True, False])
def test_target_is_placed_where_it_can_be_seen(whole: bool) -> None:
    rng, stage = np.random.default_rng(0), Stage(200, whole)
    spots = [stage.place_target(TALL, rng) for _ in range(200)]
    assert all(0 <= c <= 200 for spot in spots for c in spot.centre)
    assert max(spot.height for spot in spots) <= 0.93 * 200
    areas = np.sqrt([spot.width * spot.height for spot in spots]) / 200
    assert (areas.min() < 0.1) == whole, 'a crop is drawn about the target, an image is not'
    if not whole:
        assert np.median(areas) == pytest.approx(0.25, abs=0.03)


def test_what_is_squeezed_is_narrower() -> None:
    plain, squeezed = (Stage(200, True, squeeze).sides(TALL, 50) for squeeze in (1.0, 0.6))
    assert squeezed == pytest.approx((0.6 * plain[0], plain[1]))
    assert plain[0] / plain[1] == pytest.approx(TALL.aspect)


def test_others_hide_neither_the_target_nor_each_other() -> None:
    rng, stage = np.random.default_rng(0), Stage(200, False)
    for _ in range(50):
        target = stage.place_target(TALL, rng)
        others = stage.place_others([TALL] * 5, target, rng)
        assert all(other.overlap(target) > 0.42 for other in others)
        assert all(a.overlap(b) > 0.4 for i, a in enumerate(others) for b in others[:i])


def test_the_first_of_the_others_stands_close() -> None:
    rng, stage, reaches = np.random.default_rng(0), Stage(200, False), []
    for _ in range(100):
        target = stage.place_target(TALL, rng)
        for other in stage.place_others([TALL], target, rng):
            reaches.append(np.abs(np.subtract(other.centre, target.centre)) / (target.width, target.height))
    assert len(reaches) > 50 and np.max(reaches) <= 2.2
