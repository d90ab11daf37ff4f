"""GOT-10k: val/ or test/ with list.txt and <sequence>/ with %08d.jpg, groundtruth.txt, two .label files, meta_info.ini.

Of the test set only the first box is public.
"""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.field.got10k import classes_of
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.datasets.public_boxes import read_public_boxes
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.side_files import cover_of, flags_of


def load_got10k(root: Path) -> list[Sequence]:
    base = next((root / name for name in ('val', 'test') if (root / name / 'list.txt').is_file()), root)
    if not (base / 'list.txt').is_file():
        raise DataError(f'{root}: no list.txt here, nor in val/ or test/')
    return [_load(base / name) for name in (base / 'list.txt').read_text(encoding='utf-8').split()]


def _load(folder: Path) -> Sequence:
    images = ImageFiles(images_in(folder, '.'))
    return Sequence(folder.name, images, read_public_boxes(folder / 'groundtruth.txt', len(images)),
                    _words(folder / 'meta_info.ini'),
                    absent=flags_of(folder / 'absence.label'), cover=cover_of(folder / 'cover.label'))


def _words(path: Path) -> str:
    """The classes that the file has, '' where there is no such file. Raises DataError."""
    return ', '.join(filter(None, classes_of(path).values())) if path.is_file() else ''
