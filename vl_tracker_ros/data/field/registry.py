"""The field's training sets by name; how each must lie on the disk: docs/training_data.md and its own file."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from vl_tracker_ros.data.field.coco import load_coco
from vl_tracker_ros.data.field.got10k import load_got10k
from vl_tracker_ros.data.field.lasot import load_lasot
from vl_tracker_ros.data.field.records import Clip, Shot
from vl_tracker_ros.data.field.refcocog import load_refcocog
from vl_tracker_ros.data.field.tnl2k import load_tnl2k
from vl_tracker_ros.data.field.trackingnet import load_trackingnet
from vl_tracker_ros.data.field.vasttrack import load_vasttrack
from vl_tracker_ros.data.field.visual_genome import load_visual_genome

FIELD: dict[str, Callable[[Path], Sequence[Shot] | Sequence[Clip]]] = {
    'coco': load_coco,
    'refcocog': load_refcocog,
    'visual_genome': load_visual_genome,
    'lasot': load_lasot,
    'got10k': load_got10k,
    'trackingnet': load_trackingnet,
    'tnl2k': load_tnl2k,
    'vasttrack': load_vasttrack,
}
