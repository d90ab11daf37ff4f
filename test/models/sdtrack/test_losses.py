from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from support.tiny_sdtrack import TINY
from torch import Tensor

from vl_tracker_ros.models.sdtrack.heads import Prediction
from vl_tracker_ros.models.sdtrack.losses import (alignment_target, focal_loss, sdtrack_loss, stage_losses,
                                                  task_alignment_loss, taught_boxes)

LN2 = 0.6931472
TARGET = torch.tensor([[0.5, 0.5, 0.2, 0.2]])
PRESENT = torch.tensor([True])


@pytest.mark.parametrize(('iou', 'alpha', 'beta', 'label'), [
    (1.0, 0.25, 0.75, 0.5 ** 0.25),
    (0.5, 0.25, 0.75, 0.5),             # alpha + beta = 1: a score that equals the IoU is right
    (0.25, 0.5, 1.0, 0.25 * 0.5 ** 0.5),
    (0.0, 0.25, 0.75, 0.0),
])
def test_alignment_target_by_hand(iou: float, alpha: float, beta: float, label: float) -> None:
    assert alignment_target(torch.zeros(1), torch.tensor([iou]), alpha, beta).item() == pytest.approx(label)


def test_alignment_target_passes_no_gradient() -> None:
    logits, iou = torch.zeros(3, requires_grad=True), torch.rand(3, requires_grad=True)
    assert not alignment_target(logits, iou, 0.25, 0.75).requires_grad


def test_task_alignment_loss_by_hand() -> None:
    """Score 1/2: BCE is LN2 whatever the label. A positive with t = 0.9 weighs 0.4^2, a negative 0.5^2."""
    loss = task_alignment_loss(torch.zeros(1, 2), torch.tensor([[0.9, 0.0]]), 2.0)
    assert loss.item() == pytest.approx((0.16 + 0.25) * LN2)
    assert task_alignment_loss(torch.zeros(1, 1), torch.tensor([[0.9]]), 1.0).item() == pytest.approx(0.4 * LN2)


def test_gradient_of_the_task_alignment_loss_by_hand() -> None:
    """d/dx (t-s)^2 BCE = 2 (s-t) s (1-s) BCE + (t-s)^2 (s-t), with t a constant."""
    logits = torch.zeros(1, 1, requires_grad=True)
    label = alignment_target(logits, torch.ones(1, 1), 0.25, 0.75)
    task_alignment_loss(logits, label, 2.0).backward()
    off = 0.5 - 0.5 ** 0.25
    assert logits.grad.item() == pytest.approx(2 * off * 0.25 * LN2 + off ** 3, abs=1e-6)


def test_focal_loss_by_hand() -> None:
    loss = focal_loss(torch.zeros(1, 2), torch.tensor([[True, False]]), 2.0)
    assert loss.item() == pytest.approx((0.25 + 0.75) * 0.25 * LN2)


def test_taught_boxes_are_the_matched_and_the_top_k() -> None:
    logits = torch.tensor([[0.1, 0.4, 0.3, 0.2], [0.1, 0.4, 0.3, 0.2]])
    positive = torch.tensor([[True, False, False, False], [False] * 4])
    assert taught_boxes(logits, positive, 2).tolist() == [[True, True, True, False], [False] * 4]
    assert taught_boxes(logits, positive, 0).tolist() == positive.tolist()


def prediction() -> Prediction:
    """One box right, one 0.1 off (L1 0.1, IoU and GIoU 1/3), one far and of another size."""
    boxes = torch.tensor([[[0.5, 0.5, 0.2, 0.2], [0.6, 0.5, 0.2, 0.2], [0.1, 0.1, 0.1, 0.1]]])
    return Prediction(torch.zeros(1, 3), boxes)


@pytest.mark.parametrize(('task_alignment', 'classes'), [
    (True, (((0.5 ** 0.25 - 0.5) ** 2 + (0.5 ** 0.25 / 3 ** 0.75 - 0.5) ** 2 + 0.25) * LN2 / 2)),
    (False, (0.25 + 0.25 + 0.75) * 0.25 * LN2 / 2),
])
def test_terms_of_a_stage_by_hand(task_alignment: bool, classes: float) -> None:
    """The first two queries are matched; only they are taught their boxes."""
    terms = stage_losses(prediction(), TARGET, PRESENT, replace(TINY, box_top_k=0, task_alignment=task_alignment))
    found = [terms[name].item() for name in ('class', 'l1', 'giou', 'loss')]
    l1, giou = 0.1 / 2, (1 - 1 / 3) / 2
    assert found == pytest.approx([classes, l1, giou, 2 * classes + 5 * l1 + 2 * giou], abs=1e-5)


def test_the_top_k_are_taught_their_boxes_too() -> None:
    terms = stage_losses(prediction(), TARGET, PRESENT, replace(TINY, box_top_k=3))
    assert terms['l1'].item() == pytest.approx((0.1 + 1.0) / 3)


def test_without_a_target_all_scores_are_wrong_and_no_box_is_taught() -> None:
    terms = stage_losses(prediction(), TARGET, torch.tensor([False]), replace(TINY, box_top_k=3))
    assert terms['l1'] == terms['giou'] == 0 and terms['class'].item() == pytest.approx(3 * 0.25 * LN2)


def test_stages_are_summed_and_the_mini_detector_counts_a_tenth() -> None:
    config, right = replace(TINY, box_top_k=0), prediction()
    wrong = Prediction(right.logits + 1, right.boxes * 0.5)
    one, other = (stage_losses(p, TARGET, PRESENT, config)['loss'].item() for p in (right, wrong))
    terms = sdtrack_loss(wrong, [wrong, wrong, right], TARGET, PRESENT, config)
    assert terms['earlier'].item() == pytest.approx(2 * other) and terms['detector'].item() == pytest.approx(other)
    assert terms['loss'].item() == pytest.approx(one + 2.1 * other)
    alone = sdtrack_loss(None, [right], TARGET, PRESENT, config)
    assert alone['loss'].item() == pytest.approx(one) and 'detector' not in alone


def test_class_does_not_teach_boxes() -> None:
    """t holds the IoU, but a box must not be moved to make its label fit its score."""
    boxes = prediction().boxes.requires_grad_()
    config = replace(TINY, l1_weight=0.0, giou_weight=0.0, box_top_k=0)
    stage_losses(Prediction(torch.zeros(1, 3, requires_grad=True), boxes), TARGET, PRESENT, config)['loss'].backward()
    assert boxes.grad.abs().sum() == 0


def test_better_aligned_scores_cost_less() -> None:
    def cost(score: Tensor) -> float:
        label = alignment_target(score.logit(), torch.tensor([[0.8]]), 0.25, 0.75)
        return task_alignment_loss(score.logit(), label, 2.0).item()
    scores = [cost(torch.tensor([[s]])) for s in (0.8, 0.6, 0.4, 0.2)]
    assert scores[0] == pytest.approx(0, abs=1e-6) and scores == sorted(scores)
