from __future__ import annotations

from pathlib import Path

import pytest
from support.own_registry import own_registry
from torch import nn

from vl_tracker_ros.models import create_model, list_models, register_model


@pytest.fixture(autouse=True)
def own_builders(monkeypatch: pytest.MonkeyPatch) -> None:
    own_registry(monkeypatch)


def test_own_models_are_known() -> None:
    assert 'mvlm_tiny' in list_models()
    assert create_model('mvlm_tiny').config.search_size == 224


def test_unknown_name_tells_the_known_ones() -> None:
    with pytest.raises(KeyError, match="no model 'mvlm_huge'; known: .*mvlm_tiny"):
        create_model('mvlm_huge')


def test_a_name_belongs_to_one_builder() -> None:
    register_model('identity', nn.Identity)
    register_model('identity', nn.Identity)
    with pytest.raises(ValueError, match="'identity' is already taken"):
        register_model('identity', nn.Flatten)
    assert isinstance(create_model('identity'), nn.Identity)


def test_a_tracker_of_another_package_joins_by_entry_point(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / 'other_trackers.py').write_text(
        'from torch import nn\nfrom vl_tracker_ros.models import register_model\n'
        "register_model('other', nn.Identity)\n")
    metadata = tmp_path / 'other_trackers-1.0.dist-info'
    metadata.mkdir()
    (metadata / 'METADATA').write_text('Metadata-Version: 2.1\nName: other-trackers\nVersion: 1.0\n')
    (metadata / 'entry_points.txt').write_text('[vl_tracker_ros.models]\nother = other_trackers\n')
    monkeypatch.syspath_prepend(tmp_path)
    assert isinstance(create_model('other'), nn.Identity)
