from __future__ import annotations

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.geometry import iou_matrix
from vl_tracker_ros.tracking.margin import best_competitor, robust_margin, tanh_margin

REFERENCE = load_reference('mvlm_margins')


def competitors(boxes: np.ndarray, scores: np.ndarray, psi_out: float) -> np.ndarray:
    competes = iou_matrix(boxes, boxes) <= psi_out
    np.fill_diagonal(competes, False)
    return best_competitor(scores, competes)


@pytest.mark.parametrize('psi_out', ['0.0', '0.1', '0.3', '0.7'])
@pytest.mark.parametrize('kind', ['corr', 'cls'])
def test_best_competitor_is_that_of_the_official_code(kind: str, psi_out: str) -> None:
    found = competitors(REFERENCE['boxes'], REFERENCE[kind], float(psi_out))
    np.testing.assert_allclose(found, REFERENCE[f'distract_{kind}_{psi_out}'], atol=1e-6)


@pytest.mark.parametrize(('boxes', 'result'), [
    ('boxes_same', 'same'), ('boxes_same_plus_one', 'same_plus_one')])
def test_without_a_competitor_the_least_score_counts(boxes: str, result: str) -> None:
    count = len(REFERENCE[boxes])
    found = competitors(REFERENCE[boxes], REFERENCE['cls'][:count], 0.1)
    np.testing.assert_allclose(found, REFERENCE[f'{result}_distract_cls_0.1'], atol=1e-6)


def test_tanh_margin() -> None:
    np.testing.assert_allclose(tanh_margin(np.array([0.9, 0.1]), np.array([0.4, 0.9])), np.tanh([0.5, -0.8]))


def test_robust_margin_is_in_units_of_the_spread() -> None:
    scores = np.array([0.0, 0.1, 0.2, 0.3, 0.4])  # median 0.2, MAD 0.1
    margin = robust_margin(scores, np.full(5, 0.25))
    np.testing.assert_allclose(margin[1:4], np.clip((scores[1:4] - 0.25) / 0.14826, -1, 1), atol=1e-5)
    np.testing.assert_allclose(margin[[0, 4]], [-1, 1])


def test_robust_margin_of_equal_scores_is_zero() -> None:
    assert not robust_margin(np.full(4, 0.3), np.full(4, 0.3)).any()
