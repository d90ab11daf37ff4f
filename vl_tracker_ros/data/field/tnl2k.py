"""TNL2K: train/<sequence>/ with imgs/ (irregular names), groundtruth.txt, language.txt."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.field.files import frames_in, read_sentence, some
from vl_tracker_ros.data.field.records import Clip, Clips, make_clip


def load_tnl2k(root: Path) -> Clips:
    """The training sequences by name. Raises DataError."""
    found = sorted(path.parent for path in root.glob('train/*/groundtruth.txt'))
    return Clips(some(root, found, 'train/*/groundtruth.txt'), _read)


def _read(folder: Path) -> Clip:
    return make_clip(folder, frames_in(folder / 'imgs'), read_boxes(folder / 'groundtruth.txt')[0],
                     read_sentence(folder / 'language.txt'))
