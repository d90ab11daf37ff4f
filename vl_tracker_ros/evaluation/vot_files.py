"""VOT sequences and the runs of a tracker, as the VOT toolkit lays them out."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.annotations import truth_files
from vl_tracker_ros.evaluation.box_file import read_column
from vl_tracker_ros.evaluation.protocols.vot2020 import VotRun, VotSequence
from vl_tracker_ros.evaluation.protocols.vot_region import Region, parse_region, region_overlap


def _regions(path: Path, size_wh: tuple[int, int]) -> list[Region]:
    if not path.is_file():
        raise DataError(f'{path}: missing')
    return [parse_region(line, size_wh) for line in path.read_text(encoding='utf-8').split('\n') if line.strip()]


def _run(truth: list[Region], path: Path, anchor: int, backwards: bool, size_wh: tuple[int, int]) -> VotRun:
    """The first line of a result is a code for the start; its overlap is 0."""
    expected = truth[anchor::-1] if backwards else truth[anchor:]
    predicted = _regions(path, size_wh)
    if len(predicted) != len(expected):
        raise DataError(f'{path}: {len(predicted)} lines for a run of {len(expected)} frames')
    return VotRun(np.array([region_overlap(*pair) for pair in zip(predicted, expected)]),
                  np.array([region is not None for region in expected]))


def _size(folder: Path) -> tuple[int, int]:
    """Image size of a sequence, from the file `sequence` of its folder."""
    values = dict(line.split('=', 1) for line in (folder / 'sequence').read_text().splitlines() if '=' in line)
    try:
        return int(values['width']), int(values['height'])
    except (KeyError, ValueError) as error:
        raise DataError(f'{folder / "sequence"}: has no width and height') from error


def load_vot(truth: Path, results: Path) -> list[VotSequence]:
    """Sequences <truth>/<name>/{groundtruth.txt, anchor.value, sequence}, runs <results>/<name>/<name>_%08d.txt.

    Anchors above 0 run forwards, below 0 backwards. Raises DataError and ProtocolError.
    """
    sequences = []
    for name, path in truth_files(truth).items():
        size = _size(path.parent)
        regions, anchors = _regions(path, size), read_column(path.parent / 'anchor.value')
        runs = [_run(regions, results / name / f'{name}_{frame:08d}.txt', frame, bool(anchors[frame] < 0), size)
                for frame in np.flatnonzero(anchors)]
        sequences.append(VotSequence(name, len(regions), runs))
    return sequences
