from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.bundle import Calibration
from vl_tracker_ros.evaluation.calibration import (
    Bin, expected_calibration_error, fit_calibration, reliability)

COUNT = 20000


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_a_perfect_predictor_has_no_error(rng: np.random.Generator) -> None:
    probability = rng.random(COUNT)
    assert expected_calibration_error(probability, rng.random(COUNT) < probability) < 0.02


@pytest.mark.parametrize('shift', [0.1, 0.25, -0.2])
def test_a_shifted_predictor_is_off_by_its_shift(rng: np.random.Generator, shift: float) -> None:
    truth = rng.uniform(0.3, 0.7, COUNT)
    error = expected_calibration_error(truth + shift, rng.random(COUNT) < truth)
    assert error == pytest.approx(abs(shift), abs=0.02)


def test_error_by_hand() -> None:
    probability, right = np.array([0.05, 0.05, 0.95, 1.0]), np.array([False, True, True, True])
    assert expected_calibration_error(probability, right) == pytest.approx(0.5 * 0.45 + 0.5 * 0.025)


def calibrate(raw: np.ndarray, right: np.ndarray) -> Calibration:
    """Fitted, and accepted by a bundle."""
    return Calibration(**fit_calibration(raw, right))


@pytest.mark.parametrize('power', [0.3, 1.0, 3.0])
def test_calibration_rises_and_mends_the_scores(rng: np.random.Generator, power: float) -> None:
    raw = rng.random(COUNT)
    right = rng.random(COUNT) < raw ** power
    fitted = calibrate(raw[::2], right[::2])
    assert fitted.raw[0] == 0 and fitted.raw[-1] == 1 and fitted.probability == sorted(fitted.probability)
    mended = np.interp(raw[1::2], fitted.raw, fitted.probability)
    before = expected_calibration_error(raw[1::2], right[1::2])
    assert expected_calibration_error(mended, right[1::2]) < max(0.25 * before, 0.03)


def test_scores_that_lie_close_together_are_told_apart(rng: np.random.Generator) -> None:
    raw = rng.uniform(0.5, 0.501, COUNT)
    fitted = calibrate(raw, rng.random(COUNT) < (raw - 0.5) * 1000)
    low, high = np.interp([0.5001, 0.5009], fitted.raw, fitted.probability)
    assert low < 0.25 and high > 0.75


@pytest.mark.parametrize('right', [True, False])
def test_always_right_and_never_right(rng: np.random.Generator, right: bool) -> None:
    fitted = calibrate(rng.random(100), np.full(100, right))
    assert set(fitted.probability[1:]) == {float(right)}


def test_a_score_of_nothing_is_never_right(rng: np.random.Generator) -> None:
    fitted = calibrate(rng.uniform(0.3, 0.9, 200), np.full(200, True))
    assert (fitted.raw[0], fitted.probability[0]) == (0.0, 0.0)


@pytest.mark.parametrize('raw', [np.array([0.4]), np.zeros(50), np.ones(50), np.linspace(0, 1, 5)])
def test_few_or_equal_scores_give_a_map(raw: np.ndarray) -> None:
    assert len(calibrate(raw, raw > 0.3).raw) >= 2


def test_reliability_by_hand() -> None:
    probability, right = np.array([0.12, 0.18, 1.0]), np.array([True, False, True])
    assert reliability(probability, right) == [Bin(pytest.approx(0.15), 0.5, 2), Bin(1.0, 1.0, 1)]
