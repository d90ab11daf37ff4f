from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.colour_bundle import write_box_follower, write_colour_bundle
from support.tiny_data import write_tiny_data
from support.walk import write_walk

from vl_tracker_ros.bundle import Bundle, load_bundle


@pytest.fixture(scope='session')
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """train/ of drawn pictures; dev/ of two walks, of which words single out the first."""
    root = write_tiny_data(tmp_path_factory.mktemp('data'))
    for name, unique, category in (('walk', 'yes', 'white van'), ('crowd', 'no', 'man')):
        write_walk(root / 'dev' / name)
        text = json.dumps({'unique': unique, 'category': category})
        (root / 'dev' / name / 'attributes.json').write_text(text)
    return root


@pytest.fixture(scope='session')
def colour(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle that takes words and boxes."""
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture(scope='session')
def follower(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """One that needs a box."""
    return load_bundle(write_box_follower(tmp_path_factory.mktemp('bundles') / 'box_follower'))
