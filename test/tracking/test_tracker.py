from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.colour_bundle import SECTIONS, write_colour_bundle
from support.one_thread import ONE_THREAD
from support.policy import NUMBERS

from vl_tracker_ros.bundle import Bundle, BundleError, load_bundle
from vl_tracker_ros.geometry import iou_matrix
from vl_tracker_ros.tracking import (
    SearchMode, TargetState, Tracker, TrackerError, TrackResult, create_tracker)

RED, BLUE, DARK_RED = (0, 0, 255), (255, 0, 0), (0, 0, 130)
SIDE = 36
LOST_FRAMES = SECTIONS['state']['lost_frames']
FOUND_FRAMES = SECTIONS['state']['confirm_frames']


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture
def tracker(bundle: Bundle) -> Tracker:
    return create_tracker(bundle, ONE_THREAD)


def frame(red: tuple[int, int] | None = None, blue: tuple[int, int] | None = None,
          size: tuple[int, int] = (240, 320)) -> np.ndarray:
    """Grey texture with squares of SIDE pixels at the given left upper corners."""
    image = np.random.default_rng(0).integers(90, 160, (*size, 1), np.uint8).repeat(3, axis=2)
    for corner, colour in ((red, RED), (blue, BLUE)):
        if corner:
            image[corner[1]:corner[1] + SIDE, corner[0]:corner[0] + SIDE] = colour
    return image


def like_it(corner: tuple[int, int]) -> np.ndarray:
    """A frame with a square that the words mean as well, but of another red."""
    image = frame()
    image[corner[1]:corner[1] + SIDE, corner[0]:corner[0] + SIDE] = DARK_RED
    return image


def careful(bundle: Bundle, **changed: float) -> Tracker:
    """One whose gate compares what it finds after a loss with what was lost."""
    quick = {'confirm_frames': 2, 'recover_frames': 2, 'cooldown_s': 0.0}
    gate = {'kind': 'policy', 'tau': 0.1, **NUMBERS, **quick, **changed}
    return create_tracker(replace(bundle, gate=gate), ONE_THREAD)


def play(tracker: Tracker, images: list[np.ndarray], start_s: float) -> list[TrackResult]:
    return [tracker.update(image, start_s + 0.1 * index) for index, image in enumerate(images)]


def overlap(result: TrackResult, corner: tuple[int, int]) -> float:
    x, y, w, h = result.box_xywh_px
    truth = [corner[0] + SIDE / 2, corner[1] + SIDE / 2, SIDE, SIDE]
    return float(iou_matrix([[x + w / 2, y + h / 2, w, h]], [truth])[0, 0])


def settle(tracker: Tracker, image: np.ndarray, frames: int = FOUND_FRAMES) -> TrackResult:
    return [tracker.update(image) for _ in range(frames)][-1]


def test_found_by_words_in_the_whole_image(tracker: Tracker) -> None:
    image = frame(red=(250, 30), blue=(40, 160))
    first = tracker.start(image, text='the red square')
    assert (first.state, first.search, first.box_xywh_px) == (TargetState.SEARCHING, SearchMode.GLOBAL, None)
    np.testing.assert_array_equal(first.search_region_xywh_px, [0, 0, 320, 240])
    found = tracker.update(image)
    assert (found.state, found.search) == (TargetState.TRACKING, SearchMode.LOCAL)
    assert overlap(found, (250, 30)) > 0.8
    assert found.evidence.candidates > 0 and 0.6 < found.score <= 1
    assert {'crop', 'network', 'decide'} <= set(found.timings_ms)


def small(corner: tuple[int, int], side: int = 12) -> np.ndarray:
    """A frame with a red square of one pixel in a view of the whole image, of three in that of a tile."""
    image = frame(size=(480, 640))
    image[corner[1]:corner[1] + side, corner[0]:corner[0] + side] = RED
    return image


@pytest.mark.parametrize(('tiles', 'finds'), [(1, False), (3, True)])
def test_what_is_too_small_in_the_whole_image_is_found_in_a_tile(tmp_path: Path, tiles: int, finds: bool) -> None:
    bundle = load_bundle(write_colour_bundle(tmp_path / 'tiled', search={'tiles': tiles},
                                             gate={'kind': 'candidate', 'tau': 0.3}))
    tracker, image = create_tracker(bundle, ONE_THREAD), small((500, 300))
    tracker.start(image, text='red')
    results = [tracker.update(image) for _ in range(12)]
    assert (results[-1].state is TargetState.TRACKING) is finds


def test_tiles_are_looked_at_in_turn_and_the_whole_image_first_after_a_loss(tmp_path: Path) -> None:
    tracker = create_tracker(load_bundle(write_colour_bundle(tmp_path / 'tiled', search={'tiles': 2})), ONE_THREAD)
    empty, there = frame(), frame(red=(200, 120))

    def global_widths(count: int) -> list[float]:
        results = [tracker.update(empty) for _ in range(count)]
        return [result.search_region_xywh_px[2] for result in results if result.search is SearchMode.GLOBAL]

    tracker.start(empty, text='red')
    assert global_widths(5) == [178, 178, 178, 178, 320]
    settle(tracker, there, 8)
    assert tracker.state is TargetState.TRACKING
    assert global_widths(10)[:6] == [320, 178, 178, 178, 178, 320]


def test_followed_as_it_moves(tracker: Tracker) -> None:
    tracker.start(frame(red=(20, 60)), text='red')
    for x in range(20, 260, 6):
        result = tracker.update(frame(red=(x, 60 + x // 3), blue=(250, 10)))
        assert overlap(result, (x, 60 + x // 3)) > 0.7
        assert result.search is SearchMode.LOCAL


def test_lost_is_said_and_the_return_has_the_same_id(tracker: Tracker) -> None:
    tracker.start(frame(red=(100, 100)), text='the red ball')
    seen = settle(tracker, frame(red=(100, 100)))
    gone = [tracker.update(frame()) for _ in range(LOST_FRAMES)]
    assert gone[-1].state is TargetState.LOST and gone[-1].box_xywh_px is None and gone[-1].score < 0.3
    assert gone[-1].search is SearchMode.GLOBAL
    assert settle(tracker, frame(), 20).state is TargetState.LOST
    back = settle(tracker, frame(red=(270, 190)))
    assert back.state is TargetState.TRACKING and overlap(back, (270, 190)) > 0.7
    assert back.target_id == seen.target_id != ''


def test_target_that_is_not_there_is_searched_for(tracker: Tracker) -> None:
    first = tracker.start(frame(), text='the red square')
    later = settle(tracker, frame(), 20)
    assert (later.state, later.search, later.box_xywh_px) == (TargetState.SEARCHING, SearchMode.GLOBAL, None)
    assert settle(tracker, frame(red=(10, 10))).target_id == first.target_id


def test_new_command_switches_with_a_new_id(tracker: Tracker) -> None:
    image = frame(red=(30, 30), blue=(220, 150))
    tracker.start(image, text='the red square')
    old = settle(tracker, image)
    switch = tracker.start(image, text='the blue square')
    assert switch.state is TargetState.SEARCHING and switch.search is SearchMode.GLOBAL
    new = settle(tracker, image)
    assert overlap(new, (220, 150)) > 0.8
    assert new.target_id == switch.target_id != old.target_id


def test_box_is_believed_and_followed(tracker: Tracker) -> None:
    first = tracker.start(frame(blue=(100, 100), red=(200, 30)), box=(100, 100, SIDE, SIDE))
    np.testing.assert_array_equal(first.box_xywh_px, [100, 100, SIDE, SIDE])
    assert (first.state, first.score, first.evidence) == (TargetState.TRACKING, 1.0, None)
    moved = tracker.update(frame(blue=(112, 104), red=(200, 30)))
    assert overlap(moved, (112, 104)) > 0.7 and moved.target_id == first.target_id


def test_box_partly_outside_is_clipped(tracker: Tracker) -> None:
    first = tracker.start(frame(red=(0, 0)), box=(-10, -10, 40, 40))
    np.testing.assert_array_equal(first.box_xywh_px, [0, 0, 30, 30])


def test_words_win_over_the_look_of_the_box(tracker: Tracker) -> None:
    image = frame(blue=(100, 100), red=(140, 100))
    tracker.start(image, text='red', box=(100, 100, SIDE, SIDE))
    assert overlap(tracker.update(image), (140, 100)) > 0.7


def test_box_after_words_leaves_no_words_behind(tracker: Tracker) -> None:
    image = frame(blue=(100, 100), red=(160, 100))
    tracker.start(image, text='red')
    tracker.start(image, box=(100, 100, SIDE, SIDE))
    assert overlap(tracker.update(image), (100, 100)) > 0.7


def test_relocalize_makes_the_next_view_global(tracker: Tracker) -> None:
    tracker.start(frame(red=(20, 20)), text='red')
    assert settle(tracker, frame(red=(20, 20))).search is SearchMode.LOCAL
    tracker.relocalize()
    jumped = tracker.update(frame(red=(270, 190)))
    assert jumped.search is SearchMode.GLOBAL and overlap(jumped, (270, 190)) > 0.4
    assert tracker.update(frame(red=(270, 190))).search is SearchMode.LOCAL


def test_stop_is_idle_until_the_next_command(tracker: Tracker) -> None:
    tracker.start(frame(red=(20, 20)), text='red')
    tracker.stop()
    idle = tracker.update(frame(red=(20, 20)))
    assert (idle.state, idle.box_xywh_px, idle.search_region_xywh_px, idle.target_id) == (
        TargetState.IDLE, None, None, '')


def test_image_size_may_change(tracker: Tracker) -> None:
    tracker.start(frame(red=(270, 190)), text='red')
    settle(tracker, frame(red=(270, 190)))
    smaller = frame(red=(90, 70), size=(120, 160))
    assert overlap(settle(tracker, smaller, 5), (90, 70)) > 0.7


@pytest.mark.parametrize('size', [(1, 1), (3, 700), (15, 9)])
def test_odd_image_sizes_are_served(tracker: Tracker, size: tuple[int, int]) -> None:
    image = frame(size=size)
    assert tracker.start(image, text='red').target_id == '1.1'
    assert tracker.start(image, box=(0, 0, *size[::-1])).state is TargetState.TRACKING
    assert tracker.update(image).target_id == '2.1'


def test_last_place_is_kept_while_out_of_sight(bundle: Bundle) -> None:
    patient = {'kind': 'policy', 'tau': 0.2, 'low': 0.1, 'high': 0.25, 'confirm_frames': 3,
               'recover_frames': 1, 'cooldown_s': 1.0, 'search_budget_s': 1.0, 'give_up_s': 60.0,
               'min_appearance': 0.0, 'min_correlation': -1.0, 'another_object_s': 0.0}
    tracker = create_tracker(replace(bundle, gate=patient), ONE_THREAD)
    tracker.start(frame(red=(200, 150)), text='red', stamp_s=0.0)
    for index in range(1, 4):
        last = tracker.update(frame(red=(200, 150)), stamp_s=0.1 * index)
    gone = [tracker.update(frame(), stamp_s=0.4 + 0.1 * index) for index in range(20)]
    assert {result.search for result in gone} == {SearchMode.LOCAL, SearchMode.GLOBAL}
    look = next(after for before, after in zip(gone, gone[1:])
                if before.search is SearchMode.GLOBAL and after.search is SearchMode.LOCAL)
    x, y, w, h = look.search_region_xywh_px
    centre = last.box_xywh_px[:2] + last.box_xywh_px[2:] / 2
    np.testing.assert_allclose([x + w / 2, y + h / 2], centre, atol=3)


@pytest.mark.parametrize('box', [None, (100, 100, SIDE, SIDE)])
def test_what_is_unlike_the_lost_target_is_not_regained_and_the_target_is(
        bundle: Bundle, box: tuple[int, ...] | None) -> None:
    tracker = careful(bundle)
    seen = tracker.start(frame(red=(100, 100)), text='red', box=box, stamp_s=0.0)
    play(tracker, [frame(red=(100, 100))] * 10, 0.1)
    gone = play(tracker, [frame()] * 10 + [like_it((200, 50))] * 30, 2.0)
    assert {(result.state, result.box_xywh_px is None) for result in gone[10:]} == {(TargetState.LOST, True)}
    assert gone[-1].evidence.appearance < 0.1 and gone[-1].score > 0.6
    back = play(tracker, [frame(red=(30, 150))] * 5, 7.0)[-1]
    assert back.state is TargetState.TRACKING and overlap(back, (30, 150)) > 0.7
    assert back.target_id == seen.target_id == '1.1'


def test_something_else_that_the_words_mean_is_another_object_after_a_time(bundle: Bundle) -> None:
    tracker = careful(bundle, another_object_s=1.0)
    tracker.start(frame(red=(100, 100)), text='red', stamp_s=0.0)
    play(tracker, [frame(red=(100, 100))] * 10, 0.1)
    results = play(tracker, [frame()] * 10 + [like_it((200, 50))] * 20, 2.0)
    assert {result.target_id for result in results[:20]} == {'1.1'}
    assert results[-1].state is TargetState.TRACKING and overlap(results[-1], (200, 50)) > 0.7
    assert results[-1].target_id == '1.2'
    play(tracker, [frame()] * 10, 5.0)
    assert play(tracker, [like_it((40, 40))] * 5, 6.0)[-1].target_id == '1.2'


def test_what_a_box_showed_is_never_another_object(bundle: Bundle) -> None:
    tracker = careful(bundle, another_object_s=0.5)
    tracker.start(frame(red=(100, 100)), text='red', box=(100, 100, SIDE, SIDE), stamp_s=0.0)
    play(tracker, [frame(red=(100, 100))] * 10, 0.1)
    assert {result.target_id for result in play(tracker, [frame()] * 10 + [like_it((200, 50))] * 30, 2.0)} == {'1.1'}


def test_a_target_that_changes_in_sight_is_followed(bundle: Bundle) -> None:
    tracker = careful(bundle)
    tracker.start(frame(red=(100, 100)), text='red', stamp_s=0.0)
    play(tracker, [frame(red=(100, 100))] * 10, 0.1)
    assert {result.state for result in play(tracker, [like_it((100, 100))] * 20, 2.0)} == {TargetState.TRACKING}


def test_every_state_has_its_reason(tracker: Tracker) -> None:
    image = frame(red=(100, 100))
    assert tracker.update(image).reason == 'nothing is followed'
    assert tracker.start(frame(), text='red').reason == 'not found yet'
    assert settle(tracker, image).reason == 'score of 0.6 or more for 2 frames'
    assert settle(tracker, frame(), LOST_FRAMES).reason == 'score below 0.3 for 5 frames'
    assert tracker.start(image, box=(100, 100, SIDE, SIDE)).reason == 'shown by a box'


def test_own_template_is_adopted_and_dropped(bundle: Bundle) -> None:
    adopting = replace(bundle, template={**SECTIONS['template'], 'adopt': True})
    tracker = create_tracker(adopting, ONE_THREAD)
    image = frame(red=(100, 100))
    tracker.start(image, text='red')
    assert tracker._templates.is_empty
    settle(tracker, image)
    assert not tracker._templates.is_empty
    red = [1, -1, -1]
    np.testing.assert_allclose(tracker._templates.templates[0, 0, :, 16, 16], red, atol=0.02)
    settle(tracker, frame(), LOST_FRAMES)
    assert tracker._templates.is_empty


def test_score_is_calibrated(bundle: Bundle) -> None:
    calibrated = replace(bundle, calibration=replace(bundle.calibration, raw=[0.0, 0.5, 1.0],
                                                     probability=[0.0, 0.0, 0.9]))
    result = create_tracker(calibrated, ONE_THREAD).start(frame(red=(100, 100)), text='red')
    assert result.score == pytest.approx((result.evidence.raw_score - 0.5) / 0.5 * 0.9)


def test_weights_of_a_signal_that_there_is_not_are_refused(bundle: Bundle) -> None:
    odd = replace(bundle, calibration=replace(bundle.calibration, weights={'smell': 1.0}))
    with pytest.raises(BundleError, match='bundle.yaml: calibration: weights of unknown signals smell'):
        create_tracker(odd, ONE_THREAD)


def test_candidate_is_told_even_when_no_box_is_shown(tracker: Tracker) -> None:
    image = frame(red=(100, 100))
    assert tracker.start(image, box=(100, 100, SIDE, SIDE)).candidate_xywh_px is None
    shown = tracker.update(image)
    np.testing.assert_array_equal(shown.candidate_xywh_px, shown.box_xywh_px)
    gone = settle(tracker, frame(), LOST_FRAMES)
    assert gone.box_xywh_px is None and gone.candidate_xywh_px.shape == (4,)


def test_two_runs_are_equal(bundle: Bundle) -> None:
    def run() -> list[TrackResult]:
        tracker = create_tracker(bundle, ONE_THREAD)
        return [tracker.start(frame(red=(20, 60)), text='red'),
                *(tracker.update(frame(red=(20 + 8 * index, 60))) for index in range(5))]
    for one, other in zip(run(), run()):
        assert one.score == other.score and one.evidence == other.evidence


@pytest.mark.parametrize(('request_', 'cause'), [
    ({}, 'neither words nor a box'),
    ({'text': '  '}, 'words are empty'),
    ({'box': (400, 10, 5, 5)}, 'outside the image of 320x240'),
    ({'box': (10, 10, np.nan, 5)}, 'not four finite'),
    ({'box': (10, 10, 0, 5)}, 'no area'),
    ({'text': 'red', 'box': (10, 10, 0, 5)}, 'no area'),
])
def test_bad_request_leaves_the_target_as_it_is(tracker: Tracker, request_: dict[str, object],
                                                cause: str) -> None:
    image = frame(blue=(100, 100))
    tracker.start(image, text='blue')
    before = settle(tracker, image)
    with pytest.raises(TrackerError, match=cause) as caught:
        tracker.start(image, **request_)
    assert '\n' not in str(caught.value)
    after = tracker.update(image)
    assert (after.target_id, after.state) == (before.target_id, TargetState.TRACKING)


@pytest.mark.parametrize(('image', 'cause'), [
    (np.zeros((0, 10, 3), np.uint8), 'empty: 10x0'),
    (np.zeros((10, 10), np.uint8), r'uint8 \(10, 10\)'),
    (np.zeros((10, 10, 4), np.uint8), r'\(10, 10, 4\)'),
    (np.zeros((10, 10, 3), np.uint16), 'uint16'),
    (np.zeros((10, 20, 3), np.uint8)[:, ::2], 'not contiguous'),
    (None, 'NoneType'),
])
@pytest.mark.parametrize('call', [
    lambda tracker, image: tracker.start(image, text='red'), lambda tracker, image: tracker.update(image)])
def test_bad_image_gives_one_line(tracker: Tracker, image: np.ndarray | None, cause: str,
                                  call: Callable[[Tracker, np.ndarray | None], TrackResult]) -> None:
    with pytest.raises(TrackerError, match=cause):
        call(tracker, image)


def test_relocalize_without_a_target_is_refused(tracker: Tracker) -> None:
    with pytest.raises(TrackerError, match='no target'):
        tracker.relocalize()


@pytest.mark.parametrize(('inputs', 'request_', 'cause'), [
    (['search', 'template', 'text', 'text_mask'], {'text': 'red'}, 'words alone: .* parameter grounder'),
    (['search', 'template'], {'text': 'red'}, 'words alone: .* parameter grounder'),
    (['search', 'text', 'text_mask'], {'box': (10, 10, 20, 20)}, 'follows words only'),
])
def test_request_must_suit_the_network(tracker: Tracker, inputs: list[str], request_: dict[str, object],
                                       cause: str) -> None:
    tracker.bundle = replace(tracker.bundle, network=replace(tracker.bundle.network, inputs=inputs))
    with pytest.raises(TrackerError, match=cause):
        tracker.start(frame(red=(100, 100)), **request_)


def test_words_that_are_not_understood_are_said(tracker: Tracker, caplog: pytest.LogCaptureFixture) -> None:
    vision_only = replace(tracker.bundle.network, inputs=['search', 'template'])
    tracker.bundle = replace(tracker.bundle, network=vision_only)
    tracker._text_encoder = tracker._no_language = None
    tracker.start(frame(red=(100, 100)), text='red', box=(100, 100, SIDE, SIDE))
    assert 'understands no words' in caplog.text


@pytest.mark.parametrize('section', ['confidence', 'gate', 'state', 'template'])
def test_bundle_section_that_does_not_fit_is_named(tmp_path: Path, section: str) -> None:
    wrong = {'kind': 'candidate', 'tau': 0, 'speed': 3}
    folder = write_colour_bundle(tmp_path / 'colour', **{section: wrong})
    with pytest.raises(BundleError, match=f'bundle.yaml: {section}: .*(speed|kind)'):
        create_tracker(folder)


def test_tracker_is_made_by_name(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('VL_TRACKER_BUNDLE_PATH', str(bundle.path.parent))
    tracker = create_tracker('colour', ONE_THREAD)
    tracker.warm_up()
    assert tracker.state is TargetState.IDLE and tracker.bundle.name == 'colour'
