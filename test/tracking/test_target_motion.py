"""A target goes on as it went, up to a limit, and only while it is surely seen."""
from __future__ import annotations

import numpy as np
import pytest
from support.colour_bundle import write_colour_bundle
from support.one_thread import ONE_THREAD

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.tracking import TargetState, Tracker, TrackerOptions, create_tracker
from vl_tracker_ros.tracking.target_motion import TargetMotion

SIDE, STEP = 8, 30      # a view of 48 px holds a target that is up to 20 px off, half of it


def box(x: float, y: float, w: float = 10, h: float = 10) -> np.ndarray:
    return np.array([x, y, w, h], float)


def test_it_goes_on_by_the_step_of_its_centre() -> None:
    motion = TargetMotion(16)
    motion.observe(box(0, 0), box(4, -3, 12, 14))       # the centre went from 5,5 to 10,4
    np.testing.assert_array_equal(motion.expect(box(100, 100)), box(105, 99))


def test_a_step_has_a_limit_and_without_one_it_stands() -> None:
    for most_px in (16, 0):
        motion = TargetMotion(most_px)
        motion.observe(box(0, 0), box(50, -70))
        np.testing.assert_array_equal(motion.expect(box(0, 0)), box(most_px, -most_px))


def test_what_was_forgotten_stands() -> None:
    motion = TargetMotion(16)
    motion.observe(box(0, 0), box(5, 5))
    motion.forget()
    np.testing.assert_array_equal(motion.expect(box(1, 2)), box(1, 2))


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


def sky_at(x: int) -> np.ndarray:
    image = np.full((240, 900, 3), 110, np.uint8)
    image[100:100 + SIDE, x:x + SIDE] = (0, 0, 230)
    return image


def run(tracker: Tracker) -> list[int]:
    """Follow what is faster and faster, up to STEP an image; returns by how much its box was off, in pixels."""
    x, off = 50, []
    tracker.start(sky_at(x), box=(x, 100, SIDE, SIDE))
    for step in [10, 15, 20, 25, *[STEP] * 15]:
        x += step
        result = tracker.update(sky_at(x))
        assert result.state is TargetState.TRACKING
        off.append(round(abs(result.box_xywh_px[0] - x)))
    return off


def test_a_small_thing_that_flies_faster_than_its_view_is_wide_is_kept(bundle: Bundle) -> None:
    tracker = create_tracker(bundle, ONE_THREAD, tracker_options=TrackerOptions(small_objects=True))
    assert max(run(tracker)) <= 2


def test_the_view_is_where_it_is_expected(bundle: Bundle) -> None:
    for small_objects, moved in ((True, 10), (False, 0)):
        tracker = create_tracker(bundle, ONE_THREAD, tracker_options=TrackerOptions(small_objects=small_objects))
        tracker.start(sky_at(100), box=(100, 100, SIDE, SIDE))
        centres = []
        for x in (110, 120):
            left, _, width, _ = tracker.update(sky_at(x)).search_region_xywh_px
            centres.append(left + width / 2)
        assert centres[1] - centres[0] == pytest.approx(10 + moved, abs=2)
