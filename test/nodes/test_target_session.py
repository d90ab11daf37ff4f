"""What is said in one thread is done with the next image in another."""
import numpy as np
import pytest

from support.squares import scene
from vl_tracker_ros.language.command import CommandError
from vl_tracker_ros.nodes.target_session import TargetSession
from vl_tracker_ros.tracking import TargetState, create_tracker

IMAGE = scene(red=(60, 50), blue=(20, 20))
RED_BOX = np.array([60.0, 50.0, 24.0, 24.0])


@pytest.fixture
def session(colour_bundle):
    return TargetSession(create_tracker(colour_bundle))


def process(session, times=1):
    return [session.process(IMAGE, float(index)) for index in range(times)][-1]


def test_nothing_said_is_idle(session):
    assert process(session).result.state is TargetState.IDLE


def test_a_command_is_applied_to_the_next_image_once(session):
    session.command('find the red square')
    first, second = process(session), process(session)
    assert first.changed and not second.changed
    assert first.result.target_id == second.result.target_id
    assert session.command_text == 'find the red square'


def test_the_newer_of_two_waiting_commands_counts(session):
    session.command('the red square')
    session.command('the blue square')
    process(session)
    assert session.command_text == 'the blue square'


def test_a_box_belongs_to_the_command_that_waits(session):
    session.command('the red square')
    session.show(RED_BOX)
    step = process(session)
    np.testing.assert_array_equal(step.result.box_xywh_px, RED_BOX)
    assert session.command_text == 'the red square'


def test_a_command_after_a_box_replaces_it(session):
    session.show(RED_BOX)
    session.command('the blue square')
    step = process(session, 3)
    assert step.result.box_xywh_px[0] < 40


def test_a_box_after_stop_has_no_words(session):
    session.command('the red square')
    process(session)
    session.command('stop')
    session.show(RED_BOX)
    assert process(session).result.state is TargetState.TRACKING
    assert session.command_text == ''


def test_stop_is_idle(session):
    session.command('the red square')
    process(session, 3)
    session.command('stop')
    step = process(session)
    assert step.changed and step.result.state is TargetState.IDLE and session.command_text == ''


def test_what_the_tracker_refuses_leaves_the_target(session):
    session.command('the red square')
    before = process(session, 3)
    session.show(np.array([5000.0, 50.0, 24.0, 24.0]))
    after = process(session)
    assert 'outside' in after.refusal and not after.changed
    assert after.result.target_id == before.result.target_id
    assert after.result.state is TargetState.TRACKING


def test_a_bad_command_changes_nothing(session):
    session.command('the red square')
    with pytest.raises(CommandError):
        session.command(' ')
    assert process(session).changed
