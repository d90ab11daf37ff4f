"""What a bundle's int8 network loses in accuracy and wins in speed beside its fp32 one, on sequences with a truth."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.contenders import BundleContender
from vl_tracker_ros.evaluation.datasets import DATASETS
from vl_tracker_ros.evaluation.evaluate import track_in_turns
from vl_tracker_ros.evaluation.protocols import score
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.summary import record_of
from vl_tracker_ros.tracking import create_tracker

PRECISIONS = 'fp32', 'int8'
TOLERATED = 0.005       # of success AUC: half a point of a hundred
_PROTOCOL = DATASETS['folders'].protocol


@dataclass(frozen=True)
class Comparison:
    """Success AUC of both, by the protocol of `vl-tracker eval`; times_as_fast: of whole frames, at the median."""

    auc_fp32: float
    auc_int8: float
    times_as_fast: float
    frames: int

    @property
    def is_equal(self) -> bool:
        """Whether int8 loses no more than TOLERATED."""
        return self.auc_fp32 - self.auc_int8 <= TOLERATED       # False for NaN

    def __str__(self) -> str:
        verdict = ('within half a point: it may stand in for fp32' if self.is_equal
                   else 'more than half a point: not recommended')
        lost = 100 * (self.auc_fp32 - self.auc_int8)
        return (f'AUC {self.auc_int8:.4f}, fp32 {self.auc_fp32:.4f}: {lost:.2f} points lost, {verdict}; '
                f'{self.times_as_fast:.2f} times as fast, in turn with it over {self.frames} frames')


def compare_precisions(bundle: Bundle, sequences: Iterable[Sequence], mode: str, options: EngineOptions) -> Comparison:
    """Track every sequence by both networks in turn. mode: one of MODES.

    Raises EngineError, and what `track_in_turns` raises.
    """
    contenders = [BundleContender(create_tracker(bundle, replace(options, precision=p)), p) for p in PRECISIONS]
    runs = [(sequence, track_in_turns(contenders, sequence, mode)) for sequence in sequences]
    aucs = [score(_PROTOCOL, [record_of(sequence, results[which], _PROTOCOL) for sequence, results in runs])
            .overall['auc'] for which in range(len(PRECISIONS))]
    seconds = np.concatenate([[result.seconds[1:] for result in results] for _, results in runs], axis=1)
    fp32_s, int8_s = np.median(seconds, axis=1)
    return Comparison(*map(float, aucs), float(fp32_s / int8_s), seconds.shape[1])
