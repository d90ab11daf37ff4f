"""rosbag2 recordings, MCAP or SQLite, read without ROS."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rosbags.highlevel import AnyReader, AnyReaderError
from rosbags.rosbag2 import ReaderError
from rosbags.serde import SerdeError
from rosbags.typesys import Stores, TypesysError, get_typestore

from vl_tracker_ros.data.reading import DataError

IMAGE_TYPES = ('sensor_msgs/msg/Image', 'sensor_msgs/msg/CompressedImage')
_BAG_ERRORS = (AnyReaderError, ReaderError, SerdeError, TypesysError)


@contextmanager
def open_bag(bag: Path) -> Iterator[AnyReader]:
    """Raises DataError for whatever is wrong with the bag's files, also while it is read."""
    try:
        with AnyReader([bag], default_typestore=get_typestore(Stores.ROS2_JAZZY)) as reader:
            yield reader
    except _BAG_ERRORS as error:
        raise DataError(f'{bag}: {error}') from error


def messages(reader: AnyReader, topic: str) -> Iterator[Any]:
    """Those of one topic, in the order of the recording."""
    connections = [c for c in reader.connections if c.topic == topic]
    if unknown := {c.msgtype for c in connections} - reader.typestore.fielddefs.keys():
        raise DataError(f'{reader.paths[0]}: holds no definition of {", ".join(unknown)}, as bags before Iron; '
                        'a truth can be put beside it, as groundtruth.txt')
    for connection, _, data in reader.messages(connections):
        yield reader.deserialize(data, connection.msgtype)


def topics_there(reader: AnyReader) -> str:
    """All that the bag has, for an error."""
    topics = sorted({f'{c.topic} ({c.msgtype})' for c in reader.connections})
    return f'there are {", ".join(topics)}' if topics else 'the bag is empty'


def stamp(message: Any) -> tuple[int, int]:
    """Seconds and nanoseconds of a message's header."""
    return message.header.stamp.sec, message.header.stamp.nanosec
