from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.tiny_data import write_tiny_data
from support.walk import write_walk


@pytest.fixture(scope='session')
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """train/ of drawn pictures; dev/ of two walks, of which words single out the first."""
    root = write_tiny_data(tmp_path_factory.mktemp('data'))
    for name, unique, category in (('walk', 'yes', 'white van'), ('crowd', 'no', 'man')):
        write_walk(root / 'dev' / name)
        text = json.dumps({'unique': unique, 'category': category})
        (root / 'dev' / name / 'attributes.json').write_text(text)
    return root
