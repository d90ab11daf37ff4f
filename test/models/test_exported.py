"""From a bundle back to the weights that training starts with."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from support.tiny_bundle import complete_tiny_bundle, register_tiny
from support.tiny_mvlm import tiny_mvlm

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.exported import read_state
from vl_tracker_ros.models.pretrained import find_backbone, initialise_backbone
from vl_tracker_ros.training.initial import load_initial


@pytest.fixture
def folder(tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> Path:
    register_tiny(monkeypatch)
    return tiny_bundle.path


def test_a_bundle_gives_every_weight_back(folder: Path) -> None:
    state, expected = read_state(folder), tiny_mvlm().state_dict()
    assert state.keys() == expected.keys()
    assert all(torch.equal(state[name], value) for name, value in expected.items()
               if not name.endswith('num_batches_tracked'))


def test_a_training_goes_on_from_a_bundle_with_its_tokenizer(folder: Path) -> None:
    taken = load_initial(tiny_mvlm(), folder)
    assert len(taken.names) == taken.in_model and taken.has_words
    assert taken.folder == folder and (taken.folder / 'tokenizer.json').is_file()


def test_a_backbone_begins_with_that_of_a_bundle(folder: Path) -> None:
    model = tiny_mvlm()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    initialise_backbone(model, folder)
    expected = find_backbone(tiny_mvlm()).state_dict()
    assert all(torch.equal(value, expected[name]) for name, value in find_backbone(model).state_dict().items()
               if not name.endswith('num_batches_tracked'))


def test_a_bundle_of_an_unknown_model_is_refused(folder: Path, tmp_path: Path) -> None:
    unknown = complete_tiny_bundle(shutil.copytree(folder, tmp_path / 'bundle'), model='unheard_of')
    with pytest.raises(CheckpointError, match='unheard_of'):
        read_state(unknown.path)
