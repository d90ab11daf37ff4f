"""MGIT: data/<split>/<id>/frame_<id>/%06d.jpg, attribute/{groundtruth,absent,shotcut}/<id>.txt, mgit_nlp/<id>.xlsx.

The sentence is the last row of the table, the story of the whole video, as trackers are evaluated with it. val is taken
where it is; the boxes of test are on the server.
"""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.side_files import flags_of


def load_mgit(root: Path) -> list[Sequence]:
    base = next((root / 'data' / split for split in ('val', 'test') if (root / 'data' / split).is_dir()), None)
    if base is None:
        raise DataError(f'{root}: neither data/val nor data/test here')
    return [_load(root, folder) for folder in sorted(base.iterdir()) if folder.is_dir()]


def _load(root: Path, folder: Path) -> Sequence:
    side = root / 'attribute'
    return Sequence(folder.name, ImageFiles(images_in(folder, f'frame_{folder.name}')),
                    read_boxes(side / 'groundtruth' / f'{folder.name}.txt')[0],
                    _story(root / 'mgit_nlp' / f'{folder.name}.xlsx'),
                    absent=flags_of(side / 'absent' / f'{folder.name}.txt'),
                    shotcut=flags_of(side / 'shotcut' / f'{folder.name}.txt'))


def _story(path: Path) -> str:
    """The description of the last row, '' where there is no such file. Raises DataError for a table without one."""
    if not path.is_file():
        return ''
    import openpyxl

    rows = list(openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True))
    if len(rows) < 2 or 'description' not in rows[0]:
        raise DataError(f'{path}: has no column "description"')
    return str(rows[-1][rows[0].index('description')] or '').strip()
