"""The folders of a run through the node, and its table."""
from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.node_run import NodeRun, compare, offline_run
from vl_tracker_ros.evaluation.run_folder import RunFolder, RunInfo, SequenceResult
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.streaming import Playback

INFO = RunInfo('mine', 'folders', '.', 'otb', 'colour', 'box', 'onnxruntime', 1, '0.1.0', 'abc')
FRAMES = 11
TRUTH = np.array([[10.0 * i, 0.0, 20.0, 20.0] for i in range(FRAMES)])


class Blank:
    def __len__(self) -> int:
        return FRAMES

    def __iter__(self):
        return iter([np.zeros((8, 8, 3), np.uint8)] * FRAMES)


SEQUENCE = Sequence('walk', Blank(), TRUTH)
# every answer is right and comes one frame and a half late; every second frame is dropped
HEARD = np.where(np.arange(FRAMES) % 2, np.nan, np.arange(FRAMES) + 1.5)
HEARD[0] = 0.5
LATE = Playback(np.arange(FRAMES) * 1.0, HEARD, TRUTH, np.full(FRAMES, 0.9), ['tracking'] * FRAMES)


@pytest.fixture
def offline(tmp_path: Path) -> RunFolder:
    folder = RunFolder.create(tmp_path / 'offline', INFO)
    folder.write('walk', SequenceResult(TRUTH, np.full(FRAMES, 0.9), ['tracking'] * FRAMES, np.full(FRAMES, 0.01)))
    return folder


def test_drops_and_delays_cost(offline: RunFolder, tmp_path: Path) -> None:
    run = NodeRun.create(tmp_path / 'run', INFO, 1.0)
    assert not run.is_finished('walk')
    run.write('walk', LATE, 1.0)
    assert run.is_finished('walk') and run.by_stamp.is_finished('walk')
    comparison = compare(run, offline_run(offline.path, INFO, [SEQUENCE]), [SEQUENCE], 1.0)
    row = comparison.sequences['walk']
    assert comparison.figure == 'auc' and row == comparison.overall
    assert row.offline > 0.9 and row.offline > row.by_stamp > row.in_time
    assert (row.timing.frames, row.timing.dropped, row.timing.p50_ms) == (FRAMES, 5, 1500.0)
    assert str(comparison).splitlines()[1].startswith('walk')
    comparison.write(tmp_path / 'node.json')
    assert json.loads((tmp_path / 'node.json').read_text())['sequences']['walk']['timing']['dropped'] == 5


def test_another_rate_is_another_run(tmp_path: Path) -> None:
    NodeRun.create(tmp_path, INFO, 30.0)
    NodeRun.create(tmp_path, INFO, 30.0)
    with pytest.raises(DataError, match='colour through the node at 30 Hz and colour through the node at 10 Hz'):
        NodeRun.create(tmp_path, INFO, 10.0)


def test_an_offline_run_of_something_else(offline: RunFolder) -> None:
    with pytest.raises(DataError, match='is not the offline run of this: mode: text and box'):
        offline_run(offline.path, replace(INFO, mode='text'), [SEQUENCE])
    with pytest.raises(DataError, match='lacks run'):
        offline_run(offline.path, INFO, [SEQUENCE, Sequence('run', Blank(), TRUTH)])


def test_without_a_truth_there_is_nothing_to_compare(offline: RunFolder, tmp_path: Path) -> None:
    run = NodeRun.create(tmp_path / 'run', INFO, 1.0)
    run.write('walk', LATE, 1.0)
    unknown = Sequence('walk', Blank(), np.vstack([TRUTH[:1], np.full((FRAMES - 1, 4), np.nan)]))
    with pytest.raises(DataError, match='mine: no truth to score by'):
        compare(run, offline, [unknown], 1.0)
