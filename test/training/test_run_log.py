from __future__ import annotations

from pathlib import Path

import cv2
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from vl_tracker_ros.training.run_log import RunLog, read_log


def test_the_log_is_a_table_events_and_a_picture(tmp_path: Path) -> None:
    log = RunLog(tmp_path, 0)
    for step in (5, 10):
        log.add({'step': step, 'minutes': 1.23456789, 'samples': 1234567, 'rate': 0.000034567891, 'loss': 2.0 / step,
                 'words_iou': 0.5})
    rows = read_log(tmp_path / 'log.csv')
    assert rows[0] == {'step': 5, 'minutes': 1.2346, 'samples': 1234567, 'rate': 3.4568e-05, 'loss': 0.4,
                       'words_iou': 0.5}
    events = EventAccumulator(str(tmp_path / 'tensorboard')).Reload()
    assert set(events.Tags()['scalars']) == set(rows[0])
    assert [(event.step, round(event.value, 3)) for event in events.Scalars('loss')] == [(5, 0.4), (10, 0.2)]
    picture = cv2.imread(str(tmp_path / 'curves.png'))
    assert picture.shape[0] > 500 and picture.std() > 5


def test_what_was_logged_after_the_last_checkpoint_is_dropped(tmp_path: Path) -> None:
    log = RunLog(tmp_path, 0)
    for step in (5, 10, 15):
        log.add({'step': step, 'loss': 1.0})
    again = RunLog(tmp_path, 10)
    again.add({'step': 15, 'loss': 0.5, 'track_auc': 0.25})
    assert read_log(tmp_path / 'log.csv') == [
        {'step': 5, 'loss': 1}, {'step': 10, 'loss': 1}, {'step': 15, 'loss': 0.5, 'track_auc': 0.25}]
    events = EventAccumulator(str(tmp_path / 'tensorboard')).Reload()
    assert [(event.step, event.value) for event in events.Scalars('loss')] == [(5, 1.0), (10, 1.0), (15, 0.5)]
