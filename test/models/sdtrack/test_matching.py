from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from support.tiny_sdtrack import TINY

from vl_tracker_ros.models.sdtrack.heads import Prediction
from vl_tracker_ros.models.sdtrack.matching import match, matching_cost

LN2 = 0.6931472


def test_cost_by_hand() -> None:
    """At score 1/2 the class costs LN2/4 (1/4 - 3/4); the second box is 0.1 off: IoU and GIoU 1/3."""
    boxes = torch.tensor([[[0.5, 0.5, 0.2, 0.2], [0.6, 0.5, 0.2, 0.2]]])
    prediction = Prediction(torch.zeros(1, 2), boxes)
    cost = matching_cost(prediction, torch.tensor([[0.5, 0.5, 0.2, 0.2]]), TINY)
    classes = 2 * -LN2 / 8
    assert cost[0].tolist() == pytest.approx([classes - 2, classes + 0.5 - 2 / 3], abs=1e-5)
    weighted = matching_cost(prediction, boxes[:, 0], replace(TINY, class_weight=0.0, l1_weight=1.0, giou_weight=0.0))
    assert weighted[0].tolist() == pytest.approx([0, 0.1])


@pytest.mark.parametrize(('repeats', 'matched'), [(1, [3]), (2, [1, 3]), (3, [1, 3, 4])])
def test_copies_of_the_target_go_to_the_cheapest_queries(repeats: int, matched: list[int]) -> None:
    cost = torch.tensor([[0.9, -0.2, 0.8, -0.7, 0.3]])
    assert match(cost, torch.tensor([True]), repeats)[0].nonzero().flatten().tolist() == matched


def test_only_a_present_target_is_matched() -> None:
    cost = torch.tensor([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0], [1.0, 0.0, 2.0]])
    positive = match(cost, torch.tensor([True, False, True]), 2)
    assert positive.tolist() == [[True, True, False], [False] * 3, [True, True, False]]


@pytest.mark.parametrize('bad', [torch.nan, torch.inf])
def test_a_broken_network_is_told(bad: float) -> None:
    with pytest.raises(FloatingPointError, match='matching cost is not finite'):
        match(torch.tensor([[0.0, bad]]), torch.tensor([True]), 1)
