from __future__ import annotations

import pytest
import torch
from support.tiny_run import TRAINING
from torch import nn

from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.training.config import ConfigError, TrainingConfig
from vl_tracker_ros.training.optimizer import make_optimizer, set_rate


class Small(TrackerModel):
    """A backbone, a head, and a text encoder that is not trained."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone, self.head, self.text = nn.Linear(2, 3), nn.Linear(3, 1), nn.Linear(2, 2)
        self.text.requires_grad_(False)

    def backbone_parameters(self) -> list[nn.Parameter]:
        return list(self.backbone.parameters())


def config(**changes: object) -> TrainingConfig:
    return TrainingConfig(**{**TRAINING, 'weight_decay': 0.5, **changes})


def test_the_backbone_has_its_share_of_the_rate_and_vectors_do_not_decay() -> None:
    model = Small()
    optimizer = make_optimizer(model, config(backbone_rate=0.1))
    set_rate(optimizer, 0.2)
    found = {parameter: (group['lr'], group['weight_decay'])
             for group in optimizer.param_groups for parameter in group['params']}
    assert found[model.backbone.weight] == pytest.approx((0.02, 0.5))
    assert found[model.backbone.bias] == pytest.approx((0.02, 0.0))
    assert found[model.head.weight] == pytest.approx((0.2, 0.5))
    assert len(found) == 4      # the frozen encoder is left out


def test_a_backbone_with_no_rate_stays_as_it_is() -> None:
    model = Small()
    optimizer = make_optimizer(model, config(backbone_rate=0))
    before = model.backbone.weight.clone()
    set_rate(optimizer, 0.2)
    model.head(model.backbone(torch.ones(1, 2))).sum().backward()
    optimizer.step()
    assert torch.equal(model.backbone.weight, before)


def test_a_share_for_a_backbone_that_is_not_named_is_refused() -> None:
    model = TrackerModel()
    model.head = nn.Linear(3, 1)
    assert make_optimizer(model, config()).param_groups
    with pytest.raises(ConfigError, match='backbone_rate 0.1: tiny names no parameters of a backbone'):
        make_optimizer(model, config(backbone_rate=0.1))
