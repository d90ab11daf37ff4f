"""Nodes that are killed and started again, as launch does it, and what is said meanwhile."""
import os
from pathlib import Path

import cv2
import pytest

from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.tracking.target_id import command_of

RED = scene(red=(60, 50))


@pytest.fixture
def domain():
    return new_domain()


@pytest.fixture
def probe(domain):
    probe = Probe(domain)
    yield probe
    probe.close()


@pytest.fixture
def start_tracker(domain, colour_bundle, tmp_path):
    """Start a tracker node, always with the same command line."""
    def start(*arguments):
        return NodeProcess('tracker_node', domain, tmp_path / 'tracker.log', '-p', f'bundle:={colour_bundle}',
                           '-p', 'gate:=own', '-p', 'image_timeout:=0.5', *arguments)
    return start


@pytest.fixture
def start_camera(domain, tmp_path):
    folder = tmp_path / 'images'
    folder.mkdir()
    cv2.imwrite(str(folder / '0.png'), RED)

    def start():
        return NodeProcess('camera_node', domain, tmp_path / 'camera.log', '-p', f'source:={folder}',
                           '-p', 'rate:=30.0', '-p', 'on_end:=loop')
    return start


def follows(probe, command='the red square'):
    def tracks():
        detection, status = probe.show(RED)
        return detection if status.state == Status.TRACKING and status.command == command else None
    return probe.spin_until(tracks, f'TRACKING {command}')


def kill(process, probe):
    process.kill()
    probe.statuses.clear(), probe.detections.clear(), probe.commands.clear()


def wait_for_successor(probe):
    """DDS believes in a killed process for another 20 s, so only an answer says that there is a new one."""
    def answers():
        header = probe.send(RED)
        probe.spin_for(0.05)
        return any(status.header == header for status in probe.statuses)
    probe.spin_until(answers, 'an answer of the new tracker')


def test_a_killed_tracker_that_is_started_again_resumes_its_words(probe, start_tracker, domain):
    with start_tracker() as tracker:
        probe.connect()
        probe.say('the red square')
        before = follows(probe)
        kill(tracker, probe)
    with start_tracker() as tracker:
        wait_for_successor(probe)
        after = follows(probe)
        assert "resumes 'the red square'" in tracker.output
        assert int(command_of(after.id)) > int(command_of(before.id))     # who can tell whether it is the same thing?
        assert probe.detections[0].results == []    # the box of before is not believed
        probe.spin_until(lambda: probe.commands and probe.commands[-1].text == 'the red square', 'the active command')
        probe.spin_for(1.5)                         # a heartbeat looks for others of its name
        assert probe.show(RED)[1].error == ''
        assert tracker.stop() == 0
    assert list(Path(os.environ['ROS_HOME'], 'vl_tracker_ros').glob(f'{domain}.*')) == []    # an end by SIGINT is meant


def test_what_was_stopped_or_shown_by_a_box_or_not_wanted_is_not_resumed(probe, start_tracker):
    with start_tracker() as tracker:
        probe.connect()
        probe.say('the red square')
        follows(probe)
        probe.say('stop')
        probe.spin_until(lambda: probe.show(RED)[1].state == Status.IDLE, 'IDLE')
        probe.point_at(72, 62, 24, 24)
        follows(probe, command='')
        kill(tracker, probe)
    with start_tracker() as tracker:
        wait_for_successor(probe)
        assert probe.show(RED)[1].state == Status.IDLE
        probe.say('the red square')
        follows(probe)
        kill(tracker, probe)
    with start_tracker('-p', 'resume_within:=0.0'):
        wait_for_successor(probe)
        assert probe.show(RED)[1].state == Status.IDLE


def test_a_camera_that_dies_is_said_and_its_return_goes_on_with_the_target(probe, start_tracker, start_camera):
    with start_tracker() as tracker:
        probe.connect()
        with start_camera() as camera:
            probe.spin_until(lambda: probe.detections, 'the first image')
            probe.say('the red square')
            before = probe.spin_until(lambda: probe.detections[-1].results and probe.detections[-1], 'a box')
            camera.kill()
        probe.statuses.clear()      # it was silent before the first image too
        said = probe.spin_until(lambda: next((s for s in probe.statuses if 'no usable image' in s.error), None),
                                'the watchdog')
        assert said.state == Status.LOST and said.command == 'the red square'
        probe.spin_until(lambda: probe.detections[-1].results == [], 'a detection without a box')
        with start_camera():
            after = probe.spin_until(lambda: probe.detections[-1].results and probe.detections[-1], 'a box again')
            assert after.id == before.id
            probe.spin_until(lambda: probe.statuses[-1].error == '', 'the end of the complaint')
        assert tracker.running
