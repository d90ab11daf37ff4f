"""The folders of an evaluation through the node, and its comparison with the offline one.

    OUT/             the run as the robot lives it: drops and delays
    OUT/latency/     <sequence>.csv: frame,latency_ms; empty for a dropped frame
    OUT/by_stamp/    the same answers, each given to its own frame: drops only
    OUT/offline/     every frame, without ROS, unless another folder is named
    OUT/node.json    the three side by side, with drops and latency
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.run_folder import RunFolder, RunInfo
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.streaming import Playback, Timing, read_latencies, write_latencies
from vl_tracker_ros.evaluation.summary import summarise


class NodeRun:
    """Made by `create`; a sequence is finished when it is in both run folders."""

    def __init__(self, in_time: RunFolder, by_stamp: RunFolder) -> None:
        self.in_time, self.by_stamp = in_time, by_stamp
        self._latency = in_time.path / 'latency'

    @classmethod
    def create(cls, path: Path, info: RunInfo, rate_hz: float) -> NodeRun:
        """Begin a run, or go on with the one that is there. info: of the offline run of the same bundle.

        Raises DataError when `path` holds another run.
        """
        name = f'{info.contender} through the node at {rate_hz:g} Hz'
        run = cls(RunFolder.create(path, replace(info, contender=name)),
                  RunFolder.create(path / 'by_stamp', replace(info, contender=f'{name}, by stamp')))
        run._latency.mkdir(exist_ok=True)
        return run

    def is_finished(self, sequence: str) -> bool:
        return self.in_time.is_finished(sequence)

    def write(self, sequence: str, playback: Playback, period_s: float) -> None:
        """The run folder that tells whether a sequence is finished comes last."""
        write_latencies(self._latency / f'{sequence}.csv', playback.latency_s)
        self.by_stamp.write(sequence, playback.by_stamp())
        self.in_time.write(sequence, playback.in_time(period_s))

    def timings(self, sequences: list[str]) -> dict[str, Timing]:
        """Of each sequence, and of all their frames together as ''."""
        latencies = {name: read_latencies(self._latency / f'{name}.csv') for name in sequences}
        return {**{name: Timing.of(values) for name, values in latencies.items()},
                '': Timing.of(np.concatenate(list(latencies.values())))}


def offline_run(path: Path, info: RunInfo, sequences: list[Sequence]) -> RunFolder:
    """The run folder of `vl-tracker eval` at `path`. Raises DataError when it is of something else than info says, or
    lacks a sequence."""
    folder = RunFolder(path)
    if differences := info.differences(folder.info):
        raise DataError(f'{path}: is not the offline run of this: {"; ".join(differences)}')
    if missing := [sequence.name for sequence in sequences if not folder.is_finished(sequence.name)]:
        raise DataError(f'{path}: lacks {", ".join(missing)}')
    return folder


@dataclass(frozen=True)
class Row:
    """Of one sequence, or all: the headline figure three ways, and the timing through the node."""

    offline: float
    by_stamp: float
    in_time: float
    timing: Timing


@dataclass(frozen=True)
class Comparison:
    """figure names what is compared; overall is over the sequences that have it."""

    figure: str
    rate_hz: float
    overall: Row
    sequences: Mapping[str, Row]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + '\n', encoding='utf-8')

    def __str__(self) -> str:
        """A table for people: offline, by stamp (drops), in time (drops and delays)."""
        width = max(map(len, (self.figure, 'all', *self.sequences)))
        head = f'{self.figure:<{width}}  offline  by stamp  in time  frames  dropped  p50 ms  p95 ms  max ms'
        return '\n'.join([head, *(_line(name.ljust(width), row) for name, row in
                                  [*self.sequences.items(), ('all', self.overall)])])


def compare(run: NodeRun, offline: RunFolder, sequences: list[Sequence], rate_hz: float) -> Comparison:
    """Of sequences that are finished in all three folders. Raises DataError when none has a truth to score by."""
    summaries = [summarise(folder, sequences) for folder in (offline, run.by_stamp, run.in_time)]
    figure, timings = summaries[0].headline, run.timings([sequence.name for sequence in sequences])
    if not figure:
        raise DataError(f'{run.in_time.info.dataset}: no truth to score by; the results are in {run.in_time.path}')
    rows = {name: Row(*(summary.sequences[name][figure] for summary in summaries), timings[name])
            for name in summaries[0].sequences}
    return Comparison(figure, rate_hz, Row(*(summary.overall[figure] for summary in summaries), timings['']), rows)


def _line(name: str, row: Row) -> str:
    t = row.timing
    return (f'{name}  {row.offline:7.3f}  {row.by_stamp:8.3f}  {row.in_time:7.3f}  {t.frames:6d}  {t.dropped:7d}  '
            f'{t.p50_ms:6.1f}  {t.p95_ms:6.1f}  {t.max_ms:6.1f}')
