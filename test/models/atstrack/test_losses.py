from __future__ import annotations

import pytest
import torch
from support.tiny_atstrack import SWITCHES, tiny_atstrack
from torch import Tensor

from vl_tracker_ros.export import frame_inputs
from vl_tracker_ros.models.atstrack.losses import atstrack_loss, frame_loss
from vl_tracker_ros.models.atstrack.network import ATSTrack
from vl_tracker_ros.models.atstrack.unroll import UnrolledOutput, shifted
from vl_tracker_ros.models.base import TrackerOutput
from vl_tracker_ros.models.layers.losses import top_box_iou

BOX = (0.4, 0.6, 0.2, 0.2)                  # centre in cell (1,2) of 4x4: index 9


def output(cell: int, box: tuple[float, ...] = BOX) -> TrackerOutput:
    """A sure score for one cell; every cell proposes the same box."""
    logits = torch.full((1, 4, 4), -8.0)
    logits[0, cell // 4, cell % 4] = 8.0
    return TrackerOutput(logits, torch.tensor(box).expand(1, 16, 4), torch.zeros(1, 4, 4))


def target(box: tuple[float, ...] = BOX) -> tuple[Tensor, Tensor]:
    return torch.tensor([box]), torch.tensor([True])


def test_terms_and_their_weights_by_hand() -> None:
    losses = frame_loss(output(9, (0.5, 0.6, 0.2, 0.2)), *target())
    assert losses['l1'].item() == pytest.approx(0.1, abs=1e-6)
    assert losses['giou'].item() == pytest.approx(1 - 0.02 / 0.06, abs=1e-5)      # hull = union
    assert losses['focal'] < 1e-2
    expected = losses['focal'] + 5 * losses['l1'] + 2 * losses['giou']
    assert losses['loss'].item() == pytest.approx(expected.item())


def test_an_absent_target_has_no_box_to_teach() -> None:
    losses = frame_loss(output(9), torch.full((1, 4), 0.5), torch.tensor([False]))
    assert losses['l1'] == losses['giou'] == 0 and losses['focal'] > 1


def unrolled_output(first: TrackerOutput, shift: tuple[float, float]) -> UnrolledOutput:
    second = output(9)
    return UnrolledOutput(second.score_logits, second.boxes, second.correlation, first, torch.tensor(shift))


def test_the_first_frame_is_judged_where_its_target_stood() -> None:
    there = unrolled_output(output(10, (0.65, 0.6, 0.2, 0.2)), (0.25, 0.0))
    assert atstrack_loss(there, *target())['l1'] < 1e-6
    elsewhere = unrolled_output(output(9), (0.25, 0.0))
    assert atstrack_loss(elsewhere, *target())['l1'].item() == pytest.approx(0.25 / 2, abs=1e-6)


def test_a_target_that_the_shift_moved_out_of_view_is_absent_there() -> None:
    gone = unrolled_output(output(9), (-0.5, 0.0))
    losses = atstrack_loss(gone, *target())
    assert losses['l1'] == losses['giou'] == 0 and losses['focal'] > 1


def test_content_moves_by_whole_cells() -> None:
    images = torch.arange(1.0, 1 + 64 * 64).view(1, 1, 64, 64).expand(1, 3, 64, 64)
    moved = shifted(images, torch.tensor([1, -2]))
    assert torch.equal(moved[..., :32, 16:], images[..., 32:, :48])
    assert not moved[..., 32:, :].any() and not moved[..., :16].any()


def batch(model: ATSTrack) -> tuple[dict[str, Tensor], Tensor]:
    torch.manual_seed(0)
    inputs = {name: value.repeat(2, *[1] * (value.ndim - 1)) for name, value in frame_inputs(model.spec).items()}
    inputs['search'] = torch.randn(2, 3, 64, 64)
    if 'state' in inputs:
        inputs['state'] = torch.zeros_like(inputs['state'])
    return inputs, torch.arange(24).view(2, 12)


@pytest.mark.parametrize('switches', SWITCHES)
def test_gradients_are_finite_and_reach_every_weight(switches: dict[str, object]) -> None:
    model = tiny_atstrack(**switches).train()
    inputs, ids = batch(model)
    inputs['text'] = model.text(ids, inputs['text_mask'])
    inputs['text_mask'] = inputs['text_mask'] * torch.tensor([[1.0], [0.0]])        # one sample has no language
    out = model.predict(inputs)
    losses = model.loss(out, torch.tensor([[0.4, 0.6, 0.3, 0.2], [0.5, 0.5, 0.1, 0.1]]), torch.tensor([True, False]))
    (losses['loss'] + out.correlation.sum()).backward()
    gradients = {name: p.grad for name, p in model.named_parameters()}
    assert all(g is not None and g.isfinite().all() for g in gradients.values())


def test_the_second_frame_is_given_the_token_of_the_first() -> None:
    model = tiny_atstrack()
    inputs, _ = batch(model)
    with torch.no_grad():
        out = model.predict(inputs)
        first = model.tracker.track(**inputs)
        second = model.tracker.track(**inputs | {'state': first.next_state})
    assert torch.equal(out.first.boxes, first.boxes) and torch.equal(out.boxes, second.boxes)
    assert not torch.allclose(first.boxes, second.boxes) and not out.shift.any()


def test_training_learns_a_fixed_batch() -> None:
    model = tiny_atstrack().train()
    inputs, ids = batch(model)
    boxes, present = torch.tensor([[0.3, 0.6, 0.3, 0.2], [0.7, 0.4, 0.2, 0.4]]), torch.tensor([True, True])
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(60):
        out = model.predict(inputs | {'text': model.text(ids, inputs['text_mask'])})
        loss = model.loss(out, boxes, present)['loss']
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert sum(losses[-5:]) < 0.4 * sum(losses[:5])
    assert top_box_iou(out, boxes).min() > 0.5
