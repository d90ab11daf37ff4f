"""When the following of a goal ends."""
import numpy as np
import pytest

from vl_tracker_ros.nodes.commands.pursuit import Codes, Pursuit
from vl_tracker_ros.tracking.types import TargetState, TrackResult

BOX = np.array([1.0, 2.0, 3.0, 4.0])


def result(state, target_id='3.1'):
    return TrackResult(state, 0.5, BOX if state.has_box else None, target_id=target_id)


def pursuit(timeout_s=0.0, end_when_lost=False):
    return Pursuit('3.1', timeout_s, end_when_lost, now_s=100.0)


@pytest.mark.parametrize('state', TargetState)
def test_it_goes_on_through_every_state_of_its_target(state):
    assert pursuit().judge(result(state), paused=False) is None


def test_another_object_of_the_same_command_is_still_its_target():
    assert pursuit().judge(result(TargetState.TRACKING, '3.2'), paused=False) is None


def test_loss_ends_it_if_it_is_to_end_then():
    end = pursuit(end_when_lost=True).judge(result(TargetState.LOST), paused=False)
    assert end.code == Codes.LOST and not end.succeeded and end.ends_target


@pytest.mark.parametrize('state', [TargetState.SEARCHING, TargetState.UNCERTAIN])
def test_what_was_never_found_or_is_doubtful_is_not_lost(state):
    assert pursuit(end_when_lost=True).judge(result(state), paused=False) is None


def test_a_pause_is_no_loss():
    assert pursuit(end_when_lost=True).judge(result(TargetState.LOST), paused=True) is None


def test_another_command_preempts_it_and_keeps_its_own_target():
    end = pursuit().judge(result(TargetState.SEARCHING, '4.1'), paused=False)
    assert (end.code, end.reason) == (Codes.PREEMPTED, 'command 4 is followed now') and not end.ends_target


def test_it_goes_on_with_its_words_under_another_id():
    subject = pursuit()
    for target_id in ('4.1', '4.1', '5.1'):
        assert subject.judge(result(TargetState.TRACKING, target_id), False, former=str(int(target_id[0]) - 1)) is None
    assert subject.command_id == '5'
    assert subject.judge(result(TargetState.TRACKING, '6.1'), paused=False).code == Codes.PREEMPTED


def test_stop_ends_it_and_the_reason_is_told():
    end = pursuit().judge(TrackResult(TargetState.IDLE, reason='stopped'), paused=False)
    assert (end.code, end.reason) == (Codes.STOPPED, 'stopped') and not end.ends_target


def test_without_a_timeout_time_ends_nothing():
    assert pursuit().tick(1e9) is None


@pytest.mark.parametrize(('state', 'succeeded'), [(TargetState.TRACKING, True), (TargetState.UNCERTAIN, True),
                                                  (TargetState.LOST, False), (TargetState.SEARCHING, False)])
def test_the_end_of_the_time_is_a_success_with_the_target_in_sight(state, succeeded):
    subject = pursuit(timeout_s=5.0)
    subject.judge(result(state), paused=False)
    assert subject.tick(104.9) is None
    end = subject.tick(105.0)
    assert (end.code, end.succeeded, end.ends_target) == (Codes.TIMEOUT, succeeded, True)
