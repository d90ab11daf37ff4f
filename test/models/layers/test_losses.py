from __future__ import annotations

import pytest
import torch
from support.reference import load_reference
from torch import Tensor

from vl_tracker_ros.models.layers.losses import box_losses, focal_loss, gaussian_heatmap, iou_and_giou


@pytest.fixture(scope='module')
def reference() -> dict[str, Tensor]:
    return {name: torch.from_numpy(value) for name, value in load_reference('mvlm_losses').items()}


def test_focal_loss_equals_the_official_one(reference) -> None:
    logits, heatmap = torch.logit(reference['score'].double()), reference['heatmap'].double()
    assert focal_loss(logits, heatmap).item() == pytest.approx(reference['focal'].item(), rel=1e-6)
    assert focal_loss(logits, heatmap / 2).item() == pytest.approx(reference['focal_no_positive'].item(), rel=1e-6)


def to_cxcywh(boxes_xyxy: Tensor) -> Tensor:
    low, high = boxes_xyxy[:, :2], boxes_xyxy[:, 2:]
    return torch.cat([(low + high) / 2, high - low], 1)


def test_iou_and_giou_equal_the_official_ones(reference) -> None:
    a, b = (to_cxcywh(reference[f'boxes_{name}_xyxy'].double()) for name in 'ab')
    iou, giou = iou_and_giou(a, b)
    assert torch.allclose(iou.float(), reference['iou'], atol=1e-6)
    assert torch.allclose(giou.float(), reference['giou'], atol=1e-6)


def test_heatmap_is_one_at_the_centre_cell_only() -> None:
    boxes = torch.tensor([[0.3, 0.55, 0.2, 0.4], [1.0, 0.0, 0.1, 0.1], [0.5, 0.5, 0.5, 0.5]])
    heatmap = gaussian_heatmap(boxes, torch.tensor([True, True, False]), 14)
    assert [tuple(cell) for cell in (heatmap == 1).nonzero().tolist()] == [(0, 7, 4), (1, 0, 13)]
    assert heatmap[2].sum() == 0 and heatmap.max() == 1
    assert heatmap[0, 9, 4] > heatmap[0, 7, 6], 'a tall box has a tall bump'


def test_box_losses_by_hand() -> None:
    target = torch.tensor([[0.5, 0.5, 0.4, 0.4]])
    heatmap = torch.zeros(1, 2, 2)
    heatmap[0, 1, 1], heatmap[0, 0, 0] = 1.0, 0.5                  # one half does not count
    boxes = torch.full((1, 4, 4), 9.0)
    boxes[0, 3] = torch.tensor([0.6, 0.5, 0.4, 0.4])
    l1, giou = box_losses(boxes, target, heatmap)
    assert l1.item() == pytest.approx(0.1) and giou.item() == pytest.approx(1 - 0.12 / 0.2)


def test_losses_of_far_and_empty_boxes_have_finite_gradients() -> None:
    boxes = torch.tensor([[[0.1, 0.1, 0.0, 0.0], [0.9, 0.9, 1e-8, 1e-8]]], requires_grad=True)
    l1, giou = box_losses(boxes, torch.tensor([[0.5, 0.5, 0.0, 0.0]]), torch.ones(1, 1, 2))
    (l1 + giou).backward()
    assert boxes.grad.isfinite().all()


@pytest.mark.parametrize('logit', [-200.0, 200.0])
def test_focal_loss_of_certain_scores_is_finite(logit: float) -> None:
    logits = torch.full((1, 3, 3), logit, requires_grad=True)
    heatmap = torch.zeros(1, 3, 3)
    heatmap[0, 1, 1] = 1
    loss = focal_loss(logits, heatmap)
    loss.backward()
    assert loss.isfinite() and logits.grad.isfinite().all()
