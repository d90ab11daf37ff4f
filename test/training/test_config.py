from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.checkout import CHECKOUT
from support.tiny_run import TRAINING, write_yaml

from vl_tracker_ros.training.config import ConfigError, TrainingConfig, read_config, read_mapping


@pytest.mark.parametrize('path', sorted((CHECKOUT / 'config' / 'train').glob('*.yaml')), ids=lambda path: path.stem)
def test_our_own_configs_are_right(path: Path) -> None:
    assert read_config(path).model == path.stem


def test_a_whole_number_is_a_number(tmp_path: Path) -> None:
    config = read_config(write_yaml(tmp_path / 'run.yaml', {**TRAINING, 'budget_minutes': 3}))
    assert config == TrainingConfig(**{**TRAINING, 'budget_minutes': 3})


@pytest.mark.parametrize(('change', 'cause'), [
    ({'speed': 1}, r"missing \[\], unknown \['speed'\]"),
    ({'seed': None}, 'seed should be int, not None'),
    ({'batch_size': '32'}, "batch_size should be int, not '32'"),
    ({'batch_size': 3.5}, 'batch_size should be int, not 3.5'),
    ({'threads': True}, 'threads should be int, not True'),
    ({'learning_rate': '1e-3'}, "learning_rate should be float, not '1e-3'"),
    ({'backbone': None}, 'backbone should be str, not None'),
    ({'precision': False}, 'precision should be str, not False'),
    ({'precision': 'fp8'}, "precision should be one of no, bf16, fp16, not 'fp8'"),
    ({'model': 5}, 'model should be str, not 5'),
])
def test_wrong_values_are_named(tmp_path: Path, change: dict[str, Any], cause: str) -> None:
    with pytest.raises(ConfigError, match=f'run.yaml: {cause}'):
        read_config(write_yaml(tmp_path / 'run.yaml', {**TRAINING, **change}))


def test_missing_keys_are_named(tmp_path: Path) -> None:
    values = {name: value for name, value in TRAINING.items() if name not in ('seed', 'model')}
    with pytest.raises(ConfigError, match=r"missing \['model', 'seed'\]"):
        read_config(write_yaml(tmp_path / 'run.yaml', values))


@pytest.mark.parametrize('content', [b'', b'- a\n- b\n', b'a: [', b'\xff\xfe'])
def test_what_is_no_mapping_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / 'run.yaml').write_bytes(content)
    with pytest.raises(ConfigError, match='run.yaml: '):
        read_mapping(tmp_path / 'run.yaml')
