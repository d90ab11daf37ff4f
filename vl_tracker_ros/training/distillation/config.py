"""What a distillation is made of, read from config/train/text_small.yaml."""
from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_type_hints

from vl_tracker_ros.training.config import ConfigError, check_keys, read_mapping


@dataclass(frozen=True)
class TextTrainingConfig:
    """batch_size: sentences of the teacher a step; triples: descriptions with paraphrase and negative a step.

    captions: how many generated ones the teacher is asked about. Rates are shares in [0,1]: of sentences with a typo,
    of words that are replaced by the unknown one.
    """

    steps: int
    batch_size: int
    triples: int
    captions: int
    learning_rate: float
    weight_decay: float
    warmup_steps: int
    typo_rate: float
    unknown_rate: float
    relation_weight: float
    contrast_weight: float
    fact_weight: float
    checkpoint_steps: int
    seed: int
    threads: int


def read_text_config(path: Path) -> TextTrainingConfig:
    """Raises ConfigError naming what is missing, unknown, of the wrong type, or negative; OSError for no file."""
    values = read_mapping(path)
    check_keys(path, values, {field.name for field in fields(TextTrainingConfig)})
    for name, kind in get_type_hints(TextTrainingConfig).items():
        if type(values[name]) not in ((int, float) if kind is float else (kind,)) or values[name] < 0:
            raise ConfigError(f'{path}: {name} should be a {kind.__name__} of at least 0, not {values[name]!r}')
    return TextTrainingConfig(**values)
