from __future__ import annotations

from collections.abc import Iterable

import pytest

from vl_tracker_ros.tracking.state import TargetStateMachine
from vl_tracker_ros.tracking.types import TargetState

IDLE, SEARCHING, TRACKING, UNCERTAIN, LOST = TargetState


def machine(has_box: bool) -> TargetStateMachine:
    subject = TargetStateMachine(track_score=0.6, lost_score=0.3, confirm_frames=2, lost_frames=3)
    subject.start(has_box)
    return subject


def states(has_box: bool, scores: Iterable[float]) -> list[TargetState]:
    subject = machine(has_box)
    return [subject.update(score, doubted=False) for score in scores]


def test_words_are_searched_for_until_confirmed_in_a_row() -> None:
    assert states(False, [0.9, 0.5, 0.9, 0.6]) == [SEARCHING, SEARCHING, SEARCHING, TRACKING]


def test_an_interruption_lets_the_row_begin_anew() -> None:
    subject = machine(has_box=False)
    subject.update(0.9, doubted=False)
    subject.interrupt()
    assert [subject.update(0.9, doubted=False) for _ in range(2)] == [SEARCHING, TRACKING]


def test_box_is_believed_at_once() -> None:
    assert machine(True).state is TRACKING


def test_doubt_comes_and_goes_at_once() -> None:
    assert states(True, [0.9, 0.4, 0.7]) == [TRACKING, UNCERTAIN, TRACKING]


def test_loss_is_said_after_low_scores_in_a_row() -> None:
    assert states(True, [0.1, 0.1, 0.4, 0.1, 0.1, 0.1]) == [UNCERTAIN] * 5 + [LOST]


def test_doubt_alone_is_no_loss() -> None:
    assert states(True, [0.4] * 50) == [UNCERTAIN] * 50


def test_what_is_doubted_is_neither_tracked_nor_lost() -> None:
    subject = machine(True)
    assert [subject.update(score, doubted=True) for score in (0.9, 0.9, 0.9, 0.9)] == [UNCERTAIN] * 4
    assert subject.reason == 'what is found may be something else'
    assert subject.update(0.9, doubted=False) is TRACKING
    subject.lose('gone')
    assert [subject.update(0.9, doubted=True) for _ in range(5)] == [LOST] * 5 and subject.reason == 'gone'


def test_return_is_confirmed_in_a_row() -> None:
    assert states(True, [0.1] * 3 + [0.9, 0.1, 0.9, 0.9]) == [UNCERTAIN] * 2 + [LOST] * 4 + [TRACKING]


def test_search_without_success_is_no_loss() -> None:
    assert states(False, [0.0] * 20) == [SEARCHING] * 20


def test_new_target_does_not_inherit_counts() -> None:
    subject = machine(False)
    subject.update(0.9, doubted=False)
    subject.start(has_box=False)
    assert subject.update(0.9, doubted=False) is SEARCHING
    subject.stop()
    assert subject.state is IDLE


@pytest.mark.parametrize(('values', 'cause'), [
    ((0.3, 0.6, 2, 3), 'lost_score 0.6 is above'), ((0.6, 0.3, 0, 3), 'at least 1')])
def test_values_are_checked(values: tuple[float, float, int, int], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        TargetStateMachine(*values)


def test_in_sight_goes_by_the_last_score() -> None:
    subject = machine(True)
    seen = []
    for score in (0.9, 0.3, 0.1, 0.1, 0.1, 0.1, 0.4):
        subject.update(score, doubted=False)
        seen.append(subject.in_sight)
    assert seen == [True, True, False, False, False, False, True]


def test_gone_is_what_is_out_of_sight_for_as_long_as_a_loss_takes() -> None:
    subject = machine(True)
    subject.lose('a search began')
    gone = []
    for score in (0.9, 0.1, 0.1, 0.1, 0.4):
        subject.update(score, doubted=True)
        gone.append(subject.gone)
    assert gone == [False, False, False, True, False]
