"""GOT-10k: train/list.txt and train/<sequence>/ with %08d.jpg, groundtruth.txt, absence.label, meta_info.ini."""
from __future__ import annotations

import configparser
from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes, read_flags
from vl_tracker_ros.data.field.files import frames_in
from vl_tracker_ros.data.field.records import Clip, Clips, make_clip
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import read_text

_CLASSES = ('object_class', 'motion_class', 'major_class', 'root_class')


def load_got10k(root: Path) -> Clips:
    """The sequences of train/list.txt, in its order. Raises DataError."""
    base = root / 'train'
    return Clips([base / name for name in read_text(base / 'list.txt').split()], _read)


def _read(folder: Path) -> Clip:
    return make_clip(folder, frames_in(folder), read_boxes(folder / 'groundtruth.txt')[0],
                     _words(folder / 'meta_info.ini'), read_flags(folder / 'absence.label'))


def classes_of(path: Path) -> dict[str, str]:
    """Object, motion, major and root class, as far as meta_info.ini has them; in the order of All-in-One's words.

    Raises DataError.
    """
    meta = configparser.ConfigParser(interpolation=None)  # addresses of videos have % in them
    try:
        meta.read_string(read_text(path))
    except configparser.Error as error:
        raise DataError(f'{path}: {error}') from error
    section = meta['METAINFO'] if meta.has_section('METAINFO') else {}
    return {name: section[name] for name in _CLASSES if name in section}


def _words(path: Path) -> str:
    """All four classes. Raises DataError without them."""
    classes = classes_of(path)
    if missing := [name for name in _CLASSES if name not in classes]:
        raise DataError(f'{path}: METAINFO has no {", ".join(missing)}')
    return ', '.join(classes.values())
