"""The tracker is told what to follow by its action: over DDS, image by image. Then by a flood of commands."""
import math
import threading
import time
from contextlib import contextmanager

import pytest
from lifecycle_msgs.msg import Transition

from support.commanding import ABORTED, CANCELED, SUCCEEDED, End, box_around
from support.ros import PATIENCE_S
from support.squares import scene
from vl_tracker_ros.action import TrackTarget
from vl_tracker_ros.msg import TrackerStatus as Status

RED, BLUE = (60, 50), (20, 20)
BOTH, GONE = scene(red=RED, blue=BLUE), scene()
RED_BOX = box_around(RED[0] + 12, RED[1] + 12, 24, 24)
RATE = 20.0     # max_command_rate
FLOOD_S = 2.0


@pytest.fixture(scope='module')
def tracker_parameters():
    return {'command_timeout': PATIENCE_S, 'max_command_rate': RATE}


def is_idle(commander):
    detection, status = commander.probe.show(BOTH)
    return status.state == Status.IDLE and len(detection.results) == 0


def test_feedback_says_where_the_target_is_and_cancel_stops_it(commander):
    goal = commander.goal('follow the red square')
    seen = goal.followed(BOTH)
    assert seen.box[0].center.position.x == pytest.approx(RED[0] + 12, abs=4)
    assert seen.state == Status.TRACKING and 0.5 < seen.score <= 1.0
    assert seen.target_id == commander.probe.detections[-1].id
    assert goal.cancel()
    status, result = goal.end()
    assert (status, result.end) == (CANCELED, End.CANCELED)
    assert f'{result.command_id}.1' == seen.target_id
    assert is_idle(commander)


def test_feedback_has_no_box_while_the_target_is_not_seen_and_the_goal_goes_on(commander):
    goal = commander.goal('the red square', RED_BOX)
    before = goal.followed(BOTH)

    def lost():
        commander.probe.show(GONE)
        return goal.feedback[-1].state == Status.LOST

    commander.probe.spin_until(lost, 'LOST')
    assert not goal.feedback[-1].box and goal.feedback[-1].target_id == before.target_id
    goal.feedback.clear()
    assert goal.followed_again(BOTH).target_id == before.target_id


def test_on_lost_end_ends_the_goal_and_the_search(commander):
    goal = commander.goal('the red square', RED_BOX, on_lost=TrackTarget.Goal.ON_LOST_END)
    goal.followed(BOTH)
    status, result = goal.end(GONE)
    assert (status, result.end, result.reason) == (ABORTED, End.LOST, 'the target is lost')
    assert is_idle(commander)


def test_a_camera_that_dies_is_a_loss_too(commander):
    goal = commander.goal('the red square', RED_BOX, on_lost=TrackTarget.Goal.ON_LOST_END)
    goal.followed(BOTH)
    assert commander.probe.set_parameter('image_timeout', 0.1) == ''
    try:
        assert goal.end()[1].end == End.LOST
    finally:
        assert commander.probe.set_parameter('image_timeout', 100.0) == ''


@pytest.mark.parametrize(('image', 'box', 'status'), [(BOTH, RED_BOX, SUCCEEDED), (GONE, (), ABORTED)])
def test_the_end_of_the_time_is_a_success_with_the_target_in_sight(commander, image, box, status):
    goal = commander.goal('the red square', box, timeout=1.0)
    assert goal.accepted(image)
    ended = goal.end(image)
    assert (ended[0], ended[1].end) == (status, End.TIMEOUT)
    assert '1 s are over' in ended[1].reason
    assert is_idle(commander)


def test_another_goal_preempts_it(commander):
    older = commander.goal('the red square', RED_BOX)
    older.followed(BOTH)
    newer = commander.goal('the blue square')
    newer.followed(BOTH)
    status, result = older.end()
    assert (status, result.end) == (ABORTED, End.PREEMPTED)
    assert commander.probe.show(BOTH)[1].command == 'the blue square'
    newer.cancel()


def test_another_goal_for_the_same_target_keeps_the_target(commander):
    older = commander.goal('the red square')
    before = older.followed(BOTH)
    newer = commander.goal('find the red square')
    assert newer.followed(BOTH).target_id == before.target_id
    assert older.end()[1].end == End.PREEMPTED
    newer.cancel()


def test_a_command_on_the_topic_preempts_it(commander):
    goal = commander.goal('the red square', RED_BOX)
    goal.followed(BOTH)
    commander.probe.say('the blue square')
    status, result = goal.end(BOTH)
    assert (status, result.end) == (ABORTED, End.PREEMPTED) and 'is followed now' in result.reason
    assert commander.probe.show(BOTH)[1].command == 'the blue square'


def test_stop_of_anybody_ends_it(commander):
    goal = commander.goal('the red square', RED_BOX)
    goal.followed(BOTH)
    assert commander.trigger('stop').success
    status, result = goal.end()
    assert (status, result.end) == (ABORTED, End.STOPPED)


def test_a_refused_goal_leaves_the_running_one(commander):
    running = commander.goal('the red square', RED_BOX)
    before = running.followed(BOTH)
    refused = commander.goal(box=box_around(5000, 50, 20, 20))
    refused.accepted(BOTH)
    status, result = refused.end(BOTH)
    assert (status, result.end, result.command_id) == (ABORTED, End.REFUSED, '') and 'outside' in result.reason
    running.feedback.clear()
    assert running.followed_again(BOTH).target_id == before.target_id
    running.cancel()


@pytest.mark.parametrize(('goal', 'reason'), [
    ({}, 'neither a description nor a box'), ({'description': 'stop'}, 'describes no target'),
    ({'description': 'red', 'timeout': -1.0}, 'timeout is -1'), ({'description': 'red', 'timeout': math.nan}, 'nan'),
    ({'description': 'red', 'on_lost': 7}, 'on_lost is 7'),
    ({'description': 'the red square'}, 'no usable image came within 0.5 s')])
def test_a_goal_that_cannot_be_followed_says_why(commander, goal, reason):
    with commander.impatient(0.5):
        refused = commander.goal(**goal)
        assert refused.accepted()
        status, result = refused.end()
    assert (status, result.end) == (ABORTED, End.REFUSED) and reason in result.reason


def test_a_goal_that_waits_for_an_image_can_be_canceled(commander):
    goal = commander.goal('the red square')
    assert goal.accepted() and goal.cancel()
    status, result = goal.end()
    assert (status, result.end) == (CANCELED, End.CANCELED)
    assert is_idle(commander)


def test_a_pause_is_no_loss_for_a_goal(commander):
    goal = commander.goal('the red square', RED_BOX, on_lost=TrackTarget.Goal.ON_LOST_END)
    goal.followed(BOTH)
    assert commander.pause(True).success
    commander.probe.show_many([BOTH] * 3)
    assert commander.pause(False).success
    goal.feedback.clear()
    goal.followed_again(BOTH)
    goal.cancel()


def test_deactivation_ends_a_goal_and_its_target(commander):
    probe = commander.probe
    goal = commander.goal('the red square', RED_BOX)
    goal.followed(BOTH)
    assert probe.transition(Transition.TRANSITION_DEACTIVATE)
    try:
        status, result = goal.end()
        assert (status, result.end) == (ABORTED, End.DEACTIVATED)
        refused = commander.goal('the red square')
        assert refused.accepted()
        assert refused.end()[1].reason == 'tracker_node is not active'
    finally:
        assert probe.transition(Transition.TRANSITION_ACTIVATE)
        probe.connect()
    assert is_idle(commander)


def test_a_flood_of_commands_starves_no_image_and_the_last_one_wins(commander, tracker_process):
    probe = commander.probe
    first = int(commander.set_target('the red square', image=BOTH).command_id)
    before, memory_mb = probe.show(BOTH)[1], tracker_process.resident_mb
    probe.statuses.clear()
    with flood(probe, 'the blue square', 'the green square') as said:
        begun = time.monotonic()
        while time.monotonic() < begun + FLOOD_S:
            probe.show(BOTH)
    probe.say('the blue square')
    status = probe.spin_until(
        lambda: next((s for _, s in [probe.show(BOTH)] if s.command == 'the blue square'
                      and s.state == Status.TRACKING), None), 'the last command')
    assert said() > 10 * RATE * FLOOD_S, 'that was no flood'
    assert any('faster than max_command_rate' in each.error for each in probe.statuses)
    assert (status.frames_dropped, status.frames_rejected) == (before.frames_dropped, before.frames_rejected)
    assert int(status.command_id) - first < RATE * (time.monotonic() - begun) + 2 * RATE
    assert tracker_process.resident_mb < memory_mb + 20
    probe.spin_until(lambda: not probe.show(BOTH)[1].error, 'the end of the complaint')


@contextmanager
def flood(probe, *sentences):
    """Say these in turn, 1,000 a second, on a thread of its own; yields how many were said until now."""
    ended, said = threading.Event(), []

    def talk():
        while not ended.wait(0.001):
            said.append(probe.say(sentences[len(said) % len(sentences)]))

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield lambda: len(said)
    finally:
        ended.set()
        thread.join()


def test_services_and_goals_have_the_same_limit(commander):
    def service_refuses():
        answer = commander.set_target('the red square', image=BOTH)
        return not answer.accepted and 'faster than max_command_rate' in answer.reason

    with flood(commander.probe, 'the blue square'):
        commander.probe.spin_until(service_refuses, 'a refused service')
        commander.probe.spin_until(lambda: not commander.goal('the red square').accepted(BOTH), 'a rejected goal')
    assert commander.trigger('stop').success
