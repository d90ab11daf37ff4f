"""What a training run is made of, read from a file of config/train/."""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import yaml

from vl_tracker_ros.data.mixture import TEMPLATE_SHARE

_CHOSEN = {'name', 'model', 'tracker', 'licence', 'crop', 'confidence', 'gate', 'state', 'template', 'metrics',
           'training', 'search'}
_CHOICES = {'precision': ('no', 'bf16', 'fp16'), 'schedule': ('cosine', 'step')}
_AT_LEAST_ONE = ('steps', 'batch_size', 'checkpoint_steps', 'threads')     # all other numbers may be 0
_SHARES = ('ema_decay', 'drop_at', 'template_share')


class ConfigError(ValueError):
    """A config file that is not as it should be: which, and what is wrong."""


@dataclass(frozen=True)
class TrainingConfig:
    """What a run is made of; every key is explained in docs/training.md.

    schedule is how the learning rate falls over the steps: cosine, or step (a tenth from the share drop_at on).
    backbone_rate is the share of the rate that the backbone gets.
    initial is a checkpoint of an earlier run or a bundle's folder, whose weights are taken where name and shape are
    equal, '' for none.
    backbone is the path of a public file, or of a tiny model's checkpoint or bundle, that the backbone's weights begin
    with (models/pretrained), '' for none. freeze_backbone keeps them as they are.
    train_only has the first names of the parameters that are trained, as tracker.head; none for all.
    text is the folder of a small text encoder (weights/text_small) that the model begins with, '' for none.
    precision is that of the forward pass: float32 (no), or mixed with bfloat16 or, on a GPU, float16.
    data has {folder, weight} by set (data/sources.py), none for our own banks; sampling says how the field's sets are
    cut into samples (data/field/sampling.py).
    template_share is that of the batches with a template, for a tracker that works with and without one.
    track_frames is how much of each of a few held-out clips is tracked at every checkpoint; 0 tracks none.
    """

    model: str
    steps: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    warmup_steps: int
    clip_norm: float
    ema_decay: float
    seed: int
    threads: int
    workers: int
    checkpoint_steps: int
    schedule: str = 'cosine'
    drop_at: float = 0.8
    initial: str = ''
    backbone: str = ''
    freeze_backbone: bool = False
    backbone_rate: float = 1.0
    train_only: list[str] = field(default_factory=list)
    text: str = ''
    precision: str = 'no'
    track_frames: int = 0
    template_share: float = TEMPLATE_SHARE
    data: dict[str, Any] = field(default_factory=dict)
    sampling: dict[str, Any] = field(default_factory=dict)


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

    Raises ConfigError naming those that are missing or unknown; metrics and search may be missing.
    """
    chosen = {'metrics': {}, 'search': {}, **read_mapping(path)}
    check_keys(path, chosen, _CHOSEN)
    return chosen


def read_config(path: Path, settings: Sequence[str] = ()) -> TrainingConfig:
    """`settings` are of the form key=value and count more than the file.

    Raises ConfigError naming what is missing, unknown, or of the wrong type or size.
    """
    values = _defaults() | read_mapping(path) | dict(map(_setting, settings))
    check_keys(path, values, {key.name for key in fields(TrainingConfig)})
    for name, kind in get_type_hints(TrainingConfig).items():
        _check(f'{path}: {name}', name, values[name], get_origin(kind) or kind)
    return TrainingConfig(**values)


def write_config(config: TrainingConfig, path: Path) -> None:
    path.write_text(yaml.safe_dump(asdict(config), sort_keys=False), encoding='utf-8')


def _defaults() -> dict[str, Any]:
    plain = {key.name: key.default for key in fields(TrainingConfig) if key.default is not MISSING}
    return plain | {key.name: key.default_factory() for key in fields(TrainingConfig)
                    if key.default_factory is not MISSING}


def _setting(text: str) -> tuple[str, Any]:
    """key=value -> key and the value in the key's type."""
    name, separator, value = text.partition('=')
    kinds = get_type_hints(TrainingConfig)
    if not separator or name not in kinds:
        raise ConfigError(f'--set {text}: should be KEY=VALUE with a key of {", ".join(kinds)}')
    kind = get_origin(kinds[name]) or kinds[name]
    try:
        return name, kind(value) if kind in (int, float, str) else yaml.safe_load(value)
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(f'--set {text}: should be {kind.__name__}') from error


def _check(where: str, name: str, value: Any, kind: type) -> None:
    if type(value) not in ((int, float) if kind is float else (kind,)):
        raise ConfigError(f'{where} should be {kind.__name__}, not {value!r}')
    if name in _CHOICES and value not in _CHOICES[name]:
        raise ConfigError(f'{where} should be one of {", ".join(_CHOICES[name])}, not {value!r}')
    lowest, highest = int(name in _AT_LEAST_ONE), 1 if name in _SHARES else math.inf
    if kind in (int, float) and not lowest <= value <= highest:
        limits = f'at least {lowest}' if highest == math.inf else f'from {lowest} to {highest}'
        raise ConfigError(f'{where} should be {limits}, not {value!r}')
