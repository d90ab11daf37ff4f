import numpy as np
import pytest

from vl_tracker_ros.bench.parity import Parity
from vl_tracker_ros.engines.base import Arrays


def outputs(best: int, shift: float = 0.0) -> Arrays:
    boxes = np.array([[[0.5, 0.5, 0.2, 0.2], [0.2, 0.2, 0.1, 0.1]]], np.float32)
    scores = np.zeros((1, 2), np.float32)
    scores[0, best] = 0.5
    return {'boxes': boxes + np.float32([shift, 0, 0, 0]), 'scores': scores}


def test_largest_difference_of_each_output_over_all_frames() -> None:
    parity = Parity()
    for shift in (0.05, -0.1, 0.0):
        parity.add(outputs(0), outputs(0, shift))
    assert parity.max_abs == {'boxes': pytest.approx(0.1), 'scores': 0.0}


def test_iou_is_that_of_the_box_which_each_finds_best() -> None:
    parity = Parity()
    parity.add(outputs(0), outputs(0))
    parity.add(outputs(0), outputs(0, 0.1))     # half of 0.2 beside it
    parity.add(outputs(0), outputs(1))
    assert parity.ious == pytest.approx([1.0, 1 / 3, 0.0])


def test_nan_is_not_forgotten() -> None:
    parity, broken = Parity(), outputs(0)
    broken['scores'][0, 1] = np.nan
    parity.add(outputs(0), broken)
    parity.add(outputs(0), outputs(0))
    assert np.isnan(parity.max_abs['scores']) and parity.max_abs['boxes'] == 0
