import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from vl_tracker_ros.media.record import FrameRecord
from vl_tracker_ros.media.recorder import Recorder
from vl_tracker_ros.media.source import open_source

FOUND = FrameRecord(0, 'tracking', 'local', 0.91, 'the red car', (10.0, 20.5, 30.0, 40.123),
                    (0.0, 0.0, 60.0, 60.0), 0.3, 0.2, 0.25, 12.0)
LOST = FrameRecord(1, 'lost', 'global', 0.05, 'the red car')


def image(width: int = 64, height: int = 48) -> np.ndarray:
    return np.full((height, width, 3), 120, np.uint8)


def sizes(video: Path) -> list[tuple[int, ...]]:
    return [frame.image.shape for frame in open_source(video)]


def test_boxes_have_one_line_a_frame_and_no_box_when_there_is_none(tmp_path):
    with Recorder(tmp_path, 30.0) as recorder:
        recorder.write(FOUND, image())
        recorder.write(LOST, image())
    assert (tmp_path / 'boxes.csv').read_text() == (
        'frame,x,y,w,h,score,state,search\n'
        '0,10.00,20.50,30.00,40.12,0.9100,tracking,local\n'
        '1,,,,,0.0500,lost,global\n')


def test_lines_are_on_disk_before_the_end(tmp_path):
    recorder = Recorder(tmp_path / 'new' / 'run', 30.0)
    recorder.write(FOUND, image())
    lines = list(csv.DictReader(open(tmp_path / 'new' / 'run' / 'boxes.csv')))
    assert [line['frame'] for line in lines] == ['0']
    recorder.close()


def test_video_has_every_frame_with_the_box_drawn(tmp_path):
    with Recorder(tmp_path, 12.5) as recorder:
        recorder.write(FOUND, image(128, 96))
        recorder.write(LOST, image(128, 96))
    with open_source(tmp_path / 'overlay.mp4') as video:
        first, second = (frame.image for frame in video)
    assert (video.fps, video.size) == (12.5, (128, 96))
    left_edge = np.s_[35:55, 9:13]
    assert np.ptp(first[left_edge].astype(int), axis=2).max() > 60, 'a green edge of the box'
    assert np.ptp(second[left_edge].astype(int), axis=2).max() < 30, 'grey, without a box'


def test_odd_and_changing_sizes_become_one_even_size(tmp_path):
    with Recorder(tmp_path, 30.0) as recorder:
        for size in ((63, 47), (200, 50), (8, 8)):
            recorder.write(FOUND, image(*size))
    assert sizes(tmp_path / 'overlay.mp4') == [(48, 64, 3)] * 3


def test_confidence_plot_is_a_picture(tmp_path):
    with Recorder(tmp_path, 30.0) as recorder:
        recorder.write(FOUND, image())
    assert cv2.imread(str(tmp_path / 'confidence.png')).shape[1] > 800


def test_run_without_a_frame_leaves_an_empty_table_only(tmp_path):
    Recorder(tmp_path, 30.0).close()
    assert [file.name for file in tmp_path.iterdir()] == ['boxes.csv']


def test_broken_off_run_is_finished_by_with(tmp_path):
    with pytest.raises(KeyboardInterrupt), Recorder(tmp_path, 30.0) as recorder:
        recorder.write(FOUND, image())
        raise KeyboardInterrupt
    assert len(sizes(tmp_path / 'overlay.mp4')) == 1
    assert (tmp_path / 'confidence.png').exists()


def test_folder_that_cannot_be_made_is_an_os_error(tmp_path):
    (tmp_path / 'file').touch()
    with pytest.raises(OSError, match='file'):
        Recorder(tmp_path / 'file', 30.0)
