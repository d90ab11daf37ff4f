from __future__ import annotations

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.evaluation.metrics import ope_scores, overlaps

NAN = [np.nan] * 4


@pytest.mark.parametrize('name', ['s01', 's02', 's07', 's08'])
def test_scores_equal_those_of_the_toolkits(name: str) -> None:
    """The toolkits count the first frame, whose box is given: a hit at 20 of 21 thresholds, precise."""
    reference = load_reference('ope_metrics')
    truth, predicted = (reference[f'{name}_{kind}'].astype(float) for kind in ('truth', 'predicted'))
    assert np.allclose(overlaps(predicted, truth), reference[f'{name}_iou'], atol=1e-6)
    scores, frames = ope_scores(predicted, truth), len(truth)
    with_first = [(value * (frames - 1) + first) / frames for value, first in
                  ((scores.auc, 20 / 21), (scores.precision, 1), (scores.normalised_precision, 1))]
    assert with_first == pytest.approx(list(reference[f'{name}_scores']), abs=1e-9)


def boxes(*rows: list[float]) -> np.ndarray:
    return np.array(rows, float)


def test_overlap_by_hand() -> None:
    truth = boxes([0, 0, 10, 10], [0, 0, 10, 10], [0, 0, 10, 10], [0, 0, 10, 10], NAN, [5, 5, 0, 0])
    predicted = boxes([0, 0, 10, 10], [5, 0, 10, 10], [10, 0, 10, 10], NAN, [0, 0, 10, 10], [5, 5, 0, 0])
    assert overlaps(predicted, truth).tolist() == pytest.approx([1, 1 / 3, 0, 0, 0, 0])


def test_scores_by_hand() -> None:
    truth = boxes(*[[100, 100, 40, 40]] * 6)
    predicted = boxes([0, 0, 1, 1], [100, 100, 40, 40], [120, 100, 40, 40], [121, 100, 40, 40], [108, 100, 40, 40], NAN)
    scores = ope_scores(predicted, truth)
    ious = np.array([1, 20 / 60, 19 / 61, 32 / 48, 0])
    assert scores.auc == pytest.approx(np.mean([(ious > t).mean() for t in np.linspace(0, 1, 21)]))
    assert scores.precision == pytest.approx(3 / 5)             # 0, 20 and 8 px; not 21, not the miss
    assert scores.normalised_precision == pytest.approx(2 / 5)  # 0 and 0.2 of a side


def test_frames_without_a_target_do_not_count() -> None:
    truth = boxes([0, 0, 9, 9], [0, 0, 9, 9], NAN)
    shown, silent = boxes(NAN, [0, 0, 9, 9], [0, 0, 9, 9]), boxes(NAN, [0, 0, 9, 9], NAN)
    assert ope_scores(shown, truth) == ope_scores(silent, truth)
    assert ope_scores(shown, truth).precision == 1


@pytest.mark.parametrize('truth', [boxes([0, 0, 9, 9]), boxes([0, 0, 9, 9], NAN)])
def test_nothing_to_count_is_an_error(truth: np.ndarray) -> None:
    with pytest.raises(ValueError, match='no frame with a target after the first'):
        ope_scores(truth, truth)
