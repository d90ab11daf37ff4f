from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vl_tracker_ros.evaluation.confidence.thresholds import HELD_SAID_LOST, choose_gate, choose_state, replay
from vl_tracker_ros.evaluation.confidence.trace import Trace
from vl_tracker_ros.tracking import Evidence, SearchMode

LOCAL, GLOBAL = SearchMode.LOCAL, SearchMode.GLOBAL
STATE = {'track_score': 0.6, 'lost_score': 0.3, 'confirm_frames': 2, 'lost_frames': 2}
POLICY = {'kind': 'policy', 'tau': 0.1, 'low': 0.0, 'high': 0.0, 'confirm_frames': 2, 'recover_frames': 1}


def trace(right: list[bool], kappas: list[float] | None = None, views: list[SearchMode] | None = None) -> Trace:
    count = len(right)
    evidence = tuple(Evidence(0.5, 0.0, 0.0, 0.0, 0.0, kappa, 0) for kappa in (kappas or [0.0] * count))
    return Trace('drawn', False, evidence, tuple(views or [LOCAL] * count), np.array(right, bool),
                 np.array(right, bool))


def test_what_would_have_been_said_is_played_again() -> None:
    scores = np.array([0.9, 0.2, 0.9, 0.2, 0.2, 0.7, 0.7])
    assert replay(scores, False, STATE).tolist() == [True, True, True, True, False, False, True]
    assert replay(scores[-3:], True, STATE).tolist() == [False, False, True]


def test_the_state_parts_right_from_wrong() -> None:
    """Right boxes have 0.45 and more, wrong ones 0.35 and less: no threshold between is ever wrong."""
    right = [True] * 40 + [False] * 20 + [True] * 40
    scores = np.where(right, np.tile([0.45, 0.8], 50), np.tile([0.35, 0.1], 50))
    state = choose_state([trace(right)], [scores])
    assert state['lost_score'] == 0.4 and state['track_score'] == 0.4
    assert (replay(scores, False, state) == right).all()


def test_right_ones_are_kept_back_at_most_as_promised() -> None:
    """Most frames are wrong, and scores tell little: to say nothing would be wrong least often."""
    rng = np.random.default_rng(0)
    right = rng.random(600) < 0.2
    scores = np.clip(0.35 + 0.1 * right + rng.normal(0, 0.15, 600), 0, 1)
    shown = replay(scores, False, choose_state([trace(list(right))], [scores]))
    assert (right & ~shown).sum() / right.sum() <= HELD_SAID_LOST


@pytest.mark.parametrize('is_there', [True, False])
def test_a_wrong_box_is_a_reason_to_say_lost_where_the_target_is_absent(is_there: bool) -> None:
    """Eight right boxes have the score of the hundred wrong ones that follow."""
    right = np.array([True] * 1008 + [False] * 100)
    scores = np.where(np.arange(len(right)) < 1000, 0.8, 0.25)
    drawn = replace(trace(list(right)), present=right | is_there)
    shown = replay(scores, False, choose_state([drawn], [scores]))
    assert shown[:1000].all() and shown[1008:].all() == shown[1008:].any() == is_there


def test_a_gate_leaves_the_local_view_where_right_ones_never_are() -> None:
    kappas = [0.5, 0.3, 0.5, 0.3] * 10 + [0.1, 0.05] * 5
    gate = choose_gate([trace([True] * 40 + [False] * 10, kappas)], POLICY)
    assert gate == {**POLICY, 'low': 0.5}       # two in a row below 0.5 never are


def test_a_gate_misses_one_find_of_ten() -> None:
    """However many wrong ones there are: never to come back would be wrong least often."""
    kappas, right = [k / 100 for k in range(101)] + [0.05] * 500, [True] * 101 + [False] * 500
    gate = choose_gate([trace(right, kappas, [GLOBAL] * 601)], POLICY)
    assert gate == {**POLICY, 'high': 0.1}


@pytest.mark.parametrize('right', [[False] * 40, [True] * 20, []])
def test_thresholds_that_few_frames_speak_of_stay(right: list[bool]) -> None:
    assert choose_gate([trace(right)], POLICY) == POLICY


def test_a_gate_of_the_paper_stays_as_it_is() -> None:
    assert choose_gate([trace([True, False])], {'kind': 'candidate', 'tau': 0.3}) == {'kind': 'candidate', 'tau': 0.3}
