from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from vl_tracker_ros.data.preview import summary, write_sheet
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import Sample


def test_sheet_has_whole_rows_of_six(tmp_path: Path) -> None:
    grey = np.full((60, 60, 3), 90, np.uint8)
    present = Sample(grey, grey[:20, :20], 'the ball', np.array([0.5, 0.5, 0.4, 0.4], np.float32))
    write_sheet([present, Sample(grey, None, 'the cat', None)] * 4, tmp_path / 'sheet.png')
    sheet = cv2.imread(str(tmp_path / 'sheet.png'))
    assert sheet.shape == (60 + 26, 6 * 62, 3)
    assert ((sheet == (0, 255, 0)).all(2).sum() > 50), 'boxes are drawn'
    assert ((sheet == (80, 80, 255)).all(2).sum() > 500), 'an absent target is marked'


def test_less_than_a_row_is_refused(tmp_path: Path) -> None:
    absent = Sample(np.zeros((60, 60, 3), np.uint8), None, 'the cat', None)
    with pytest.raises(DataError, match='samples should be at least 6, not 5'):
        write_sheet([absent] * 5, tmp_path / 'sheet.png')
    assert summary([absent]).startswith('1 samples: 100% without the target')


def test_summary_counts() -> None:
    grey = np.full((100, 100, 3), 90, np.uint8)
    present = Sample(grey, None, '', np.array([0.5, 0.5, 0.2, 0.2], np.float32))
    assert summary([present, present, present, Sample(grey, None, 'the cat', None)]) == (
        '4 samples: 25% without the target, 25% with words; target of 20, 20, 20 px (5, 50, 95 %)')
