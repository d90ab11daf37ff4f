"""Masks and regions: what lies outside is not found, and what cannot be used is said."""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from support.colour_bundle import write_box_follower, write_colour_bundle
from support.one_thread import ONE_THREAD
from support.squares import scene

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.tracking import (
    RegionError, RegionOfInterest, SearchMode, TargetState, Tracker, TrackerError, TrackResult, create_tracker)

SHAPE = (120, 160, 3)       # of support.squares.scene
LEFT, RIGHT = (20, 50), (120, 50)


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture
def left_mask(tmp_path: Path) -> Path:
    """White in the left half."""
    mask = np.zeros(SHAPE[:2], np.uint8)
    mask[:, :80] = 255
    cv2.imwrite(str(tmp_path / 'left.png'), mask)
    return tmp_path / 'left.png'


def tracker_with(bundle: Bundle, region: RegionOfInterest, **options: object) -> Tracker:
    return create_tracker(bundle, ONE_THREAD, region=region, **options)


def last(tracker: Tracker, image: np.ndarray, count: int = 8) -> TrackResult:
    return [tracker.update(image) for _ in range(count)][-1]


def test_without_mask_and_rectangle_it_is_all_of_the_image() -> None:
    region = RegionOfInterest()
    region.check((7, 9, 3))
    np.testing.assert_array_equal(region.bounds(SHAPE), [0, 0, 160, 120])
    assert region.mask is None


def test_a_search_finds_nothing_outside_of_the_mask(bundle: Bundle, left_mask: Path) -> None:
    tracker = tracker_with(bundle, RegionOfInterest(left_mask))
    tracker.start(scene(red=RIGHT), text='red')
    assert last(tracker, scene(red=RIGHT)).state is TargetState.SEARCHING
    assert last(tracker, scene(red=LEFT)).state is TargetState.TRACKING


def test_a_target_that_leaves_the_mask_is_lost(bundle: Bundle, left_mask: Path) -> None:
    tracker = tracker_with(bundle, RegionOfInterest(left_mask))
    tracker.start(scene(red=LEFT), box=(*LEFT, 24, 24))
    way = [scene(red=(x, 50)) for x in range(20, 125, 4)]
    assert tracker.update(way[0]).state is TargetState.TRACKING
    states = [tracker.update(image).state for image in way]
    assert states[-1] is TargetState.LOST


def test_no_search_looks_outside_of_the_rectangle_but_a_target_may_leave_it(bundle: Bundle) -> None:
    region = RegionOfInterest()
    tracker = tracker_with(bundle, region)
    region.search_inside((0, 0, 80, 120), SHAPE)
    result = tracker.start(scene(red=RIGHT), text='red')
    np.testing.assert_array_equal(result.search_region_xywh_px, [0, 0, 80, 120])
    assert last(tracker, scene(red=RIGHT)).state is TargetState.SEARCHING
    assert last(tracker, scene(red=LEFT)).state is TargetState.TRACKING
    followed = [tracker.update(scene(red=(x, 50))) for x in range(20, 121, 4)]
    assert (followed[-1].state, followed[-1].search) == (TargetState.TRACKING, SearchMode.LOCAL)
    region.search_inside(None)
    np.testing.assert_array_equal(region.bounds(SHAPE), [0, 0, 160, 120])


def test_a_grounder_looks_where_the_tracker_does(bundle: Bundle, left_mask: Path, tmp_path: Path) -> None:
    follower = load_bundle(write_box_follower(tmp_path / 'follower'))
    tracker = tracker_with(follower, RegionOfInterest(left_mask), grounder=bundle.path)
    tracker.start(scene(red=RIGHT), text='red')
    assert last(tracker, scene(red=RIGHT)).state is TargetState.SEARCHING
    assert last(tracker, scene(red=LEFT)).state is TargetState.TRACKING


def test_rectangle_and_mask_together_are_what_they_have_in_common(left_mask: Path) -> None:
    region = RegionOfInterest(left_mask)
    np.testing.assert_array_equal(region.bounds(SHAPE), [0, 0, 80, 120])
    region.search_inside((60, 10, 50, 20), SHAPE)
    np.testing.assert_array_equal(region.bounds(SHAPE), [60, 10, 20, 20])


def test_the_part_of_a_rectangle_that_lies_in_the_image_counts() -> None:
    region = RegionOfInterest()
    region.search_inside((100.4, 90, 500, 500), SHAPE)
    np.testing.assert_array_equal(region.bounds(SHAPE), [100, 90, 60, 30])
    np.testing.assert_array_equal(region.bounds((95, 160, 3)), [100, 90, 60, 5])    # a smaller image


@pytest.mark.parametrize('box', [(160, 0, 20, 20), (0, 500, 5, 5), (10, 10, 0, 20)])
def test_a_rectangle_outside_of_the_image_is_refused_and_the_one_before_stays(box: tuple[int, ...]) -> None:
    region = RegionOfInterest()
    region.search_inside((0, 0, 80, 120), SHAPE)
    with pytest.raises(ValueError, match='lies outside the image of 160x120|has no area'):
        region.search_inside(box, SHAPE)
    np.testing.assert_array_equal(region.bounds(SHAPE), [0, 0, 80, 120])


def test_a_mask_of_another_size_is_said_for_the_image(bundle: Bundle, left_mask: Path) -> None:
    tracker = tracker_with(bundle, RegionOfInterest(left_mask))
    with pytest.raises(TrackerError, match='left.png: the mask has 160x120 pixels, the image 320x240'):
        tracker.start(np.zeros((240, 320, 3), np.uint8), text='red')


@pytest.mark.parametrize(('content', 'cause'), [
    (None, 'cannot be read as an image'), (b'no image', 'cannot be read as an image'),
    (cv2.imencode('.png', np.zeros((4, 4), np.uint8))[1].tobytes(), 'no white pixel')])
def test_a_mask_that_cannot_be_used(tmp_path: Path, content: bytes | None, cause: str) -> None:
    path = tmp_path / 'mask.png'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RegionError, match=f'mask.png: .*{cause}'):
        RegionOfInterest(path)
