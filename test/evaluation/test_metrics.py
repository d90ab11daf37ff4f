from __future__ import annotations

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.evaluation.metrics import overlaps


@pytest.mark.parametrize('name', ['s01', 's02', 's07', 's08'])
def test_overlaps_equal_those_of_the_toolkits(name: str) -> None:
    reference = load_reference('ope_metrics')
    truth, predicted = (reference[f'{name}_{kind}'].astype(float) for kind in ('truth', 'predicted'))
    assert np.allclose(overlaps(predicted, truth), reference[f'{name}_iou'], atol=1e-6)


def test_overlap_by_hand() -> None:
    truth = np.array([[0, 0, 10, 10]] * 4 + [[np.nan] * 4, [5, 5, 0, 0]], float)
    predicted = np.array([[0, 0, 10, 10], [5, 0, 10, 10], [10, 0, 10, 10], [np.nan] * 4, [0, 0, 10, 10], [5, 5, 0, 0]])
    assert overlaps(predicted, truth).tolist() == pytest.approx([1, 1 / 3, 0, 0, 0, 0])
