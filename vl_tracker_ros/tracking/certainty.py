"""The published score: how likely the chosen candidate is right, from its evidence now and over the last frames."""

from __future__ import annotations

import math

import numpy as np

from vl_tracker_ros.bundle import Calibration
from vl_tracker_ros.tracking.types import Evidence, SearchMode

_FORGETTING = 0.8  # share of the past in the memory
SIGNALS = ('classification_margin', 'margin_memory', 'whole_image', 'words_alone')


class Signals:
    """What certainty is made of, frame after frame of one target, each in [-1, 1].

    The chosen candidate's classification margin (MVLM, key design 3), and its exponential average over the frames of
    this target, which goes with the target where kappa_mem stays with a cell of the view. Then two flags: the view
    was the whole image; the target was given by words alone. Why these: docs/confidence.md.
    """

    def __init__(self, words_alone: bool) -> None:
        self._words_alone = float(words_alone)
        self._memory: float | None = None

    def take(self, evidence: Evidence, view: SearchMode) -> dict[str, float]:
        """The signals of one frame by their names, those of SIGNALS."""
        margin = evidence.classification_margin
        past = margin if self._memory is None else self._memory
        self._memory = _FORGETTING * past + (1 - _FORGETTING) * margin
        return dict(zip(SIGNALS, (margin, self._memory, float(view is SearchMode.GLOBAL), self._words_alone)))


class Certainty:
    """Publishes a score for each frame, by a bundle's calibration."""

    def __init__(self, calibration: Calibration) -> None:
        """Raises ValueError for weights of signals that there are not."""
        if unknown := set(calibration.weights) - {*SIGNALS, 'bias'}:
            raise ValueError(f'weights of unknown signals {", ".join(sorted(unknown))}; there are {", ".join(SIGNALS)}')
        self._calibration = calibration
        self.start(words_alone=False)

    def start(self, words_alone: bool) -> None:
        """A new target."""
        self._signals = Signals(words_alone)

    def score(self, evidence: Evidence, view: SearchMode) -> float:
        """Take one frame; returns a score in [0, 1]."""
        signals = self._signals.take(evidence, view)
        weights = self._calibration.weights
        raw = logistic(signals, weights) if weights else evidence.raw_score
        return float(np.interp(raw, self._calibration.raw, self._calibration.probability))


def logistic(signals: dict[str, float], weights: dict[str, float]) -> float:
    """Logistic function of the weighted sum; a signal without a weight counts nothing."""
    logit = weights.get('bias', 0.0) + sum(weights.get(name, 0.0) * value for name, value in signals.items())
    return 1 / (1 + math.exp(-logit))
