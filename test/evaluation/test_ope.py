from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.colour_bundle import write_colour_bundle

from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.ope import MODES, run_sequence
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.tracking import Tracker, create_tracker


@pytest.fixture(scope='module')
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Tracker:
    return create_tracker(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture(scope='module')
def sequence(sequences: Path) -> Sequence:
    return load_dataset('folders', sequences)[0]


@pytest.mark.parametrize('mode', MODES)
def test_a_tracker_that_sees_colours_follows_the_square(
        tracker: Tracker, sequence: Sequence, mode: str) -> None:
    run = run_sequence(tracker, sequence, mode)
    assert len(run.results) == len(run.scores) == len(run.boxes_xywh_px) == 15 and run.ms_per_frame > 0
    scores = run.against(sequence)
    assert scores.auc > 0.6 and scores.precision == 1.0
    right = run.right(sequence)
    assert right[2:12].all() and not right[12], 'nothing is right where there is no target'


def test_frames_without_a_box_are_nan(tracker: Tracker, sequence: Sequence) -> None:
    unseen = replace(sequence, sentence='the green square')
    run = run_sequence(tracker, unseen, 'words')
    assert np.isnan(run.boxes_xywh_px).all() and run.against(unseen).auc == 0


def test_unknown_mode_is_named(tracker: Tracker, sequence: Sequence) -> None:
    with pytest.raises(ValueError, match="mode 'sound' is not one of words, box, both"):
        run_sequence(tracker, sequence, 'sound')
