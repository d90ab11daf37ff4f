"""Tracker and gate as two processes: what the gate sees it decides, and the tracker does without it when it is gone."""
import pytest
from rcl_interfaces.srv import DescribeParameters

from support.colour_bundle import write_colour_bundle
from support.gated import given, hearing_the_gate, step, step_until, told
from support.policy import NUMBERS
from support.ros import NodeProcess
from support.squares import scene
from vl_tracker_ros.msg import GateEvent as Event
from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.nodes.gating_node import POLICY

RED, ELSEWHERE, GONE = scene(red=(100, 70)), scene(red=(10, 10)), scene()
OTHER = scene(dark_red=(10, 10))     # the words mean it as well
GATE = NUMBERS | {'low': 0.1, 'high': 0.2, 'confirm_frames': 4, 'recover_frames': 2, 'cooldown_s': 0.0}
TIMEOUT_S = 2.0      # directive_timeout, by the stamps of the images: 60 of them


def start_gate(domain, log):
    return NodeProcess('gating_node', domain, log, '-r', 'status:=tracker_node/status', *given(GATE))


@pytest.fixture(scope='module')
def gate(domain, tmp_path_factory):
    with start_gate(domain, tmp_path_factory.mktemp('log') / 'gate.log') as process:
        yield process


@pytest.fixture(scope='module')
def tracker_process(domain, tmp_path_factory):
    folder = tmp_path_factory.mktemp('bundle')
    own = write_colour_bundle(folder / 'colour', gate={'kind': 'candidate', 'tau': -1.0})     # never searches
    arguments = ('-p', f'bundle:={own}', '-p', 'image_timeout:=100.0', '-p', f'directive_timeout:={TIMEOUT_S}')
    with NodeProcess('tracker_node', domain, folder / 'log', *arguments) as process:
        yield process


@pytest.fixture
def pair(probe, gate):
    """The probe of a tracker that follows the red square, led by the gate; `events` and `directives` are heard."""
    with hearing_the_gate(probe):
        probe.say('the red square')
        show_until(probe, lambda s: s.state == Status.TRACKING and s.directive_source == 'external', 'the gate to lead')
        for _ in range(6):      # long enough for its colours to be remembered
            step(probe, RED)
        probe.events.clear()
        yield probe


def show_until(probe, condition, what) -> Status:
    """Show the red square, whether or not the gate answers."""
    return probe.spin_until(lambda: next((s for _, s in [probe.show(RED)] if condition(s)), None), what)


def set_gate(probe, **values) -> list[str]:
    probe.tracker = 'gating_node'
    try:
        return [probe.set_parameter(name, value) for name, value in values.items()]
    finally:
        probe.tracker = 'tracker_node'


def test_a_loss_is_confirmed_and_a_find_by_the_other_threshold(pair):
    views = [step(pair, GONE).search for _ in range(8)]
    assert views[:4] == [Status.SEARCH_LOCAL] * 4 and Status.SEARCH_GLOBAL in views
    back = step_until(pair, ELSEWHERE, lambda s: s.search == Status.SEARCH_LOCAL, 'the local view')
    assert back.directive_source == 'external'
    last = pair.directives[-1]
    assert (last.low_threshold, last.high_threshold) == pytest.approx((0.1, 0.2))
    step_until(pair, ELSEWHERE, lambda s: s.state == Status.TRACKING, 'TRACKING')


def test_every_change_is_an_event_of_its_target(pair):
    step_until(pair, GONE, lambda s: s.search == Status.SEARCH_GLOBAL, 'a search')
    found = step_until(pair, ELSEWHERE, lambda s: s.state == Status.TRACKING, 'TRACKING')
    pair.spin_until(lambda: told(pair)[-1:] == [Event.LOOK], 'the last event')
    assert told(pair) == [Event.DOUBT, Event.SEARCH, Event.REGAINED, Event.LOOK]
    assert {event.target_id for event in pair.events} == {found.target_id}
    assert 'kappa below 0.1 for' in pair.events[1].reason and pair.events[1].kappa < 0.1


def test_what_looks_otherwise_is_not_regained(pair):
    lost = step_until(pair, GONE, lambda s: s.state == Status.LOST, 'LOST')
    shown = [step(pair, OTHER) for _ in range(12)]
    assert {status.state for status in shown} == {Status.LOST}
    assert shown[-1].score > 0.6 and shown[-1].appearance < 0.1
    back = step_until(pair, RED, lambda s: s.state == Status.TRACKING, 'TRACKING')
    assert back.target_id == lost.target_id
    pair.spin_until(lambda: Event.REGAINED in told(pair), 'the event')


def test_what_convinces_for_long_and_looks_otherwise_is_another_object(pair):
    assert set_gate(pair, another_object_s=0.5) == ['']
    lost = step_until(pair, GONE, lambda s: s.state == Status.LOST, 'LOST')
    pair.detections.clear()
    found = step_until(pair, OTHER, lambda s: s.state == Status.TRACKING, 'TRACKING of something else')
    assert (lost.target_id, found.target_id) == tuple(f'{lost.command_id}.{number}' for number in (1, 2))
    assert step(pair, OTHER).appearance > 0.9, 'it is compared with itself'
    detection = pair.detections[-1]
    assert detection.id == found.target_id and detection.bbox.center.position.x == pytest.approx(22, abs=4)
    assert not any(each.results for each in pair.detections if each.id == lost.target_id)
    said = [(event.event, event.target_id) for event in pair.events]
    assert said.index((Event.ANOTHER, lost.target_id)) < said.index((Event.TARGET, found.target_id))
    assert set_gate(pair, another_object_s=GATE['another_object_s']) == ['']


def test_numbers_change_while_it_runs_and_a_refusal_says_why(pair):
    assert set_gate(pair, min_appearance=0.0) == ['']
    step_until(pair, GONE, lambda s: s.state == Status.LOST, 'LOST')
    step_until(pair, OTHER, lambda s: s.state == Status.TRACKING, 'TRACKING of what looks otherwise')
    assert set_gate(pair, min_appearance=GATE['min_appearance'], low=0.15) == ['', '']
    step(pair, RED)
    assert pair.directives[-1].low_threshold == pytest.approx(0.15)
    refusals = set_gate(pair, low=1.5, min_correlation=float('nan'), confirm_frames=0, another_object_s=1000.0)
    assert all(refusals)
    assert 'range' in refusals[0] and 'range' in refusals[2] and 'never reached: give_up_s is 60' in refusals[3]
    assert set_gate(pair, low=GATE['low']) == ['']


def test_every_number_of_the_gate_has_a_range(pair):
    request = DescribeParameters.Request(names=[*POLICY])
    answer = pair.call(DescribeParameters, 'gating_node/describe_parameters', request)
    assert all(d.floating_point_range or d.integer_range for d in answer.descriptors)
    assert not any(d.read_only for d in answer.descriptors) and all(d.description for d in answer.descriptors)


def test_without_the_gate_the_tracker_goes_on_by_its_own_and_says_so(pair, gate, domain, tracker_process, tmp_path):
    assert gate.stop() == 0 and 'Traceback' not in gate.output
    last = pair.directives[-1].header.stamp
    alone = show_until(pair, lambda s: s.directive_source == 'own', 'the own gate')
    silent_s = alone.header.stamp.sec - last.sec + 1e-9 * (alone.header.stamp.nanosec - last.nanosec)
    assert TIMEOUT_S < silent_s < TIMEOUT_S + 0.2
    assert alone.state == Status.TRACKING and f'no external directive for {TIMEOUT_S:g} s' in alone.directive_reason
    tracker_process.wait_for_output("decided by the bundle's own gate: no external directive for")
    with start_gate(domain, tmp_path / 'again.log'):
        again = show_until(pair, lambda s: s.directive_source == 'external', 'the gate again')
        assert again.target_id == alone.target_id and again.state == Status.TRACKING


def test_numbers_that_contradict_each_other_end_the_node_with_one_line(domain, tmp_path):
    contradiction = given({'another_object_s': 20.0, 'give_up_s': 10.0})
    with NodeProcess('gating_node', domain, tmp_path / 'log', *contradiction) as process:
        assert process.wait() == 2
    assert process.output.strip() == 'another_object_s 20 is never reached: give_up_s is 10'
