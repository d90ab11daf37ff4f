"""TrackingNet: TEST/{frames/<video>/N.jpg, anno/<video>.txt}, of which the public part is the first box."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence


def load_trackingnet(root: Path) -> list[Sequence]:
    base = root / 'TEST' if (root / 'TEST').is_dir() else root
    return [_load(base, path) for path in sorted((base / 'anno').glob('*.txt'))]


def _load(base: Path, path: Path) -> Sequence:
    images, (truth, _) = ImageFiles(images_in(base / 'frames', path.stem)), read_boxes(path)
    if len(truth) == 1:
        truth = np.vstack([truth, np.full((len(images) - 1, 4), np.nan)])
    return Sequence(path.stem, images, truth)
