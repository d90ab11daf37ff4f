"""Sequences are tracked, in processes of their own, and what goes wrong with one does not harm the others."""
from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.odd_images import Deadly, Endless
from support.runs import run_info
from support.walk import AWAY, FRAMES

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.contenders import Contender, ContenderSpec, create_contender
from vl_tracker_ros.evaluation.evaluate import Stopped, check_start, evaluate, track_sequence
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.tracking import TrackerError


@pytest.fixture(scope='module')
def contender(colour_bundle: Path) -> Contender:
    return create_contender(ContenderSpec(str(colour_bundle)))


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder.create(tmp_path / 'run', run_info())


@pytest.mark.parametrize('mode', ['text', 'box', 'both'])
def test_a_tracker_that_sees_colours_follows_the_square(contender: Contender, walk: Sequence, mode: str) -> None:
    result = track_sequence(contender, walk, mode)
    assert len(result.states) == len(result.scores) == FRAMES and (result.seconds > 0).all()
    right = overlaps(result.boxes_xywh_px, walk.boxes_xywh_px) > 0.5
    assert right[2:AWAY].all() and not right[AWAY], 'nothing is right where there is no target'
    assert result.shown[0] == (mode != 'text')


def test_frames_without_a_box_are_nan(contender: Contender, walk: Sequence) -> None:
    result = track_sequence(contender, replace(walk, sentence='the green square'), 'text')
    assert np.isnan(result.boxes_xywh_px).all() and not result.shown.any()


def test_a_stop_is_seen_at_the_next_frame(contender: Contender, walk: Sequence) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        track_sequence(contender, walk, 'box', stop)


def test_requests_that_cannot_be_met_are_refused_before_the_first_frame(contender: Contender, walk: Sequence) -> None:
    mute, unseen = replace(walk, name='mute', sentence=''), replace(walk, name='unseen', truth_xywh_px=np.vstack(
        [np.full((1, 4), np.nan), walk.truth_xywh_px[1:]]))
    check_start(contender, 'box', [walk, mute])
    check_start(contender, 'text', [walk, unseen])
    for mode in ('text', 'both'):
        with pytest.raises(DataError, match=f'--mode {mode}: no sentence in 1 of 2 sequences: mute'):
            check_start(contender, mode, [walk, mute])
    for mode in ('box', 'both'):
        with pytest.raises(DataError, match='no box in the first frame in 1 of 3 sequences: unseen'):
            check_start(contender, mode, [walk, walk, unseen])
    with pytest.raises(TrackerError, match='opencv:MIL cannot be started from --mode text; it takes box'):
        check_start(create_contender(ContenderSpec('opencv:MIL')), 'text', [walk])


def test_one_broken_sequence_does_not_stop_the_others(colour_bundle: Path, walk: Sequence, folder: RunFolder,
                                                      tmp_path: Path) -> None:
    unreadable = tmp_path / 'nothing.jpg'
    broken = replace(walk, name='broken', images=ImageFiles((unreadable,) * FRAMES))
    tiny = replace(walk, name='outside', truth_xywh_px=walk.truth_xywh_px + 5000)
    full = replace(walk, name='full')
    folder.files('full')[0].with_name('full.csv.part').symlink_to('/dev/full')
    again = replace(walk, name='again')
    done = dict(evaluate(ContenderSpec(str(colour_bundle)), 'box', [broken, tiny, full, walk, again], folder, jobs=2))
    assert done.keys() == {'broken', 'outside', 'full', 'walk', 'again'}
    assert done['broken'] == f'{unreadable}: cannot be read as an image'
    assert 'outside' in done['outside'] and 'No space left' in done['full']
    assert done['walk'] is done['again'] is None and folder.finished() == ['again', 'walk']
    assert np.array_equal(folder.read('walk').boxes_xywh_px, folder.read('again').boxes_xywh_px, equal_nan=True)
    assert list(evaluate(ContenderSpec(str(colour_bundle)), 'box', [walk, again], folder)) == []


def test_an_interrupt_ends_the_run_within_a_frame(colour_bundle: Path, walk: Sequence, folder: RunFolder,
                                                  tmp_path: Path) -> None:
    begun = tmp_path / 'begun'
    endless = Sequence('endless', Endless(begun), np.full((10 ** 6, 4), 9.0))
    later = [replace(walk, name=f'later{i}') for i in range(5)]
    run = evaluate(ContenderSpec(str(colour_bundle)), 'box', [walk, endless, *later], folder)
    assert next(run) == ('walk', None)
    deadline = time.monotonic() + 60
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert begun.exists()
    run.close()         # what an exception in the loop over it, such as KeyboardInterrupt, comes to
    assert folder.finished() == ['walk']


def test_a_process_that_dies_is_said(colour_bundle: Path, folder: RunFolder) -> None:
    deadly = Sequence('deadly', Deadly(), np.array([[9.0, 9, 9, 9]] * 2))
    done = dict(evaluate(ContenderSpec(str(colour_bundle)), 'box', [deadly], folder))
    assert done == {'deadly': 'a process died (killed, or out of memory?)'}
