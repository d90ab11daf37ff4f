from __future__ import annotations

import math

import pytest
from support.policy import NUMBERS

from vl_tracker_ros.tracking.policy import Policy
from vl_tracker_ros.tracking.types import Evidence, Find
from vl_tracker_ros.tracking.verification import Verification

POLICY = Policy(**{**NUMBERS, 'min_appearance': 0.5, 'min_correlation': 0.1, 'another_object_s': 2.0})
ALIKE = (0.9, 0.3)


def passes(verification: Verification, appearance: float, correlation: float, stamp_s: float = 0.0,
           convincing: bool = True) -> bool:
    evidence = Evidence(0.5, 0.0, 0.0, 0.5, 0.5, 0.5, 0, correlation, appearance)
    return verification.passes(evidence, POLICY, convincing, stamp_s)


def doubting() -> Verification:
    verification = Verification()
    verification.doubt()
    return verification


def test_without_a_loss_everything_passes() -> None:
    assert passes(Verification(), 0.0, -1.0)


@pytest.mark.parametrize(('appearance', 'correlation', 'passing'), [
    (*ALIKE, True), (0.4, 0.3, False), (0.9, 0.0, False), (math.nan, 0.3, True), (0.9, math.nan, True)])
def test_after_a_loss_colours_and_correlation_count(appearance: float, correlation: float, passing: bool) -> None:
    assert passes(doubting(), appearance, correlation) is passing


def test_what_is_long_unlike_is_another_object() -> None:
    verification = doubting()
    finds = [(passes(verification, 0.1, 0.3, 0.5 * i), verification.find) for i in range(6)]
    assert finds == [(False, Find.DOUBTED)] * 4 + [(False, Find.ANOTHER)] * 2


def test_a_break_makes_the_time_begin_anew() -> None:
    verification = doubting()
    for index in range(8):
        if index % 3 == 2:
            assert passes(verification, *ALIKE, 0.5 * index)
        else:
            passes(verification, 0.1, 0.3, 0.5 * index)
    assert verification.find is Find.DOUBTED


def test_a_doubt_that_lasts_keeps_its_time() -> None:
    verification = doubting()
    for index in range(6):
        verification.doubt()
        passes(verification, 0.1, 0.3, 0.5 * index)
    assert verification.find is Find.ANOTHER


def test_what_does_not_convince_is_no_other_object() -> None:
    verification = doubting()
    assert not any(passes(verification, 0.1, 0.3, 0.5 * index, convincing=False) for index in range(10))
    assert verification.find is Find.DOUBTED


def test_likeness_in_a_row_ends_the_doubt() -> None:
    verification = doubting()
    finds = []
    for appearance in (0.9, 0.1, 0.9, 0.9):
        passes(verification, appearance, 0.3, convincing=False)
        finds.append(verification.find)
    assert finds == [Find.DOUBTED] * 3 + [Find.TRUSTED]


def test_a_doubt_that_is_said_again_does_not_undo_the_likeness() -> None:
    verification = doubting()
    finds = []
    for _ in range(4):
        passes(verification, *ALIKE)
        finds.append(verification.find)
        verification.doubt()
    assert finds == [Find.DOUBTED] + [Find.TRUSTED] * 3


def test_a_new_target_is_not_doubted() -> None:
    verification = doubting()
    verification.reset()
    assert verification.find is Find.TRUSTED and passes(verification, 0.0, -1.0)
