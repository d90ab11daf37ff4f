"""GOT-10k: train/list.txt and train/<sequence>/ with %08d.jpg, groundtruth.txt, absence.label, meta_info.ini."""
from __future__ import annotations

import configparser
from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes, read_flags
from vl_tracker_ros.data.field.records import Clip, Clips, make_clip
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in, read_text

_CLASSES = ('object_class', 'motion_class', 'major_class', 'root_class')


def load_got10k(root: Path) -> Clips:
    """The sequences of train/list.txt, in its order. Raises DataError."""
    base = root / 'train'
    return Clips([base / name for name in read_text(base / 'list.txt').split()], _read)


def _read(folder: Path) -> Clip:
    return make_clip(folder, images_in(folder, '.'), read_boxes(folder / 'groundtruth.txt')[0],
                     _words(folder / 'meta_info.ini'), read_flags(folder / 'absence.label'))


def _words(path: Path) -> str:
    """Object, motion, major and root class, joined by commas as All-in-One does. Raises DataError without them."""
    meta = configparser.ConfigParser(interpolation=None)  # addresses of videos have % in them
    try:
        meta.read_string(read_text(path))
        return ', '.join(meta['METAINFO'][key] for key in _CLASSES)
    except (configparser.Error, KeyError) as error:
        raise DataError(f'{path}: {error}') from error
