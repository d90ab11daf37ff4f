"""Recordings of ROS 2 (MCAP or SQLite): each folder with metadata.yaml is a sequence.

The images are those of the bag's one image topic, raw or compressed, in the order of the recording. The truth is
groundtruth.txt beside metadata.yaml or, without it, the bag's one topic of vision_msgs/Detection2D, by stamp: an image
without a detection, or with one whose box has no size, is without the target. A bag with several such topics
names the right ones in topics.yaml: `images: /front/image_raw`, `truth: /annotation`. nlp.txt has the sentence.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rosbags.highlevel import AnyReader

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.bags import IMAGE_TYPES, messages, open_bag, stamp, topics_there
from vl_tracker_ros.evaluation.sequences import Image, Sequence
from vl_tracker_ros.evaluation.side_files import sentence_of
from vl_tracker_ros.media.image_message import ImageError, to_bgr

_TRUTH = ('vision_msgs/msg/Detection2D',)


@dataclass(frozen=True)
class BagImages:
    """The images of one topic of a bag. Raises DataError naming the message that cannot be decoded."""

    bag: Path
    topic: str
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Image]:
        with open_bag(self.bag) as reader:
            for index, message in enumerate(messages(reader, self.topic)):
                try:
                    yield to_bgr(message)
                except ImageError as error:
                    raise DataError(f'{self.bag}: {self.topic}, message {index}: {error}') from error


def load_rosbags(root: Path) -> list[Sequence]:
    """All bags under `root`, or `root` itself if it is one, by name. Raises DataError."""
    inside = sorted(path.parent for path in root.glob('*/metadata.yaml'))
    return [_load(bag) for bag in ([root] if (root / 'metadata.yaml').is_file() else inside)]


def _load(bag: Path) -> Sequence:
    chosen = _chosen_topics(bag)
    with open_bag(bag) as reader:
        topic = _topic(bag, reader, IMAGE_TYPES, 'images', chosen)
        images = BagImages(bag, topic, sum(c.msgcount for c in reader.connections if c.topic == topic))
        if not len(images):
            raise DataError(f'{bag}: no message on {topic}')
        if (bag / 'groundtruth.txt').is_file():
            truth = read_boxes(bag / 'groundtruth.txt')[0]
        else:
            truth = _truth_by_stamp(bag, reader, topic, _topic(bag, reader, _TRUTH, 'truth', chosen))
    return Sequence(bag.name, images, truth, sentence_of(bag / 'nlp.txt'))


def _truth_by_stamp(bag: Path, reader: AnyReader, images: str, truth: str) -> NDArray[np.float64]:
    """Boxes x,y,w,h (n,4) of n images, NaN without the target."""
    boxes = {stamp(message): _box(message) for message in messages(reader, truth)}
    stamps = [stamp(message) for message in messages(reader, images)]
    if not boxes.keys() & set(stamps):
        raise DataError(f'{bag}: no message on {truth} has the stamp of an image on {images}')
    nothing = np.full(4, np.nan)
    return np.array([boxes.get(stamp, nothing) for stamp in stamps])


def _box(detection: Any) -> NDArray[np.float64]:
    box, centre = detection.bbox, detection.bbox.center.position
    if not (box.size_x > 0 and box.size_y > 0):
        return np.full(4, np.nan)
    return np.array([centre.x - box.size_x / 2, centre.y - box.size_y / 2, box.size_x, box.size_y])


def _chosen_topics(bag: Path) -> dict[str, str]:
    path = bag / 'topics.yaml'
    try:
        chosen = yaml.safe_load(path.read_text(encoding='utf-8')) if path.is_file() else {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f'{path}: {error}') from error
    if not isinstance(chosen, dict) or not chosen.keys() <= {'images', 'truth'}:
        raise DataError(f'{path}: should have no more than `images: TOPIC` and `truth: TOPIC`')
    return chosen


def _topic(bag: Path, reader: AnyReader, kinds: tuple[str, ...], role: str, chosen: dict[str, str]) -> str:
    """The topic that topics.yaml names for the role, or the only one of these kinds."""
    found = sorted({c.topic for c in reader.connections if c.msgtype in kinds})
    kind = ' or '.join(kinds)
    if role in chosen:
        if chosen[role] not in found:
            raise DataError(f'{bag / "topics.yaml"}: {role}: no topic {chosen[role]} of {kind}; {topics_there(reader)}')
        return chosen[role]
    if not found:
        beside = 'no groundtruth.txt and ' if role == 'truth' else ''
        raise DataError(f'{bag}: {beside}no topic of {kind}; {topics_there(reader)}')
    if len(found) > 1:
        raise DataError(f'{bag}: {role} may be {" or ".join(found)}: name one in topics.yaml, as `{role}: {found[0]}`')
    return found[0]
