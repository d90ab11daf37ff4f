from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from support.tiny_mvlm import tiny_mvlm

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.training.initial import load_initial


def saved(path: Path, weights: dict[str, torch.Tensor]) -> Path:
    save_file({name: value.contiguous().clone() for name, value in weights.items()}, path)
    return path


def test_weights_of_equal_name_and_shape_are_taken(tmp_path: Path) -> None:
    model = tiny_mvlm()
    earlier = {name: value + 1 for name, value in model.state_dict().items() if value.is_floating_point()}
    names = sorted(earlier)
    other_shape, missing = names[0], names[1]
    kept = {name: model.state_dict()[name].clone() for name in (other_shape, missing)}
    file = {**earlier, other_shape: torch.zeros(7), 'of.another.head': torch.zeros(3)}
    del file[missing]
    taken = load_initial(model, saved(tmp_path / 'checkpoint.safetensors', file))
    state = model.state_dict()
    assert set(taken.names) == set(earlier) - set(kept) and taken.has_words
    assert all(torch.equal(state[name], earlier[name]) for name in taken.names)
    assert all(torch.equal(state[name], value) for name, value in kept.items())
    assert f'{len(earlier) - 2} of its {len(earlier)} weights taken, 2 left; ' in str(taken)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / 'other.safetensors', {'layer.weight': torch.zeros(3)})
    with pytest.raises(CheckpointError, match='other.safetensors: none of its 1 weights has the name and shape'):
        load_initial(tiny_mvlm(), path)


def test_weights_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    model = tiny_mvlm()
    name, value = next(iter(model.named_parameters()))
    path = saved(tmp_path / 'bad.safetensors', {name: torch.full_like(value, torch.nan)})
    with pytest.raises(CheckpointError, match='bad.safetensors: NaN or infinite weights'):
        load_initial(model, path)
    assert torch.isfinite(value).all()
