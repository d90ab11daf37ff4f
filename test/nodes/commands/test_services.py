"""The tracker is told what to follow by services: over DDS, image by image."""
import math
import random
import time

import pytest
from lifecycle_msgs.msg import Transition
from std_srvs.srv import Trigger

from support.commanding import box_around
from support.ros import PATIENCE_S, Probe
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.srv import SetTarget

RED, BLUE = (60, 50), (20, 20)
BOTH, GONE = scene(red=RED, blue=BLUE), scene()
RED_BOX = box_around(RED[0] + 12, RED[1] + 12, 24, 24)
TIMEOUT_S = 0.5


@pytest.fixture(scope='module')
def tracker_parameters():
    return {'command_timeout': PATIENCE_S}


def test_set_target_is_answered_when_the_tracker_took_it(commander):
    answer = commander.set_target('please follow the red square', image=BOTH)
    assert answer.accepted and answer.reason == ''
    detection, status = commander.probe.show(BOTH)
    assert detection.id == status.target_id == answer.target_id == f'{answer.command_id}.1'
    assert (status.command_id, status.command) == (answer.command_id, 'please follow the red square')
    commander.probe.spin_until(lambda: commander.probe.commands[-1].id == answer.command_id, 'the active command')
    assert commander.probe.commands[-1].description == 'the red square'


def test_set_target_with_a_box_follows_it_at_once(commander):
    answer = commander.set_target(box=RED_BOX, image=BOTH)
    detection, status = commander.probe.show(BOTH)
    assert answer.accepted and status.state == Status.TRACKING and status.command == ''
    assert detection.bbox.center.position.x == pytest.approx(RED[0] + 12, abs=4)


def test_the_same_description_keeps_the_id_and_another_one_does_not(commander):
    first = commander.set_target('the red square', image=BOTH)
    same = commander.set_target('now find the RED square', image=BOTH)
    other = commander.set_target('the blue square', image=BOTH)
    assert first.accepted and same.accepted and other.accepted
    assert same.target_id == first.target_id
    assert int(other.command_id) == int(first.command_id) + 1


@pytest.mark.parametrize(('description', 'box', 'reason'), [
    ('', (), 'neither a description nor a box'), (' ', (), 'empty'), ('x' * 10_000, (), '10000 characters'),
    ('stop', (), 'describes no target'), ('go on', (), 'describes no target'), ('follow', (), 'names no target'),
    ('', box_around(50, 50, 0, 20), 'no area'), ('red', box_around(math.nan, 50, 20, 20), 'not all of it is finite')])
def test_a_target_that_is_none_is_refused_without_an_image(commander, description, box, reason):
    answer = commander.set_target(description, box)
    assert not answer.accepted and reason in answer.reason and answer.target_id == ''


def test_what_the_tracker_refuses_is_answered_with_its_reason_and_changes_nothing(commander):
    before = commander.set_target('the red square', image=BOTH)
    answer = commander.set_target(box=box_around(5000, 50, 20, 20), image=BOTH)
    assert not answer.accepted and 'outside' in answer.reason
    assert commander.probe.show(BOTH)[1].target_id == before.target_id


def test_without_an_image_a_target_is_refused_in_time_and_not_followed_later(commander):
    with commander.impatient(TIMEOUT_S):
        begun = time.monotonic()
        answer = commander.set_target('the red square')
    assert not answer.accepted and f'no usable image came within {TIMEOUT_S:g} s' in answer.reason
    assert time.monotonic() - begun >= TIMEOUT_S
    assert commander.probe.show(BOTH)[1].state == Status.IDLE


def test_a_node_that_waits_for_an_image_still_does_all_else(commander):
    waiting = commander.send('set_target', SetTarget.Request(description='the red square'))
    assert commander.probe.lifecycle_state() == 'active'
    assert commander.finish(waiting, BOTH, 'the answer').accepted


def test_of_two_that_wait_the_newer_is_taken_and_the_older_told(commander):
    requests = [SetTarget.Request(description=f'the {colour} square') for colour in ('red', 'blue')]
    older, newer = [commander.send('set_target', request) for request in requests]
    assert 'a newer command came' in commander.finish(older, None, 'the older answer').reason
    assert commander.finish(newer, BOTH, 'the newer answer').accepted
    assert commander.probe.show(BOTH)[1].command == 'the blue square'


def test_stop_needs_no_image_and_is_said(commander):
    commander.set_target('the red square', image=BOTH)
    assert commander.trigger('stop').success
    commander.probe.spin_until(lambda: commander.probe.statuses[-1].state == Status.IDLE, 'IDLE')
    commander.probe.spin_until(lambda: commander.probe.commands[-1].id == '', 'the end of the command')
    detection, status = commander.probe.show(BOTH)
    assert len(detection.results) == 0 and status.command_id == ''


def test_relocalize_looks_at_the_whole_image(commander):
    commander.set_target('the red square', box=RED_BOX, image=BOTH)
    assert commander.probe.show(BOTH)[1].search == Status.SEARCH_LOCAL
    assert commander.trigger('relocalize').success
    status = commander.probe.show(BOTH)[1]
    assert status.search == Status.SEARCH_GLOBAL


def test_a_pause_shows_no_box_and_ends_with_the_same_target(commander):
    target = commander.set_target('the red square', box=RED_BOX, image=BOTH)
    assert commander.pause(True).success
    detection, status = commander.probe.show(BOTH)
    assert len(detection.results) == 0 and status.paused and status.reason == 'paused'
    assert status.state == Status.LOST and detection.id == target.target_id
    assert commander.pause(False).success
    detection, status = commander.probe.show(BOTH)
    assert status.state == Status.TRACKING and not status.paused and detection.id == target.target_id


def test_pause_and_go_on_are_sentences_too(commander):
    target = commander.set_target('the red square', box=RED_BOX, image=BOTH)
    commander.probe.say('pause')
    commander.probe.spin_until(lambda: commander.probe.show(BOTH)[1].paused, 'a pause')
    commander.probe.say('go on')
    commander.probe.spin_until(lambda: not commander.probe.show(BOTH)[1].paused, 'the end of the pause')
    assert commander.probe.detections[-1].id == target.target_id


@pytest.mark.parametrize('ask', [lambda commander: commander.trigger('relocalize'),
                                 lambda commander: commander.pause(True)])
def test_without_a_target_there_is_nothing_to_pause_or_to_search(commander, ask):
    answer = ask(commander)
    assert not answer.success and 'no target is followed' in answer.message


def random_text(rng: random.Random) -> str:
    kind = rng.randrange(6)
    length = rng.choice([0, 1, 5, 80, 499, 501])
    if kind == 0:
        return ''.join(chr(rng.choice([rng.randrange(1, 0xD800), rng.randrange(0xE000, 0x110000)]))
                       for _ in range(length))
    if kind == 1:
        return ''.join(chr(rng.randrange(1, 32)) for _ in range(length))
    if kind == 2:
        return bytes(rng.randrange(1, 256) for _ in range(length)).decode('latin-1')
    if kind == 3:
        return 'x' * 10_000
    if kind == 4:
        words = ['stop', 'pause', 'go on', 'follow', 'now', 'please', 'not', '\u202e', '%s', "don't"]
        return ' '.join(rng.choices(words, k=rng.randrange(8)))
    return '../' * length


def test_200_commands_of_anything_crash_nothing_and_leave_no_stale_box(commander, tracker_process):
    rng = random.Random(7)
    for index in range(200):
        text = random_text(rng)
        if index % 4:
            commander.probe.say(text)
        else:
            commander.send('set_target', SetTarget.Request(description=text))
        detection, _ = commander.probe.show(GONE)
        assert len(detection.results) == 0, text
    assert tracker_process.running
    answer = commander.set_target('the red square', box=RED_BOX, image=BOTH)
    assert answer.accepted, answer.reason
    for _ in range(10):
        detection, status = commander.probe.show(GONE)
    assert status.state == Status.LOST and len(detection.results) == 0


def test_a_client_that_leaves_before_its_answer_harms_nobody(commander, domain, tracker_process):
    other = Probe(domain)
    client = other.node.create_client(SetTarget, 'tracker_node/set_target')
    other.spin_until(client.service_is_ready, 'the service')
    client.call_async(SetTarget.Request(description='the red square'))
    other.close()
    assert commander.set_target('the blue square', image=BOTH).accepted
    assert tracker_process.running


def test_an_inactive_node_refuses_everything_at_once(commander):
    probe = commander.probe
    assert probe.transition(Transition.TRANSITION_DEACTIVATE)
    try:
        assert commander.set_target('the red square').reason == 'tracker_node is not active'
        for answer in (commander.trigger('stop'), commander.trigger('relocalize'), commander.pause(True)):
            assert not answer.success and answer.message == 'tracker_node is not active'
    finally:
        assert probe.transition(Transition.TRANSITION_ACTIVATE)
        probe.connect()
    assert commander.set_target('the red square', image=BOTH).accepted


def test_what_waits_when_the_node_is_deactivated_is_refused(commander):
    probe = commander.probe
    waiting = commander.send('set_target', SetTarget.Request(description='the red square'))
    probe.spin_for(0.2)
    assert probe.transition(Transition.TRANSITION_DEACTIVATE)
    try:
        assert 'not active' in commander.finish(waiting, None, 'a refusal').reason
    finally:
        assert probe.transition(Transition.TRANSITION_ACTIVATE)
        probe.connect()


def test_a_node_that_is_cleaned_up_follows_no_command(commander):
    probe = commander.probe
    answer = commander.set_target('the red square', image=BOTH)
    probe.spin_until(lambda: probe.commands[-1].id == answer.command_id, 'the active command')
    for transition in (Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP):
        assert probe.transition(transition)
    probe.spin_until(lambda: probe.commands[-1].id == '', 'the end of the command')
    assert commander.trigger('stop').message == 'tracker_node is not active'
    for transition in (Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE):
        assert probe.transition(transition)
    probe.connect()
    assert probe.show(BOTH)[1].state == Status.IDLE


def test_one_that_waits_does_not_wait_for_others(commander):
    """Trigger services are answered while a target waits for an image, in the order in which they were asked."""
    waiting = commander.send('set_target', SetTarget.Request(description='the red square'))
    stop = commander.send('stop', Trigger.Request())
    assert commander.finish(stop, None, 'stop').success
    assert 'a newer command came' in commander.finish(waiting, None, 'the older one').reason


