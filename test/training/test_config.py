from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.checkout import CHECKOUT
from support.tiny_run import TRAINING, write_yaml

from vl_tracker_ros.training.config import ConfigError, TrainingConfig, read_config, read_mapping


TRACKERS = [path for path in sorted((CHECKOUT / 'config' / 'train').glob('*.yaml')) if path.stem != 'text_small']


@pytest.mark.parametrize('path', TRACKERS, ids=lambda path: path.stem)
def test_our_own_configs_are_right(path: Path) -> None:
    assert read_config(path).model == path.stem


def test_a_whole_number_is_a_number(tmp_path: Path) -> None:
    config = read_config(write_yaml(tmp_path / 'run.yaml', {**TRAINING, 'learning_rate': 3}))
    assert config == TrainingConfig(**{**TRAINING, 'learning_rate': 3})


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
    ({'schedule': 'linear'}, "schedule should be one of cosine, step, not 'linear'"),
    ({'steps': 0}, 'steps should be at least 1, not 0'),
    ({'learning_rate': -0.1}, 'learning_rate should be at least 0, not -0.1'),
    ({'clip_norm': float('nan')}, 'clip_norm should be at least 0, not nan'),
    ({'drop_at': 1.5}, 'drop_at should be from 0 to 1, not 1.5'),
    ({'template_share': 1.5}, 'template_share should be from 0 to 1, not 1.5'),
    ({'train_only': 'tracker.head'}, "train_only should be list, not 'tracker.head'"),
])
def test_wrong_values_are_named(tmp_path: Path, change: dict[str, Any], cause: str) -> None:
    with pytest.raises(ConfigError, match=f'run.yaml: {cause}'):
        read_config(write_yaml(tmp_path / 'run.yaml', {**TRAINING, **change}))


def test_settings_count_more_than_the_file(tmp_path: Path) -> None:
    path = write_yaml(tmp_path / 'run.yaml', {name: value for name, value in TRAINING.items() if name != 'seed'})
    config = read_config(path, ['learning_rate=1e-3', 'steps=20', 'initial=runs/one=a/b.safetensors', 'seed=7',
                                'data={house: {folder: train, weight: 1.0}}', 'train_only=[tracker.head, text]'])
    assert (config.learning_rate, config.steps, config.seed) == (0.001, 20, 7)
    assert config.initial == 'runs/one=a/b.safetensors'
    assert config.data == {'house': {'folder': 'train', 'weight': 1.0}}
    assert config.train_only == ['tracker.head', 'text']


@pytest.mark.parametrize(('setting', 'cause'), [
    ('steps=many', '--set steps=many: should be int'), ('steps=2.5', '--set steps=2.5: should be int'),
    ('speed=1', '--set speed=1: should be KEY=VALUE with a key of model, steps, '),
    ('steps', '--set steps: should be KEY=VALUE'), ('steps=0', 'run.yaml: steps should be at least 1, not 0'),
    ('data=[', r'--set data=\[: should be dict'), ('data=5', 'run.yaml: data should be dict, not 5')])
def test_a_wrong_setting_is_named(tmp_path: Path, setting: str, cause: str) -> None:
    with pytest.raises(ConfigError, match=cause):
        read_config(write_yaml(tmp_path / 'run.yaml', TRAINING), [setting])


def test_missing_keys_are_named(tmp_path: Path) -> None:
    values = {name: value for name, value in TRAINING.items() if name not in ('seed', 'model')}
    with pytest.raises(ConfigError, match=r"missing \['model', 'seed'\]"):
        read_config(write_yaml(tmp_path / 'run.yaml', values))


@pytest.mark.parametrize('content', [b'', b'- a\n- b\n', b'a: [', b'\xff\xfe'])
def test_what_is_no_mapping_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / 'run.yaml').write_bytes(content)
    with pytest.raises(ConfigError, match='run.yaml: '):
        read_mapping(tmp_path / 'run.yaml')
