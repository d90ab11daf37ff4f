from __future__ import annotations

import pytest
import torch
from support.reference import load_reference
from support.tiny_mvlm import TINY
from torch import Tensor

from vl_tracker_ros.models.base import TrackerOutput
from vl_tracker_ros.models.layers.correlation_margin import cells_inside, correlation_margin_loss
from vl_tracker_ros.models.layers.losses import top_box_iou
from vl_tracker_ros.models.mvlm.losses import mvlm_loss, released_cells_inside


@pytest.fixture(scope='module')
def maps() -> tuple[Tensor, Tensor, dict[str, float]]:
    reference = load_reference('mvlm_losses')
    cosines, inside = (torch.from_numpy(reference[name]) for name in ('cosines', 'inside'))
    return cosines, inside, reference


@pytest.mark.parametrize(('name', 'top_k', 'temperature'), [
    ('cm_k10_t1', 10, 1.0), ('cm_all_t1', 196, 1.0), ('cm_k5_t2', 5, 2.0), ('cm_k10_t05', 10, 0.5)])
def test_released_margin_loss_equals_the_official_one(
        maps, name: str, top_k: int, temperature: float) -> None:
    cosines, inside, reference = maps
    loss = correlation_margin_loss(cosines, inside, temperature, top_k, 'released')
    assert loss.item() == pytest.approx(float(reference[name]), abs=1e-5)


def test_released_margin_loss_of_each_sample(maps) -> None:
    cosines, inside, reference = maps
    per_sample = [correlation_margin_loss(cosines[i:i + 1], inside[i:i + 1], 1.0, 10, 'released').item()
                  for i in range(len(cosines))]
    assert per_sample == pytest.approx(list(reference['cm_per_sample']), abs=1e-5)


def test_margin_loss_by_hand() -> None:
    cosines = torch.tensor([[0.8, 0.6, 0.5, -0.1]])
    inside = torch.tensor([[True, True, False, False]])
    hardest = torch.tensor(0.7 - 0.5)
    assert correlation_margin_loss(cosines, inside, 0.5, 1).item() == pytest.approx(torch.exp(-hardest / 0.5).item())
    released = correlation_margin_loss(cosines, inside, 0.5, 1, 'released').item()
    assert released == pytest.approx(torch.exp(-0.5 * hardest * hardest).item())


@pytest.mark.parametrize('form', ['paper', 'released'])
def test_margin_loss_averages_over_the_background_there_is(form: str) -> None:
    cosines, inside = torch.tensor([[0.9, 0.1, 0.3]]), torch.tensor([[True, False, False]])
    two, many = (correlation_margin_loss(cosines, inside, 0.5, k, form) for k in (2, 10))  # type: ignore[arg-type]
    assert two.item() == pytest.approx(many.item())


@pytest.mark.parametrize('form', ['paper', 'released'])
@pytest.mark.parametrize('fill', [True, False])
def test_margin_loss_without_target_or_background_is_zero_with_a_gradient(form: str, fill: bool) -> None:
    cosines = torch.rand(2, 9, requires_grad=True)
    loss = correlation_margin_loss(cosines, torch.full((2, 9), fill), 0.5, 10, form)  # type: ignore[arg-type]
    loss.backward()
    assert loss.item() == 0 and torch.equal(cosines.grad, torch.zeros(2, 9))


def test_better_separation_costs_less() -> None:
    inside = torch.zeros(1, 9, dtype=torch.bool)
    inside[0, 4] = True
    costs = [correlation_margin_loss(inside * rho, inside, 0.5, 3).item() for rho in (-0.5, 0.0, 0.5, 0.9)]
    assert costs == sorted(costs, reverse=True) and len(set(costs)) == 4


@pytest.mark.parametrize(('box', 'cells'), [
    ((0.5, 0.5, 0.5, 0.5), [5, 6, 9, 10]),
    ((0.3, 0.6, 0.01, 0.01), [9]),              # smaller than a cell
    ((0.5, 0.5, 0.01, 0.01), [10]),             # on the corner of four cells
    ((1.0, 1.0, 0.1, 0.1), [15]),               # on the edge of the view
    ((0.125, 0.5, 0.1, 1.0), [0, 4, 8, 12]),
])
def test_cells_inside(box: tuple[float, ...], cells: list[int]) -> None:
    assert cells_inside(torch.tensor([box]), 4)[0].nonzero().flatten().tolist() == cells


def test_released_cells_are_the_official_ones(maps) -> None:
    """Among them a box that begins outside, one smaller than a cell, and the whole view."""
    _, inside, reference = maps
    x, y, w, h = torch.from_numpy(reference['target_xywh']).T
    assert torch.equal(released_cells_inside(torch.stack([x + w / 2, y + h / 2, w, h], 1), 14), inside)


def output(cell: int, box: tuple[float, ...]) -> TrackerOutput:
    logits = torch.full((1, 4, 4), -8.0)
    logits[0, cell // 4, cell % 4] = 8.0
    correlation = torch.zeros(1, 4, 4)
    correlation[0, cell // 4, cell % 4] = 1.0
    return TrackerOutput(logits, torch.tensor(box).expand(1, 16, 4), correlation)


def test_the_right_answer_costs_least() -> None:
    box = (0.4, 0.6, 0.2, 0.2)                  # cell 9
    target, present = torch.tensor([box]), torch.tensor([True])
    right = mvlm_loss(output(9, box), target, present, TINY)
    for wrong in (output(2, box), output(9, (0.6, 0.6, 0.2, 0.2))):
        assert mvlm_loss(wrong, target, present, TINY)['loss'] > right['loss'] + 0.1
    assert right['l1'] < 1e-6 and right['giou'] < 1e-6


def test_an_absent_target_has_no_box_to_teach() -> None:
    losses = mvlm_loss(output(9, (0.4, 0.6, 0.2, 0.2)), torch.full((1, 4), 0.5), torch.tensor([False]), TINY)
    assert losses['l1'] == losses['giou'] == losses['margin'] == 0 and losses['focal'] > 1


def test_top_box() -> None:
    target = torch.tensor([[0.5, 0.6, 0.2, 0.2]])
    assert top_box_iou(output(9, (0.4, 0.6, 0.2, 0.2)), target).item() == pytest.approx(1 / 3)
