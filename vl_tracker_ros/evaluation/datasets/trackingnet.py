"""TrackingNet: TEST/{frames/<video>/N.jpg, anno/<video>.txt}, of which the public part is the first box."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.datasets.public_boxes import read_public_boxes
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence


def load_trackingnet(root: Path) -> list[Sequence]:
    base = root / 'TEST' if (root / 'TEST').is_dir() else root
    return [_load(base, path) for path in sorted((base / 'anno').glob('*.txt'))]


def _load(base: Path, path: Path) -> Sequence:
    images = ImageFiles(images_in(base / 'frames', path.stem))
    return Sequence(path.stem, images, read_public_boxes(path, len(images)))
