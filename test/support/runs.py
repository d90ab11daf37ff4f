"""Runs and their parts, made up."""
from __future__ import annotations

from typing import Any

import numpy as np

from vl_tracker_ros.evaluation.run_folder import RunInfo, SequenceResult
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.summary import Summary

NAN = [np.nan] * 4


def run_info(**other: Any) -> RunInfo:
    return RunInfo(**{'dataset': 'dev', 'reader': 'folders', 'root': 'somewhere', 'protocol': 'ope',
                      'contender': 'colour', 'mode': 'box', 'runtime': 'none', 'threads': 1, 'version': '1', **other})


def result_of(boxes: list, scores: list[float] | None = None, seconds: list[float] | None = None) -> SequenceResult:
    """Each frame took 10 ms, and 1 s the first."""
    count = len(boxes)
    return SequenceResult(np.array(boxes, float), np.array(scores or [0.5] * count),
                          ['lost' if np.isnan(box).any() else 'tracking' for box in boxes],
                          np.array(seconds or [1.0] + [0.01] * (count - 1)))


def sequence_of(name: str, truth: list, **other: Any) -> Sequence:
    """Without pictures: as many blanks as boxes."""
    return Sequence(name, [np.zeros((60, 80, 3), np.uint8)] * len(truth), np.array(truth, float), **other)


def summary_of(**other: Any) -> Summary:
    """Of two sequences."""
    sequences = {'a': {'auc': 0.5, 'precision': 1.0}, 'b': {'auc': 0.7, 'precision': 0.8}}
    return Summary(**{'protocol': 'ope', 'overall': {'auc': 0.6, 'precision': 0.9}, 'sequences': sequences,
                      'curves': {'success': [1.0, 0.0]}, 'attributes': {}, 'recovery': {'returns': 0},
                      'calibration': {'ece': float('nan'), 'bins': []}, 'speed': {'fps': 10.0}, 'frames': 20,
                      'contender': 'colour', 'mode': 'box', 'dataset': 'dev', 'missing': [], 'targets': {},
                      'target_bins': {}, **other})
