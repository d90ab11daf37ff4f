from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.checkpoint import load_weights, read_checkpoint


class Settings:
    """Stands for the settings object of a training framework."""

    def __init__(self) -> None:
        self.env = {'where': 'there'}


class Statistics(dict):
    """An object that is a container as well."""


class Malicious:
    def __init__(self, victim: Path) -> None:
        self.victim = victim

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.victim),)


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))


def same(found: dict[str, Tensor], expected: dict[str, Tensor]) -> bool:
    return found.keys() == expected.keys() and all(torch.equal(found[name], value) for name, value in expected.items())


def saved(content: Any, path: Path, zipped: bool = True) -> Path:
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    return path


@pytest.mark.parametrize('zipped', [True, False])
@pytest.mark.parametrize('key', ['net', 'model', 'module', 'state_dict', None])
def test_state_dict_is_found_beside_other_things(tmp_path: Path, key: str | None, zipped: bool) -> None:
    state = network().state_dict()
    content = state if key is None else {'epoch': 3, 'settings': Settings(), 'stats': Statistics(loss=[0.5]),
                                         'optimizer': {'state': {0: {'step': 1}}}, key: state}
    assert same(read_checkpoint(saved(content, tmp_path / 'net.pth.tar', zipped)), dict(state))


def test_parameters_and_halves_are_read(tmp_path: Path) -> None:
    path = saved({'a': nn.Parameter(torch.ones(2)), 'b': torch.ones(2, 3).half().T}, tmp_path / 'net.pt')
    found = read_checkpoint(path)
    assert found['a'].tolist() == [1, 1] and found['b'].shape == (3, 2) and found['b'].dtype == torch.float16


def test_safetensors_are_read(tmp_path: Path) -> None:
    save_file(network().state_dict(), tmp_path / 'net.safetensors')
    assert same(read_checkpoint(tmp_path / 'net.safetensors'), network().state_dict())


@pytest.mark.parametrize('zipped', [True, False])
def test_nothing_of_a_file_is_executed(tmp_path: Path, zipped: bool) -> None:
    victim = tmp_path / 'broken_in'
    content = {'settings': Malicious(victim), 'net': network().state_dict()}
    assert same(read_checkpoint(saved(content, tmp_path / 'evil.pth', zipped)), network().state_dict())
    (tmp_path / 'plain.pth').write_bytes(pickle.dumps(content))
    with pytest.raises(CheckpointError):
        read_checkpoint(tmp_path / 'plain.pth')
    assert not victim.exists()
    pickle.loads(pickle.dumps(Malicious(victim)))
    assert victim.exists(), 'the attack of this test would have worked on an ordinary reader'


@pytest.mark.filterwarnings('ignore:.torch.jit.:DeprecationWarning')
def test_programs_are_refused(tmp_path: Path) -> None:
    torch.jit.save(torch.jit.script(nn.Linear(1, 1)), tmp_path / 'program.pt')
    with pytest.raises(CheckpointError, match='program.pt: is a TorchScript program'):
        read_checkpoint(tmp_path / 'program.pt')


@pytest.mark.parametrize(('name', 'content'), [
    ('text.pth', b'not weights\n'), ('empty.pth', b''), ('text.safetensors', b'not weights\n')])
def test_other_files_are_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CheckpointError, match=f'{name}: is no .* or is damaged'):
        read_checkpoint(tmp_path / name)


@pytest.mark.parametrize('zipped', [True, False])
def test_a_truncated_file_is_named(tmp_path: Path, zipped: bool) -> None:
    path = saved(network().state_dict(), tmp_path / 'net.pth', zipped)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(CheckpointError, match='net.pth: is no .* or is damaged'):
        read_checkpoint(path)


@pytest.mark.parametrize(('content', 'cause'), [
    ([torch.ones(1)], 'holds a list'), ({}, 'holds no state dict'), ({'epoch': 3}, 'it has epoch'),
    (Settings(), 'not a mapping'), ({'net': {'a': torch.ones(1), 'b': Settings()}}, 'it has net')])
def test_a_file_without_weights_is_named(tmp_path: Path, content: Any, cause: str) -> None:
    with pytest.raises(CheckpointError, match=cause):
        read_checkpoint(saved(content, tmp_path / 'net.pth'))


def changed(**changes: Tensor | None) -> dict[str, Tensor]:
    state = {**network().state_dict(), **{name.replace('_', '.', 1): value for name, value in changes.items()}}
    return {name: value for name, value in state.items() if value is not None}


def test_weights_are_copied() -> None:
    module, state = network(), changed(**{'0_weight': torch.full((3, 2), 7.0)})
    load_weights(module, state, 'net.pth')
    assert same(module.state_dict(), state)


@pytest.mark.parametrize(('changes', 'cause'), [
    ({'0_bias': None}, r'do not fit Sequential; missing: 0.bias \(3,\)$'),
    ({'2_more': torch.ones(4, 1)}, r'do not fit Sequential; left over: 2.more \(4, 1\)$'),
    ({'0_weight': torch.ones(5, 2)},
     r'another variant of Sequential; of another shape: 0.weight \(5, 2\) in the file but \(3, 2\) in the model$'),
    ({'1_running_var': torch.tensor([1.0, torch.nan, 1.0])}, 'NaN or infinite weights in 1.running_var$'),
    ({'0_bias': torch.full((3,), torch.inf)}, 'NaN or infinite weights in 0.bias$'),
])
def test_what_does_not_fit_is_named_and_nothing_is_copied(changes: dict[str, Tensor | None], cause: str) -> None:
    module = network()
    state = {**changed(**changes), '1.bias': torch.full((3,), 9.0)}
    with pytest.raises(CheckpointError, match=f'^net.pth: .*{cause}'):
        load_weights(module, state, 'net.pth')
    assert same(module.state_dict(), network().state_dict())


def test_all_problems_are_told_shortened() -> None:
    state = {f'blocks.{i}.weight': torch.ones(i + 1) for i in range(9)}
    with pytest.raises(CheckpointError) as caught:
        load_weights(network(), state, 'net.pth')
    assert 'weights of another model than Sequential' in str(caught.value)
    assert 'missing: 0.weight (3, 2), ' in str(caught.value) and '(7 in all)' in str(caught.value)
    assert 'left over: blocks.0.weight (1,), ' in str(caught.value) and '(9 in all)' in str(caught.value)


def test_what_is_ignored_may_be_missing_or_left_over() -> None:
    module = network()
    load_weights(module, changed(**{'0_bias': None, 'decoder_weight': torch.ones(1)}), 'net.pth', ('0.b', 'decoder.'))
    assert same(module.state_dict(), network().state_dict())
