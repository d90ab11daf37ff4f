"""Tracker results to messages, and the first box from one."""
from __future__ import annotations

import math

import numpy as np
from std_msgs.msg import Header
from vision_msgs.msg import BoundingBox2D, Detection2D, ObjectHypothesisWithPose

from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.tracking.target_id import command_of
from vl_tracker_ros.tracking.types import TrackResult

EVIDENCE_FIELDS = (
    'raw_score', 'correlation_margin', 'classification_margin', 'correlation', 'appearance', 'kappa_vlm', 'kappa_mem',
    'kappa_mvlm')


class BoxError(ValueError):
    """A box message that names no box; the message says why."""


def to_detection(header: Header, result: TrackResult, command: str) -> Detection2D:
    """The result as a Detection2D in pixels of the source image; without a box its `results` are empty."""
    detection = Detection2D(header=header, id=result.target_id)
    if result.box_xywh_px is not None:
        hypothesis = ObjectHypothesisWithPose()
        hypothesis.hypothesis.class_id = command
        hypothesis.hypothesis.score = float(result.score)
        detection.results = [hypothesis]
        detection.bbox = to_bounding_box(result.box_xywh_px)
    return detection


def to_bounding_box(box_xywh_px: np.ndarray | None) -> BoundingBox2D:
    """Top-left corner and size to centre and size, in pixels; None is of size 0."""
    if box_xywh_px is None:
        return BoundingBox2D()
    x, y, width, height = (float(value) for value in box_xywh_px)
    box = BoundingBox2D(size_x=width, size_y=height)
    box.center.position.x, box.center.position.y = x + width / 2, y + height / 2
    return box


def to_box_xywh_px(message: BoundingBox2D) -> np.ndarray:
    """Centre and size to top-left corner and size (4,), in pixels.

    Raises BoxError for values that are not finite, a size that is not positive and a rotated box.
    """
    centre = message.center.position
    values = (centre.x, centre.y, message.size_x, message.size_y)
    text = 'box centre ({:g}, {:g}), size {:g} x {:g}'.format(*values)
    if not all(math.isfinite(value) for value in values):
        raise BoxError(f'{text}: not all of it is finite')
    if message.size_x <= 0 or message.size_y <= 0:
        raise BoxError(f'{text}: it has no area')
    if message.center.theta != 0.0:
        raise BoxError(f'{text}: rotated by {message.center.theta:g} rad, but only upright boxes are tracked')
    left, top = centre.x - message.size_x / 2, centre.y - message.size_y / 2
    return np.array([left, top, message.size_x, message.size_y])


def fill_status(status: TrackerStatus, result: TrackResult) -> TrackerStatus:
    """Write what the tracker said about one image into `status`; NaN where it gave no evidence."""
    status.state = int(result.state)
    status.reason = result.reason
    status.target_id = result.target_id
    status.command_id = command_of(result.target_id)
    status.search = int(result.search)
    status.directive_source, status.directive_reason = result.directive.source, result.directive.reason
    status.find = int(result.directive.find)
    status.score = float(result.score)
    status.latency_crop_ms = float(result.timings_ms.get('crop', 0.0))
    status.latency_network_ms = float(result.timings_ms.get('network', 0.0))
    status.search_region = to_bounding_box(result.search_region_xywh_px)
    for name in EVIDENCE_FIELDS:
        setattr(status, name, float(getattr(result.evidence, name, math.nan)))
    return status
