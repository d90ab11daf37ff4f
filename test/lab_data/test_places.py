from __future__ import annotations

import numpy as np

from vl_tracker_ros.data.claims import Described
from vl_tracker_ros.data.places import gap, neighbours, places

SIZE = 100


def at(x: float, y: float, side: float = 10) -> Described:
    return Described('ball', 'red', (), np.array([x, y, side, side]))


def test_words_hold_for_the_target_and_no_rival() -> None:
    assert places(at(20, 50), [at(80, 50)], SIZE) == ['left']
    assert places(at(20, 50), [at(30, 50)], SIZE) == [], 'hardly further left'
    assert places(at(50, 20), [at(50, 80)], SIZE) == ['top']
    assert places(at(50, 50), [at(10, 50), at(90, 50)], SIZE) == ['middle']
    assert places(at(50, 70, 20), [at(80, 20), at(20, 20)], SIZE) == ['bottom', 'middle', 'large']


def test_alone_nothing_is_large() -> None:
    assert places(at(20, 20, 50), [], SIZE) == ['left', 'top']


def test_gap_is_between_the_boxes() -> None:
    assert gap(at(10, 10), at(40, 12)) == 20 and gap(at(10, 10), at(12, 18)) == 0


def test_a_neighbour_is_near_the_target_alone() -> None:
    target, rival, landmark = at(20, 50), at(80, 50), at(32, 50)
    assert neighbours(target, [rival], [rival, landmark]) == [landmark]
    assert neighbours(rival, [target], [target, landmark]) == []
    assert neighbours(target, [], [at(60, 50)]) == []
