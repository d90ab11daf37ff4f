from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import pytest
import torch
from support.onnx_graph import OPERATORS, fused_attentions, operators
from support.tiny_cost import PLAIN, SWITCHES, TINY, tiny_cost
from torch import Tensor

from vl_tracker_ros.export import export_model, export_network, frame_inputs
from vl_tracker_ros.models.cost.cells import region_means
from vl_tracker_ros.models.cost.network import COST
from vl_tracker_ros.models.exported import weights_by_name
from vl_tracker_ros.models.layers.attention import cosine_map, masked_mean
from vl_tracker_ros.models.layers.losses import top_box_iou

NO_WORDS = torch.zeros(1, TINY.text_length)


@pytest.fixture(scope='module')
def model() -> COST:
    return tiny_cost()


@torch.no_grad()
def frame(model: COST, **changes: Tensor) -> tuple[Tensor, ...]:
    return model.tracker(**{**frame_inputs(model.spec), **changes})


def same(a: tuple[Tensor, ...], b: tuple[Tensor, ...]) -> bool:
    return all(torch.allclose(x, y, atol=1e-5) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize('switches', SWITCHES)
def test_outputs_are_those_of_the_contract(switches: dict[str, Any]) -> None:
    boxes, scores, correlation, regions = frame(tiny_cost(**switches))
    assert boxes.shape == (1, 16, 4) and scores.shape == regions.shape == (1, 16) and correlation.shape == (1, 4, 4)
    assert 0 <= scores.min() and scores.max() <= 1 and correlation.abs().max() <= 1 + 1e-6
    assert 0 <= boxes.min() and boxes.max() <= 1


def test_a_new_models_boxes_lie_on_its_cells() -> None:
    model = tiny_cost()
    torch.nn.init.zeros_(model.tracker.head.regressor.weight)
    torch.nn.init.zeros_(model.tracker.head.regressor.bias)
    assert frame(model)[0][0, 6].tolist() == pytest.approx([4.5 / 8, 3.5 / 8, 0.25, 0.25])   # column 2, row 1


@pytest.mark.parametrize('switches', [{}, PLAIN])
def test_template_and_words_tell_what_to_look_for(switches: dict[str, Any]) -> None:
    model = tiny_cost(**switches)
    inputs, plain = frame_inputs(model.spec), frame(model)
    for name in ('template', 'text', 'search'):
        assert not torch.allclose(frame(model, **{name: -inputs[name]})[1], plain[1], rtol=0, atol=2e-6), name
    padding = inputs['text'] + 1 - inputs['text_mask'][..., None]
    assert same(frame(model, text=padding), plain)
    assert same(frame(model, text=-inputs['text'], text_mask=NO_WORDS), frame(model, text_mask=NO_WORDS))


@torch.no_grad()
def test_correlation_is_with_the_words_and_without_them_with_the_template(model: COST) -> None:
    inputs, tracker = frame_inputs(model.spec), model.tracker
    seen: dict[str, Any] = {}
    hooks = [tracker.fusion.register_forward_hook(lambda module, args, out: seen.update(fused=out)),
             tracker.visual.register_forward_hook(lambda module, args, out: seen.update(template=out[1]))]
    boxes, _, with_words, regions = frame(model)
    words = masked_mean(seen['fused'].words, inputs['text_mask'])
    assert torch.allclose(with_words.flatten(1), cosine_map(seen['fused'].visual, words), atol=1e-6)
    assert torch.allclose(regions, region_means(tracker.line, boxes, with_words.flatten(1)), atol=1e-6)
    without = frame(model, text_mask=NO_WORDS)[2]
    expected = cosine_map(seen['fused'].visual, seen['template'].mean(1))
    assert torch.allclose(without.flatten(1), expected, atol=1e-6)
    for hook in hooks:
        hook.remove()


def test_samples_of_a_batch_do_not_see_each_other(model: COST) -> None:
    inputs = frame_inputs(model.spec)
    flipped = {name: value if name == 'text_mask' else -value for name, value in inputs.items()}
    together = frame(model, **{name: torch.cat([inputs[name], flipped[name]]) for name in inputs})
    assert same(frame(model), tuple(value[:1] for value in together))


@pytest.mark.parametrize('switches', SWITCHES)
def test_gradients_are_finite_and_reach_every_weight(switches: dict[str, Any]) -> None:
    model = tiny_cost(**switches).train()
    inputs = {name: value.repeat(2, *[1] * (value.ndim - 1)) for name, value in frame_inputs(model.spec).items()}
    inputs['text'] = model.text(torch.tensor([[5, 6, 7, 0, 0, 0], [8, 9, 0, 0, 0, 0]]), inputs['text_mask'])
    target = torch.tensor([[0.4, 0.6, 0.3, 0.2], [0.5, 0.5, 0.1, 0.1]])
    terms = model.loss(model.predict(inputs), target, torch.tensor([True, True]))
    terms['loss'].backward()
    assert [name for name, p in model.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []
    assert ('alignment' in terms) == model.config.contrastive_alignment
    assert ('correlation' in terms) == bool(model.config.correlation_loss_weight)


def colours(count: int) -> tuple[dict[str, Tensor], Tensor]:
    """A square of the template's colour, and one of the opposite colour, on noise; boxes (B,4) of the first."""
    generator = torch.Generator().manual_seed(0)
    search = 0.1 * torch.randn(count, 3, 128, 128, generator=generator)
    template = 0.1 * torch.randn(count, 3, 64, 64, generator=generator)
    corners = torch.randint(8, 88, (count, 2, 2), generator=generator)
    colour = 1.5 * torch.randn(count, 3, 1, 1, generator=generator)
    for i, ((x, y), (x2, y2)) in enumerate(corners.tolist()):
        search[i, :, y2:y2 + 32, x2:x2 + 32] = -colour[i]
        search[i, :, y:y + 32, x:x + 32] = template[i, :, 16:48, 16:48] = colour[i]
    boxes = torch.cat([(corners[:, 0] + 16) / 128, torch.full((count, 2), 0.25)], dim=1)
    return {'search': search, 'template': template[:, None]}, boxes


def test_it_learns_a_batch_by_heart() -> None:
    torch.manual_seed(0)
    model, (inputs, boxes) = COST(TINY).train(), colours(8)
    ids, mask = torch.arange(8 * 6).view(8, 6), torch.ones(8, 6)
    present, losses = torch.arange(8) < 7, []
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(50):
        out = model.predict({**inputs, 'text': model.text(ids, mask), 'text_mask': mask})
        terms = model.loss(out, boxes, present)
        optimizer.zero_grad()
        terms['loss'].backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        losses.append({name: value.item() for name, value in terms.items()})
    assert losses[-1]['loss'] < 0.35 * losses[0]['loss']
    assert losses[-1]['alignment'] < 0.5 * losses[0]['alignment']
    assert top_box_iou(out, boxes)[present].mean() > 0.6


def test_exported_networks_are_the_model_without_its_alignment(tmp_path: Path, model: COST) -> None:
    export_model(model, tmp_path)
    path = tmp_path / 'tracker.onnx'
    assert operators(path) <= OPERATORS and fused_attentions(path) == 4 + 1 + 2
    weights = weights_by_name(onnx.load(path).graph)
    assert not any('alignment' in name for name in weights)
    assert all(torch.equal(weights[name], value) for name, value in model.tracker.state_dict().items()
               if not name.endswith('num_batches_tracked'))
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    for changes in ({}, {'text_mask': NO_WORDS}, {'search': torch.rand(1, 3, 128, 128)}):
        inputs = {**frame_inputs(model.spec), **changes}
        found = session.run(model.spec.outputs, {name: value.numpy() for name, value in inputs.items()})
        assert same(tuple(map(torch.from_numpy, found)), frame(model, **changes))


def test_it_exports_with_the_switches_off(tmp_path: Path) -> None:
    model, path = tiny_cost(**PLAIN), tmp_path / 'tracker.onnx'
    export_network(model.tracker, frame_inputs(model.spec), model.spec.outputs, path)
    assert operators(path) <= OPERATORS and fused_attentions(path) == 4 + 1
