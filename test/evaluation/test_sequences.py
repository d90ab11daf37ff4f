from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from vl_tracker_ros.evaluation.sequences import load_sequences


def test_sequence_has_frames_boxes_and_sentence(sequences: Path) -> None:
    (sequence,) = load_sequences(sequences)
    assert sequence.name == 'walk' and sequence.sentence == 'the red square'
    assert sequence.boxes_xywh_px.shape == (15, 4) and np.isnan(sequence.boxes_xywh_px[12]).all()
    assert [image.shape for image in sequence.frames()] == [(120, 160, 3)] * 15


def test_folder_without_sequences(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='no sequence'):
        load_sequences(tmp_path)


def test_video_that_is_too_short(sequences: Path, tmp_path: Path) -> None:
    shutil.copytree(sequences, tmp_path / 'all')
    with (tmp_path / 'all' / 'walk' / 'groundtruth.txt').open('a') as file:
        file.write('1,2,3,4\n')
    (sequence,) = load_sequences(tmp_path / 'all')
    with pytest.raises(ValueError, match='video.mp4: frame 15 of 16 cannot be read'):
        list(sequence.frames())
