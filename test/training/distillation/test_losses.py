from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from vl_tracker_ros.training.distillation.losses import contrast_loss, fact_loss, imitation_loss, relation_loss

TEACHER = F.normalize(torch.randn(6, 12, generator=torch.Generator().manual_seed(0)), dim=-1)


def test_imitation_is_of_the_direction() -> None:
    assert imitation_loss(3 * TEACHER, TEACHER).item() == pytest.approx(0, abs=1e-6)
    assert imitation_loss(-TEACHER, TEACHER).item() == pytest.approx(2)


def test_relations_are_of_the_cosines_alone() -> None:
    rotated = 5 * TEACHER @ torch.linalg.qr(torch.randn(12, 12)).Q
    assert relation_loss(rotated, TEACHER).item() == pytest.approx(0, abs=1e-10)
    everything_equal = relation_loss(torch.ones(6, 12), TEACHER)
    others = ~torch.eye(6, dtype=torch.bool)
    assert everything_equal.item() == pytest.approx(((1 - TEACHER @ TEACHER.T)[others] ** 2).mean().item(), abs=1e-5)


def test_a_negative_that_is_near_costs() -> None:
    near = TEACHER + 0.3 * TEACHER.roll(1, 0)
    assert contrast_loss(TEACHER, near, -TEACHER) < contrast_loss(TEACHER, near, TEACHER)
    assert contrast_loss(TEACHER, TEACHER, -TEACHER) < 0.05


def test_facts_that_are_said_weigh_more() -> None:
    facts = torch.tensor([[1.0, 0.0, 0.0]])
    right, missed, invented = (torch.tensor([[a, b, -5.0]]) for a, b in ((5.0, -5.0), (-5.0, -5.0), (5.0, 5.0)))
    assert fact_loss(right, facts) < 0.1 < fact_loss(invented, facts) < fact_loss(missed, facts)
