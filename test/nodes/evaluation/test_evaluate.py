"""Which sequences are played, and which are not."""
from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import cv2
import numpy as np
import pytest

from vl_tracker_ros.evaluation.node_run import NodeRun
from vl_tracker_ros.evaluation.run_folder import RunInfo
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.streaming import Playback
from vl_tracker_ros.nodes.evaluation.evaluate import evaluate_through_node
from vl_tracker_ros.nodes.evaluation.live_tracker import TrackerParameters

BOX = np.array([[1.0, 2.0, 3.0, 4.0]])
DONE = Playback(np.zeros(1), np.ones(1), BOX, np.ones(1), ['tracking'])
SEQUENCE = Sequence('walk', ImageFiles((Path('nowhere.png'),)), BOX)


def run_folder(path: Path) -> NodeRun:
    return NodeRun.create(path, RunInfo('mine', 'folders', '.', 'otb', 'colour', 'box', 'x', 1, '0'), 30.0)


def test_no_node_is_started_for_what_is_finished(tmp_path: Path) -> None:
    run = run_folder(tmp_path)
    run.write('walk', DONE, 0.1)
    assert list(evaluate_through_node(TrackerParameters('no_such_bundle'), 'box', 30.0, [SEQUENCE], run)) == []


class Reading:
    """In place of the nodes: looks at the images only."""

    def run(self, sequence: Sequence, mode: str, rate_hz: float) -> Playback:
        list(sequence.frames())
        return DONE


def test_a_sequence_that_cannot_be_read_does_not_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('vl_tracker_ros.nodes.evaluation.evaluate.live_tracker', lambda _: nullcontext(Reading()))
    cv2.imwrite(str(tmp_path / '0.png'), np.zeros((8, 8, 3), np.uint8))
    run, good = run_folder(tmp_path), Sequence('talk', ImageFiles((tmp_path / '0.png',)), BOX)
    done = list(evaluate_through_node(TrackerParameters('colour'), 'box', 30.0, [SEQUENCE, good], run))
    assert done == [('walk', 'nowhere.png: cannot be read as an image'), ('talk', None)]
    assert run.in_time.finished() == run.by_stamp.finished() == ['talk']
