"""Write the tables of docs/interface.md and README.md: topics of the running nodes, parameters, encodings of images.

    .venv/bin/python tools/interface_page.py
"""
from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rclpy
from rclpy.action import get_action_server_names_and_types_by_node
from rclpy.executors import SingleThreadedExecutor
from rclpy.lifecycle import LifecycleNode
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CameraInfo, Image

from vl_tracker_ros.media.encodings import ENCODINGS
from vl_tracker_ros.nodes import (
    camera_node, follower_node, gating_node, gimbal_node, mavlink_node, overlay_node, simulator_node, target_node,
    tracker_node)
from vl_tracker_ros.nodes.parameters import Spec, load_defaults
from vl_tracker_ros.nodes.processes.own_domain import use_own_domain

ROOT = Path(__file__).parents[1]
NODES = {'tracker_node': (tracker_node.TrackerNode, tracker_node.PARAMETERS),
         'gating_node': (gating_node.GatingNode, gating_node.PARAMETERS),
         'overlay_node': (overlay_node.OverlayNode, overlay_node.PARAMETERS),
         'camera_node': (camera_node.CameraNode, camera_node.PARAMETERS),
         'target_node': (target_node.TargetNode, target_node.PARAMETERS),
         'follower_node': (follower_node.FollowerNode, follower_node.PARAMETERS),
         'gimbal_node': (gimbal_node.GimbalNode, gimbal_node.PARAMETERS),
         'mavlink_node': (mavlink_node.MavlinkNode, mavlink_node.PARAMETERS),
         'simulator_node': (simulator_node.SimulatorNode, simulator_node.PARAMETERS)}
NAMESPACE = '/ns'           # tells names that are relative from those that are not
PATIENCE_S = 20.0

MEANINGS = {
    'image': 'the camera; `image/compressed` with `image_transport: compressed`; its reliability is `reliability`',
    'camera_info': 'calibration of that camera, beside its images',
    'command': 'a sentence: what to follow, `stop`, `pause` or `go on`',
    '~/init_box': 'where the target is in the next image, in pixels',
    '~/region_of_interest': 'the part of the image in which searches of the whole image look; of zero size: all of it',
    'search_directive': 'where to look next: locally, or in the whole image',
    'status': "the tracker's `~/status`",
    'detection': "the tracker's `~/detection`",
    '~/detection': 'one for each image: the box, or empty `results` while there is none to show',
    '~/status': 'one for each image: state, evidence, latencies, counters, error; once a second without images',
    '~/active_command': 'the command that is followed now; empty: none',
    '~/set_target': 'what to follow, in words, by a box, or both; answered when the tracker took it or refused',
    '~/relocalize': 'search the whole of the next image',
    '~/stop': 'follow nothing any more',
    '~/pause': 'true: look at no image until false; the target is kept',
    '~/track_target': 'follow one target until it is lost, time is up, or something else is wanted',
    '~/camera_info': 'the camera_info of the image of each detection, while somebody listens',
    '~/setup': 'what it runs with, enough to do the same again (`vl-tracker replay`)',
    '~/events': 'each change of mind, in words',
    '~/image': 'the image with box and state drawn into it, while somebody listens',
    'depth': 'depth images registered to the camera, with `depth_from: image`; with `ground`, `/tf` and `/tf_static`',
    '~/bearing': 'unit vector to the target in the optical frame; none while it is uncertain or lost',
    '~/target_pose': 'place of the target, where `depth_from` tells how far it is; the orientation says nothing',
    '~/target_pose_with_covariance': 'the same, and how sure it is',
    'bearing': "target_node's `~/bearing`; with `camera_mounting: tf`, `/tf` and `/tf_static` beside it",
    'target_pose': "target_node's `~/target_pose_with_covariance`",
    'deadman': 'true, again and again, from a hand that holds something: the robot may move',
    'obstacle_distance': 'how far the nearest obstacle is; the robot stops before it',
    'cmd_vel': 'velocity of the robot; Twist with `stamped: false`; zero for a second after a stop, then silence. With '
               '`output: pose` there is none, but `~/goal_pose` (PoseStamped): `target_pose` as it came, while it is '
               'to be followed',
    '~/rates': 'how fast the camera shall turn [rad/s], in the optical frame: `x` up, `y` to the right; zero for a '
               'second after a stop, then silence',
    '~/zoom': 'zoom that is wanted, relative to now, for a target of `zoom_target_size`; only while it is followed',
    'rates': "gimbal_node's `~/rates`",
    '/tf': "odometry: where the simulated robot's base is",
    '/tf_static': "how the simulated robot's camera is mounted",
    '/diagnostics': 'how the node does, once a second',
}


@dataclass(frozen=True, order=True)
class Entry:
    """One topic, service or action of a node."""

    kind: str           # in, out, service, action
    name: str
    type: str
    qos: str = ''


def tables() -> dict[str, str]:
    """The generated parts by their names: those of the page, and `nodes` of the README."""
    with running_nodes() as nodes:
        entries = {name: sorted(set(_entries(node)) - set(_entries(bare))) for name, (node, bare) in nodes.items()}
    parts = {'nodes': _overview(entries), 'encodings': ', '.join(f'`{name}`' for name in ENCODINGS) + '.'}
    for name, (_, specs) in NODES.items():
        parts[f'{name} topics'] = _topics(entries[name])
        parts[f'{name} parameters'] = _parameters(specs, load_defaults(name))
    return parts


def filled(page: str, parts: dict[str, str]) -> str:
    """The page with what stands between its marks replaced. Raises KeyError for a mark of no part."""
    return re.sub(r'(<!-- generated: (.+?) -->\n).*?(<!-- end -->)',
                  lambda found: f'{found[1]}{parts[found[2]]}\n{found[3]}', page, flags=re.DOTALL)


@contextmanager
def running_nodes() -> Iterator[dict[str, tuple[Node, Node]]]:
    """Each node at work, and beside it one of its name and kind that does nothing."""
    context = rclpy.Context()
    rclpy.init(context=context)
    given = {'tracker_node': {'autostart': False}, 'gating_node': {'autostart': False}, 'overlay_node': {},
             'target_node': {'depth_from': 'image'}, 'follower_node': {}, 'gimbal_node': {}, 'mavlink_node': {},
             'simulator_node': {},
             'camera_node': {'wait_for_subscribers': 100, 'source': str(ROOT / 'docs' / 'images')}}
    nodes = {name: kind(context=context, namespace=NAMESPACE,
                        parameter_overrides=[Parameter(*pair) for pair in _typed(given[name])])
             for name, (kind, _) in NODES.items()}
    bare = {name: (LifecycleNode if isinstance(node, LifecycleNode) else Node)(
        name, context=context, namespace=NAMESPACE + '/bare') for name, node in nodes.items()}
    for node in nodes.values():
        if isinstance(node, LifecycleNode):
            node.trigger_configure()
            node.trigger_activate()
    listener = Node('listener', context=context, namespace=NAMESPACE)
    listener.create_subscription(Image, 'overlay_node/image', print, 1)
    listener.create_subscription(CameraInfo, 'tracker_node/camera_info', print, 1)
    _spin_until(context, [*nodes.values(), listener], lambda: {
        ('tracker_node', 'camera_info'), ('overlay_node', 'image')} <= {
        (name, entry.name) for name, node in nodes.items() for entry in _entries(node) if entry.kind == 'in'})
    try:
        yield {name: (nodes[name], bare[name]) for name in nodes}
    finally:
        for node in (*nodes.values(), *bare.values(), listener):
            getattr(node, 'close', lambda: None)()
            node.destroy_node()
        rclpy.shutdown(context=context)


def _typed(values: dict[str, Any]) -> list[tuple[str, Parameter.Type, Any]]:
    return [(name, Parameter.Type.from_parameter_value(value), value) for name, value in values.items()]


def _spin_until(context: rclpy.Context, nodes: list[Node], condition: Callable[[], bool]) -> None:
    executor = SingleThreadedExecutor(context=context)
    for node in nodes:
        executor.add_node(node)
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError('the nodes do not subscribe to what they should')
        executor.spin_once(0.1)
    executor.shutdown()


def _entries(node: Node) -> Iterator[Entry]:
    """What a node has, by the names that it has in the code."""
    def name(topic: str) -> str:
        inside = f'{node.get_fully_qualified_name()}/'
        own = topic.replace(inside, '~/', 1) if topic.startswith(inside) else topic
        return own.removeprefix(f'{node.get_namespace()}/')

    for publisher in node.publishers:
        yield Entry('out', name(publisher.topic), _type(publisher.msg_type), _qos(publisher.qos_profile))
    for subscription in node.subscriptions:
        yield Entry('in', name(subscription.topic_name), _type(subscription.msg_type), _qos(subscription.qos_profile))
    for service in node.services:
        yield Entry('service', name(service.srv_name), _type(service.srv_type))
    for action, (kind, *_) in get_action_server_names_and_types_by_node(node, node.get_name(), node.get_namespace()):
        yield Entry('action', name(action), kind.replace('/action/', '/'))


def _type(kind: type) -> str:
    return f'{kind.__module__.partition(".")[0]}/{kind.__name__}'


def _qos(profile: QoSProfile) -> str:
    reliability = 'best effort' if profile.reliability is ReliabilityPolicy.BEST_EFFORT else 'reliable'
    latched = ', latched' if profile.durability is DurabilityPolicy.TRANSIENT_LOCAL else ''
    return f'{reliability}, depth {profile.depth}{latched}'


def _overview(entries: dict[str, list[Entry]]) -> str:
    rows = []
    for name, (kind, _) in NODES.items():
        def column(*kinds: str) -> str:
            return ', '.join(f'`{e.name}` ({e.type.partition("/")[2]}{", latched" * ("latched" in e.qos)})'
                             for e in entries[name] if e.kind in kinds)

        lifecycle = ' (lifecycle)' if issubclass(kind, LifecycleNode) else ''
        rows.append((f'`{name}`{lifecycle}', column('in'), column('out'), column('service', 'action')))
    return _table(('node', 'in', 'out', 'services and actions'), rows)


def _topics(entries: list[Entry]) -> str:
    if unknown := [entry.name for entry in entries if entry.name not in MEANINGS]:
        raise KeyError(f'MEANINGS does not say what {", ".join(unknown)} is')
    rows = [(e.kind, f'`{e.name}`', e.type, e.qos, MEANINGS[e.name]) for e in entries]
    return _table(('', 'name', 'type', 'quality of service', 'what it is'), rows)


def _parameters(specs: dict[str, Spec], defaults: dict[str, Any]) -> str:
    rows = [(f'`{name}`', f'`{json.dumps(defaults[name])}`', _values(spec, defaults[name]),
             'no' if spec.read_only else 'yes', spec.description) for name, spec in specs.items()]
    return _table(('name', 'default', 'values', 'can be set while it runs', 'what it is'), rows)


def _values(spec: Spec, default: Any) -> str:
    if spec.choices:
        return ', '.join(f'`{choice}`' for choice in spec.choices)
    if spec.bounds:
        lowest, highest = spec.bounds
        return f'{type(default).__name__}, {lowest:g} to {highest:g}'
    return type(default).__name__


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f'| {" | ".join(cell.replace("|", "/") for cell in line)} |' for line in (head, *rows)]
    return '\n'.join([lines[0], f'|{"--|" * len(head)}', *lines[1:]])


def main() -> None:
    use_own_domain()
    parts = tables()
    for path in (ROOT / 'docs' / 'interface.md', ROOT / 'README.md'):
        path.write_text(filled(path.read_text(encoding='utf-8'), parts), encoding='utf-8')


if __name__ == '__main__':
    main()
