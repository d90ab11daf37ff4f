"""All four nodes in one process: the gate leads the tracker back to a target that was hidden."""
import cv2
import pytest
from sensor_msgs.msg import Image

from support.ros import NodeProcess, Probe
from support.squares import scene
from vl_tracker_ros.msg import GateEvent, SearchDirective
from vl_tracker_ros.msg import TrackerStatus as Status

SEEN, HIDDEN = 40, 40       # images; then it is seen again elsewhere, and so on
LOW, HIGH = 0.1, 0.2        # between the kappa of the colour bundle with and without its target


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp('images')
    for index in range(SEEN):
        cv2.imwrite(str(folder / f'{index}.png'), scene(red=(100, 70)))
    for index in range(SEEN, SEEN + HIDDEN):
        cv2.imwrite(str(folder / f'{index}.png'), scene())
    for index in range(SEEN + HIDDEN, 2 * SEEN + HIDDEN):
        cv2.imwrite(str(folder / f'{index}.png'), scene(red=(10, 10)))
    for index in range(2 * SEEN + HIDDEN, 2 * SEEN + 2 * HIDDEN):
        cv2.imwrite(str(folder / f'{index}.png'), scene())
    return folder


@pytest.fixture(scope='module')
def probe(domain, folder, colour_bundle, tmp_path_factory):
    parameters = {
        'camera_node:source': folder, 'camera_node:on_end': 'loop', 'camera_node:rate': '60.0',
        'tracker_node:bundle': colour_bundle, 'gating_node:low': LOW, 'gating_node:high': HIGH,
        'gating_node:cooldown_s': '0.1'}
    arguments = [word for name, value in parameters.items() for word in ('-p', f'{name}:={value}')]
    with NodeProcess('single_process', domain, tmp_path_factory.mktemp('log') / 'log', *arguments) as process:
        probe = Probe(domain)
        probe.connect()
        yield probe
        probe.close()
        assert process.stop() == 0, process.output
        assert 'Traceback' not in process.output


def next_status(probe, condition, what):
    del probe.statuses[:]
    return probe.spin_until(lambda: next((s for s in probe.statuses if condition(s)), None), what)


def test_it_is_found_lost_and_regained_with_the_same_id_by_the_gate(probe):
    events, directives = [], []
    probe.node.create_subscription(GateEvent, 'gating_node/events', events.append, 10)
    probe.node.create_subscription(SearchDirective, 'search_directive', directives.append, 10)
    probe.say('the red square')
    found = next_status(probe, lambda s: s.state == Status.TRACKING, 'TRACKING')
    next_status(probe, lambda s: s.directive_source == 'external', 'the gating node to be heard')
    lost = next_status(probe, lambda s: s.state == Status.LOST, 'LOST')
    searching = next_status(probe, lambda s: s.search == Status.SEARCH_GLOBAL, 'a search of the whole image')
    assert searching.directive_source == 'external'
    again = next_status(probe, lambda s: s.state == Status.TRACKING, 'TRACKING again')
    assert found.target_id == lost.target_id == again.target_id
    assert any(event.event == GateEvent.SEARCH and 'kappa below 0.1' in event.reason for event in events)
    assert (directives[-1].low_threshold, directives[-1].high_threshold) == pytest.approx((LOW, HIGH))


def test_the_overlay_is_drawn_while_someone_listens(probe):
    assert probe.node.count_subscribers('image') == 1       # the tracker
    images = []
    overlay = probe.node.create_subscription(Image, 'overlay_node/image', images.append, 5)
    drawn = probe.spin_until(lambda: images[-1] if images else None, 'an overlay image')
    assert (drawn.width, drawn.height) == (160, 120)
    assert probe.node.count_subscribers('image') == 2
    probe.node.destroy_subscription(overlay)
    probe.spin_until(lambda: probe.node.count_subscribers('image') == 1, 'the overlay node to unsubscribe')


def test_a_policy_without_a_threshold_is_refused(probe):
    probe.tracker = 'gating_node'
    try:
        assert 'low' in probe.set_parameter('low', float('nan'))
        assert 'low' in probe.set_parameter('low', 1.5)
        assert probe.set_parameter('confirm_frames', 4) == ''
    finally:
        probe.tracker = 'tracker_node'
