"""How small and fast targets are, by hand."""
from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from support.runs import NAN, result_of, run_info, sequence_of, summary_of

from vl_tracker_ros.evaluation.report.tables import bin_rows
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.size_and_speed import by_bins, is_small, size_and_speed
from vl_tracker_ros.evaluation.summary import Summary, summarise


def of(*boxes: list[float], width: int = 640, height: int = 360) -> dict[str, float]:
    return size_and_speed(np.array(boxes, float), width, height)


def test_size_is_the_share_of_the_image_and_the_side_in_pixels() -> None:
    target = of([0, 0, 8, 18], [0, 0, 32, 18])
    assert target['relative_size'] == pytest.approx((144 + 576) / 2 / (640 * 360))
    assert target['side_px'] == pytest.approx((12 + 24) / 2)


def test_speed_is_in_sides_of_the_box_from_frame_to_frame() -> None:
    assert of([0, 0, 10, 10], [30, 40, 10, 10], [30, 40, 20, 20])['relative_speed'] == pytest.approx(
        (50 / 10 + math.hypot(5, 5) / 10) / 2)


def test_frames_without_the_target_count_for_nothing() -> None:
    """From 0 to 100 it was away: nobody knows in how many frames it went there."""
    target = of([0, 0, 10, 10], NAN, [100, 0, 10, 10], [105, 0, 10, 10])
    assert (target['side_px'], target['relative_speed']) == (10, pytest.approx(0.5))
    assert math.isnan(of([0, 0, 10, 10], NAN, [5, 0, 10, 10])['relative_speed'])


@pytest.mark.parametrize(('side', 'width', 'small'), [(20, 640, True), (23, 640, False), (20, 100, False)])
def test_small_is_small_in_the_image_and_in_pixels(side: int, width: int, small: bool) -> None:
    assert is_small(of([0, 0, side, side], width=width, height=width // 2)) is small


def test_bins_have_the_mean_of_what_lies_in_them() -> None:
    targets = {'a': of([0, 0, 5, 5]), 'b': of([0, 0, 6, 6]), 'c': of([0, 0, 30, 30])}
    bins = by_bins(targets, {'a': {'auc': 0.2}, 'b': {'auc': 0.4}, 'c': {'auc': 0.9}})
    assert bins['side_px'][0] == {'low': 0, 'high': 8, 'sequences': 2, 'auc': pytest.approx(0.3)}
    assert [one['sequences'] for one in bins['side_px']] == [2, 0, 1, 0]
    assert all(one['sequences'] == 0 for one in bins['relative_speed'])     # of one frame there is no speed


def test_a_summary_has_them_and_so_has_its_file(tmp_path: Path) -> None:
    """Blanks of 80x60 pixels; the target of 20 px moves by 5 a frame."""
    folder = RunFolder.create(tmp_path / 'run', run_info())
    boxes = [[10 + 5 * index, 10, 20, 20] for index in range(4)]
    folder.write('a', result_of(boxes))
    summary = summarise(folder, [sequence_of('a', boxes)])
    assert summary.targets == {'a': {'relative_size': pytest.approx(400 / 4800), 'side_px': 20,
                                     'relative_speed': 0.25}}
    summary.write(folder.summary)
    rows = bin_rows(Summary.read(folder.summary))
    assert [(row.name, row.sequences) for row in rows] == [
        ('share of the image 0.05 to 1', 1), ('side, pixels 8 to 22', 1), ('sides a frame 0.1 to 0.5', 1)]
    assert rows[0].figures['auc'] == summary.overall['auc']


def test_a_bin_without_an_end_says_where_it_begins() -> None:
    bins = {'side_px': [{'low': 64.0, 'high': math.inf, 'sequences': 1, 'auc': 0.5}]}
    assert [row.name for row in bin_rows(summary_of(target_bins=bins))] == ['side, pixels from 64']
