"""The colour bundle is calibrated on drawn videos, and knows afterwards how often it is right."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from support.colour_bundle import write_box_follower, write_colour_bundle
from support.one_thread import ONE_THREAD
from support.squares import scene

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.evaluation.confidence.calibrate import calibrate, measure
from vl_tracker_ros.evaluation.confidence.trace import record
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.tracking import create_tracker

FRAMES, AWAY = 24, slice(10, 20)
POLICY = {'kind': 'policy', 'tau': 0.1, 'low': -0.9, 'high': 0.9, 'confirm_frames': 2, 'recover_frames': 1,
          'cooldown_s': 0.1, 'search_budget_s': 5.0, 'give_up_s': 60.0,
          'min_appearance': 0.0, 'min_correlation': -1.0, 'another_object_s': 0.0}


def video(row: int, sentence: str = 'the red square') -> Sequence:
    """A red square goes right, and is away for ten frames; of a green one there is never any."""
    truth = np.array([[20.0 + 3 * t, row, 24, 24] for t in range(FRAMES)])
    truth[AWAY] = np.nan
    images = [scene() if np.isnan(box).any() else scene(red=(int(box[0]), row)) for box in truth]
    return Sequence(f'{sentence} {row}', images, truth if 'red' in sentence else np.full_like(truth, np.nan), sentence)


class Videos:
    plan = SimpleNamespace(fitted=3, measured=2)

    def to_fit(self) -> Iterator[Sequence]:
        return iter([video(20), video(50), video(50, 'the green square')])

    def to_measure(self) -> Iterator[Sequence]:
        return iter([video(35), video(60, 'the green square')])


@pytest.fixture(scope='module')
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The bundle as it was, which says nothing lost, and the calibrated one."""
    before, after = (tmp_path_factory.mktemp('bundles') / name for name in ('before', 'after'))
    never_lost = {'track_score': 0.0, 'lost_score': 0.0, 'confirm_frames': 1, 'lost_frames': 9}
    write_colour_bundle(before, state=never_lost, gate=POLICY, metrics={'auc': 0.5})
    calibrate(load_bundle(before), Videos(), after)
    return before, after


def test_what_the_tracker_found_is_recorded(folders: tuple[Path, Path]) -> None:
    seen = record(create_tracker(folders[0], ONE_THREAD), video(20), 'both')
    assert not seen.words_alone and len(seen.evidence) == len(seen.views) == FRAMES - 1
    assert seen.present.tolist() == [not 9 <= i < 19 for i in range(FRAMES - 1)]
    assert seen.right[:9].all() and not seen.right[9:19].any()
    assert seen.signals().shape == (FRAMES - 1, 4) and seen.kappas().shape == (FRAMES - 1,)
    words = record(create_tracker(folders[0], ONE_THREAD), video(20), 'text')
    assert words.words_alone and len(words.evidence) == FRAMES


def test_lost_is_said_after_and_not_before(folders: tuple[Path, Path]) -> None:
    before = measure(load_bundle(folders[0]), [video(35)], ONE_THREAD)
    after = load_bundle(folders[1]).metrics['confidence']
    for mode in ('text', 'box', 'both'):
        assert before[mode]['absent_said_lost'] == 0
        assert after[mode]['absent_said_lost'] > 0.7 and after[mode]['found_said_lost'] < 0.2
        assert after[mode]['shown_right'] > 0.8 and after[mode]['regained_within_15'] == 1
        assert after[mode]['ece'] < 0.2


def test_the_rest_of_the_bundle_is_as_it_was(folders: tuple[Path, Path]) -> None:
    before, after = (load_bundle(folder) for folder in folders)
    assert after.files == before.files and after.network == before.network and after.metrics['auc'] == 0.5
    assert set(after.state) == set(before.state) and after.state != before.state
    assert after.gate['low'] > before.gate['low'] and after.gate['cooldown_s'] == before.gate['cooldown_s']
    assert after.calibration.weights.keys() == {
        'bias', 'classification_margin', 'margin_memory', 'whole_image', 'words_alone'}


def test_a_tracker_that_needs_a_box_is_calibrated_in_its_own_folder(tmp_path: Path) -> None:
    folder = tmp_path / 'follower'
    write_box_follower(folder)
    calibrated = calibrate(load_bundle(folder), Videos(), folder)
    assert calibrated.path == folder and set(calibrated.metrics['confidence']) == {'box'}
