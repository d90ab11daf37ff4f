"""The score that a tracker should publish: a logistic regression of its signals, then isotonic regression."""
from __future__ import annotations

from collections.abc import Sequence as List

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from vl_tracker_ros.bundle import Calibration
from vl_tracker_ros.evaluation.calibration import fit_calibration
from vl_tracker_ros.evaluation.confidence.trace import Trace
from vl_tracker_ros.tracking.certainty import SIGNALS, Certainty

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_RIDGE = 1e-3           # on weights of signals of unit variance: a flag that never changes gets none


def fit_certainty(traces: List[Trace]) -> Calibration:
    """The calibration that suits these traces best, every frame counting the same, shown or not.

    Raises ValueError without a frame.
    """
    signals, right = np.concatenate([trace.signals() for trace in traces]), np.concatenate([t.right for t in traces])
    weights, bias = fit_logistic(signals, right)
    named = {name: round(float(weight), 4) for name, weight in zip(SIGNALS, weights)}
    raw = 1 / (1 + np.exp(-(signals @ weights + bias)))
    return Calibration(**fit_calibration(raw, right), weights={'bias': round(bias, 4), **named})


def fit_logistic(signals: Floats, right: Flags) -> tuple[Floats, float]:
    """Weights (k,) and bias of the logistic regression of `right` (n,) on signals (n,k), by maximum likelihood."""
    mean, scale = signals.mean(0), np.maximum(signals.std(0), 1e-6)
    unit = np.column_stack([(signals - mean) / scale, np.ones(len(signals))])
    sign = np.where(right, 1.0, -1.0)

    def loss(beta: Floats) -> tuple[float, Floats]:
        margin = sign * (unit @ beta)
        ridge = _RIDGE * np.append(beta[:-1], 0.0)
        gradient = -(unit * (sign / (1 + np.exp(margin)))[:, None]).mean(0) + 2 * ridge
        return float(np.logaddexp(0, -margin).mean() + (ridge * beta).sum()), gradient

    beta = minimize(loss, np.zeros(unit.shape[1]), jac=True, method='L-BFGS-B').x
    weights = beta[:-1] / scale
    return weights, float(beta[-1] - weights @ mean)


def scores(calibration: Calibration, trace: Trace) -> Floats:
    """The scores (n,) that a tracker with this calibration publishes for the frames of a trace."""
    certainty = Certainty(calibration)
    certainty.start(trace.words_alone)
    return np.array([certainty.score(*frame) for frame in zip(trace.evidence, trace.views)])
