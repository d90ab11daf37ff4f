"""What a tracker node said in a bag: all that decides what it did with each image."""
from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rosbags.highlevel import AnyReader

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.bags import messages, open_bag, stamp, topics_there
from vl_tracker_ros.geometry import Box, Image
from vl_tracker_ros.media.image_message import ImageError, to_bgr
from vl_tracker_ros.tracking import SearchMode
from vl_tracker_ros.tracking.types import Find

_STATUS = 'vl_tracker_ros/msg/TrackerStatus'
_PARAMETERS = {'bundle': str, 'grounder': str, 'phrases_file': str, 'runtime': str, 'device': str, 'precision': str,
               'threads': int, 'camera_motion': bool, 'small_objects': bool, 'roi_mask': str}
_LOCAL = 0      # TrackerStatus.SEARCH_LOCAL
Stamp = tuple[int, int]


@dataclass(frozen=True)
class Setup:
    """What the node ran with, as its topic `setup` has it. `image`: the topic that it heard; parameters by name."""

    version: str
    bundle: str
    bundle_sha256: str
    runtime: str
    image: str
    parameters: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Said:
    """What the node said about one image that it worked on.

    number: how many it had worked on by then. command_id: of the command that it followed, '' for none. search: the
    view that it took. looked_at: whether any network looked; none does while a grounder is busy with an older image.
    region_xywh_px: what it would have searched, had it searched the whole image; None: all of it. source: who chose the
    view for the next, and held `find` of what was found in this one. box (4,): centre and size in px, None for none;
    score in [0, 1], that of the box.
    """

    number: int
    command_id: str
    command: str
    search: SearchMode
    looked_at: bool
    region_xywh_px: Box | None
    source: str
    find: Find
    paused: bool
    has_evidence: bool
    box: NDArray[np.float64] | None
    score: float


@dataclass(frozen=True)
class Recording:
    """One tracker node in a bag. `said` by the stamp of the image."""

    bag: Path
    setup: Setup
    said: dict[Stamp, Said]

    def frames(self) -> Iterator[tuple[float, Image, Said]]:
        """Time in s, BGR image, and what was said, of each image that was worked on, in the order of the recording.
        Raises DataError."""
        with open_bag(self.bag) as reader:
            for message in messages(reader, self.setup.image):
                if (said := self.said.get(stamp(message))) is None:
                    continue
                try:
                    yield message.header.stamp.sec + message.header.stamp.nanosec * 1e-9, to_bgr(message), said
                except ImageError as error:
                    raise DataError(f'{self.bag}: {self.setup.image}: {error}') from error


def read_recording(bag: Path, tracker: str | None = None) -> Recording:
    """tracker: full name of the node, needed where the bag has several. Raises DataError."""
    with open_bag(bag) as reader:
        name = _tracker(bag, reader, tracker)
        setup = _setup(bag, list(messages(reader, f'{name}/setup')))
        detections = {stamp(message): message for message in messages(reader, f'{name}/detection')}
        said = {stamp(status): _said(status, detections[stamp(status)])
                for status in messages(reader, f'{name}/status') if stamp(status) in detections}
    return Recording(bag, setup, said)


def _tracker(bag: Path, reader: AnyReader, wanted: str | None) -> str:
    found = sorted({c.topic.removesuffix('/status') for c in reader.connections if c.msgtype == _STATUS})
    if not found:
        raise DataError(f'{bag}: no topic of {_STATUS}; {topics_there(reader)}')
    if wanted is None and len(found) > 1:
        raise DataError(f'{bag}: has several trackers; name one: {", ".join(found)}')
    if wanted is not None and wanted not in found:
        raise DataError(f'{bag}: has no tracker {wanted}; there are {", ".join(found)}')
    return wanted or found[0]


def _setup(bag: Path, found: list[Any]) -> Setup:
    if len({message.data for message in found}) != 1:
        raise DataError(f'{bag}: has {len(found) or "no"} messages of what the tracker ran with, not one')
    try:
        setup = Setup(**yaml.safe_load(found[0].data))
    except (yaml.YAMLError, TypeError) as error:
        raise DataError(f'{bag}: what the tracker ran with cannot be read: {error}') from error
    for name, kind in _PARAMETERS.items():
        if not isinstance(setup.parameters.get(name), kind):
            raise DataError(f'{bag}: what the tracker ran with has no {name}')
    return setup


def _said(status: Any, detection: Any) -> Said:
    return Said(
        status.frames_processed, status.command_id, status.command,
        SearchMode.LOCAL if status.search == _LOCAL else SearchMode.GLOBAL, status.search_region.size_x > 0,
        _region_xywh_px(status), status.directive_source, Find(status.find), status.paused,
        not math.isnan(status.raw_score),
        _centre_and_size(detection.bbox) if detection.results else None,
        detection.results[0].hypothesis.score if detection.results else 0.0)


def _region_xywh_px(status: Any) -> Box | None:
    """None: all of the image, which is also what older recordings are taken for: their statuses do not say."""
    region = getattr(status, 'region_of_interest', None)
    if region is None or region.size_x == 0:
        return None
    x, y, w, h = _centre_and_size(region)
    return np.array([x - w / 2, y - h / 2, w, h])


def _centre_and_size(box: Any) -> NDArray[np.float64]:
    return np.array([box.center.position.x, box.center.position.y, box.size_x, box.size_y])
