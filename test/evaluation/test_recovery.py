from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.evaluation.recovery import frames_until_right, recovery

HERE, THERE, NONE = [0, 0, 10, 10], [50, 50, 10, 10], [np.nan] * 4


def boxes(*rows: list[float]) -> np.ndarray:
    return np.array(rows, float)


def test_every_share_by_hand() -> None:
    truth = boxes(HERE, HERE, HERE, NONE, NONE, NONE, HERE, HERE, HERE, HERE)
    predicted = boxes(HERE, THERE, NONE, HERE, NONE, NONE, NONE, THERE, HERE, HERE)
    found = recovery(predicted, truth)
    # without the target: frames 1 and 7 (a wrong box), 2 and 6 (none), 3, 4, 5 (absent); 2, 4, 5, 6 are said
    assert found.absent_said_lost == pytest.approx(2 / 3) and found.lost_said_lost == pytest.approx(4 / 7)
    assert found.found_said_lost == pytest.approx(2 / 7)
    assert found.shown_right == pytest.approx(3 / 6)
    assert found.regained == [2.0]


def test_every_return_counts_and_one_that_is_missed_is_infinite() -> None:
    truth = boxes(NONE, HERE, HERE, NONE, HERE, NONE, HERE)
    predicted = boxes(HERE, THERE, HERE, HERE, THERE, HERE, HERE)
    assert recovery(predicted, truth).regained == [1.0, np.inf, 0.0]


def test_the_beginning_is_no_return() -> None:
    assert recovery(boxes(HERE, HERE), boxes(HERE, HERE)).regained == []


def test_nothing_to_count_is_nan() -> None:
    found = recovery(boxes(HERE, HERE), boxes(HERE, HERE))
    assert np.isnan(found.lost_said_lost) and found.found_said_lost == 0 and found.shown_right == 1
    assert np.isnan(recovery(boxes(NONE), boxes(HERE)).shown_right)


def test_a_switch_is_counted_from_the_command() -> None:
    right = np.array([True, True, False, False, True])
    assert frames_until_right(right, 2, 5) == 2 and frames_until_right(right, 2, 4) == np.inf


def test_lengths_that_differ() -> None:
    with pytest.raises(ValueError, match='1 predictions for 2 frames'):
        recovery(boxes(HERE), boxes(HERE, HERE))
