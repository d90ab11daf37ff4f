"""VastTrack: test/<Class>/<Class>-<n>/ or <Class>-<n>/ with imgs/, Groundtruth.txt, nlp.txt."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.evaluation.box_file import read_boxes
from vl_tracker_ros.evaluation.datasets.parts import images_in, natural_order, sentence_of
from vl_tracker_ros.evaluation.sequences import Sequence


def load_vasttrack(root: Path) -> list[Sequence]:
    base = root / 'test' if (root / 'test').is_dir() else root
    folders = {path.parent for pattern in ('*/Groundtruth.txt', '*/*/Groundtruth.txt') for path in base.glob(pattern)}
    return [Sequence(folder.name, images_in(folder, 'imgs', 'img'), read_boxes(folder / 'Groundtruth.txt')[0],
                     sentence_of(folder / 'nlp.txt')) for folder in sorted(folders, key=natural_order)]
