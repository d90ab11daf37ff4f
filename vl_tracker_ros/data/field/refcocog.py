"""RefCOCOg as refer publishes it: refcocog/{refs(umd).p, instances.json} and images/mscoco/images/train2014/*.jpg."""
from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from vl_tracker_ros.data.field.coco import Instances
from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.field.screen import Entry, pick, screened
from vl_tracker_ros.data.reading import DataError

MIN_SIDE_PX = 50.0  # of All-in-One: smaller boxes are left out


class _PlainUnpickler(pickle.Unpickler):
    """Lists, dicts, strings and numbers only: without classes a pickle can run nothing."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f'refers to {module}.{name}, and should hold plain data only')


def load_refcocog(root: Path, min_side_px: float = MIN_SIDE_PX) -> list[Shot]:
    """The training refs of the UMD split in the order of the file, each with the last of its sentences.

    Only boxes wider and higher than `min_side_px`. Raises DataError.
    """
    refs = root / 'refcocog/refs(umd).p'
    instances = Instances(root / 'refcocog/instances.json', root / 'images/mscoco/images/train2014')
    entries = _entries(refs, _read_plain_pickle(refs), instances)
    return screened(refs, (entry for entry in entries if _exceeds(entry[1], min_side_px)))


def _exceeds(shot: Shot, side_px: float) -> bool:
    return side_px <= 0 or min(shot.box_xywh_px[2:]) > side_px


def _entries(path: Path, refs: list[dict], instances: Instances) -> Iterator[Entry]:
    for index, ref in enumerate(refs):
        split, annotation, sentences = pick(path, f'ref {index}', ref, 'split', 'ann_id', 'sentences')
        if split == 'train':
            words = list(pick(path, f'ref {index}', sentences[-1], 'sent')) if sentences else ['']
            _, shot, size = instances.entry(annotation, words[0].strip())
            yield f'ref {index}', shot, size


def _read_plain_pickle(path: Path) -> Any:
    """Raises DataError for a file that is missing, damaged, or refers to any class or function."""
    try:
        with path.open('rb') as file:
            return _PlainUnpickler(file, encoding='latin1').load()  # Python 2 wrote it
    except (OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, pickle.UnpicklingError) as error:
        raise DataError(f'{path}: {error}') from error
