"""VOT sequences and the runs of a tracker, as the VOT toolkit lays them out."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vl_tracker_ros.data.box_file import read_column
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.protocols.record import Floats, ProtocolError
from vl_tracker_ros.evaluation.protocols.vot2020 import VotRun, VotSequence
from vl_tracker_ros.evaluation.protocols.vot_region import Region, mask_extent, parse_region, region_overlap

_START, _NOTHING = '1', '0'     # codes in place of a region: the frame of the anchor, no box shown


@dataclass(frozen=True)
class Anchor:
    """The frame in which a run starts, and which way it goes."""

    frame: int
    backwards: bool

    def frames(self, length: int) -> range:
        """Frames of the run, in its order, of a sequence of `length`."""
        return range(self.frame, -1, -1) if self.backwards else range(self.frame, length)


@dataclass(frozen=True)
class VotFolder:
    """The annotation of one sequence: <name>/{groundtruth.txt, anchor.value, sequence}, read when it is asked for."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def size_wh(self) -> tuple[int, int]:
        """Image size, from the file `sequence`. Raises DataError."""
        path = self.path / 'sequence'
        values = dict(line.split('=', 1) for _, line in _lines(path) if '=' in line)
        try:
            return int(values['width']), int(values['height'])
        except (KeyError, ValueError) as error:
            raise DataError(f'{path}: has no width and height') from error

    def regions(self) -> list[Region]:
        """Of each frame. Raises DataError naming the line that is no region, or whose mask is larger than the image."""
        path, size = self.path / 'groundtruth.txt', self.size_wh
        regions = []
        for number, line in _lines(path):
            regions.append(_region(path, number, line, size))
            width, height = mask_extent(line)
            if width > size[0] or height > size[1]:
                raise DataError(f'{path}:{number}: a mask that reaches to {width}x{height}, in images of '
                                f'{size[0]}x{size[1]}')
        return regions

    def anchors(self, length: int) -> list[Anchor]:
        """Of `length` frames: a value above 0 starts a run forwards, below 0 backwards. Raises DataError."""
        path = self.path / 'anchor.value'
        values = read_column(path)
        if len(values) != length:
            raise DataError(f'{path}: {len(values)} lines, but groundtruth.txt has {length}')
        if not values.any():
            raise DataError(f'{path}: has no anchor: every line is 0')
        return [Anchor(int(frame), bool(values[frame] < 0)) for frame in np.flatnonzero(values)]

    def run_name(self, anchor: Anchor) -> str:
        return f'{self.name}_{anchor.frame:08d}'


def _lines(path: Path) -> list[tuple[int, str]]:
    """The lines that are not empty, with their numbers from 1."""
    if not path.is_file():
        raise DataError(f'{path}: missing')
    lines = path.read_text(encoding='utf-8').splitlines()
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _region(path: Path, number: int, line: str, size_wh: tuple[int, int]) -> Region:
    try:
        return parse_region(line, size_wh)
    except ProtocolError as error:
        raise DataError(f'{path}:{number}: {error}') from error


def vot_folders(root: Path) -> list[VotFolder]:
    """The sequences in `root`, or in sequences/ of a workspace of the toolkit, by name. Raises DataError."""
    base = root / 'sequences' if (root / 'sequences').is_dir() else root
    if not (found := sorted(path.parent for path in base.glob('*/groundtruth.txt'))):
        raise DataError(f'{base}: no sequence (a folder with groundtruth.txt) here')
    return [VotFolder(path) for path in found]


def result_lines(boxes_xywh_px: Floats) -> list[str]:
    """A run's boxes (n,4), NaN where none was shown, as its result file has them; the first is that of the anchor."""
    return [_START, *(_NOTHING if np.isnan(box).any() else ','.join(f'{value:.3f}' for value in box)
                      for box in boxes_xywh_px[1:])]


def run_of(predicted: list[Region], truth: list[Region]) -> VotRun:
    """Both in the order of the run."""
    return VotRun(np.array([region_overlap(*pair) for pair in zip(predicted, truth, strict=True)]),
                  np.array([region is not None for region in truth]))


def _read_run(path: Path, truth: list[Region], size_wh: tuple[int, int]) -> VotRun:
    predicted = [_region(path, number, line, size_wh) for number, line in _lines(path)]
    if len(predicted) != len(truth):
        raise DataError(f'{path}: {len(predicted)} lines for a run of {len(truth)} frames')
    return run_of(predicted, truth)


def load_vot(truth: Path, results: Path) -> list[VotSequence]:
    """Sequences <truth>/<name>/{groundtruth.txt, anchor.value, sequence}, runs <results>/<name>/<name>_%08d.txt.

    Raises DataError.
    """
    sequences = []
    for folder in vot_folders(truth):
        regions, size = folder.regions(), folder.size_wh
        runs = [_read_run(results / folder.name / f'{folder.run_name(anchor)}.txt',
                          [regions[frame] for frame in anchor.frames(len(regions))], size)
                for anchor in folder.anchors(len(regions))]
        sequences.append(VotSequence(folder.name, len(regions), runs))
    return sequences
