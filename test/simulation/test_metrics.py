"""The figures of traces that were written by hand."""
from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from vl_tracker_ros.simulation.metrics import judge, median_regained, total
from vl_tracker_ros.simulation.renderer import Sight
from vl_tracker_ros.simulation.screen import Hiding
from vl_tracker_ros.simulation.trace import NOTHING, Moment, name_of_box

A_MOMENT = Moment(0.0, 'ball', 1.0, 'ball', True, 2.5, 0)


def trace(seconds: float, **changed) -> list[Moment]:
    """Ten moments a second; `changed`: field -> function of the time."""
    return [replace(A_MOMENT, time_s=i / 10, **{name: value(i / 10) for name, value in changed.items()})
            for i in range(round(10 * seconds))]


def test_seconds_count_from_the_first_order() -> None:
    score = judge(trace(10, wanted=lambda t: 'ball' if t >= 4 else None, seen=lambda t: 0.0 if t < 5 else 0.4), 2.5)
    assert (score.seconds, score.in_view, score.followed) == pytest.approx((6.0, 5.0, 6.0))


@pytest.mark.parametrize(('followed', 'moving', 'false_s'), [
    ('ball', True, 0.0), ('cup', True, 10.0), (NOTHING, True, 10.0), ('cup', False, 0.0), (None, True, 0.0)])
def test_false_is_to_move_by_a_box_on_something_else(followed: str | None, moving: bool, false_s: float) -> None:
    assert judge(trace(10, followed=lambda t: followed, moving=lambda t: moving), 2.5).false == pytest.approx(false_s)


def test_after_a_second_order_the_first_one_is_something_else() -> None:
    score = judge(trace(10, wanted=lambda t: 'ball' if t < 5 else 'cup'), 2.5)
    assert (score.followed, score.false) == pytest.approx((5.0, 5.0))


def test_the_distance_is_judged_once_the_robot_has_had_time_after_each_order() -> None:
    score = judge(trace(20, wanted=lambda t: 'ball' if t < 10 else 'cup', distance_m=lambda t: 9.0 if t % 10 < 5.9
                        else 3.5), 2.5)
    assert score.judged == pytest.approx(8.0) and score.distance_error == pytest.approx(1.0)
    assert math.isnan(judge(trace(3), 2.5).distance_error)


def test_regained_is_told_for_those_that_were_followed_before() -> None:
    hidings = [Hiding('ball', 3.0), Hiding('ball', 8.0), Hiding('ball', 13.0)]
    followed = trace(20, followed=lambda t: 'ball' if t < 3 or 5.7 <= t < 8 else None)
    score = judge(followed, 2.5, hidings)
    assert score.regained == (pytest.approx(0.7), math.inf)
    assert median_regained(score) == math.inf and math.isnan(median_regained(judge(followed, 2.5)))


def test_many_runs_are_judged_as_one() -> None:
    far, near = (judge(trace(10, distance_m=lambda t: metres), 2.5) for metres in (5.5, 2.5))
    both = total([far, near])
    assert both.seconds == pytest.approx(20.0) and both.distance_error == pytest.approx(math.sqrt(4.5))


def test_a_box_is_on_the_figure_that_it_covers_best_or_on_none() -> None:
    sight = Sight(np.zeros((9, 9, 3), np.uint8), {'ball': (10, 10, 20, 20), 'cup': (25, 10, 20, 20)}, {})
    names = [name_of_box(np.array(box), sight) for box in [(12, 10, 20, 20), (24, 12, 20, 20), (60, 60, 20, 20)]]
    assert names == ['ball', 'cup', NOTHING]
    assert name_of_box(np.array([0, 0, 5, 5]), replace(sight, boxes_xywh_px={})) == NOTHING
