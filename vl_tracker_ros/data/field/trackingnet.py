"""TrackingNet: trackingnet_classmap.txt and TRAIN_0 to TRAIN_11, each {frames/<video>/N.jpg, anno/<video>.txt}."""
from __future__ import annotations

from functools import partial
from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.field.files import frames_in, some
from vl_tracker_ros.data.field.records import Clip, Clips, make_clip
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import read_text
from vl_tracker_ros.media.image_folder import natural_order


def load_trackingnet(root: Path) -> Clips:
    """The videos of the TRAIN_* folders that are here, by folder and name. Raises DataError."""
    parts = sorted(root.glob('TRAIN_*'), key=natural_order)
    annotations = [path for part in parts for path in sorted((part / 'anno').glob('*.txt'))]
    classes = root / 'trackingnet_classmap.txt'
    return Clips(some(root, annotations, 'TRAIN_*/anno/*.txt'), partial(_read, classes, _classes(classes)))


def _classes(path: Path) -> dict[str, str]:
    """Class by video: a line has both, separated by a tab. Raises DataError naming the line that has not."""
    rows = [line.split('\t') for line in read_text(path).splitlines()]
    for number, row in enumerate(rows, start=1):
        if len(row) != 2:
            raise DataError(f'{path}:{number}: should be video and class, separated by a tab')
    return {video: name.strip() for video, name in rows}


def _read(path: Path, classes: dict[str, str], annotation: Path) -> Clip:
    video = annotation.stem
    if not classes.get(video):
        raise DataError(f'{path}: no class for {video}')
    return make_clip(annotation, frames_in(annotation.parent.parent / 'frames' / video),
                     read_boxes(annotation)[0], classes[video])
