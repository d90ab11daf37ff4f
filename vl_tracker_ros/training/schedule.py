"""The learning rate as a function of the step alone, so that a resumed run goes on as if it had not been stopped."""
from __future__ import annotations

import math

from vl_tracker_ros.training.config import TrainingConfig

_COSINE_END, _DROP = 0.02, 0.1


def _cosine(config: TrainingConfig, step: int) -> float:
    """From 1 to 2 % (Loshchilov and Hutter, SGDR, 2017, eq. 5, without restarts)."""
    return _COSINE_END + (1 - _COSINE_END) * 0.5 * (1 + math.cos(math.pi * step / config.steps))


def _step(config: TrainingConfig, step: int) -> float:
    """A tenth from `drop_at` of the steps on, as OSTrack, MVLM and All-in-One train."""
    return _DROP if step >= config.drop_at * config.steps else 1.0


_SCHEDULES = {'cosine': _cosine, 'step': _step}


def learning_rate(config: TrainingConfig, step: int) -> float:
    """The rate of the step, counted from 0: the config's schedule, risen to over the warm-up."""
    warm_up = min(1.0, (step + 1) / max(1, config.warmup_steps))
    return config.learning_rate * warm_up * _SCHEDULES[config.schedule](config, step)
