from __future__ import annotations

from math import exp, log

import pytest
import torch

from vl_tracker_ros.models.base import TrackerOutput
from vl_tracker_ros.models.cost.alignment import ContrastiveAlignment, info_nce
from vl_tracker_ros.models.cost.cells import cell_line
from vl_tracker_ros.models.cost.config import COSTConfig
from vl_tracker_ros.models.cost.losses import box_losses, classification_loss, tracking_losses, weighted_sum

TARGET, MISS = [0.5, 0.5, 0.4, 0.2], [0.9, 0.9, 0.1, 0.1]


def test_classification_by_hand() -> None:
    loss = classification_loss(torch.tensor([[2.0, -1.0]]), torch.tensor([[True, False]]), background_weight=0.25)
    assert loss.item() == pytest.approx((log(1 + exp(-2)) + 0.25 * log(1 + exp(-1))) / 1.25)


def test_boxes_by_hand() -> None:
    boxes = torch.tensor([[[0.5, 0.5, 0.2, 0.2], MISS]])
    l1, giou = box_losses(boxes, torch.tensor([TARGET]), torch.tensor([[True, False]]))
    assert (l1.item(), giou.item()) == (pytest.approx(0.2), pytest.approx(0.5))


def test_info_nce_by_hand() -> None:
    eye = torch.eye(2)
    assert info_nce(eye, eye, 1.0).item() == pytest.approx(log(1 + exp(-1)))
    assert info_nce(eye, eye.flip(0), 0.5).item() == pytest.approx(log(1 + exp(2)))
    one_way = (log(1 + exp(-1)) + log(1 + exp(1))) / 2             # both a's are like b_0
    assert info_nce(eye[[0, 0]], eye, 1.0).item() == pytest.approx((one_way + log(2)) / 2)


def test_only_pairs_are_aligned() -> None:
    torch.manual_seed(0)
    alignment, view, sentence = ContrastiveAlignment(4, 3, 2, 0.07), torch.randn(3, 4), torch.randn(3, 3)
    paired = torch.tensor([True, False, True])
    loss = alignment(view, sentence, paired)
    view[1], sentence[1] = 9, -9
    assert alignment(view, sentence, paired) == loss > 0
    assert alignment(view, sentence, torch.zeros(3, dtype=torch.bool)) == 0


def output(count: int) -> TrackerOutput:
    boxes = torch.tensor([TARGET, TARGET, TARGET, MISS]).expand(count, -1, -1)
    return TrackerOutput(torch.zeros(count, 2, 2), boxes, torch.zeros(count, 2, 2))


def test_an_absent_target_teaches_no_box() -> None:
    """At logit 0 every cell costs log 2, whatever its weight; the absent sample adds nothing to the boxes."""
    present, target = torch.tensor([True, False]), torch.tensor([[0.5, 0.5, 0.4, 0.4]]).expand(2, -1)
    terms = tracking_losses(output(2), target, present, cell_line(4, 2), COSTConfig())
    assert terms['class'].item() == pytest.approx(log(2))
    miss_l1, miss_giou = 0.4 + 0.4 + 0.3 + 0.3, 1 - (0 - (0.65 ** 2 - 0.16 - 0.01) / 0.65 ** 2)
    assert terms['l1'].item() == pytest.approx((3 * 0.2 + miss_l1) / 4)
    assert terms['giou'].item() == pytest.approx((3 * 0.5 + miss_giou) / 4, abs=1e-6)
    nobody = tracking_losses(output(2), target, torch.zeros(2, dtype=torch.bool), cell_line(4, 2), COSTConfig())
    assert (nobody['l1'], nobody['giou']) == (0, 0) and nobody['class'].item() == pytest.approx(log(2))


def test_the_sum_is_transts() -> None:
    terms = {name: torch.tensor(value) for name, value in
             {'class': 1.0, 'l1': 0.1, 'giou': 0.5, 'alignment': 2.0, 'correlation': 3.0}.items()}
    config = COSTConfig(correlation_loss_weight=0.5)
    assert weighted_sum(terms, config)['loss'].item() == pytest.approx(8.334 + 0.5 + 1.0 + 2.0 + 1.5)
