"""MVLM confidence: how much a candidate stands out, now and over the last frames.

Equations of the MVLM paper, key design 3; where paper and released code differ, both are offered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.tracking.margin import MARGINS, best_competitor
from vl_tracker_ros.tracking.region import hann_window, region_scores
from vl_tracker_ros.tracking.types import SearchMode

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CandidateEvidence:
    """Evidence of all candidates, each (N,): `class_scores` windowed, margins and kappas in [-1, 1]."""

    class_scores: Floats
    correlation: Floats
    classification_margin: Floats
    correlation_margin: Floats
    kappa_vlm: Floats
    kappa_mem: Floats
    kappa_mvlm: Floats


class MarginConfidence:
    """Turns a network's boxes, scores and correlation map into kappa_mvlm of every candidate.

    `alpha_corr` weighs the correlation margin against the classification margin; a competitor overlaps with
    IoU <= `psi_out`; `forgetting` is lambda of the memory, `omega` its share in the fusion. `margin` is
    'tanh' (released code) or 'robust' (paper). `window` 0..1 blends a centred Hann window over the class
    scores of local views, `global_window` over those of whole images (released code: 1 for both).
    """

    def __init__(self, alpha_corr: float, psi_out: float, forgetting: float, omega: float, margin: str,
                 window: float, global_window: float) -> None:
        shares = {'alpha_corr': alpha_corr, 'psi_out': psi_out, 'forgetting': forgetting, 'omega': omega,
                  'window': window, 'global_window': global_window}
        for name, value in shares.items():
            if not 0 <= value <= 1:
                raise ValueError(f'{name} {value} is not in [0, 1]')
        if margin not in MARGINS:
            raise ValueError(f'unknown margin {margin!r}; there are {", ".join(MARGINS)}')
        self._alpha_corr, self._psi_out = alpha_corr, psi_out
        self._forgetting, self._omega = forgetting, omega
        self._margin = MARGINS[margin]
        self._window = {SearchMode.LOCAL: window, SearchMode.GLOBAL: global_window}
        self.reset()

    def reset(self) -> None:
        """Forget the memory: a new target."""
        self._memory: Floats | None = None

    def evaluate(self, boxes: NDArray[np.float32], scores: NDArray[np.float32], correlation: NDArray[np.float32],
                 search: SearchMode, region_correlation: NDArray[np.float32] | None = None,
                 allowed: NDArray[np.bool_] | None = None) -> CandidateEvidence:
        """Take one frame: boxes (N, 4) cxcywh_norm, scores (N,), correlation (h, w); N = h*w, row-major.

        A network that scores regions in its own way gives `region_correlation` (N,); else it is the mean of the
        map over each box. A candidate that is not `allowed` (N,) neither stands out nor competes.
        """
        hann = hann_window(*correlation.shape).ravel()
        share = self._window[search]
        class_scores = scores * (1 - share + share * hann)
        of_regions = region_scores(correlation, boxes) if region_correlation is None else region_correlation
        if allowed is not None:
            class_scores, of_regions = np.where(allowed, class_scores, 0.0), np.where(allowed, of_regions, -1.0)
        return self.fuse(boxes, class_scores, of_regions)

    def fuse(self, boxes: NDArray[np.floating], class_scores: Floats,
             correlation: Floats) -> CandidateEvidence:
        """Margins, VLM confidence, memory and MVLM confidence of candidates with these scores, all (N,)."""
        classification_margin, correlation_margin = (
            self._margin(scores, best_competitor(scores, boxes, self._psi_out))
            for scores in (class_scores, correlation))
        kappa_vlm = self._alpha_corr * correlation_margin + (1 - self._alpha_corr) * classification_margin
        kappa_mem = self._remember(kappa_vlm)
        kappa_mvlm = (1 - self._omega) * kappa_vlm + self._omega * kappa_mem
        return CandidateEvidence(class_scores, correlation, classification_margin, correlation_margin,
                                 kappa_vlm, kappa_mem, kappa_mvlm)

    def _remember(self, kappa_vlm: Floats) -> Floats:
        """Exponential average per grid cell, begun with the first frame and kept when the view changes."""
        if self._memory is None:
            self._memory = kappa_vlm
        self._memory = (1 - self._forgetting) * kappa_vlm + self._forgetting * self._memory
        return self._memory
