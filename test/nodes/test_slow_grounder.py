"""A tracker node with a grounder that takes seconds: every image is answered at once, and commands are too."""
import time

import numpy as np
import pytest

from support.colour_bundle import write_box_follower
from support.ros import NodeProcess, Probe
from support.slow_bundle import write_slow_bundle
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status

HERE = (60, 50)
RED, GONE = scene(red=HERE), scene()
RATE_HZ, SECONDS = 30, 2.0
AT_ONCE_S = 0.9         # the grounder takes longer


@pytest.fixture(scope='module')
def process(domain, tmp_path_factory):
    root = tmp_path_factory.mktemp('slow')
    write_box_follower(root / 'follower')
    write_slow_bundle(root / 'grounder', 1500)
    arguments = ('-p', f'bundle:={root / "follower"}', '-p', f'grounder:={root / "grounder"}', '-p', 'gate:=own',
                 '-p', 'image_timeout:=100.0', '-p', 'threads:=1')
    with NodeProcess('tracker_node', domain, root / 'log', *arguments) as process:
        yield process


@pytest.fixture(scope='module')
def probe(domain, process):
    probe = Probe(domain)
    probe.connect()
    yield probe
    probe.close()


def search(probe):
    """Say it, and show nothing of the kind until it is searched for; how long it took."""
    def searches():
        _, status = probe.show(GONE)
        return status if status.command == 'the red square' else None

    start = time.monotonic()
    probe.say('the red square')
    status = probe.spin_until(searches, 'the search')
    assert (status.state, status.directive_source) == (Status.SEARCHING, 'grounder')
    return time.monotonic() - start


def show_until(probe, image, state):
    def reached():
        detection, status = probe.show(image)
        return (detection, status) if status.state == state else None
    return probe.spin_until(reached, f'state {state}')


def test_statuses_come_at_the_rate_of_the_camera_while_the_grounder_searches(probe):
    search(probe)
    headers, start = [], time.monotonic()
    for index in range(int(SECONDS * RATE_HZ)):
        headers.append(probe.send(GONE))
        probe.spin_for(max(0.0, start + (index + 1) / RATE_HZ - time.monotonic()))
    last = probe.status_of(headers[-1])
    answered = [status for status in probe.statuses if status.header in headers]
    assert len(answered) > 0.5 * len(headers)       # two or three, if each waited for the grounder
    assert {status.state for status in answered} == {Status.SEARCHING}
    assert np.median([status.latency_total_ms for status in answered]) < 1e3 / RATE_HZ
    assert last.error == ''
    assert not any(detection.results for detection in probe.detections)


def test_stop_and_a_new_command_do_not_wait_for_the_search(probe):
    search(probe)
    start = time.monotonic()
    probe.say('stop')
    show_until(probe, RED, Status.IDLE)
    assert time.monotonic() - start < AT_ONCE_S
    assert search(probe) < AT_ONCE_S


def test_what_it_finds_is_followed_and_what_is_lost_is_said_at_once(probe):
    search(probe)
    found, _ = show_until(probe, RED, Status.TRACKING)
    assert found.bbox.center.position.x == pytest.approx(HERE[0] + 12, abs=4)
    lost, status = show_until(probe, GONE, Status.LOST)
    assert lost.results == [] and lost.id == found.id
    for _ in range(20):
        assert probe.show(GONE)[1].state == Status.LOST
    again, _ = show_until(probe, scene(red=(110, 80)), Status.TRACKING)
    assert again.id == found.id


def test_it_ends_while_the_grounder_searches(probe, process):
    probe.say('the blue square')
    probe.spin_until(lambda: probe.show(GONE)[1].command == 'the blue square', 'the search')
    assert process.stop() == 0
    assert 'Traceback' not in process.output
