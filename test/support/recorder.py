"""Records topics of real nodes as `ros2 bag record` does, which is not on PyPI: bytes as they come, into a bag."""
from __future__ import annotations

import struct
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from rosbags.rosbag2 import Writer
from rosbags.typesys import get_types_from_msg
from rosbags.typesys.store import Typestore
from support.bags import STORAGES, STORE
from std_msgs.msg import Header
from support.checkout import CHECKOUT

for _path in (CHECKOUT / 'msg').glob('*.msg'):
    STORE.register(get_types_from_msg(_path.read_text(), f'vl_tracker_ros/msg/{_path.stem}'))


def store_without(field: str) -> Typestore:
    """All messages as they were before any had a field of this name."""
    store = Typestore()
    store.register({name: (constants, [each for each in fields if each[0] != field])
                    for name, (constants, fields) in STORE.fielddefs.items()})
    return store


class Recorder:
    """Subscribes to topics, name -> message class, on a node that somebody spins; `latched` are those kept for us."""

    def __init__(self, node: Node, topics: dict[str, type], latched: Collection[str] = ()) -> None:
        self._topics = {node.resolve_topic_name(name): kind for name, kind in topics.items()}
        self._latched = {node.resolve_topic_name(name) for name in latched}
        self.heard: list[tuple[str, int, bytes]] = []
        self._subscriptions = []
        for name, (topic, kind) in zip(topics, self._topics.items()):
            kept = DurabilityPolicy.TRANSIENT_LOCAL if name in latched else DurabilityPolicy.VOLATILE
            self._subscriptions.append(node.create_subscription(
                kind, topic, lambda data, topic=topic: self.heard.append((topic, time.time_ns(), data)),
                QoSProfile(depth=200, durability=kept), raw=True))

    @property
    def is_connected(self) -> bool:
        return all(subscription.get_publisher_count() for subscription in self._subscriptions)

    def has_heard_of(self, header: Header) -> bool:
        """Every topic whose messages begin with a header has had the one of this image."""
        stamp = struct.pack('<iI', header.stamp.sec, header.stamp.nanosec)      # behind 4 bytes that tell the encoding
        of_images = {topic for topic, kind in self._topics.items() if 'header' in kind.get_fields_and_field_types()}
        return {topic for topic, _, data in self.heard if data[4:12] == stamp} >= of_images

    def _is_latched(self, message: tuple[str, int, bytes]) -> bool:
        return message[0] in self._latched

    def _told(self, topic: str, data: bytes, store: Typestore) -> bytes:
        kind = _name(self._topics[topic])
        return bytes(store.serialize_cdr(STORE.deserialize_cdr(data, kind), kind))

    def count(self, topic: str) -> int:
        return sum(name == topic for name, _, _ in self.heard)

    def write(self, bag: Path, without: tuple[str, int] | None = None, begin: int = 0, storage: str = 'mcap',
              store: Typestore = STORE) -> Path:
        """without: (topic, n), whose nth message was lost. begin: the first message, but for the latched. store: what
        it has not of a message is not written."""
        counts: dict[str, int] = {}
        with Writer(bag, version=9, storage_plugin=STORAGES[storage]) as writer:
            connections = {topic: writer.add_connection(topic, _name(kind), typestore=store)
                           for topic, kind in self._topics.items()}
            for topic, at, data in [*filter(self._is_latched, self.heard[:begin]), *self.heard[begin:]]:
                counts[topic] = counts.get(topic, -1) + 1
                if (topic, counts[topic]) != without:
                    writer.write(connections[topic], at, data if store is STORE else self._told(topic, data, store))
        return bag


def _name(kind: Any) -> str:
    return f'{kind.__module__.partition(".")[0]}/msg/{kind.__name__}'
