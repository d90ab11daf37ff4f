"""LaSOT: training_set.txt, and <class>/<class>-<n>/ or <class>-<n>/ with img/, groundtruth.txt, nlp.txt, two flags."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes, read_flags
from vl_tracker_ros.data.field.files import frames_in, read_sentence
from vl_tracker_ros.data.field.records import Clip, Clips, make_clip
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import read_text


def load_lasot(root: Path) -> Clips:
    """The sequences of training_set.txt, in its order. Raises DataError naming those that are not there."""
    listed = root / 'training_set.txt'
    names = read_text(listed).split()
    folders = [root / name if (root / name).is_dir() else root / name.rpartition('-')[0] / name for name in names]
    if missing := [folder.name for folder in folders if not folder.is_dir()]:
        raise DataError(f'{listed}: {len(missing)} of {len(names)} sequences are not here: {", ".join(missing[:3])}')
    return Clips(folders, _read)


def _read(folder: Path) -> Clip:
    return make_clip(folder, frames_in(folder / 'img'), read_boxes(folder / 'groundtruth.txt')[0],
                     read_sentence(folder / 'nlp.txt'),
                     read_flags(folder / 'full_occlusion.txt', folder / 'out_of_view.txt'))
