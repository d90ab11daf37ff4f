"""A tracker with a grounder and a gate, two processes: what is found after a loss is compared with what was lost."""
import pytest

from support.gated import given, hearing_the_gate, step, step_until, told
from support.policy import NUMBERS
from support.ros import NodeProcess
from support.squares import scene
from vl_tracker_ros.msg import GateEvent as Event
from vl_tracker_ros.msg import TrackerStatus as Status

RED, ELSEWHERE, OTHER, GONE = scene(red=(60, 50)), scene(red=(110, 80)), scene(dark_red=(20, 20)), scene()
GATE = NUMBERS | {'confirm_frames': 2, 'recover_frames': 1, 'cooldown_s': 0.0, 'another_object_s': 2.0}


@pytest.fixture(scope='module')
def tracker_parameters(follower, colour_bundle):
    return {'bundle': follower.path, 'grounder': colour_bundle, 'gate': 'auto', 'directive_timeout': 100.0}


@pytest.fixture(scope='module')
def gate(domain, tmp_path_factory):
    log = tmp_path_factory.mktemp('log') / 'gate.log'
    with NodeProcess('gating_node', domain, log, '-r', 'status:=tracker_node/status', *given(GATE)) as process:
        yield process


@pytest.fixture
def lost(probe, gate):
    """The probe of a tracker that has followed the red square, and has lost it."""
    with hearing_the_gate(probe):
        probe.say('the red square')
        probe.spin_until(lambda: probe.show(RED)[1].directive_source == 'external', 'the gate to lead')
        for _ in range(6):      # long enough for its colours to be remembered
            step(probe, RED)
        step_until(probe, GONE, lambda s: s.directive_source == 'grounder', 'a search by the grounder')
        probe.events.clear()
        yield probe


def test_what_looks_otherwise_is_not_regained_and_the_target_is(lost):
    looks = [status for status in (step(lost, OTHER) for _ in range(30)) if status.directive_source != 'grounder']
    assert {status.state for status in looks} == {Status.LOST}
    assert looks[-1].appearance < GATE['min_appearance'] and looks[-1].score > 0.5
    back = step_until(lost, ELSEWHERE, lambda s: s.state == Status.TRACKING, 'TRACKING')
    assert back.target_id == looks[-1].target_id == f'{back.command_id}.1'
    lost.spin_until(lambda: Event.REGAINED in told(lost), 'the event')


def test_what_convinces_for_long_and_looks_otherwise_is_another_object(lost):
    found = step_until(lost, OTHER, lambda s: s.state == Status.TRACKING, 'TRACKING of something else')
    assert lost.detections[-1].id == found.target_id == f'{found.command_id}.2'
    assert lost.detections[-1].bbox.center.position.x == pytest.approx(32, abs=4)
    assert Event.ANOTHER in told(lost)
