from __future__ import annotations

from pathlib import Path

import pytest
from support.tiny_data import write_tiny_data

from vl_tracker_ros.data.banks import Banks, load_banks
from vl_tracker_ros.data.mixture import Mixture, house_mixture


@pytest.fixture(scope='session')
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_data(tmp_path_factory.mktemp('data'))


@pytest.fixture(scope='session')
def banks(data: Path) -> Banks:
    return load_banks(data / 'train')


@pytest.fixture(scope='session')
def mixture(banks: Banks) -> Mixture:
    return house_mixture(banks, search_size=64, template_size=64)
