from pathlib import Path

import pytest
from support.colour_bundle import write_box_follower, write_colour_bundle

from vl_tracker_ros.bundle import Bundle, load_bundle


@pytest.fixture(scope='session')
def colour(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture(scope='session')
def follower(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """One that needs a box, and to which words mean nothing."""
    folder: Path = tmp_path_factory.mktemp('bundles') / 'box_follower'
    return load_bundle(write_box_follower(folder))
