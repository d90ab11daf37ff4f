from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.data.preview import write_sheet
from vl_tracker_ros.data.sample import Sample


def test_sheet_has_whole_rows_of_six(tmp_path: Path) -> None:
    grey = np.full((60, 60, 3), 90, np.uint8)
    present = Sample(grey, grey[:20, :20], 'the ball', np.array([0.5, 0.5, 0.4, 0.4], np.float32))
    write_sheet([present, Sample(grey, None, 'the cat', None)] * 4, tmp_path / 'sheet.png')
    sheet = cv2.imread(str(tmp_path / 'sheet.png'))
    assert sheet.shape == (60 + 26, 6 * 62, 3)
    assert ((sheet == (0, 255, 0)).all(2).sum() > 50), 'boxes are drawn'
