from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from support.tiny_sdtrack import TINY, tiny_sdtrack
from torch import Tensor

from vl_tracker_ros.export import export_model, frame_inputs
from vl_tracker_ros.models.exported import weights_by_name
from vl_tracker_ros.models.layers.attention import cosine_map
from vl_tracker_ros.models.layers.losses import top_box_iou
from vl_tracker_ros.models.sdtrack.network import SDTrack

SWITCHES = ['query_selection', 'disentangled_cross_attention', 'shared_self_attention', 'box_rpb', 'task_alignment']
ALL_OFF = dict.fromkeys(SWITCHES, False)


@pytest.fixture(scope='module')
def model() -> SDTrack:
    return tiny_sdtrack()


@torch.no_grad()
def frame(model: SDTrack, **changes: Tensor) -> tuple[Tensor, ...]:
    return model.tracker(**{**frame_inputs(model.spec), **changes})


def test_it_is_vision_only(model: SDTrack) -> None:
    assert model.text is None and model.spec.inputs == ['search', 'template'] and model.spec.text_length == 0


@pytest.mark.parametrize('switches', [{}, ALL_OFF, *({name: False} for name in SWITCHES)])
def test_outputs_are_those_of_the_contract(switches: dict[str, bool]) -> None:
    boxes, scores, correlation = frame(tiny_sdtrack(**switches))
    assert boxes.shape == (1, 16, 4) and scores.shape == (1, 16) and correlation.shape == (1, 4, 4)
    assert 0 <= scores.min() and scores.max() <= 1 and correlation.abs().max() <= 1 + 1e-6
    assert 0 <= boxes.min() and boxes.max() <= 1


def test_queries_are_in_the_order_of_the_grid() -> None:
    torch.manual_seed(0)
    boxes = frame(SDTrack(TINY).eval())[0]          # heads begin by leaving boxes in place
    assert boxes[0, 6].tolist() == pytest.approx([0.625, 0.375, 0.25, 0.25])


def test_the_template_tells_what_to_look_for(model: SDTrack) -> None:
    changed = frame(model, template=-frame_inputs(model.spec)['template'])
    assert not any(torch.allclose(a, b, atol=1e-4) for a, b in zip(frame(model), changed))


@torch.no_grad()
def test_correlation_is_with_the_middle_of_the_template(model: SDTrack) -> None:
    inputs = frame_inputs(model.spec)
    z, x = model.tracker._encode(inputs['search'], inputs['template'])
    middle = z[:, [5, 6, 9, 10]].mean(1)
    assert torch.allclose(frame(model)[2].flatten(1), cosine_map(x, middle), atol=1e-6)


def test_samples_of_a_batch_do_not_see_each_other(model: SDTrack) -> None:
    inputs = frame_inputs(model.spec)
    together = frame(model, **{name: torch.cat([value, -value]) for name, value in inputs.items()})
    assert all(torch.allclose(a, b[:1], atol=1e-5) for a, b in zip(frame(model), together, strict=True))


@pytest.mark.parametrize('switches', [{}, ALL_OFF])
def test_gradients_are_finite_and_reach_every_weight(switches: dict[str, bool]) -> None:
    model = tiny_sdtrack(**switches).train()
    inputs = {name: value.repeat(2, *[1] * (value.ndim - 1)) for name, value in frame_inputs(model.spec).items()}
    target = torch.tensor([[0.4, 0.6, 0.3, 0.2], [0.5, 0.5, 0.1, 0.1]])
    model.loss(model.predict(inputs), target, torch.tensor([True, False]))['loss'].backward()
    assert [name for name, p in model.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []


def colours(count: int) -> tuple[dict[str, Tensor], Tensor]:
    """A square of the template's colour, and one of the opposite colour, on noise; boxes (B,4) of the first."""
    generator = torch.Generator().manual_seed(0)
    search, template = (0.1 * torch.randn(count, 3, 64, 64, generator=generator) for _ in range(2))
    corners = torch.randint(0, 40, (count, 2, 2), generator=generator)
    colour = 1.5 * torch.randn(count, 3, 1, 1, generator=generator)
    for i, ((x, y), (x2, y2)) in enumerate(corners.tolist()):
        search[i, :, y2:y2 + 24, x2:x2 + 24] = -colour[i]
        search[i, :, y:y + 24, x:x + 24] = template[i, :, 16:48, 16:48] = colour[i]
    boxes = torch.cat([(corners[:, 0] + 12) / 64, torch.full((count, 2), 24 / 64)], dim=1)
    return {'search': search, 'template': template[:, None]}, boxes


def test_it_learns_a_batch_by_heart() -> None:
    torch.manual_seed(0)
    model = SDTrack(TINY).train()
    inputs, boxes = colours(8)
    present, losses = torch.arange(8) < 7, []
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(50):
        out = model.predict(inputs)
        loss = model.loss(out, boxes, present)['loss']
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.35 * losses[0]
    assert top_box_iou(out, boxes)[present].mean() > 0.6


@pytest.mark.parametrize('switches', [{}, {**ALL_OFF, 'decoder_layers': 1}])
def test_exported_tracker_is_the_model(switches: dict[str, Any], tmp_path: Path) -> None:
    model = tiny_sdtrack(**switches)
    export_model(model, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ['tracker.onnx']
    search = torch.rand(1, 3, 64, 64)
    inputs = {**frame_inputs(model.spec), 'search': search}
    session = onnxruntime.InferenceSession(str(tmp_path / 'tracker.onnx'), providers=['CPUExecutionProvider'])
    found = session.run(model.spec.outputs, {name: value.numpy() for name, value in inputs.items()})
    assert all(np.abs(a - b.numpy()).max() <= 1e-4 for a, b in zip(found, frame(model, search=search), strict=True))
    weights = weights_by_name(onnx.load(tmp_path / 'tracker.onnx').graph)
    expected = {name: value for name, value in model.tracker.state_dict().items()
                if not name.endswith('num_batches_tracked')}
    assert all(torch.equal(weights[name], value) for name, value in expected.items())
