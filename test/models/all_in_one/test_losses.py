from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from support.reference import load_reference
from support.tiny_all_in_one import TINY
from torch import Tensor

from vl_tracker_ros.models.all_in_one.losses import correlation_loss, head_losses, weighted_sum
from vl_tracker_ros.models.base import TrackerOutput
from vl_tracker_ros.models.layers.losses import iou_and_giou

BOX, PRESENT = (0.4, 0.6, 0.2, 0.2), torch.tensor([True])               # its centre is in cell 9 of 4x4


def output(cell: int, box: tuple[float, ...]) -> TrackerOutput:
    logits = torch.full((1, 4, 4), -8.0)
    logits[0, cell // 4, cell % 4] = 8.0
    return TrackerOutput(logits, torch.tensor(box).expand(1, 16, 4), (logits > 0).float())


def test_the_right_answer_costs_least() -> None:
    target = torch.tensor([BOX])
    right = head_losses(output(9, BOX), target, PRESENT)
    assert right['l1'] < 1e-6 and right['giou'] < 1e-6
    for wrong in (output(2, BOX), output(9, (0.6, 0.6, 0.2, 0.2))):
        assert weighted_sum(head_losses(wrong, target, PRESENT), TINY) > weighted_sum(right, TINY) + 0.1


def test_the_correlation_with_the_template_should_be_inside() -> None:
    target = torch.tensor([BOX])
    inside, outside = (correlation_loss(output(cell, BOX), target, PRESENT).item() for cell in (9, 2))
    assert inside == pytest.approx(torch.tensor(-1 / 0.2).exp().item()) and outside > 10 * inside
    assert correlation_loss(output(9, BOX), target, ~PRESENT) == 0


def test_weights_by_hand() -> None:
    terms = {name: torch.tensor(value) for name, value in
             {'focal': 1.0, 'l1': 4.0, 'giou': 10.0, 'cma': 100.0, 'ima': 1000.0, 'correlation': 1e4}.items()}
    config = replace(TINY, cma_weight=2.0, ima_weight=3.0, correlation_loss_weight=0.5)
    assert weighted_sum(terms, config).item() == 1 + 5 + 20 + 200 + 3000 + 5000
    del terms['correlation']
    assert weighted_sum(terms, TINY).item() == 1 + 5 + 20 + 100 + 1000


def test_with_the_official_terms_the_sum_is_the_official_one() -> None:
    reference = {name: torch.from_numpy(value) for name, value in load_reference('all_in_one_losses').items()}
    target = reference['target_xywh'].clone()
    target[:, :2] += target[:, 2:] / 2
    giou = (1 - iou_and_giou(reference['boxes'], target)[1]).mean()
    assert giou.item() == pytest.approx(reference['giou'].item(), abs=1e-5)
    terms: dict[str, Tensor] = {name: reference[name] for name in ('focal', 'cma', 'ima')} | {
        'l1': 4 * reference['l1'], 'giou': giou}                        # ours is a sum, theirs a mean
    assert weighted_sum(terms, TINY).item() == pytest.approx(reference['total'].item(), abs=1e-4)
