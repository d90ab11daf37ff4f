"""A box follower that understands no words, and the colour bundle that finds for it what words mean."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.colour_bundle import SECTIONS
from support.one_thread import ONE_THREAD
from support.policy import NUMBERS
from support.squares import scene

from vl_tracker_ros.bundle import Bundle, BundleError
from vl_tracker_ros.tracking import (
    GroundedTracker, SearchMode, TargetState, TrackerError, TrackResult, create_grounder, create_tracker)
from vl_tracker_ros.tracking.grounder import LanguageGrounder

HERE, THERE = (60, 50), (110, 80)
RED, GONE, MOVED = scene(red=HERE), scene(), scene(red=THERE)
OTHER = scene(dark_red=(20, 20))     # the words mean it as well
CAREFUL = {'kind': 'policy', 'tau': 0.1, **NUMBERS, 'confirm_frames': 2, 'cooldown_s': 0.0}


class CountedGrounder(LanguageGrounder):
    """Counts the images that it was given."""

    images = 0

    def search(self, image: np.ndarray, stamp_s: float | None) -> TrackResult:
        self.images += 1
        return super().search(image, stamp_s)


@pytest.fixture
def grounder(colour: Bundle) -> CountedGrounder:
    return CountedGrounder(create_tracker(colour, ONE_THREAD))


@pytest.fixture
def tracker(follower: Bundle, grounder: CountedGrounder) -> GroundedTracker:
    return create_tracker(follower, ONE_THREAD, grounder=grounder)


def until(tracker: GroundedTracker, image: np.ndarray, state: TargetState) -> TrackResult:
    return next(result for result in (tracker.update(image) for _ in range(20)) if result.state is state)


def found(tracker: GroundedTracker, image: np.ndarray = RED) -> TrackResult:
    tracker.start(image, text='the red square')
    return until(tracker, image, TargetState.TRACKING)


def test_a_score_after_a_find_is_that_of_both(tracker: GroundedTracker, follower: Bundle) -> None:
    find = found(tracker)
    alone = create_tracker(follower, ONE_THREAD)
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
    until(tracker, MOVED, TargetState.TRACKING)
    assert grounder.images > 0


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


def test_what_needs_a_box_is_no_grounder(follower: Bundle) -> None:
    with pytest.raises(BundleError, match='box_follower is no grounder'):
        create_grounder(follower.path, ONE_THREAD)


def test_the_evidence_of_the_past_does_not_judge_the_new_place(follower: Bundle, grounder: CountedGrounder) -> None:
    """With a memory this long, the frames of the loss would send the tracker back into the search."""
    patient = {**SECTIONS['confidence'], 'forgetting': 0.95, 'omega': 0.95}
    tracker = create_tracker(replace(follower, confidence=patient), ONE_THREAD, grounder=grounder)
    found(tracker)
    until(tracker, GONE, TargetState.LOST)
    until(tracker, MOVED, TargetState.TRACKING)
    assert [tracker.update(MOVED).directive.source for _ in range(5)] == ['own'] * 5


def careful(follower: Bundle, grounder: CountedGrounder, **changed: float) -> GroundedTracker:
    """One whose gate compares what is found after a loss with what was lost."""
    return create_tracker(replace(follower, gate=CAREFUL | changed), ONE_THREAD, grounder=grounder)


def play(tracker: GroundedTracker, images: list[np.ndarray], start_s: float) -> list[TrackResult]:
    return [tracker.update(image, start_s + 0.1 * index) for index, image in enumerate(images)]


def lost(tracker: GroundedTracker, box: tuple[float, ...] | None = None) -> None:
    """It has followed the red square for long enough to remember its colours, and then lost it."""
    tracker.start(RED, 'the red square', box, stamp_s=0.0)
    assert play(tracker, [RED] * 10, 0.1)[-1].state is TargetState.TRACKING
    assert play(tracker, [GONE] * 10, 1.1)[-1].state is TargetState.LOST


def test_a_find_that_is_unlike_what_was_lost_is_not_shown_and_the_search_goes_on(follower: Bundle,
                                                                                 grounder: CountedGrounder) -> None:
    tracker = careful(follower, grounder)
    lost(tracker)
    before = grounder.images
    results = play(tracker, [OTHER] * 30, 3.0)
    assert {(result.state, result.box_xywh_px, result.target_id) for result in results} == {
        (TargetState.LOST, None, '1.1')}
    looks = [result.evidence.appearance for result in results if result.evidence]
    assert max(looks) < CAREFUL['min_appearance'] and len(looks) > 4
    assert grounder.images > before + 10
    back = play(tracker, [MOVED] * 8, 7.0)[-1]
    assert (back.state, back.target_id) == (TargetState.TRACKING, '1.1')
    np.testing.assert_allclose(centre(back), np.add(THERE, 12), atol=4)


def test_what_is_long_found_instead_is_another_object_with_templates_of_its_own(follower: Bundle,
                                                                                grounder: CountedGrounder) -> None:
    tracker = careful(follower, grounder, another_object_s=1.0)
    lost(tracker)
    results = play(tracker, [OTHER] * 30, 3.0)
    assert {result.target_id for result in results[:10]} == {'1.1'} and results[-1].target_id == '1.2'
    first = next(result for result in results if result.target_id == '1.2')
    assert (first.state, first.box_xywh_px, first.reason) == (TargetState.SEARCHING, None, 'not found yet')
    assert results[-1].state is TargetState.TRACKING
    np.testing.assert_allclose(centre(results[-1]), [32, 32], atol=4)
    assert play(tracker, [GONE] * 10, 7.0)[-1].state is TargetState.LOST
    assert {result.state for result in play(tracker, [RED] * 8, 8.0)} == {TargetState.LOST}, 'it is the other one now'
    again = play(tracker, [OTHER] * 8, 9.0)[-1]
    assert (again.state, again.target_id) == (TargetState.TRACKING, '1.2')
    assert tracker.start(RED, text='the red square').target_id == '2.1'


def test_what_a_box_showed_is_never_another_object(follower: Bundle, grounder: CountedGrounder) -> None:
    tracker = careful(follower, grounder, another_object_s=0.5)
    lost(tracker, (*HERE, 24, 24))
    assert {(result.state, result.target_id) for result in play(tracker, [OTHER] * 30, 3.0)} == {
        (TargetState.LOST, '1.1')}
