"""The record of a run: boxes.csv, overlay.mp4 and confidence.png."""

import csv
from pathlib import Path

import numpy as np

from vl_tracker_ros.media.overlay import draw_overlay
from vl_tracker_ros.media.plot import plot_confidence
from vl_tracker_ros.media.record import FrameRecord
from vl_tracker_ros.media.video_writer import VideoWriter

BOXES_HEADER = ('frame', 'x', 'y', 'w', 'h', 'score', 'state', 'search')


class Recorder:
    """Writes into `out_dir`, made when it is not there; files of an earlier run are replaced.

    A line of boxes.csv reaches the disk with its frame, so that a run which breaks off loses nothing.

    >>> with Recorder('run', fps=30.0) as recorder:
    ...     recorder.write(FrameRecord(0, 'tracking', 'local', 0.9, 'the red car', (10, 20, 30, 40)), image)
    """

    def __init__(self, out_dir: str | Path, fps: float) -> None:
        self.out_dir = Path(out_dir)
        self.out_dir.mkdir(parents=True, exist_ok=True)
        self.records: list[FrameRecord] = []
        self._boxes_file = open(self.out_dir / 'boxes.csv', 'w', newline='', encoding='utf-8')
        self._boxes = csv.writer(self._boxes_file, lineterminator='\n')
        self._boxes.writerow(BOXES_HEADER)
        self._video = VideoWriter(self.out_dir / 'overlay.mp4', fps)

    def write(self, record: FrameRecord, image: np.ndarray) -> None:
        """Append one frame; `image` is the frame itself, (H,W,3) uint8 BGR, without any drawing."""
        self.records.append(record)
        self._boxes.writerow(_row(record))
        self._boxes_file.flush()
        self._video.write(draw_overlay(image, record.view))

    def close(self) -> None:
        """Finish all three files. Without a single frame there is no video and no plot."""
        self._boxes_file.close()
        self._video.close()
        if self.records:
            plot_confidence(self.records, self.out_dir / 'confidence.png')

    def __enter__(self) -> 'Recorder':
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _row(record: FrameRecord) -> list[object]:
    box = record.box_xywh_px
    numbers = [''] * 4 if box is None else [f'{value:.2f}' for value in box]
    return [record.frame, *numbers, f'{record.score:.4f}', record.state, record.search]
