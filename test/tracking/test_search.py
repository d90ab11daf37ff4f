"""A grounder beside the tracker, as slow as the test wants it: no image waits for it, and nothing old is believed."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from support.one_thread import ONE_THREAD
from support.squares import scene

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.tracking import GroundedTracker, TargetState, TrackResult, create_tracker
from vl_tracker_ros.tracking.grounder import Grounder

HERE, NEAR, FAR = (60, 50), (66, 54), (132, 92)     # FAR is out of the local view around HERE
RED, GONE = scene(red=HERE), scene()
PATIENCE_S = 20.0
PACKAGED = ('atstrack_tiny', 'all_in_one_tiny', 'cost_tiny', 'mvlm_tiny', 'sdtrack_tiny')


class SlowGrounder:
    """Looks at an image only when it is allowed to, and finds what it is told to find there: a box or an error."""

    name = 'slow'

    def __init__(self) -> None:
        self.words: list[str] = []
        self.images: list[np.ndarray] = []
        self._finds: list[tuple[float, ...] | None | Exception] = []
        self._allowed = threading.Semaphore(0)

    def finds(self, *finds: tuple[float, ...] | None | Exception) -> None:
        """One look for each of them."""
        self._finds += finds
        self._allowed.release(len(finds))

    def begin(self, text: str) -> None:
        self.words.append(text)

    def search(self, image: np.ndarray, stamp_s: float | None) -> TrackResult:
        self.images.append(image)
        assert self._allowed.acquire(timeout=PATIENCE_S)
        found = self._finds.pop(0)
        if isinstance(found, Exception):
            raise found
        if found is None:
            return TrackResult(TargetState.SEARCHING)
        return TrackResult(TargetState.TRACKING, 0.9, np.array(found, np.float64))

    def end(self) -> None:
        pass

    def warm_up(self) -> None:
        pass


@pytest.fixture
def grounder() -> Iterator[SlowGrounder]:
    grounder = SlowGrounder()
    yield grounder
    grounder.finds(*[None] * 100)       # its thread is not left waiting


@pytest.fixture
def tracker(follower: Bundle, grounder: SlowGrounder) -> GroundedTracker:
    return beside(follower, grounder)


def beside(bundle: Bundle | str, grounder: Grounder | Path | str) -> GroundedTracker:
    return create_tracker(bundle, ONE_THREAD, grounder=grounder, beside=True)


def wait(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def until(tracker: GroundedTracker, image: np.ndarray, state: TargetState) -> TrackResult:
    """Show the image again and again."""
    deadline = time.monotonic() + PATIENCE_S
    while (result := tracker.update(image)).state is not state:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return result


def idle(tracker: GroundedTracker) -> None:
    """Until the grounder has an answer that nobody has read."""
    wait(lambda: tracker._search._work.done())


def centre(result: TrackResult) -> list[float]:
    x, y, w, h = result.box_xywh_px
    return [x + w / 2, y + h / 2]


def test_no_image_waits_while_the_grounder_searches(tracker: GroundedTracker, grounder: SlowGrounder) -> None:
    results = [tracker.start(RED, text='the red square')] + [tracker.update(RED) for _ in range(100)]
    assert {(result.state, result.target_id, result.directive.source) for result in results} == {
        (TargetState.SEARCHING, '1.1', 'grounder')}
    assert all(result.box_xywh_px is None for result in results)
    wait(lambda: grounder.images)
    assert len(grounder.images) == 1 and grounder.words == ['the red square']


def test_a_free_grounder_gets_the_newest_image(tracker: GroundedTracker, grounder: SlowGrounder) -> None:
    images = [scene(red=(4 * index, 20)) for index in range(20)]
    tracker.start(images[0], text='the red square')
    for image in images[1:10]:
        tracker.update(image)
    grounder.finds(None)
    idle(tracker)
    tracker.update(images[10])
    wait(lambda: len(grounder.images) == 2)
    np.testing.assert_array_equal(grounder.images, [images[0], images[10]])
    assert grounder.words == ['the red square']


def test_the_search_region_tells_which_image_it_looks_at(tracker: GroundedTracker, grounder: SlowGrounder) -> None:
    regions = [tracker.start(RED, text='the red square').search_region_xywh_px]
    regions += [tracker.update(RED).search_region_xywh_px for _ in range(3)]
    assert [*regions[0]] == [0, 0, 160, 120] and regions[1:] == [None] * 3
    grounder.finds(None)
    idle(tracker)
    assert tracker.update(RED).search_region_xywh_px is not None


def test_what_was_found_in_an_older_image_is_looked_for_in_the_present_one(tracker: GroundedTracker,
                                                                           grounder: SlowGrounder) -> None:
    tracker.start(RED, text='the red square')
    grounder.finds((*HERE, 24, 24))
    idle(tracker)
    result = tracker.update(scene(red=NEAR))
    assert (result.state, result.directive.source) == (TargetState.TRACKING, 'own')
    np.testing.assert_allclose(centre(result), np.add(NEAR, 12), atol=4)
    np.testing.assert_allclose(centre(tracker.update(scene(red=NEAR))), np.add(NEAR, 12), atol=4)


def test_what_has_gone_too_far_since_is_searched_for_again(tracker: GroundedTracker, grounder: SlowGrounder) -> None:
    tracker.start(RED, text='the red square')
    grounder.finds((*HERE, 24, 24))
    idle(tracker)
    far = scene(red=FAR)
    result = tracker.update(far)
    assert result.score < 0.3 and result.state is not TargetState.TRACKING
    assert until(tracker, far, TargetState.LOST).box_xywh_px is None
    grounder.finds((*FAR, 24, 24))
    np.testing.assert_allclose(centre(until(tracker, far, TargetState.TRACKING)), np.add(FAR, 12), atol=4)


def test_a_lost_target_is_searched_for_without_a_wait_and_keeps_its_id(tracker: GroundedTracker,
                                                                       grounder: SlowGrounder) -> None:
    tracker.start(RED, text='the red square')
    grounder.finds((*HERE, 24, 24))
    first = until(tracker, RED, TargetState.TRACKING)
    until(tracker, GONE, TargetState.LOST)
    results = [tracker.update(GONE) for _ in range(50)]
    assert {(result.state, result.box_xywh_px) for result in results} == {(TargetState.LOST, None)}
    grounder.finds(None, (*FAR, 24, 24))
    again = until(tracker, scene(red=FAR), TargetState.TRACKING)
    assert again.target_id == first.target_id == '1.1'


def test_stop_during_a_search_is_honoured_at_once(tracker: GroundedTracker, grounder: SlowGrounder) -> None:
    tracker.start(RED, text='the red square')
    tracker.stop()
    assert tracker.update(RED).state is tracker.state is TargetState.IDLE
    grounder.finds((*HERE, 24, 24))
    idle(tracker)
    assert tracker.update(RED).state is TargetState.IDLE


def test_a_new_command_during_a_search_does_not_get_the_find_of_the_old_one(tracker: GroundedTracker,
                                                                            grounder: SlowGrounder) -> None:
    both = scene(red=HERE, blue=(20, 20))
    tracker.start(both, text='the red square')
    switched = tracker.start(both, text='the blue square')
    assert (switched.state, switched.target_id) == (TargetState.SEARCHING, '2.1')
    grounder.finds((*HERE, 24, 24))         # of the red one
    idle(tracker)
    assert tracker.update(both).state is TargetState.SEARCHING
    wait(lambda: grounder.words == ['the red square', 'the blue square'])
    grounder.finds((20, 20, 24, 24))
    np.testing.assert_allclose(centre(until(tracker, both, TargetState.TRACKING)), [32, 32], atol=4)


def test_a_box_during_a_search_is_followed_at_once(tracker: GroundedTracker, grounder: SlowGrounder) -> None:
    tracker.start(RED, text='the red square')
    assert tracker.start(RED, box=(*HERE, 24, 24)).state is TargetState.TRACKING
    grounder.finds((0, 0, 10, 10))
    idle(tracker)
    np.testing.assert_allclose(centre(tracker.update(RED)), np.add(HERE, 12), atol=4)


def test_only_the_image_that_gets_an_answer_has_its_time(tracker: GroundedTracker, grounder: SlowGrounder) -> None:
    assert tracker.start(RED, text='the red square').timings_ms == {}
    grounder.finds(None)
    idle(tracker)
    assert list(tracker.update(RED).timings_ms) == ['grounder']
    assert tracker.update(RED).timings_ms == {}


def test_an_error_of_the_grounder_is_raised_once_and_the_search_goes_on(tracker: GroundedTracker,
                                                                        grounder: SlowGrounder) -> None:
    tracker.start(RED, text='the red square')
    grounder.finds(RuntimeError('no memory'))
    idle(tracker)
    with pytest.raises(RuntimeError, match='no memory'):
        tracker.update(RED)
    assert tracker.update(RED).state is TargetState.SEARCHING
    grounder.finds((*HERE, 24, 24))
    until(tracker, RED, TargetState.TRACKING)


def test_a_language_tracker_searches_beside(follower: Bundle, colour: Bundle) -> None:
    tracker = beside(follower, colour.path)
    tracker.warm_up()
    tracker.start(RED, text='the red square')
    np.testing.assert_allclose(centre(until(tracker, RED, TargetState.TRACKING)), np.add(HERE, 12), atol=4)


@pytest.mark.parametrize('name', PACKAGED)
def test_the_bundles_of_the_package_follow_what_mvlm_finds_beside_them(name: str) -> None:
    """What they think of a drawn square is not judged: they answer, and the find of the other is theirs."""
    tracker = beside(name, 'mvlm_tiny')
    tracker.warm_up()
    image = np.ascontiguousarray(np.tile(scene(), (2, 2, 1)))
    image[100:160, 120:180] = (0, 0, 230)
    first = tracker.start(image, text='the red box')
    assert (first.state, first.box_xywh_px) == (TargetState.SEARCHING, None)
    deadline = time.monotonic() + PATIENCE_S
    while (result := tracker.update(image)).directive.source == 'grounder':
        assert time.monotonic() < deadline
        time.sleep(0.002)
    assert result.evidence is not None and result.target_id == '1.1'
