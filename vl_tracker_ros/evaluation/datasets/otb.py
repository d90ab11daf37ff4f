"""OTB100 and OTB99-Lang: OTB_videos/<Sequence>/{img/, groundtruth_rect*.txt}, OTB_query_test/<Sequence>.txt.

OTB99-Lang's test set is what has a query; without queries all sequences are taken, as OTB100.
"""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.side_files import sentence_of

# The first annotated frame, counted from 1, where it is not the first image.
_FIRST_FRAME = {'BlurCar1': 247, 'BlurCar3': 3, 'BlurCar4': 18, 'David': 300}
_TRUTH = {'Human4': 'groundtruth_rect.2.txt', 'Skating2-1': 'groundtruth_rect.1.txt',
          'Skating2-2': 'groundtruth_rect.2.txt', 'Jogging-1': 'groundtruth_rect.1.txt',
          'Jogging-2': 'groundtruth_rect.2.txt'}


def load_otb(root: Path) -> list[Sequence]:
    videos = root / 'OTB_videos' if (root / 'OTB_videos').is_dir() else root
    queries = sorted((root / 'OTB_query_test').glob('*.txt'))
    names = [path.stem for path in queries] or sorted(p.name for p in videos.iterdir() if (p / 'img').is_dir())
    return [_load(videos, root, name) for name in names]


def _load(videos: Path, root: Path, name: str) -> Sequence:
    folder = videos / name
    if not folder.is_dir():                                     # Jogging-1 and Jogging-2 share one folder
        folder = videos / name.rsplit('-', 1)[0]
    truth, _ = read_boxes(folder / _TRUTH.get(name, 'groundtruth_rect.txt'))
    paths = images_in(folder, 'img')
    first = _first_image(paths, name)
    if len(paths) < first + len(truth):
        raise DataError(f'{folder}: {len(paths)} images from number {first + 1} on for {len(truth)} boxes')
    return Sequence(name, ImageFiles(paths[first:first + len(truth)]), truth,
                    sentence_of(root / 'OTB_query_test' / f'{name}.txt'))


def _first_image(paths: tuple[Path, ...], name: str) -> int:
    """Place of the first annotated image; some copies of the data set start there already."""
    number = _FIRST_FRAME.get(name, 1)
    return next((i for i, path in enumerate(paths) if path.stem.isdigit() and int(path.stem) >= number), 0)
