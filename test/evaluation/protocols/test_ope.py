"""The protocol of one's own sequences: what is not there does not count."""
from __future__ import annotations

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.evaluation.protocols import ProtocolError, Record, score

NAN = [np.nan] * 4
BOX = [5, 5, 9, 9]


def figures(predicted: np.ndarray, truth: np.ndarray, **flags: np.ndarray) -> dict[str, float]:
    return score('ope', [Record('walk', truth, predicted, **flags)]).overall


def boxes(*rows: list[float]) -> np.ndarray:
    return np.array(rows, float)


@pytest.mark.parametrize('name', ['s01', 's02', 's07', 's08'])
def test_equal_to_the_toolkits_without_their_first_frame(name: str) -> None:
    """They count it, whose box is given: a hit at 20 of 21 thresholds, precise."""
    reference = load_reference('ope_metrics')
    truth, predicted = (reference[f'{name}_{kind}'].astype(float) for kind in ('truth', 'predicted'))
    found, frames = figures(predicted, truth), len(truth)
    with_first = [(value * (frames - 1) + first) / frames for value, first in zip(found.values(), (20 / 21, 1, 1))]
    assert with_first == pytest.approx(list(reference[f'{name}_scores']), abs=1e-9)


def test_by_hand() -> None:
    truth = boxes(*[[100, 100, 40, 40]] * 6)
    predicted = boxes([0, 0, 1, 1], [100, 100, 40, 40], [120, 100, 40, 40], [121, 100, 40, 40], [108, 100, 40, 40], NAN)
    found, ious = figures(predicted, truth), np.array([1, 20 / 60, 19 / 61, 32 / 48, 0])
    assert found['auc'] == pytest.approx(np.mean([(ious > t).mean() for t in np.linspace(0, 1, 21)]))
    assert found['precision'] == pytest.approx(3 / 5)               # 0, 20 and 8 px; not 21, not the miss
    assert found['normalised_precision'] == pytest.approx(2 / 5)    # 0 and 0.2 of a side


@pytest.mark.parametrize('absent', [NAN, [0, 0, 0, 0]])
def test_frames_without_a_target_do_not_count(absent: list[float]) -> None:
    truth = boxes(BOX, BOX, absent)
    shown, silent = boxes(NAN, BOX, BOX), boxes(NAN, BOX, NAN)
    assert figures(shown, truth) == figures(silent, truth) and figures(shown, truth)['precision'] == 1


def test_frames_flagged_absent_do_not_count() -> None:
    truth, predicted = boxes(BOX, BOX, BOX), boxes(BOX, BOX, [90, 90, 9, 9])
    assert figures(predicted, truth)['precision'] == 0.5
    assert figures(predicted, truth, absent=np.array([False, False, True]))['precision'] == 1


def test_a_box_of_zeros_is_a_miss_even_beside_the_origin() -> None:
    assert figures(boxes(BOX, [0, 0, 0, 0]), boxes(BOX, BOX)) == {
        'auc': 0, 'precision': 0, 'normalised_precision': 0}


@pytest.mark.parametrize('truth', [boxes(BOX), boxes(BOX, NAN)])
def test_nothing_to_count_is_an_error(truth: np.ndarray) -> None:
    with pytest.raises(ProtocolError, match='walk: no frame with a target after the first'):
        figures(truth, truth)
