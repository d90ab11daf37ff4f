"""Data sets by name: where their sequences are and which protocol they are scored by."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.datasets.folders import load_folders
from vl_tracker_ros.evaluation.datasets.got10k import load_got10k
from vl_tracker_ros.evaluation.datasets.lasot import load_lasot
from vl_tracker_ros.evaluation.datasets.mgit import load_mgit
from vl_tracker_ros.evaluation.datasets.otb import load_otb
from vl_tracker_ros.evaluation.datasets.tnl2k import load_tnl2k
from vl_tracker_ros.evaluation.datasets.trackingnet import load_trackingnet
from vl_tracker_ros.evaluation.datasets.vasttrack import load_vasttrack
from vl_tracker_ros.evaluation.datasets.vot2020 import load_vot2020
from vl_tracker_ros.evaluation.datasets.webuav3m import load_vlsot, load_webuav3m
from vl_tracker_ros.evaluation.sequences import Sequence


@dataclass(frozen=True)
class Dataset:
    """How a data set is read from its folder, and the protocol (evaluation/protocols) of its figures."""

    load: Callable[[Path], list[Sequence]]
    protocol: str


def _load_rosbags(root: Path) -> list[Sequence]:
    from vl_tracker_ros.evaluation.datasets.rosbag import load_rosbags      # with `rosbags`, which only bags need

    return load_rosbags(root)


DATASETS = {
    'folders': Dataset(load_folders, 'otb'),
    'lasot': Dataset(load_lasot, 'lasot'),
    'lasot_ext': Dataset(load_lasot, 'lasot'),
    'tnl2k': Dataset(load_tnl2k, 'tnl2k'),
    'otb99_lang': Dataset(load_otb, 'otb'),
    'otb100': Dataset(load_otb, 'otb'),
    'mgit': Dataset(load_mgit, 'mgit'),
    'webuav3m': Dataset(load_webuav3m, 'webuav3m'),
    'vlsot230': Dataset(load_vlsot, 'vlsot'),
    'vlsot270': Dataset(load_vlsot, 'vlsot'),
    'vlsot500': Dataset(load_vlsot, 'vlsot'),
    'got10k': Dataset(load_got10k, 'got10k'),
    'trackingnet': Dataset(load_trackingnet, 'trackingnet'),
    'vasttrack': Dataset(load_vasttrack, 'otb'),
    'vot2020': Dataset(load_vot2020, 'vot2020'),
    'rosbag': Dataset(_load_rosbags, 'otb'),
}


def load_dataset(name: str, root: Path) -> list[Sequence]:
    """The sequences of a data set by its name. Raises DataError for an unknown name, and for files that are missing,
    wrong, or differ in number."""
    if name not in DATASETS:
        raise DataError(f'unknown data set {name!r}; there are {", ".join(DATASETS)}')
    if not root.is_dir():
        raise DataError(f'{root}: no such folder')
    sequences = DATASETS[name].load(root)
    if not sequences:
        raise DataError(f'{root}: no sequence of {name} here')
    return sequences
