"""Networks that fail on some images, of a real node: it goes on, loads them anew, and gives up in the end."""
import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from lifecycle_msgs.msg import Transition

from support.colour_bundle import write_box_follower, write_colour_bundle
from support.commanding import ABORTED, CANCELED, End, box_around
from support.failing_bundle import BRIGHT, write_failing_bundle
from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.tracking.target_id import command_of

RED = scene(red=(60, 50))


@pytest.fixture(scope='module')
def bundle(tmp_path_factory):
    return write_failing_bundle(tmp_path_factory.mktemp('bundle') / 'failing')


@pytest.fixture(scope='module')
def tracker_parameters(bundle):
    return {'bundle': bundle}


@pytest.fixture
def probe(connected_probe):
    """With a tracker that follows the red square."""
    connected_probe.say('the red square')
    follows(connected_probe)
    return connected_probe


def follows(probe):
    def tracks():
        detection, status = probe.show(RED)
        return detection if status.state == Status.TRACKING else None
    return probe.spin_until(tracks, 'TRACKING')


def fail(probe):
    """Show an image that the networks fail on; what is said of it."""
    return probe.status_of(probe.send(BRIGHT))


def test_a_failure_marks_its_image_and_the_next_one_is_tracked(probe, tracker_process):
    before = probe.show(RED)[1]
    header = probe.send(BRIGHT)
    failed = probe.status_of(header)
    assert 'tracker failed on this image' in failed.error and 'not finite' in failed.error
    assert failed.frames_rejected == before.frames_rejected + 1 and failed.score == 0.0
    assert header not in [detection.header for detection in probe.detections]
    for _ in range(2):
        assert 'not finite' in fail(probe).error
    after = probe.show(RED)[1]          # three in a row: the networks were loaded anew
    assert after.error == ''
    assert tracker_process.output.count('loaded anew') == 1


def test_two_failures_in_a_row_keep_the_target(probe, tracker_process):
    before = probe.show(RED)[0].id
    reloads = tracker_process.output.count('loaded anew')
    for _ in range(4):
        fail(probe), fail(probe)
        assert probe.show(RED)[0].id == before
    assert tracker_process.output.count('loaded anew') == reloads


def test_after_a_reload_the_words_are_searched_for_under_a_new_id(probe):
    before = probe.show(RED)[0].id
    for _ in range(3):
        fail(probe)
    detection = follows(probe)
    assert int(command_of(detection.id)) > int(command_of(before))
    assert detection.results[0].hypothesis.class_id == 'the red square'


def test_a_goal_goes_on_over_a_reload(commander):
    goal = commander.goal('the red square')
    before = goal.followed(RED).target_id
    for _ in range(3):
        fail(commander.probe)
    goal.feedback.clear()
    after = goal.followed_again(RED).target_id
    assert int(command_of(after)) > int(command_of(before))
    assert goal.cancel()
    status, result = goal.end()
    assert (status, result.end, result.command_id) == (CANCELED, End.CANCELED, command_of(after))
    assert commander.probe.show(RED)[1].state == Status.IDLE


def test_a_goal_whose_box_is_forgotten_by_a_reload_says_so(commander):
    goal = commander.goal(box=box_around(72, 62, 24, 24))
    goal.followed(RED)
    for _ in range(3):
        fail(commander.probe)
    status, result = goal.end(RED)
    assert (status, result.end) == (ABORTED, End.STOPPED) and 'the networks were loaded anew' in result.reason


def test_a_box_alone_is_forgotten_by_a_reload(probe):
    probe.say('stop')
    probe.spin_until(lambda: probe.show(RED)[1].state == Status.IDLE, 'IDLE')
    probe.point_at(72, 62, 24, 24)
    follows(probe)
    for _ in range(3):
        fail(probe)
    detection, status = probe.show(RED)
    assert status.state == Status.IDLE and detection.results == [] and detection.id == ''


def test_a_command_that_comes_while_the_networks_fail_is_not_lost(probe):
    probe.say('the blue square')
    image = scene(red=(60, 50), blue=(20, 20))
    fail(probe)
    detection = probe.spin_until(lambda: next((d for d, s in [probe.show(image)] if s.command == 'the blue square'
                                               and s.state == Status.TRACKING), None), 'the blue square')
    assert detection.bbox.center.position.x == pytest.approx(32, abs=4)


def test_what_fails_after_a_reload_too_ends_in_a_lifecycle_error_and_can_be_repaired(probe, tracker_process, bundle):
    diagnostics = []
    probe.node.create_subscription(DiagnosticArray, '/diagnostics', lambda m: diagnostics.extend(m.status), 10)
    for _ in range(6):
        fail(probe)
    probe.spin_until(lambda: probe.lifecycle_state() == 'unconfigured', 'the end of error processing')
    assert probe.detections[-1].results == []
    assert 'after the networks were loaded anew' in probe.refusal()
    diagnostics.clear()
    said = probe.spin_until(lambda: next((status for status in diagnostics if status.name.endswith(': engine')), None),
                            'diagnostics')
    assert said.level == DiagnosticStatus.ERROR and 'configure the node again' in said.message
    assert tracker_process.running and 'Traceback' not in tracker_process.output

    assert probe.transition(Transition.TRANSITION_CONFIGURE) and probe.transition(Transition.TRANSITION_ACTIVATE)
    probe.connect()
    assert probe.show(RED)[1].state == Status.IDLE and probe.statuses[-1].error == ''


def test_a_reload_reads_the_bundle_again(probe, bundle):
    write_colour_bundle(bundle)         # somebody repairs it
    for _ in range(3):
        fail(probe)
    assert probe.status_of(probe.send(BRIGHT)).error == ''
    assert probe.statuses[-1].bundle == 'colour'


def test_a_reload_that_fails_is_the_end_at_once(probe, bundle):
    write_failing_bundle(bundle)
    assert probe.transition(Transition.TRANSITION_DEACTIVATE) and probe.transition(Transition.TRANSITION_CLEANUP)
    assert probe.transition(Transition.TRANSITION_CONFIGURE) and probe.transition(Transition.TRANSITION_ACTIVATE)
    probe.connect()
    probe.say('the red square')
    follows(probe)
    (bundle / 'tracker.onnx').write_bytes(b'')
    for _ in range(3):
        fail(probe)
    probe.spin_until(lambda: probe.lifecycle_state() == 'unconfigured', 'the end of error processing')
    assert 'damaged or truncated' in probe.refusal()


def test_a_grounder_that_fails_is_loaded_anew_and_given_up_too(tmp_path):
    """It fails beside the tracker: the images that are answered meanwhile do not make up for it."""
    domain = new_domain()
    write_box_follower(tmp_path / 'follower'), write_failing_bundle(tmp_path / 'grounder')
    arguments = ('-p', f'bundle:={tmp_path / "follower"}', '-p', f'grounder:={tmp_path / "grounder"}')
    with NodeProcess('tracker_node', domain, tmp_path / 'log', *arguments) as process:
        probe = Probe(domain)
        probe.connect()
        probe.say('the red square')
        probe.spin_until(lambda: fail(probe) and 'loaded anew' in process.output, 'a reload')

        def given_up():
            probe.send(BRIGHT)
            probe.spin_for(0.02)
            return 'after the networks were loaded anew' in process.output

        probe.spin_until(given_up, 'the end')
        probe.spin_until(lambda: probe.lifecycle_state() == 'unconfigured', 'the end of error processing')
        probe.close()
