"""Plain folders: one a sequence, with img/ or a video, groundtruth.txt, and nlp.txt where there are words.

A sequence of one's own needs no more than that. groundtruth.txt has x,y,w,h a line, NaN where the target is absent.
"""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Images, Sequence, VideoFile
from vl_tracker_ros.evaluation.side_files import sentence_of

_VIDEOS = ('*.mp4', '*.avi', '*.mkv', '*.mov', '*.webm')


def _images(folder: Path, count: int) -> Images:
    video = next((path for pattern in _VIDEOS for path in sorted(folder.glob(pattern))), None)
    return VideoFile(video, count) if video else ImageFiles(images_in(folder, 'img', 'imgs', '.'))


def load_folders(root: Path) -> list[Sequence]:
    """All sequences under `root`, or `root` itself if it is one, by name. Raises DataError."""
    inside = sorted(path.parent for path in root.glob('*/groundtruth.txt'))
    folders = [root] if (root / 'groundtruth.txt').is_file() else inside
    if not folders:
        raise DataError(f'{root}: no sequence (a folder with groundtruth.txt) here')
    return [_load(folder) for folder in folders]


def _load(folder: Path) -> Sequence:
    truth, _ = read_boxes(folder / 'groundtruth.txt')
    return Sequence(folder.name, _images(folder, len(truth)), truth, sentence_of(folder / 'nlp.txt'))
