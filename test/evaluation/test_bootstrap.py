from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.evaluation.bootstrap import Interval, bootstrap


def test_interval_of_many_normal_values_is_that_of_theory() -> None:
    values = np.random.default_rng(1).normal(5, 2, 400)
    found, error = bootstrap(values), values.std() / np.sqrt(len(values))
    assert found.mean == pytest.approx(values.mean())
    assert (found.low, found.high) == pytest.approx((found.mean - 1.96 * error, found.mean + 1.96 * error), abs=0.02)


def test_it_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    inside = [found.low <= 0.5 <= found.high for found in (bootstrap(rng.random(40)) for _ in range(100))]
    assert 0.88 <= np.mean(inside) <= 1


def test_same_values_same_interval() -> None:
    assert bootstrap([0.1, 0.5, 0.9]) == bootstrap(np.array([0.1, 0.5, 0.9]))


def test_one_value_is_certain_of_itself() -> None:
    assert bootstrap([0.5]) == Interval(0.5, 0.5, 0.5) and str(bootstrap([0.5])) == '0.500 [0.500, 0.500]'


def test_no_value() -> None:
    with pytest.raises(ValueError, match='no value'):
        bootstrap([])
