from __future__ import annotations

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.geometry import iou_matrix
from vl_tracker_ros.tracking.margin import best_competitor, robust_margin, tanh_margin

REFERENCE = load_reference('mvlm_margins')


@pytest.mark.parametrize('psi_out', ['0.0', '0.1', '0.3', '0.7'])
@pytest.mark.parametrize('kind', ['corr', 'cls'])
def test_best_competitor_is_that_of_the_official_code(kind: str, psi_out: str) -> None:
    found = best_competitor(REFERENCE[kind], REFERENCE['boxes'], float(psi_out))
    np.testing.assert_allclose(found, REFERENCE[f'distract_{kind}_{psi_out}'], atol=1e-6)


@pytest.mark.parametrize(('boxes', 'result'), [
    ('boxes_same', 'same'), ('boxes_same_plus_one', 'same_plus_one')])
def test_without_a_competitor_the_least_score_counts(boxes: str, result: str) -> None:
    count = len(REFERENCE[boxes])
    found = best_competitor(REFERENCE['cls'][:count], REFERENCE[boxes], 0.1)
    np.testing.assert_allclose(found, REFERENCE[f'{result}_distract_cls_0.1'], atol=1e-6)


@pytest.mark.parametrize('side', [0.02, 0.3, 2.0])
def test_the_competitor_is_the_best_of_all_however_far_down_it_is(side: float) -> None:
    """Small boxes compete at once, boxes of the size of the view hardly ever; by the definition, pair by pair."""
    rng = np.random.default_rng(0)
    boxes = np.concatenate([rng.uniform(0.3, 0.7, (100, 2)), rng.uniform(0.8, 1.0, (100, 2)) * side], axis=1)
    scores = rng.uniform(0, 1, 100)
    competes = (iou_matrix(boxes, boxes) <= 0.3) & ~np.eye(100, dtype=bool)
    expected = [scores[row].max() if row.any() else scores.min() for row in competes]
    np.testing.assert_array_equal(best_competitor(scores, boxes, 0.3), expected)


def test_tanh_margin() -> None:
    np.testing.assert_allclose(tanh_margin(np.array([0.9, 0.1]), np.array([0.4, 0.9])), np.tanh([0.5, -0.8]))


def test_robust_margin_is_in_units_of_the_spread() -> None:
    scores = np.array([0.0, 0.1, 0.2, 0.3, 0.4])  # median 0.2, MAD 0.1
    margin = robust_margin(scores, np.full(5, 0.25))
    np.testing.assert_allclose(margin[1:4], np.clip((scores[1:4] - 0.25) / 0.14826, -1, 1), atol=1e-5)
    np.testing.assert_allclose(margin[[0, 4]], [-1, 1])


def test_robust_margin_of_equal_scores_is_zero() -> None:
    assert not robust_margin(np.full(4, 0.3), np.full(4, 0.3)).any()
