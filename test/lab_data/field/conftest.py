from __future__ import annotations

from pathlib import Path

import pytest
from support.field_sets import write_field_sets


@pytest.fixture(scope='session')
def field_sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sets, each in a folder of its name."""
    return write_field_sets(tmp_path_factory.mktemp('field'))


@pytest.fixture
def damaged_sets(tmp_path: Path) -> Path:
    """A copy of its own, to be damaged."""
    return write_field_sets(tmp_path)
