"""The folder of one evaluation: what was evaluated, and what the contender said of every frame.

    run.yaml                   what was evaluated: RunInfo
    results/<sequence>.txt     x,y,w,h a frame as the toolkits read them, zeros where no box was shown
    results/<sequence>_time.txt   seconds a frame
    frames/<sequence>.csv      frame,x,y,w,h,score,state; without a box where none was shown
    summary.json, plots/, strips/, report.html

A sequence is finished when all three of its files are there; each is written under another name and then moved.
"""
from __future__ import annotations

import csv
import dataclasses
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from vl_tracker_ros.data.box_file import read_column, write_boxes
from vl_tracker_ros.data.reading import DataError

_HEADER = ['frame', 'x', 'y', 'w', 'h', 'score', 'state']
_MAY_DIFFER = ('protocol', 'root', 'sequences', 'threads')      # changes no box of a finished sequence


@dataclass(frozen=True)
class RunInfo:
    """What was evaluated, on what. sequences: the names that were asked for, None for all.

    dataset is what it is called, reader the name in DATASETS by which it is read from root. device is its kind without
    a number. sha256 is that of the contender's network file, '' for a peer. shard is 'I/N', '' for all.
    """

    dataset: str
    reader: str
    root: str
    protocol: str
    contender: str
    mode: str
    runtime: str
    threads: int
    version: str
    precision: str = 'fp32'
    device: str = 'cpu'
    sha256: str = ''
    grounder: str = ''
    small_objects: bool = False
    shard: str = ''
    sequences: list[str] | None = None
    camera_motion: bool = False

    def differences(self, other: RunInfo) -> list[str]:
        """What keeps the two from being one run, as 'mode: box and text'; the protocol may be another one."""
        mine, theirs = dataclasses.asdict(self), dataclasses.asdict(other)
        return [f'{key}: {mine[key] or "none"} and {theirs[key] or "none"}' for key in mine
                if key not in _MAY_DIFFER and mine[key] != theirs[key]]


@dataclass(frozen=True, eq=False)
class SequenceResult:
    """What was said of n frames. boxes_xywh_px (n,4), NaN where none was shown; scores (n,), NaN where the contender
    has none; states (n,) in words; seconds (n,) that each frame took."""

    boxes_xywh_px: NDArray[np.float64]
    scores: NDArray[np.float64]
    states: list[str]
    seconds: NDArray[np.float64]

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Frames (n,) with a box."""
        return ~np.isnan(self.boxes_xywh_px).any(1)


class RunFolder:
    """Made by `create`, or of one that is there; `info` raises DataError when it is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.summary, self.report = path / 'summary.json', path / 'report.html'
        self.plots, self.strips = path / 'plots', path / 'strips'

    @classmethod
    def create(cls, path: Path, info: RunInfo) -> RunFolder:
        """Begin a run, or go on with the one that is there. Raises DataError when that is another one."""
        folder = cls(path)
        if (path / 'run.yaml').exists() and (differences := folder.info.differences(info)):
            raise DataError(f'{path}: holds another run ({"; ".join(differences)}): give another --out')
        for sub in ('results', 'frames'):
            (path / sub).mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(dataclasses.asdict(info), sort_keys=False)
        write_whole(path / 'run.yaml', lambda part: part.write_text(text, encoding='utf-8'))
        return folder

    @property
    def info(self) -> RunInfo:
        path = self.path / 'run.yaml'
        try:
            return RunInfo(**yaml.safe_load(path.read_text(encoding='utf-8')))
        except FileNotFoundError:
            raise DataError(f'{self.path}: is not the folder of a run: it has no run.yaml') from None
        except (yaml.YAMLError, TypeError, UnicodeDecodeError) as error:
            raise DataError(f'{path}: {error}') from error

    def files(self, sequence: str) -> tuple[Path, Path, Path]:
        """frames/*.csv, results/*_time.txt and results/*.txt of a sequence, in the order in which they are written."""
        results = self.path / 'results'
        return (self.path / 'frames' / f'{sequence}.csv', results / f'{sequence}_time.txt',
                results / f'{sequence}.txt')

    def is_finished(self, sequence: str) -> bool:
        return all(path.is_file() for path in self.files(sequence))

    def finished(self) -> list[str]:
        """Names of the finished sequences, sorted."""
        return sorted(path.stem for path in (self.path / 'frames').glob('*.csv') if self.is_finished(path.stem))

    def write(self, sequence: str, result: SequenceResult) -> None:
        """Raises OSError; the sequence is then not finished, and nothing half written is left."""
        frames, times, boxes = self.files(sequence)
        write_whole(frames, lambda part: _write_frames(part, result))
        write_whole(times, lambda part: np.savetxt(part, result.seconds, fmt='%.6f'))
        write_whole(boxes, lambda part: write_boxes(part, result.boxes_xywh_px))

    def read(self, sequence: str) -> SequenceResult:
        """Raises DataError naming the line that is wrong, and OSError for a sequence that is not finished."""
        frames, times, _ = self.files(sequence)
        boxes, scores, states = _read_frames(frames)
        seconds = read_column(times)
        if len(seconds) != len(scores):
            raise DataError(f'{times}: {len(seconds)} lines, but {frames.name} has {len(scores)} frames')
        return SequenceResult(boxes, scores, states, seconds)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """The file as a whole or not at all, whatever interrupts; `write` is given another name to write to."""
    part = path.with_name(path.name + '.part')
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _write_frames(path: Path, result: SequenceResult) -> None:
    with open(path, 'w', newline='', encoding='utf-8') as file:
        rows = csv.writer(file, lineterminator='\n')
        rows.writerow(_HEADER)
        for index, (box, score, state) in enumerate(zip(result.boxes_xywh_px, result.scores, result.states)):
            numbers = [''] * 4 if np.isnan(box).any() else [f'{value:.3f}' for value in box]
            rows.writerow([index, *numbers, '' if np.isnan(score) else f'{score:.4f}', state])


def _read_frames(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    with open(path, newline='', encoding='utf-8') as file:
        rows = list(csv.reader(file))
    if rows[:1] != [_HEADER] or len(rows) < 2:
        raise DataError(f'{path}:1: should be {",".join(_HEADER)}, and frames below')
    numbers = []
    for line, row in enumerate(rows[1:], start=2):
        try:
            numbers.append([float(value or 'nan') for value in row[1:6]])
        except ValueError as error:
            raise DataError(f'{path}:{line}: {error}') from error
        if len(row) != len(_HEADER):
            raise DataError(f'{path}:{line}: {len(row)} columns, should be {len(_HEADER)}')
    values = np.array(numbers)
    return values[:, :4], values[:, 4], [row[6] for row in rows[1:]]
