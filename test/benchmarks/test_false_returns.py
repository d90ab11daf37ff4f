"""What counts as a false return: something else, tracked under the id of the target that has gone."""
from __future__ import annotations

import numpy as np
import pytest
from false_returns import JUST_GONE, judge

from vl_tracker_ros.tracking import TargetState, TrackResult

HERE, ELSEWHERE = np.array([10.0, 10, 20, 20]), np.array([80.0, 60, 20, 20])
SEEN, GONE = 10, 10


def tracked(box_xywh_px: np.ndarray, target_id: str = '1.1') -> TrackResult:
    return TrackResult(TargetState.TRACKING, 0.9, box_xywh_px, target_id=target_id)


@pytest.mark.parametrize(('found', 'false_frames'), [
    (tracked(ELSEWHERE), GONE - JUST_GONE), (tracked(ELSEWHERE, '1.2'), 0),
    (TrackResult(TargetState.LOST, target_id='1.1'), 0)])
def test_a_false_return_has_the_id_of_the_target(found: TrackResult, false_frames: int) -> None:
    truth = np.array([HERE] * SEEN + [np.full(4, np.nan)] * GONE + [HERE])
    outcome = judge([tracked(HERE)] * SEEN + [found] * GONE + [tracked(HERE)], truth)
    assert outcome.false_frames == false_frames and outcome.regained == [0.0]
