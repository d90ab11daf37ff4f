"""VOT2020 short-term: accuracy, robustness and expected average overlap over runs from many anchors (multi-start).

A run begins at an anchor and goes to the end of the sequence, or backwards to its beginning. It has failed where the
overlap is at most 0.1 in ten frames in a row that have a target; from there on its overlaps are 0.

There is no eao of one sequence: it is of all runs together, over the run lengths 115 to 754. Sequences have instead,
which the toolkit has not, average_overlap: the mean over the runs of the mean overlap of a whole run but its start.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.evaluation.protocols.record import Flags, Floats, ProtocolError, Report

_THRESHOLD, _GRACE = 0.1, 10
_SHORTEST, _LENGTHS = 115, 755          # the score averages the curve over the run lengths 115 to 754


@dataclass(frozen=True, eq=False)
class VotRun:
    """One run: overlaps (n,) in the order of its frames, the anchor's first (0 there); target (n,) = there is one."""

    overlaps: Floats
    target: Flags

    def survived(self) -> int:
        """Frames before the failure; all of them without one."""
        missed = 0
        for i, miss in enumerate((self.overlaps <= _THRESHOLD) & self.target):
            missed = missed + 1 if miss else 0
            if missed == _GRACE:
                return i + 1 - _GRACE
        return len(self.overlaps)


@dataclass(frozen=True, eq=False)
class VotSequence:
    """All runs of a sequence of `length` frames."""

    name: str
    length: int
    runs: list[VotRun]


def _mean_overlap(run: VotRun) -> float:
    """Of all frames after the first, 0 from the failure on; 0 for a run of one frame."""
    return float(run.overlaps[1:run.survived()].sum() / max(len(run.overlaps) - 1, 1))


def _curve(runs: list[VotRun], longest: int) -> tuple[Floats, Floats]:
    """For each run length 0..longest-1, the sum of the runs' mean overlaps and how many runs count (longest,).

    Runs that ended well before a length say nothing about it; runs that failed are continued with zeros.
    """
    total, active = np.zeros(longest), np.zeros(longest)
    for run in runs:
        survived, count = run.survived(), len(run.overlaps)
        sums = np.cumsum(np.where(np.arange(count) < survived, run.overlaps, 0)[1:])
        lengths = np.arange(1, longest if survived < count else min(count, longest))
        reached = lengths < count
        summed = sums[np.minimum(lengths, count - 1) - 1] if count > 1 else np.zeros(len(lengths))
        # The toolkit divides by one less once a failed run is over.
        total[lengths] += summed / np.where(reached, lengths, np.maximum(lengths - 1, 1))
        active[lengths] += 1
    return total, active


def _accuracy_robustness(sequence: VotSequence) -> tuple[float, float, int]:
    """Mean overlap while the runs survive, share of frames survived, and number of frames survived."""
    survived = [run.survived() for run in sequence.runs]
    kept = sum(survived)
    overlap = sum(float(run.overlaps[:count].sum()) for run, count in zip(sequence.runs, survived))
    return overlap / kept if kept else 0.0, kept / sum(len(run.overlaps) for run in sequence.runs), kept


def vot2020(sequences: list[VotSequence]) -> Report:
    """eao, accuracy, robustness; accuracy is weighted by frames survived, robustness by sequence length.

    Raises ProtocolError for a sequence without runs.
    """
    for sequence in sequences:
        if not sequence.runs:
            raise ProtocolError(f'{sequence.name}: no run from any anchor')
    curves = [_curve(sequence.runs, _LENGTHS) for sequence in sequences]
    total, active = (np.sum(part, axis=0) for part in zip(*curves))
    curve = np.divide(total, active, out=np.zeros_like(total), where=active > 0)
    each = {s.name: _accuracy_robustness(s) for s in sequences}
    accuracy, robustness, kept = (np.array(part) for part in zip(*each.values()))
    overall = {'eao': float(curve[_SHORTEST:].mean()),
               'accuracy': float(np.average(accuracy, weights=kept)) if kept.any() else 0.0,
               'robustness': float(np.average(robustness, weights=[s.length for s in sequences]))}
    figures = {s.name: {'average_overlap': float(np.mean([_mean_overlap(run) for run in s.runs])),
                        'accuracy': each[s.name][0], 'robustness': each[s.name][1]} for s in sequences}
    return Report(overall, figures, {'expected_overlap': curve.tolist()})
