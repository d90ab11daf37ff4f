"""GOT-10k: val/ or test/ with list.txt and <sequence>/ with %08d.jpg, groundtruth.txt, two .label files, meta_info.ini.

Of the test set only the first box is public: the others are filled with NaN, and the server scores them.
"""
from __future__ import annotations

import configparser
from pathlib import Path

import numpy as np

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.side_files import cover_of, flags_of

_CLASSES = ('object_class', 'motion_class', 'major_class', 'root_class')


def load_got10k(root: Path) -> list[Sequence]:
    base = next((root / name for name in ('val', 'test') if (root / name / 'list.txt').is_file()), root)
    if not (base / 'list.txt').is_file():
        raise DataError(f'{root}: no list.txt here, nor in val/ or test/')
    return [_load(base / name) for name in (base / 'list.txt').read_text(encoding='utf-8').split()]


def _load(folder: Path) -> Sequence:
    images, (truth, _) = ImageFiles(images_in(folder, '.')), read_boxes(folder / 'groundtruth.txt')
    if len(truth) == 1:
        truth = np.vstack([truth, np.full((len(images) - 1, 4), np.nan)])
    return Sequence(folder.name, images, truth, _words(folder / 'meta_info.ini'),
                    absent=flags_of(folder / 'absence.label'), cover=cover_of(folder / 'cover.label'))


def _words(path: Path) -> str:
    """Object, motion and classes, joined by commas as All-in-One does; '' where there is no such file."""
    meta = configparser.ConfigParser()
    meta.read(path, encoding='utf-8')
    section = meta['METAINFO'] if meta.has_section('METAINFO') else {}
    return ', '.join(section[key] for key in _CLASSES if section.get(key))
