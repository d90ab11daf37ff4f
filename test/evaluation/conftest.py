from __future__ import annotations

from pathlib import Path

import pytest
from support.colour_bundle import write_colour_bundle
from support.walk import write_walk

from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.sequences import Sequence


@pytest.fixture(scope='session')
def sequences(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sequence, 'walk': see support/walk.py."""
    folder = tmp_path_factory.mktemp('sequences')
    write_walk(folder / 'walk')
    (folder / 'index.jsonl').write_text('{}\n')
    return folder


@pytest.fixture(scope='session')
def walk(sequences: Path) -> Sequence:
    return load_dataset('folders', sequences)[0]


@pytest.fixture(scope='session')
def colour_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour')
