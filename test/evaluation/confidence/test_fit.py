from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.evaluation.calibration import expected_calibration_error
from vl_tracker_ros.evaluation.confidence.fit import fit_certainty, fit_logistic, scores
from vl_tracker_ros.evaluation.confidence.trace import Trace
from vl_tracker_ros.tracking import Evidence, SearchMode


def trace(seed: int, words_alone: bool, frames: int = 400) -> Trace:
    """The larger the margin the likelier right, and less likely so by words alone."""
    rng = np.random.default_rng(seed)
    margins = rng.uniform(0, 1, frames)
    right = rng.random(frames) < 1 / (1 + np.exp(-(6 * margins - 3 - 2 * words_alone)))
    evidence = tuple(Evidence(0.5, 0.0, margin, 0.0, 0.0, 0.0, 0) for margin in margins)
    return Trace(str(seed), words_alone, evidence, (SearchMode.LOCAL,) * frames, right, np.ones(frames, bool))


def traces(*seeds: int) -> list[Trace]:
    return [trace(2 * seed + words, bool(words)) for seed in seeds for words in (0, 1)]


def test_logistic_regression_finds_the_weights() -> None:
    rng = np.random.default_rng(0)
    signals = np.column_stack([rng.normal(2, 3, 40000), rng.normal(0, 0.1, 40000), np.ones(40000)])
    right = rng.random(40000) < 1 / (1 + np.exp(-(0.5 * signals[:, 0] - 8 * signals[:, 1] - 1)))
    weights, bias = fit_logistic(signals, right)
    assert weights[:2] == pytest.approx([0.5, -8], rel=0.1) and bias + weights[2] == pytest.approx(-1, rel=0.15)


def test_scores_are_the_shares_of_right_ones_for_words_and_for_boxes() -> None:
    calibration = fit_certainty(traces(*range(12)))
    assert calibration.weights['words_alone'] < -1 and calibration.weights['classification_margin'] > 4
    assert abs(calibration.weights['margin_memory']) < 0.5
    for words in (0, 1):
        unseen = [trace(1000 + seed, bool(words)) for seed in range(8)]
        published, right = (np.concatenate(part) for part in
                            ([scores(calibration, one) for one in unseen], [one.right for one in unseen]))
        assert expected_calibration_error(published, right) < 0.04


def test_a_tracker_that_is_always_right_is_sure() -> None:
    sure = trace(0, False)
    sure = Trace(sure.video, False, sure.evidence, sure.views, np.ones(400, bool), sure.present)
    assert scores(fit_certainty([sure]), sure).min() > 0.95
