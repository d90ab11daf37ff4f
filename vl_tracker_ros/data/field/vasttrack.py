"""VastTrack: train/<Class>/<Class>-<n>/ with imgs/, Groundtruth.txt, nlp.txt."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.field.files import frames_in, read_sentence, some
from vl_tracker_ros.data.field.records import Clip, Clips, make_clip
from vl_tracker_ros.media.image_folder import natural_order


def load_vasttrack(root: Path) -> Clips:
    """The training sequences by name. Raises DataError."""
    found = [path.parent for path in root.glob('train/*/*/Groundtruth.txt')]
    return Clips(some(root, sorted(found, key=natural_order), 'train/*/*/Groundtruth.txt'), _read)


def _read(folder: Path) -> Clip:
    return make_clip(folder, frames_in(folder / 'imgs'), read_boxes(folder / 'Groundtruth.txt')[0],
                     read_sentence(folder / 'nlp.txt'))
