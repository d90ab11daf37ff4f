"""What a training run is made of, read from a file of config/train/."""
from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

import yaml


_CHOSEN = {'name', 'model', 'tracker', 'licence', 'crop', 'confidence', 'gate', 'state', 'template', 'metrics',
           'training'}
_PRECISIONS = ('no', 'bf16', 'fp16')


class ConfigError(ValueError):
    """A config file that is not as it should be: which, and what is wrong."""


@dataclass(frozen=True)
class TrainingConfig:
    """What a run is made of. budget_minutes is wall time over all resumptions; the learning rate falls with it.

    backbone is the path of a public file that the backbone's weights begin with (models/pretrained), '' for none.
    text is the folder of a small text encoder (weights/text_small) that the model begins with, '' for none.
    data has {folder, weight} by set (data/sources.py), none for our own banks; sampling: how the field's sets are cut
    into samples (data/field/sampling.py).
    precision is that of the forward pass: float32 (no), or mixed with bfloat16 or, on a GPU, float16.
    """

    model: str
    budget_minutes: float
    batch_size: int
    learning_rate: float
    weight_decay: float
    warmup_steps: int
    clip_norm: float
    ema_decay: float
    seed: int
    threads: int
    workers: int
    checkpoint_minutes: float
    backbone: str = ''
    text: str = ''
    precision: str = 'no'
    data: dict = field(default_factory=dict)
    sampling: dict = field(default_factory=dict)


def read_mapping(path: Path) -> dict[str, Any]:
    """A YAML file that holds a mapping. Raises ConfigError, and FileNotFoundError."""
    try:
        values = yaml.safe_load(path.read_text(encoding='utf-8'))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f'{path}: {error}') from error
    if not isinstance(values, dict):
        raise ConfigError(f'{path}: should be a mapping, not {values!r}')
    return values


def check_keys(path: Path, values: dict[str, Any], wanted: set[str]) -> None:
    """Raises ConfigError naming keys that are missing or unknown."""
    if values.keys() != wanted:
        missing, unknown = sorted(wanted - values.keys()), sorted(map(str, values.keys() - wanted))
        raise ConfigError(f'{path}: missing {missing}, unknown {unknown}')


def read_chosen(path: Path) -> dict[str, Any]:
    """A file of config/export/ or config/convert/: the sections of bundle.yaml that are chosen, not measured.

    Raises ConfigError naming those that are missing or unknown; metrics may be missing.
    """
    chosen = {'metrics': {}, **read_mapping(path)}
    check_keys(path, chosen, _CHOSEN)
    return chosen


def read_config(path: Path) -> TrainingConfig:
    """Raises ConfigError naming what is missing, unknown or of the wrong type."""
    values = {'backbone': '', 'text': '', 'precision': 'no', 'data': {}, 'sampling': {}, **read_mapping(path)}
    check_keys(path, values, {key.name for key in fields(TrainingConfig)})
    for name, kind in get_type_hints(TrainingConfig).items():
        if type(values[name]) not in ((int, float) if kind is float else (kind,)):
            raise ConfigError(f'{path}: {name} should be {kind.__name__}, not {values[name]!r}')
    if values['precision'] not in _PRECISIONS:
        raise ConfigError(f'{path}: precision should be one of {", ".join(_PRECISIONS)}, not {values["precision"]!r}')
    return TrainingConfig(**values)
