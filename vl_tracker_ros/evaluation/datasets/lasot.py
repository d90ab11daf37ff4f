"""LaSOT and its extension: <class>/<class>-<n>/ or <class>-<n>/ with img/, groundtruth.txt, nlp.txt, two absence files.

The sequences are those of testing_set.txt beside them, if there is one (LaSOT ships it), else all.
"""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.side_files import flags_of, sentence_of
from vl_tracker_ros.media.image_folder import natural_order


def _folders(root: Path) -> list[Path]:
    found = {path.parent.name: path.parent for pattern in ('*/groundtruth.txt', '*/*/groundtruth.txt')
             for path in root.glob(pattern)}
    listed = root / 'testing_set.txt'
    if not listed.is_file():
        return sorted(found.values(), key=natural_order)
    names = listed.read_text(encoding='utf-8').split()
    if missing := [name for name in names if name not in found]:
        raise DataError(f'{listed}: {len(missing)} of {len(names)} sequences are not here: {", ".join(missing[:3])}')
    return [found[name] for name in names]


def load_lasot(root: Path) -> list[Sequence]:
    return [Sequence(folder.name, ImageFiles(images_in(folder, 'img')), read_boxes(folder / 'groundtruth.txt')[0],
                     sentence_of(folder / 'nlp.txt'),
                     absent=flags_of(folder / 'full_occlusion.txt', folder / 'out_of_view.txt'))
            for folder in _folders(root)]
