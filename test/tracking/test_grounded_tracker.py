"""A box follower that understands no words, and the colour bundle that finds for it what words mean."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.colour_bundle import SECTIONS, write_box_follower, write_colour_bundle
from support.one_thread import ONE_THREAD
from support.squares import scene

from vl_tracker_ros.bundle import BundleError
from vl_tracker_ros.tracking import (
    GroundedTracker, SearchMode, TargetState, TrackerError, TrackResult, create_grounder, create_tracker)
from vl_tracker_ros.tracking.grounder import LanguageGrounder

HERE, THERE = (60, 50), (110, 80)
RED, GONE, MOVED = scene(red=HERE), scene(), scene(red=THERE)


@pytest.fixture(scope='module')
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp('bundles')
    write_colour_bundle(root / 'colour')
    write_box_follower(root / 'follower')
    return root


class CountedGrounder(LanguageGrounder):
    """Counts the images that it was given."""

    images = 0

    def search(self, image: np.ndarray, stamp_s: float | None) -> TrackResult:
        self.images += 1
        return super().search(image, stamp_s)


@pytest.fixture
def grounder(root: Path) -> CountedGrounder:
    return CountedGrounder(create_tracker(root / 'colour', ONE_THREAD))


@pytest.fixture
def tracker(root: Path, grounder: CountedGrounder) -> GroundedTracker:
    return create_tracker(root / 'follower', ONE_THREAD, grounder=grounder)


def until(tracker: GroundedTracker, image: np.ndarray, state: TargetState) -> TrackResult:
    return next(result for result in (tracker.update(image) for _ in range(20)) if result.state is state)


def found(tracker: GroundedTracker, image: np.ndarray = RED) -> TrackResult:
    tracker.start(image, text='the red square')
    return until(tracker, image, TargetState.TRACKING)


def test_a_score_after_a_find_is_that_of_both(tracker: GroundedTracker, root: Path) -> None:
    find = found(tracker)
    alone = create_tracker(root / 'follower', ONE_THREAD)
    alone.start(RED, box=find.box_xywh_px)
    sure = alone.update(RED).score
    assert 0 < find.score < 1 and tracker.update(RED).score == pytest.approx(sure * find.score)
    tracker.start(RED, text='the red square', box=find.box_xywh_px)
    assert tracker.update(RED).score == pytest.approx(sure), 'a box that the user gave is believed'


def centre(result: TrackResult) -> list[float]:
    x, y, w, h = result.box_xywh_px
    return [x + w / 2, y + h / 2]


def test_words_are_searched_for_until_they_are_found(tracker: GroundedTracker) -> None:
    first = tracker.start(GONE, text='the red square')
    assert (first.state, first.box_xywh_px, first.target_id) == (TargetState.SEARCHING, None, '1.1')
    assert first.search is SearchMode.GLOBAL
    assert (first.directive.source, first.directive.reason) == ('grounder', 'colour searches: a new target')
    assert until(tracker, GONE, TargetState.SEARCHING).evidence is None
    seen = until(tracker, RED, TargetState.TRACKING)
    assert (seen.target_id, seen.directive.reason) == ('1.1', 'colour found it')
    assert seen.directive.mode is SearchMode.LOCAL
    np.testing.assert_allclose(centre(seen), np.add(HERE, 12), atol=4)


def test_what_was_found_is_followed_without_the_grounder(tracker: GroundedTracker, grounder: CountedGrounder) -> None:
    found(tracker)
    before = grounder.images
    for step in range(10):
        here = (HERE[0] + 2 * step, HERE[1])
        result = tracker.update(scene(red=here, blue=(20, 20)))
        np.testing.assert_allclose(centre(result), np.add(here, 12), atol=4)
        assert (result.directive.source, result.state) == ('own', TargetState.TRACKING)
    assert grounder.images == before


def test_lost_is_said_and_the_return_has_the_same_id_and_the_first_templates(tracker: GroundedTracker) -> None:
    first = found(tracker)
    templates = tracker._local._templates.templates.copy()
    lost = until(tracker, GONE, TargetState.LOST)
    assert lost.box_xywh_px is None and lost.directive.source == 'grounder'
    assert 'no candidate' in lost.directive.reason
    again = until(tracker, MOVED, TargetState.TRACKING)
    np.testing.assert_allclose(centre(again), np.add(THERE, 12), atol=4)
    assert again.target_id == first.target_id
    np.testing.assert_array_equal(tracker._local._templates.templates, templates)
    after = tracker.update(MOVED)
    assert (after.directive.source, after.state) == ('own', TargetState.TRACKING)


def test_no_box_is_said_while_the_grounder_searches(tracker: GroundedTracker) -> None:
    found(tracker)
    for _ in range(20):
        result = tracker.update(GONE)
        assert result.directive.source == 'own' or (result.state, result.box_xywh_px) == (TargetState.LOST, None)


def test_relocalisation_is_the_grounders(tracker: GroundedTracker) -> None:
    found(tracker)
    tracker.relocalize()
    result = tracker.update(MOVED)
    assert result.state is TargetState.LOST and 'asked for' in result.directive.reason
    np.testing.assert_allclose(centre(until(tracker, MOVED, TargetState.TRACKING)), np.add(THERE, 12), atol=4)


def test_a_box_needs_no_grounder(tracker: GroundedTracker, grounder: CountedGrounder) -> None:
    first = tracker.start(RED, box=(*HERE, 24, 24))
    assert (first.state, first.target_id) == (TargetState.TRACKING, '1.1')
    until(tracker, GONE, TargetState.LOST)
    until(tracker, MOVED, TargetState.TRACKING)     # by a global search of its own
    tracker.relocalize()
    assert tracker.update(RED).search is SearchMode.GLOBAL
    assert grounder.images == 0


def test_a_box_with_words_is_followed_and_the_words_find_it_again(tracker: GroundedTracker,
                                                                  grounder: CountedGrounder) -> None:
    tracker.start(RED, text='the red square', box=(*HERE, 24, 24))
    assert tracker.update(RED).state is TargetState.TRACKING and grounder.images == 0
    until(tracker, GONE, TargetState.LOST)
    assert until(tracker, MOVED, TargetState.TRACKING).directive.source == 'grounder'


def test_a_new_command_is_a_new_target(tracker: GroundedTracker) -> None:
    found(tracker)
    both = scene(red=HERE, blue=(20, 20))
    switched = tracker.start(both, text='the blue square')
    assert (switched.state, switched.target_id, tracker.state) == (TargetState.SEARCHING, '2.1', TargetState.SEARCHING)
    np.testing.assert_allclose(centre(until(tracker, both, TargetState.TRACKING)), [32, 32], atol=4)


def test_a_bad_request_leaves_the_target_as_it_is(tracker: GroundedTracker) -> None:
    before = found(tracker)
    for request in ({}, {'text': ' '}, {'box': (500, 10, 5, 5)}, {'text': 'red', 'box': (10, 10, 0, 5)}):
        with pytest.raises(TrackerError):
            tracker.start(RED, **request)
    after = tracker.update(RED)
    assert (after.target_id, after.state) == (before.target_id, TargetState.TRACKING)


def test_stop_is_idle(tracker: GroundedTracker) -> None:
    tracker.warm_up()
    tracker.start(GONE, text='the red square')
    tracker.stop()
    assert tracker.update(RED).state is tracker.state is TargetState.IDLE
    with pytest.raises(TrackerError, match='no target'):
        tracker.relocalize()


def test_what_needs_a_box_is_no_grounder(root: Path) -> None:
    with pytest.raises(BundleError, match='box_follower is no grounder'):
        create_grounder(root / 'follower', ONE_THREAD)


def test_the_evidence_of_the_past_does_not_judge_the_new_place(root: Path, grounder: CountedGrounder) -> None:
    """With a memory this long, the frames of the loss would send the tracker back into the search."""
    patient = {**SECTIONS['confidence'], 'forgetting': 0.95, 'omega': 0.95}
    folder = write_box_follower(root / 'patient', confidence=patient)
    tracker = create_tracker(folder, ONE_THREAD, grounder=grounder)
    found(tracker)
    until(tracker, GONE, TargetState.LOST)
    until(tracker, MOVED, TargetState.TRACKING)
    assert [tracker.update(MOVED).directive.source for _ in range(5)] == ['own'] * 5
