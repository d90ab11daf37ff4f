"""VastTrack: test/<Class>/<Class>-<n>/ or <Class>-<n>/ with imgs/, Groundtruth.txt, nlp.txt."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.side_files import sentence_of
from vl_tracker_ros.media.image_folder import natural_order


def load_vasttrack(root: Path) -> list[Sequence]:
    base = root / 'test' if (root / 'test').is_dir() else root
    folders = {path.parent for pattern in ('*/Groundtruth.txt', '*/*/Groundtruth.txt') for path in base.glob(pattern)}
    return [_load(folder) for folder in sorted(folders, key=natural_order)]


def _load(folder: Path) -> Sequence:
    return Sequence(folder.name, ImageFiles(images_in(folder, 'imgs', 'img')),
                    read_boxes(folder / 'Groundtruth.txt')[0], sentence_of(folder / 'nlp.txt'))
