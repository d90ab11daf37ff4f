"""Annotations and results on disk become the records that protocols score.

Annotations lie in a folder a sequence (LaSOT, TNL2K, GOT-10k, WebUAV-3M, VL-SOT ...) or in a file a sequence (MGIT's
attribute/groundtruth, TrackingNet's anno), results in `<sequence>.txt` or, as GOT-10k wants them,
`<sequence>/<sequence>_001.txt`.
"""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.protocols import Record
from vl_tracker_ros.evaluation.side_files import cover_of, flags_of

_TRUTH = ('groundtruth.txt', 'groundtruth_rect.txt', 'Groundtruth.txt', 'groundtruth_rect.1.txt')
_ABSENT = ('absent.txt', 'absence.label', 'absent.label', 'full_occlusion.txt', 'out_of_view.txt')
_IMAGES = ('*.jpg', '*.png', 'img/*.jpg', 'imgs/*.jpg', 'img/*.png', 'imgs/*.png')


def _first_file(folder: Path, names: tuple[str, ...]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def truth_files(folder: Path) -> dict[str, Path]:
    """The ground truth file of every sequence under `folder`, by name. Raises DataError when there is none."""
    nested = {path.name: found for path in sorted(folder.iterdir()) if path.is_dir()
              and (found := _first_file(path, _TRUTH))} if folder.is_dir() else {}
    flat = {path.stem: path for base in (folder / 'groundtruth', folder) for path in sorted(base.glob('*.txt'))
            if not path.stem.endswith('_time')}
    if not (found := nested or flat):
        raise DataError(f'{folder}: no annotations here: neither <sequence>/groundtruth.txt nor <sequence>.txt')
    return found


def _flags(truth: Path, name: str, kinds: tuple[str, ...]) -> NDArray[np.bool_] | None:
    """Frames flagged by any of the side files, in the sequence's folder or in folders of their own beside it."""
    beside = [truth.parent / kind for kind in kinds] if truth.stem != name else []
    beside += [truth.parent.parent / Path(kind).stem / f'{name}.txt' for kind in kinds]
    return flags_of(*beside)


def _image_size(truth: Path) -> tuple[int, int] | None:
    """Width and height of the sequence's first image, None where it has none here."""
    image = next((path for pattern in _IMAGES for path in sorted(truth.parent.glob(pattern))), None)
    if image is None:
        return None
    pixels = cv2.imread(str(image))
    if pixels is None:
        raise DataError(f'{image}: cannot be read as an image')
    return pixels.shape[1], pixels.shape[0]


def _result_file(folder: Path, name: str) -> Path:
    path = next((p for p in (folder / f'{name}.txt', folder / name / f'{name}_001.txt') if p.is_file()), None)
    if path is None:
        raise DataError(f'{folder}: no result for {name}: neither {name}.txt nor {name}/{name}_001.txt')
    return path


def load_record(name: str, truth: Path, results: Path, size_wh: tuple[int, int] | None = None) -> Record:
    """One sequence. size_wh is asked of its first image where it is not given. Raises DataError."""
    predicted, said_nothing = read_boxes(_result_file(results, name))
    return Record(name, read_boxes(truth)[0], predicted, absent=_flags(truth, name, _ABSENT),
                  shotcut=_flags(truth, name, ('shotcut.txt',)),
                  cover=cover_of(truth.parent / 'cover.label'), size_wh=size_wh or _image_size(truth),
                  said_nothing=said_nothing)


def load_records(truth: Path, results: Path, size_wh: tuple[int, int] | None = None) -> list[Record]:
    """All annotated sequences with their results. Raises DataError and ProtocolError naming what is wrong."""
    return [load_record(name, path, results, size_wh) for name, path in truth_files(truth).items()]
