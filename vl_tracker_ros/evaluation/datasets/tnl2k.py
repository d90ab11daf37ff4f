"""TNL2K: test/<sequence>/ with imgs/ (irregular names), groundtruth.txt, language.txt."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.side_files import flags_of, sentence_of


def load_tnl2k(root: Path) -> list[Sequence]:
    base = root / 'test' if (root / 'test').is_dir() else root
    return [_load(path.parent) for path in sorted(base.glob('*/groundtruth.txt'))]


def _load(folder: Path) -> Sequence:
    return Sequence(folder.name, ImageFiles(images_in(folder, 'imgs', 'img')),
                    read_boxes(folder / 'groundtruth.txt')[0], sentence_of(folder / 'language.txt'),
                    absent=flags_of(folder / 'absent.txt'))
