from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.media.overlay import STATE_COLOURS_BGR
from vl_tracker_ros.media.plot import plot_confidence
from vl_tracker_ros.media.record import FrameRecord

FIRST = FrameRecord(0, 'tracking', 'local', 0.8, 'the red car', kappa_vlm=0.5, kappa_mem=0.4, kappa_mvlm=0.45)
RECORDS = [replace(FIRST, frame=index) for index in range(40)]
SHADED_BGR = (213, 233, 255)  # orange over white


def plot(tmp_path: Path, records: list[FrameRecord]) -> np.ndarray:
    plot_confidence(records, tmp_path / 'plot.png')
    return cv2.imread(str(tmp_path / 'plot.png'))


def share(image: np.ndarray, colour_bgr: tuple[int, ...]) -> float:
    return float((np.abs(image.astype(int) - colour_bgr).max(axis=2) <= 3).mean())


def test_states_are_a_band_of_their_colours(tmp_path):
    records = [replace(record, state='lost' if record.frame >= 20 else 'tracking') for record in RECORDS]
    image = plot(tmp_path, records)
    tracking, lost = (share(image, STATE_COLOURS_BGR[state]) for state in ('tracking', 'lost'))
    assert 0.01 < tracking < 0.06 and abs(tracking - lost) < 0.2 * tracking


def test_global_search_is_shaded_where_it_was(tmp_path):
    records = [replace(record, search='global' if record.frame >= 20 else 'local') for record in RECORDS]
    image = plot(tmp_path, records)
    half = image.shape[1] // 2
    assert share(image[:, half:], SHADED_BGR) > 0.3
    assert share(image[:, :half - 40], SHADED_BGR) < 0.02, 'but for the legend'


def test_change_of_command_is_marked(tmp_path):
    records = [*RECORDS[:20], *(replace(record, command='the blue car') for record in RECORDS[20:])]
    assert (plot(tmp_path, RECORDS) != plot(tmp_path, records)).any()


def test_odd_runs_can_be_plotted(tmp_path):
    plot(tmp_path, RECORDS[:1])
    plot(tmp_path, [replace(RECORDS[0], command='$\\frac{ 100% ' + 'w' * 500)])
    plot(tmp_path, [FrameRecord(index, 'idle', 'global', 0.0) for index in (0, 5, 6, 100)])
