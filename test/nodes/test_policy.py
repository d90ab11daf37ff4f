"""deploy/sros2/policy.xml allows what the live nodes have, and no more; what is recorded is among it."""
from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from sensor_msgs.msg import CameraInfo, Image
from support.checkout import CHECKOUT
from support.ros import PATIENCE_S, NodeProcess, Probe, new_domain

from vl_tracker_ros.nodes import single_process
from vl_tracker_ros.nodes.wiring import (
    FOLLOWER_REMAPS, GIMBAL_REMAPS, MAVLINK_REMAPS, RECORDED, RECORDED_OF_ALL, TARGET_REMAPS)

POLICY = ElementTree.parse(CHECKOUT / 'deploy/sros2/policy.xml').getroot()
FOLLOWING = {'target_node': (TARGET_REMAPS, 'depth_from:=ground'),
             'follower_node': (FOLLOWER_REMAPS, 'camera_mounting:=tf'),
             'gimbal_node': (GIMBAL_REMAPS, 'rate:=20.0'),
             'mavlink_node': (MAVLINK_REMAPS, 'connection:=udpin:127.0.0.1:0')}
NODES = (*single_process.NODES, *FOLLOWING)
OF_PEOPLE = ('operator', 'recorder')
# Nothing of it is there while no parameter asks for it: time from /clock, images as JPEG, depth images, and a follower
# that lets another one drive.
ON_REQUEST = {('topics subscribe', '/clock'), ('topics subscribe', '/image/compressed'),
              ('topics publish', '/image/compressed'), ('topics subscribe', '/depth'),
              ('topics publish', '/follower_node/goal_pose')}
# As SROS2 reads policies of version 0.2.0: of each element the attributes, those that it must have, and what is in it.
RULES = {'ALLOW', 'DENY'}
GRAMMAR: dict[str, tuple[set[str], set[str], set[str]]] = {
    'policy': ({'version'}, {'version'}, {'enclaves'}), 'enclaves': (set(), set(), {'enclave'}),
    'enclave': ({'path'}, {'path'}, {'profiles'}), 'profiles': ({'type'}, set(), {'profile'}),
    'profile': ({'ns', 'node'}, {'ns', 'node'}, {'topics', 'services', 'actions'}),
    'topics': ({'publish', 'subscribe'}, set(), {'topic'}), 'services': ({'reply', 'request'}, set(), {'service'}),
    'actions': ({'call', 'execute'}, set(), {'action'}),
    **{leaf: (set(), set(), set()) for leaf in ('topic', 'service', 'action')}}
Rights = set[tuple[str, str]]


def profile(node: str) -> Element:
    found, = POLICY.iterfind(f".//profile[@node='{node}']")
    return found


def allowed(node: str) -> Rights:
    """Such as ('topics publish', '/tracker_node/status')."""
    return {(f'{group.tag} {right}', full_name(node, entry.text)) for group in profile(node)
            for right, rule in group.attrib.items() if rule == 'ALLOW' for entry in group}


def full_name(node: str, name: str) -> str:
    return f'/{node}/{name[2:]}' if name.startswith('~/') else f'/{name.lstrip("/")}'


@pytest.fixture(scope='module')
def live(colour_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probe]:
    domain, logs = new_domain(), tmp_path_factory.mktemp('log')
    with contextlib.ExitStack() as stack:
        def start(name: str, *arguments: str) -> None:
            stack.enter_context(NodeProcess(name, domain, logs / name, *arguments))

        start('single_process', '-p', f'tracker_node:bundle:={colour_bundle}',
              '-p', f'camera_node:source:={tmp_path_factory.mktemp("empty")}')
        probe = Probe(domain)
        stack.callback(probe.close)
        drawn = probe.node.create_subscription(Image, 'overlay_node/image', lambda _: None, 1)
        probe.node.create_subscription(CameraInfo, 'tracker_node/camera_info', lambda _: None, 1)
        probe.connect()
        probe.spin_until(drawn.get_publisher_count, 'the overlay')
        for name, (remaps, parameter) in FOLLOWING.items():
            start(name, *(word for pair in remaps.items() for word in ('-r', ':='.join(pair))), '-p', parameter)
            probe.spin_until(lambda: name in probe.node.get_node_names(), name)
        yield probe


def rights_of(probe: Probe, name: str) -> Rights:
    node = probe.node
    found = {'topics publish': node.get_publisher_names_and_types_by_node(name, '/'),
             'topics subscribe': node.get_subscriber_names_and_types_by_node(name, '/'),
             'services reply': node.get_service_names_and_types_by_node(name, '/'),
             'services request': node.get_client_names_and_types_by_node(name, '/')}
    return {as_action(right, entry) for right, entries in found.items() for entry, _ in entries}


def as_action(right: str, name: str) -> tuple[str, str]:
    """The services and topics of an action are one right."""
    action, hidden, _ = name.partition('/_action/')
    return ('actions execute', action) if hidden else (right, name)


@pytest.mark.parametrize('name', NODES)
def test_a_node_may_do_what_it_does_and_no_more(live: Probe, name: str) -> None:
    expected, found = allowed(name) - ON_REQUEST, set()
    deadline = time.monotonic() + PATIENCE_S
    while found != expected and time.monotonic() < deadline:        # what others have is heard of little by little
        live.spin_for(0.1)
        if name in live.node.get_node_names():
            found = rights_of(live, name) - ON_REQUEST
    assert found == expected


@pytest.mark.parametrize('who', OF_PEOPLE)
def test_people_may_only_say_what_is_heard_and_hear_what_is_said(who: str) -> None:
    opposite = {'topics publish': 'topics subscribe', 'topics subscribe': 'topics publish',
                'services request': 'services reply', 'services reply': 'services request',
                'actions call': 'actions execute'}
    of_nodes = set().union(*(allowed(name) for name in NODES))
    of_ros = {('topics publish', '/rosout'), ('topics publish', '/parameter_events'), ('topics subscribe', '/clock')}
    for right, name in allowed(who) - of_ros:
        also = {(right, name)} if who == 'recorder' else set()      # it hears what the tracker hears
        assert ({(opposite[right], name)} | also) & of_nodes, f'{right} {name}'


def test_the_recorder_may_hear_all_that_it_records() -> None:
    topics = *RECORDED, *RECORDED_OF_ALL, 'image', 'camera_info'
    assert {('topics subscribe', full_name('recorder', name)) for name in topics} <= allowed('recorder')


def test_what_is_recorded_is_there(live: Probe) -> None:
    def names() -> set[str]:
        return {name for name, _ in live.node.get_topic_names_and_types()}

    wanted = {f'/{name}' for name in (*RECORDED, 'image', 'camera_info')}
    live.spin_until(lambda: wanted <= names(), 'all that is recorded')


def test_it_is_a_policy_as_sros2_reads_it() -> None:
    assert POLICY.tag == 'policy' and POLICY.get('version') == '0.2.0'
    for element in POLICY.iter():
        attributes, needed, children = GRAMMAR[element.tag]
        assert needed <= set(element.keys()) <= attributes and {child.tag for child in element} <= children
        if children:
            assert len(element) > 0
        else:
            assert element.text and element.text == element.text.strip()
        if element.tag in ('topics', 'services', 'actions'):
            assert set(element.attrib.values()) <= RULES and element.attrib


def test_every_process_has_an_enclave_of_its_own() -> None:
    nodes = {enclave.get('path'): [each.get('node') for each in enclave.iter('profile')]
             for enclave in POLICY.iter('enclave')}
    assert nodes == {f'/vl_tracker/{name}': [name] for name in (*NODES, *OF_PEOPLE)}
