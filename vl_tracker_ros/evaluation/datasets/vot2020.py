"""VOT2020 short-term: <sequence>/ or sequences/<sequence>/ with color/, groundtruth.txt, anchor.value, sequence.

Each anchor is a run, and so a sequence of its own: its images go from the anchor to the end or back to the beginning,
and it is started with the upright box around the anchor's region. protocols/vot2020.py scores the regions themselves.
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.protocols.vot_region import upright_box
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.vot_files import Anchor, VotFolder, vot_folders


@dataclass(frozen=True, eq=False, kw_only=True)
class AnchorRun(Sequence):
    """The frames of `folder` from an anchor on; truth_xywh_px are the upright boxes of its regions, NaN without one."""

    folder: VotFolder
    anchor: Anchor

    @property
    def scored_as(self) -> str:
        return self.folder.name


def load_vot2020(root: Path) -> list[Sequence]:
    return [run for folder in vot_folders(root) for run in _runs(folder)]


def _runs(folder: VotFolder) -> list[AnchorRun]:
    boxes = np.array([upright_box(region) for region in folder.regions()]).reshape(-1, 4)
    paths = images_in(folder.path, 'color', '.')
    if len(paths) != len(boxes):
        raise DataError(f'{folder.path}: {len(paths)} images, but groundtruth.txt has {len(boxes)} lines')
    return [_run(folder, anchor, paths, boxes) for anchor in folder.anchors(len(boxes))]


def _run(folder: VotFolder, anchor: Anchor, paths: tuple[Path, ...], boxes: np.ndarray) -> AnchorRun:
    if np.isnan(boxes[anchor.frame]).any():
        raise DataError(f'{folder.path / "anchor.value"}:{anchor.frame + 1}: an anchor in a frame without a target')
    frames = anchor.frames(len(boxes))
    return AnchorRun(folder.run_name(anchor), ImageFiles(tuple(paths[frame] for frame in frames)),
                     boxes[list(frames)], folder=folder, anchor=anchor)
