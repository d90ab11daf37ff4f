"""VastTrack: train/<Class>/<Class>-<n>/ with imgs/, Groundtruth.txt, nlp.txt."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.field.files import images_in, natural_order, read_boxes, read_sentence, some
from vl_tracker_ros.data.field.records import Clip, Clips, make_clip


def load_vasttrack(root: Path) -> Clips:
    """The training sequences by name. Raises DataError."""
    found = [path.parent for path in root.glob('train/*/*/Groundtruth.txt')]
    return Clips(some(root, sorted(found, key=natural_order), 'train/*/*/Groundtruth.txt'), _read)


def _read(folder: Path) -> Clip:
    return make_clip(folder, images_in(folder / 'imgs'), read_boxes(folder / 'Groundtruth.txt'),
                     read_sentence(folder / 'nlp.txt'))
