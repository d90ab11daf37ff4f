from __future__ import annotations

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.tracking.region import hann_window, region_scores


@pytest.mark.parametrize('size', [14, 16, 20, 24])
def test_hann_window_is_that_of_the_official_code(size: int) -> None:
    expected = load_reference('mvlm_margins')[f'hann{size}']
    np.testing.assert_allclose(hann_window(size, size), expected, atol=1e-6)


def plain_region_score(correlation: np.ndarray, box: np.ndarray) -> float:
    """The definition, cell by cell."""
    height, width = correlation.shape
    xs, ys = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    columns = np.flatnonzero(abs(xs - box[0]) <= box[2] / 2)
    rows = np.flatnonzero(abs(ys - box[1]) <= box[3] / 2)
    if columns.size == 0:
        columns = np.array([min(max(int(np.floor(box[0] * width)), 0), width - 1)])
    if rows.size == 0:
        rows = np.array([min(max(int(np.floor(box[1] * height)), 0), height - 1)])
    return float(correlation[np.ix_(rows, columns)].mean())


def test_region_score_is_the_mean_over_the_cells_of_the_box() -> None:
    rng = np.random.default_rng(1)
    correlation = rng.uniform(-1, 1, (12, 14)).astype(np.float32)
    boxes = np.concatenate([rng.uniform(-0.2, 1.2, (300, 2)), rng.uniform(0, 0.9, (300, 2))], axis=1)
    expected = [plain_region_score(correlation, box) for box in boxes]
    np.testing.assert_allclose(region_scores(correlation, boxes), expected, atol=1e-6)


@pytest.mark.parametrize(('box', 'cell'), [
    ((0.3, 0.7, 0.0, 0.0), (2, 1)), ((5.0, -3.0, 0.1, 0.1), (0, 3)), ((0.3, 0.7, 0.01, 0.01), (2, 1)),
])
def test_box_without_a_cell_takes_the_nearest(box: tuple[float, ...], cell: tuple[int, int]) -> None:
    correlation = np.arange(16.0).reshape(4, 4)
    assert region_scores(correlation, np.array([box]))[0] == correlation[cell]
