from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from support.tiny_sdtrack import TINY
from torch import Tensor

from vl_tracker_ros.models.sdtrack.decoder import Decoder, DecoderLayer
from vl_tracker_ros.models.sdtrack.heads import PredictionHeads
from vl_tracker_ros.models.sdtrack.mini_detector import first_boxes
from vl_tracker_ros.models.sdtrack.query_selection import Queries

SHAPE = (1, TINY.grid ** 2, TINY.dim)


def layer(**switches: Any) -> DecoderLayer:
    torch.manual_seed(0)
    return DecoderLayer(replace(TINY, **switches))


def tensors(count: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(1)
    return [torch.randn(SHAPE, generator=generator) for _ in range(count)]


@torch.no_grad()
def ask(module: DecoderLayer, **changes: Tensor) -> list[Tensor]:
    contents = {name: changes.get(name, value) for name, value in zip(('classes', 'boxes'), tensors(2))}
    tokens = tensors(3)[2]
    return module(list(contents.values()), tensors(5)[3:], tokens, tokens, first_boxes(TINY.grid))


@pytest.mark.parametrize(('shared', 'heard'), [(True, True), (False, False)])
def test_tasks_hear_of_each_other_in_shared_self_attention_only(shared: bool, heard: bool) -> None:
    module = layer(shared_self_attention=shared)
    before, after = ask(module), ask(module, boxes=tensors(6)[5])
    assert torch.allclose(before[0], after[0], atol=1e-6) != heard
    assert not torch.allclose(before[1], after[1], atol=1e-3)


@pytest.mark.parametrize('part', ['attn.k.weight', 'rpb.mlp_x.2.weight', 'mlp.fc1.weight'])
def test_each_task_looks_at_the_image_with_weights_of_its_own(part: str) -> None:
    module = layer()
    before = ask(module)
    with torch.no_grad():
        module.branches[1].get_parameter(part).mul_(-2)
    after = ask(module)
    assert torch.equal(before[0], after[0]) and not torch.allclose(before[1], after[1], atol=1e-6)


@pytest.mark.parametrize(('switches', 'attentions', 'branches'), [
    ({}, 1, 2),
    ({'disentangled_cross_attention': False}, 1, 1),
    ({'shared_self_attention': False}, 2, 2),
])
def test_what_the_tasks_share(switches: dict[str, bool], attentions: int, branches: int) -> None:
    module = layer(**switches)
    assert (len(module.self_attention), len(module.branches)) == (attentions, branches)


def test_shared_branch_serves_both_tasks_alike() -> None:
    module, same = layer(disentangled_cross_attention=False), tensors(1)[0]
    with torch.no_grad():
        classes, boxes = module([same, same], [same, same], same, same, first_boxes(TINY.grid))
    assert torch.allclose(classes, boxes, atol=1e-6)


def test_position_bias_can_be_left_out() -> None:
    assert layer(box_rpb=False).branches[0].rpb is None
    module, contents, tokens = layer(), tensors(2), tensors(3)[2]
    with torch.no_grad():
        here, there = (module(contents, tensors(2), tokens, tokens, boxes)
                       for boxes in (first_boxes(TINY.grid), 0.5 * first_boxes(TINY.grid)))
    assert not any(torch.allclose(a, b, atol=1e-6) for a, b in zip(here, there))


def test_each_layer_takes_the_boxes_of_the_one_before_as_given() -> None:
    torch.manual_seed(0)
    decoder, heads = Decoder(replace(TINY, box_rpb=False)), PredictionHeads(TINY.dim)
    torch.nn.init.constant_(heads.refine[-1].bias, 0.5)
    anchors = first_boxes(TINY.grid).clone().requires_grad_()
    first, second = decoder(Queries(tensors(2), tensors(2), anchors, None), tensors(3)[2], heads)
    assert torch.allclose(second.boxes, (first.boxes.logit() + 0.5).sigmoid(), atol=1e-5)
    assert torch.autograd.grad(second.boxes.sum(), anchors, allow_unused=True) == (None,)
    assert torch.autograd.grad(first.boxes.sum(), anchors)[0].abs().sum() > 0
