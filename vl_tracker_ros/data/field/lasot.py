"""LaSOT: training_set.txt, and <class>/<class>-<n>/ or <class>-<n>/ with img/, groundtruth.txt, nlp.txt, two flags."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.field.files import images_in, read_boxes, read_flags, read_sentence, read_text
from vl_tracker_ros.data.field.records import Clip, Clips, make_clip
from vl_tracker_ros.data.reading import DataError


def load_lasot(root: Path) -> Clips:
    """The sequences of training_set.txt, in its order. Raises DataError naming those that are not there."""
    listed = root / 'training_set.txt'
    names = read_text(listed).split()
    folders = [root / name if (root / name).is_dir() else root / name.rpartition('-')[0] / name for name in names]
    if missing := [folder.name for folder in folders if not folder.is_dir()]:
        raise DataError(f'{listed}: {len(missing)} of {len(names)} sequences are not here: {", ".join(missing[:3])}')
    return Clips(folders, _read)


def _read(folder: Path) -> Clip:
    occluded, out_of_view = read_flags(folder / 'full_occlusion.txt'), read_flags(folder / 'out_of_view.txt')
    if len(occluded) != len(out_of_view):
        raise DataError(f'{folder}: full_occlusion.txt has {len(occluded)} flags, out_of_view.txt {len(out_of_view)}')
    return make_clip(folder, images_in(folder / 'img'), read_boxes(folder / 'groundtruth.txt'),
                     read_sentence(folder / 'nlp.txt'), occluded | out_of_view)
