"""AdamW over a model's parameters, in groups of their own rate and decay."""
from __future__ import annotations

from torch.optim import AdamW, Optimizer

from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.training.config import ConfigError, TrainingConfig


def make_optimizer(model: TrackerModel, config: TrainingConfig) -> AdamW:
    """Of what is trained; the backbone's share of the rate is `backbone_rate`. Vectors and scalars are not decayed.

    Raises ConfigError for a backbone_rate of a model that names no backbone.
    """
    backbone = {id(parameter) for parameter in model.backbone_parameters()}
    if config.backbone_rate != 1 and not backbone:
        raise ConfigError(f'backbone_rate {config.backbone_rate}: {config.model} names no parameters of a backbone')
    groups = {}
    for parameter in filter(lambda p: p.requires_grad, model.parameters()):
        share = config.backbone_rate if id(parameter) in backbone else 1.0
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((share, decay), []).append(parameter)
    return AdamW([{'params': parameters, 'weight_decay': decay, 'rate_share': share}
                  for (share, decay), parameters in groups.items()], lr=config.learning_rate, betas=(0.9, 0.98))


def set_rate(optimizer: Optimizer, rate: float) -> None:
    """Each group's learning rate: its share of `rate`."""
    for group in optimizer.param_groups:
        group['lr'] = rate * group['rate_share']
