"""Targets of some ten pixels in large images: tiles, wide local views, and finds that have to be found again."""
from __future__ import annotations

import numpy as np
import pytest
from support.colour_bundle import write_colour_bundle
from support.one_thread import ONE_THREAD

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.tracking import (
    RegionOfInterest, SearchMode, TargetState, Tracker, TrackerOptions, TrackResult, create_tracker)
from vl_tracker_ros.tracking.small_objects import SamePlace, SmallObjects

FULL_HD, ULTRA_HD = (1080, 1920), (2160, 3840)
SMALL = SmallObjects()
FAR = (3000, 1700)
MOST = 80       # images, for 510 tiles and what it takes to be sure


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """One frame in a row is enough for it: what is asked for beyond that, the small-object mode asks for."""
    state = {'track_score': 0.6, 'lost_score': 0.3, 'confirm_frames': 1, 'lost_frames': 3}
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour', state=state))


@pytest.fixture
def tracker(bundle: Bundle) -> Tracker:
    return create_tracker(bundle, ONE_THREAD, tracker_options=TrackerOptions(small_objects=True))


class Sky:
    """A large grey image, in which a red square can be drawn and wiped out again."""

    def __init__(self, size: tuple[int, int], side: int) -> None:
        tile = np.random.default_rng(0).integers(100, 130, (120, 120, 1), np.uint8).repeat(3, axis=2)
        self._grey = np.tile(tile, (size[0] // 120, size[1] // 120, 1))
        self.image, self._side, self._last = self._grey.copy(), side, (slice(0), slice(0))

    def at(self, *corner: int) -> np.ndarray:
        x, y = corner
        self.empty()
        self._last = slice(y, y + self._side), slice(x, x + self._side)
        self.image[self._last] = (0, 0, 230)
        return self.image

    def empty(self) -> np.ndarray:
        self.image[self._last] = self._grey[self._last]
        return self.image


def is_at(result: TrackResult, corner: tuple[int, int], side: int) -> bool:
    if result.box_xywh_px is None:
        return False
    x, y, w, h = result.box_xywh_px
    centre = np.array([x + w / 2, y + h / 2]) - corner
    return bool((abs(centre - side / 2) < side / 2).all())


def until_tracking(tracker: Tracker, image: np.ndarray, most: int) -> TrackResult:
    for _ in range(most):
        if (result := tracker.update(image)).state is TargetState.TRACKING:
            break
    return result


def follow_until_searching(tracker: Tracker, sky: Sky, corner: tuple[int, int], side: int) -> None:
    """What was followed at that corner is gone, and the next image is searched as a whole."""
    tracker.start(sky.at(*corner), box=(*corner, side, side))
    until_tracking(tracker, sky.image, 3)
    while tracker.update(sky.empty()).directive.mode is not SearchMode.GLOBAL:
        pass


@pytest.mark.parametrize('side', [8, 22])
@pytest.mark.parametrize('size', [FULL_HD, ULTRA_HD])
def test_a_small_thing_in_a_large_image_is_followed_lost_and_found_far_away(
        tracker: Tracker, size: tuple[int, int], side: int) -> None:
    """It moves by more than its own side from image to image; then it is somewhere else in the image."""
    sky, there = Sky(size, side), (size[1] - 300, size[0] - 200)
    tracker.start(sky.at(200, 300), box=(200, 300, side, side))
    way = [(200 + 12 * step, 300 + 5 * step) for step in range(1, 9)]
    for corner in way:
        assert is_at(tracker.update(sky.at(*corner)), corner, side)
    while tracker.update(sky.empty()).state is not TargetState.LOST:
        pass
    assert is_at(until_tracking(tracker, sky.at(*there), MOST), there, side)


def test_the_mode_is_what_finds_it(bundle: Bundle) -> None:
    sky = Sky(ULTRA_HD, 10)
    for small_objects, state in ((False, TargetState.SEARCHING), (True, TargetState.TRACKING)):
        tracker = create_tracker(bundle, ONE_THREAD, tracker_options=TrackerOptions(small_objects=small_objects))
        tracker.start(sky.at(*FAR), text='the red square')
        assert until_tracking(tracker, sky.image, MOST).state is state


def test_what_a_search_finds_has_to_be_found_again(tracker: Tracker) -> None:
    sky = Sky(FULL_HD, 12)
    tracker.start(sky.empty(), text='the red square')
    scores = []
    while len(scores) < SMALL.confirm_frames:
        result = tracker.update(sky.at(900, 500))
        scores += [result.score] if result.score >= 0.6 else []
        assert (result.state is TargetState.TRACKING) is (len(scores) == SMALL.confirm_frames)


def test_what_is_elsewhere_each_time_is_never_believed(tracker: Tracker) -> None:
    """It is convincing in each image, within reach of the local view or not, but it is no thing that stays."""
    sky = Sky((240, 360), 12)
    tracker.start(sky.empty(), text='the red square')
    results = [tracker.update(sky.at(*(((40, 60), (300, 190))[index % 2]))) for index in range(12)]
    assert {result.state for result in results} == {TargetState.SEARCHING}
    assert max(result.score for result in results) > 0.6


def test_a_local_view_of_a_small_thing_is_wide_and_that_of_a_large_one_as_ever(tracker: Tracker) -> None:
    sky = Sky(FULL_HD, 8)
    widths = [tracker.start(sky.at(500, 500), box=(500, 500, side, side)).search_region_xywh_px[2] for side in (8, 60)]
    assert widths == [SMALL.search_side_px, 4 * 60]


def test_what_is_far_away_is_found_by_its_colours_before_the_tiles_come_there(tracker: Tracker) -> None:
    sky = Sky(ULTRA_HD, 12)
    follow_until_searching(tracker, sky, (200, 300), 12)
    found = [tracker.update(sky.at(*FAR)) for _ in range(SMALL.confirm_frames + 1)]
    assert is_at(found[-1], FAR, 12)        # 64 images see all of the tiles


def test_what_has_its_colours_but_another_size_is_not_it_so_soon(tracker: Tracker) -> None:
    """It would have to grow by a share in each image: the longer the search takes, the larger it may be."""
    sky, large = Sky((480, 600), 12), Sky((480, 600), 36)
    follow_until_searching(tracker, sky, (100, 100), 12)
    images = [tracker.update(large.at(400, 300)) for _ in range(120)]
    states = [result.state is TargetState.TRACKING for result in images]
    assert SMALL.most_resized_after(50) < 3 < SMALL.most_resized_after(90)
    assert not any(states[:50]) and states[-1] and is_at(images[-1], (400, 300), 36)


def test_of_several_views_the_one_with_the_colours_of_the_target_is_chosen(tracker: Tracker) -> None:
    """A larger thing of the same hue but darker stands out as much, and nearer to where the target was."""
    sky = Sky(FULL_HD, 12)
    follow_until_searching(tracker, sky, (900, 500), 12)
    image = sky.at(900, 340).copy()
    image[620:640, 900:920] = (0, 0, 140)
    tracker.update(image)
    assert is_at(until_tracking(tracker, image, SMALL.confirm_frames), (900, 340), 12)


def test_the_same_place_is_that_of_the_find_before() -> None:
    place = SamePlace(30)
    assert [place.holds(np.array([x, 0, 10, 10.0])) for x in (0, 25, 50, 90, 90)] == [True, True, True, False, True]


def test_a_region_is_scanned_instead_of_the_image(bundle: Bundle) -> None:
    region, sky = RegionOfInterest(), Sky(ULTRA_HD, 12)
    tracker = create_tracker(bundle, ONE_THREAD, tracker_options=TrackerOptions(small_objects=True), region=region)
    region.search_inside((2900, 1600, 400, 300), sky.image.shape)
    tracker.start(sky.at(*FAR), text='red')
    assert is_at(until_tracking(tracker, sky.image, SMALL.confirm_frames + 1), FAR, 12)
