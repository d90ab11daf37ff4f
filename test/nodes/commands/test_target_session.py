"""What is said in one thread is done with the next image in another."""
import numpy as np
import pytest

from support.squares import scene
from vl_tracker_ros.language.command import parse_command
from vl_tracker_ros.nodes.commands.order import Act, Order, Outcome
from vl_tracker_ros.nodes.commands.target_session import TargetSession
from vl_tracker_ros.tracking import TargetState, create_tracker
from vl_tracker_ros.tracking.types import SearchMode

IMAGE = scene(red=(60, 50), blue=(20, 20))
RED_BOX = np.array([60.0, 50.0, 24.0, 24.0])


class Orders:
    """Gives orders to a session and keeps the answers."""

    def __init__(self, session):
        self.session, self.answers = session, []

    def __call__(self, act, **details):
        order = Order(act, self.answers.append, **details)
        self.session.submit(order)
        return order

    def say(self, text):
        return self(Act.TRACK, command=parse_command(text))

    def show(self, box_xywh_px):
        """As the topic `~/init_box` does."""
        return self(Act.TRACK, box_xywh_px=box_xywh_px, joins=True)

    @property
    def outcomes(self):
        return [answer.outcome for answer in self.answers]


@pytest.fixture
def session(colour_bundle):
    return TargetSession(create_tracker(colour_bundle))


@pytest.fixture
def order(session):
    return Orders(session)


def process(session, times=1):
    return [session.process(IMAGE, float(index)) for index in range(times)][-1]


def test_nothing_said_is_idle(session):
    assert process(session).result.state is TargetState.IDLE


def test_a_command_is_applied_to_the_next_image_once(session, order):
    order.say('find the red square')
    first, second = process(session), process(session)
    assert first.changed and not second.changed
    assert first.result.target_id == second.result.target_id == order.answers[0].target_id == '1.1'
    assert (session.command_text, session.description) == ('find the red square', 'the red square')


def test_nothing_is_answered_before_the_tracker_took_it(session, order):
    order.say('the red square')
    assert not session.settle().changed and order.answers == []
    process(session)
    assert order.outcomes == [Outcome.TAKEN]


def test_the_newer_of_two_waiting_commands_counts(session, order):
    order.say('the red square')
    order.say('the blue square')
    process(session)
    assert session.command_text == 'the blue square'
    assert order.outcomes == [Outcome.REPLACED, Outcome.TAKEN]


def test_the_same_description_again_keeps_the_target(session, order):
    order.say('the red square')
    before = process(session, 3)
    order.say('Please follow THE RED square')
    after = process(session)
    assert after.result.target_id == before.result.target_id == order.answers[-1].target_id and not after.changed
    assert after.result.state is TargetState.TRACKING


def test_another_description_replaces_the_target(session, order):
    order.say('the red square')
    process(session)
    order.say('the blue square')
    assert process(session).changed and order.answers[-1].target_id == '2.1'


def test_a_command_that_was_stopped_starts_anew(session, order):
    order.say('the red square')
    process(session)
    order(Act.STOP)
    order.say('the red square')
    assert process(session).result.target_id == '1.1', 'the stop was replaced before the tracker took it'
    order(Act.STOP)
    process(session)
    order.say('the red square')
    assert process(session).result.target_id == '2.1'


def test_a_box_belongs_to_the_command_that_waits(session, order):
    order.say('the red square')
    order.show(RED_BOX)
    step = process(session)
    np.testing.assert_array_equal(step.result.box_xywh_px, RED_BOX)
    assert session.command_text == 'the red square' and order.outcomes == [Outcome.TAKEN]


def test_a_box_belongs_to_the_present_command_if_none_waits(session, order):
    order.say('the red square')
    before = process(session)
    order.show(RED_BOX)
    after = process(session)
    assert session.command_text == 'the red square' and after.result.target_id != before.result.target_id


def test_a_program_that_gives_a_box_alone_means_no_words(session, order):
    order.say('the blue square')
    process(session)
    order(Act.TRACK, box_xywh_px=RED_BOX)
    process(session)
    assert session.command_text == ''


def test_a_command_after_a_box_replaces_it(session, order):
    order.show(RED_BOX)
    order.say('the blue square')
    step = process(session, 3)
    assert step.result.box_xywh_px[0] < 40


def test_a_box_after_stop_has_no_words(session, order):
    order.say('the red square')
    process(session)
    order(Act.STOP)
    order.show(RED_BOX)
    assert process(session).result.state is TargetState.TRACKING
    assert session.command_text == ''


def test_stop_needs_no_image(session, order):
    order.say('the red square')
    process(session, 3)
    order(Act.STOP)
    step = session.settle()
    assert step.changed and step.result.state is TargetState.IDLE and session.command_text == ''
    assert not process(session).changed
    assert order.outcomes == [Outcome.TAKEN] * 2


def test_stop_of_another_command_stops_nothing(session, order):
    order.say('the red square')
    process(session, 3)
    order(Act.STOP, of='7')
    assert process(session).result.state is TargetState.TRACKING
    order(Act.STOP, of='1')
    assert process(session).result.state is TargetState.IDLE


def test_stop_of_a_command_does_not_replace_the_next_one_that_waits(session, order):
    order.say('the red square')
    process(session)
    order.say('the blue square')
    order(Act.STOP, of='1')
    assert process(session).result.target_id == '2.1'


def test_a_pause_keeps_the_target_and_shows_no_box(session, order):
    order.say('the red square')
    before = process(session, 3)
    order(Act.PAUSE)
    for step in (session.settle(), process(session)):
        assert step.paused and not step.changed
        assert (step.result.state, step.result.box_xywh_px) == (TargetState.LOST, None)
        assert step.result.target_id == before.result.target_id
    order(Act.GO_ON)
    after = process(session)
    assert (after.result.state, after.result.target_id) == (TargetState.TRACKING, before.result.target_id)
    assert not after.paused


def test_a_pause_waits_for_the_target_that_waits_before_it(session, order):
    order.say('the red square')
    order(Act.PAUSE)
    assert not session.settle().paused
    step = process(session)
    assert step.paused and step.changed and step.result.target_id == '1.1'


@pytest.mark.parametrize('text', ['the red square', 'the blue square'])
def test_a_command_ends_a_pause(session, order, text):
    order.say('the red square')
    process(session)
    order(Act.PAUSE)
    assert process(session).paused
    order.say(text)
    assert not process(session).paused


def test_relocalisation_looks_at_the_whole_image(session, order):
    order.say('the red square')
    assert process(session, 4).result.search is SearchMode.LOCAL
    order(Act.RELOCALIZE)
    assert process(session).result.search is SearchMode.GLOBAL


@pytest.mark.parametrize('act', [Act.PAUSE, Act.GO_ON, Act.RELOCALIZE])
def test_without_a_target_there_is_nothing_to_do_it_with(session, order, act):
    order(act)
    session.settle()
    assert order.outcomes == [Outcome.REFUSED] and 'no target is followed' in order.answers[0].reason


def test_what_the_tracker_refuses_leaves_the_target(session, order):
    order.say('the red square')
    before = process(session, 3)
    order.show(np.array([5000.0, 50.0, 24.0, 24.0]))
    after = process(session)
    assert order.outcomes[-1] is Outcome.REFUSED and 'outside' in order.answers[-1].reason and not after.changed
    assert after.result.target_id == before.result.target_id
    assert after.result.state is TargetState.TRACKING


def failing(patch, session):
    patch.setattr(session._tracker, 'start', lambda *_: 1 / 0)


def test_a_command_waits_while_the_tracker_fails_and_nothing_is_followed(session, order, monkeypatch):
    order.say('the red square')
    process(session)
    waiting = order.say('the blue square')
    with monkeypatch.context() as patch:
        failing(patch, session)
        with pytest.raises(ZeroDivisionError):
            process(session)
    assert order.outcomes == [Outcome.TAKEN]
    assert session.settle().result.state is TargetState.IDLE
    process(session)
    assert session.command_text == 'the blue square' and not session.withdraw(waiting)


def test_what_failed_and_is_withdrawn_leaves_nothing(session, order, monkeypatch):
    waiting = order.say('the blue square')
    with monkeypatch.context() as patch:
        failing(patch, session)
        with pytest.raises(ZeroDivisionError):
            process(session)
    assert session.withdraw(waiting)
    assert process(session).result.state is TargetState.IDLE


def test_a_failure_without_an_image_is_the_askers_alone(session, order, monkeypatch):
    order.say('the red square')
    process(session)
    order(Act.RELOCALIZE)
    monkeypatch.setattr(session._tracker, 'relocalize', lambda: 1 / 0)
    session.settle()
    assert 'tracker failed' in order.answers[-1].reason


def test_another_tracker_goes_on_with_the_words_and_forgets_boxes(session, order, colour_bundle):
    order.say('the red square')
    before = process(session, 3)
    order.show(RED_BOX)
    session.renew(create_tracker(colour_bundle))
    after = process(session)
    assert session.command_text == 'the red square' and after.result.state is TargetState.SEARCHING
    assert after.result.target_id == '2.1' and before.result.target_id == '1.1'
    order(Act.TRACK, box_xywh_px=RED_BOX)
    session.renew(create_tracker(colour_bundle))
    assert order.outcomes[-1] is Outcome.REFUSED
    assert process(session).result.target_id == '3.1'


def test_until_another_tracker_has_an_image_it_searches_for_the_same_target(session, order, colour_bundle, monkeypatch):
    order.say('the red square')
    process(session)
    session.renew(create_tracker(colour_bundle))
    assert (session.settle().result.state, session.settle().result.target_id) == (TargetState.SEARCHING, '1.1')
    with monkeypatch.context() as patch:
        failing(patch, session)
        with pytest.raises(ZeroDivisionError):
            process(session)
    assert not session.settle().changed
    step = process(session)
    assert (step.result.target_id, step.former, step.changed) == ('2.1', '1', True)
    order.say('the blue square')
    assert process(session).former == ''


def test_stop_of_a_command_that_another_tracker_goes_on_with_stops_it(session, order, colour_bundle):
    order.say('the red square')
    process(session)
    session.renew(create_tracker(colour_bundle))
    order(Act.STOP, of='1')
    step = process(session)
    assert (step.result.state, step.result.reason) == (TargetState.IDLE, 'stopped')


def test_a_box_that_is_forgotten_is_told(session, order, colour_bundle):
    order(Act.TRACK, box_xywh_px=RED_BOX)
    process(session)
    session.renew(create_tracker(colour_bundle))
    assert process(session).result.reason == 'the networks were loaded anew: its box was of an image before that'


def test_what_is_withdrawn_is_not_done(session, order):
    waiting = order.say('the red square')
    assert session.withdraw(waiting) and not session.withdraw(waiting)
    assert process(session).result.state is TargetState.IDLE and order.answers == []


def test_few_orders_wait_however_many_come(session, order):
    for act in [Act.STOP, Act.PAUSE, Act.GO_ON, Act.RELOCALIZE] * 100:
        order(act)
    for _ in range(100):
        order.say('the red square')
        order(Act.PAUSE)
        order(Act.RELOCALIZE)
    assert len(order.answers) == 700 - 3 and set(order.outcomes) == {Outcome.REPLACED}
    session.refuse_waiting('closed')
    assert [answer.reason for answer in order.answers[-3:]] == ['closed'] * 3
