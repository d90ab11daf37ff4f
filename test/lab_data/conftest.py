from __future__ import annotations

from pathlib import Path

import pytest
from support.tiny_data import write_tiny_data

from vl_tracker_ros.data.banks import Banks, load_banks


@pytest.fixture(scope='session')
def tiny_banks(tmp_path_factory: pytest.TempPathFactory) -> Banks:
    return load_banks(write_tiny_data(tmp_path_factory.mktemp('data')) / 'train')


@pytest.fixture
def tiny_data(tmp_path: Path) -> Path:
    """A copy of its own, to be damaged."""
    return write_tiny_data(tmp_path)
