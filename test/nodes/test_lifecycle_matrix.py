"""Every transition from every state, asked of real processes, and what remains of a node that was switched off."""
from pathlib import Path

import pytest
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import GetAvailableTransitions

from support.ros import NodeProcess, Probe
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status

UNCONFIGURED, INACTIVE, ACTIVE, FINALIZED = 'unconfigured', 'inactive', 'active', 'finalized'
STEPS = {
    UNCONFIGURED: {Transition.TRANSITION_CONFIGURE: INACTIVE, Transition.TRANSITION_UNCONFIGURED_SHUTDOWN: FINALIZED},
    INACTIVE: {Transition.TRANSITION_ACTIVATE: ACTIVE, Transition.TRANSITION_CLEANUP: UNCONFIGURED,
               Transition.TRANSITION_INACTIVE_SHUTDOWN: FINALIZED},
    ACTIVE: {Transition.TRANSITION_DEACTIVATE: INACTIVE, Transition.TRANSITION_ACTIVE_SHUTDOWN: FINALIZED},
    FINALIZED: {}}
EVERY = {step for steps in STEPS.values() for step in steps}
NODES = {'tracker_node': ('image', 'command'), 'gating_node': ('status',)}     # inputs of a node that is active
WALK = (Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE, Transition.TRANSITION_DEACTIVATE,
        Transition.TRANSITION_CLEANUP)


@pytest.fixture
def start(domain, colour_bundle, tmp_path):
    """Start a node that waits for its manager, and give its process and a probe that asks it."""
    opened = []

    def start(node, *arguments):
        given = (*arguments, '-p', f'bundle:={colour_bundle}') if node == 'tracker_node' else arguments
        process = NodeProcess(node, domain, tmp_path / 'log', '-p', 'autostart:=false', *given)
        probe = Probe(domain, node)
        opened.extend([probe.close, process.stop])
        return process, probe

    yield start
    for close in opened:
        close()


@pytest.mark.parametrize('end', [UNCONFIGURED, INACTIVE, ACTIVE])
@pytest.mark.parametrize('node', NODES)
def test_what_is_possible_is_done_what_is_not_is_refused_and_shutdown_comes_from_every_state(start, node, end):
    process, probe = start(node)
    state, walk = UNCONFIGURED, iter(WALK)
    while True:
        for impossible in EVERY - STEPS[state].keys():
            assert not probe.transition(impossible), (state, impossible)
        assert probe.lifecycle_state() == state
        listens = [probe.node.count_subscribers(topic) > 0 for topic in NODES[node]]
        assert all(listens) if state == ACTIVE else not any(listens)
        if state == FINALIZED:
            break
        step = shutdown_of(probe) if state == end else next(walk)
        assert probe.transition(step), (state, step)
        state = STEPS[state][step]
    assert process.stop() == 0
    assert 'Traceback' not in process.output


def shutdown_of(probe):
    """The shutdown that the node itself offers now."""
    offered = probe.call(GetAvailableTransitions, f'{probe.tracker}/get_available_transitions',
                         GetAvailableTransitions.Request()).available_transitions
    return next(offer.transition.id for offer in offered if 'shutdown' in offer.transition.label)


def in_use(process, kind):
    """How many threads ('task') or file descriptors ('fd') a process has."""
    return len(list(Path(f'/proc/{process.pid}/{kind}').iterdir()))


def test_switched_off_and_on_again_and_again_it_uses_no_more(start):
    process, probe = start('tracker_node', '-p', 'threads:=2')

    def round_trip():
        """What is in use while it is active, and afterwards: threads and files."""
        used = []
        for step in WALK:
            assert probe.transition(step)
            used.append([in_use(process, kind) for kind in ('task', 'fd')])
        return used[1], used[-1]

    (active_threads, _), (threads, files) = round_trip()
    assert threads < active_threads
    round_trip()
    again_threads, again_files = round_trip()[1]
    assert again_threads <= threads and again_files <= files


def test_free_on_deactivate_engine_frees_it_and_activate_loads_it_again(start, colour_bundle):
    process, probe = start('tracker_node', '-p', 'free_on_deactivate:=engine')
    assert probe.transition(Transition.TRANSITION_CONFIGURE) and probe.transition(Transition.TRANSITION_ACTIVATE)
    probe.connect()
    follow(probe)
    assert probe.transition(Transition.TRANSITION_DEACTIVATE)
    freed = probe.spin_until(lambda: next((s for s in probe.statuses if not s.bundle), None), 'no bundle')
    assert (freed.state, freed.target_id) == (Status.IDLE, '')
    assert probe.set_parameter('bundle', '/no/such/bundle') == ''
    assert not probe.transition(Transition.TRANSITION_ACTIVATE)
    assert 'no bundle' in probe.refusal()
    assert probe.lifecycle_state() == INACTIVE
    assert probe.set_parameter('bundle', str(colour_bundle)) == ''
    assert probe.transition(Transition.TRANSITION_ACTIVATE)
    probe.connect()
    follow(probe)


def follow(probe):
    image = scene(red=(60, 50))
    probe.say('the red square')
    probe.spin_until(lambda: probe.show(image)[1].state == Status.TRACKING, 'TRACKING')
