"""rosbag2 recordings of images and true boxes, as MCAP or SQLite."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rosbags.rosbag2 import StoragePlugin, Writer
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

from support.checkout import CHECKOUT

IMAGE, JPEG, DETECTION = 'sensor_msgs/msg/Image', 'sensor_msgs/msg/CompressedImage', 'vision_msgs/msg/Detection2D'
STORAGES = {'mcap': StoragePlugin.MCAP, 'sqlite3': StoragePlugin.SQLITE3}
PERIOD_NS = 40_000_000

STORE = get_typestore(Stores.ROS2_JAZZY)
for _path in (CHECKOUT / 'interfaces' / 'vision_msgs' / 'msg').glob('*.msg'):
    STORE.register(get_types_from_msg(_path.read_text(), f'vision_msgs/msg/{_path.stem}'))
Make = Callable[[Any], Any]     # header -> message


def _new(kind: str, **fields: Any) -> Any:
    return STORE.types[kind](**fields)


def image(pixels: np.ndarray, encoding: str = 'bgr8') -> Make:
    """pixels: uint8 (H,W,C) or (H,W), as the encoding has them."""
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels).reshape(-1)
    return lambda header: _new(IMAGE, header=header, height=height, width=width, encoding=encoding, is_bigendian=0,
                               step=len(data) // height, data=data)


def jpeg(pixels: np.ndarray) -> Make:
    return lambda header: _new(JPEG, header=header, format='jpeg', data=cv2.imencode('.jpg', pixels)[1].reshape(-1))


def detection(box_xywh_px: tuple[float, float, float, float] | None) -> Make:
    """An annotation; without a box, of an image without the target."""
    x, y, width, height = box_xywh_px or (0.0, 0.0, 0.0, 0.0)
    centre = _new('vision_msgs/msg/Pose2D', theta=0.0,
                  position=_new('vision_msgs/msg/Point2D', x=x + width / 2, y=y + height / 2))
    box = _new('vision_msgs/msg/BoundingBox2D', center=centre, size_x=width, size_y=height)
    return lambda header: _new(DETECTION, header=header, results=[], bbox=box, id='')


def write_bag(folder: Path, storage: str, topics: dict[str, tuple[str, dict[int, Make]]]) -> Path:
    """topics: by name, the type, and messages by the number of the image whose stamp they carry."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with Writer(folder, version=9, storage_plugin=STORAGES[storage]) as writer:
        for topic, (kind, messages) in topics.items():
            connection = writer.add_connection(topic, kind, typestore=STORE)
            for number, make in messages.items():
                at = 10**18 + number * PERIOD_NS
                stamp = _new('builtin_interfaces/msg/Time', sec=at // 10**9, nanosec=at % 10**9)
                header = _new('std_msgs/msg/Header', stamp=stamp, frame_id='camera')
                writer.write(connection, at, STORE.serialize_cdr(make(header), kind))
    return folder
