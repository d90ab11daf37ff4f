from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import pytest
import torch
from support.onnx_graph import OPERATORS, operators
from support.tiny_all_in_one import SWITCHES, TINY, tiny_all_in_one
from torch import Tensor

from vl_tracker_ros.export import export_network, frame_inputs
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.models.exported import weights_by_name

BOXES, PRESENT = torch.tensor([[0.4, 0.6, 0.3, 0.2], [0.5, 0.5, 0.1, 0.1]]), torch.tensor([True, False])


@pytest.fixture(scope='module')
def model() -> AllInOne:
    return tiny_all_in_one()


def inputs(model: AllInOne, **changes: Tensor) -> dict[str, Tensor]:
    return {**frame_inputs(model.spec), **changes}


@torch.no_grad()
def frame(model: AllInOne, **changes: Tensor) -> tuple[Tensor, ...]:
    return model.tracker(**inputs(model, **changes))


def same(a: tuple[Tensor, ...], b: tuple[Tensor, ...]) -> bool:
    return all(torch.allclose(x, y, atol=1e-5) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize('switches', SWITCHES)
def test_outputs_are_those_of_the_contract(switches: dict[str, Any]) -> None:
    boxes, scores, correlation = frame(tiny_all_in_one(**switches))
    assert boxes.shape == (1, 16, 4) and scores.shape == (1, 16) and correlation.shape == (1, 4, 4)
    assert 0 <= scores.min() and scores.max() <= 1 and correlation.abs().max() <= 1 + 1e-6


@pytest.mark.parametrize('sentence', ['masked_mean', 'mean_released', 'cls_released'])
def test_which_words_count(sentence: str) -> None:
    """The mean counts real tokens only, the released mean padding too, the released [CLS] nothing but the first."""
    model = tiny_all_in_one(sentence=sentence)
    text = inputs(model)['text']
    first, second, padding = (text.clone() for _ in range(3))
    first[:, 0], second[:, 1], padding[:, -1] = -text[:, 0], -text[:, 1], -text[:, -1]
    counted = [not same(frame(model), frame(model, text=changed)) for changed in (first, second, padding)]
    assert counted == {'masked_mean': [True, True, False], 'mean_released': [True] * 3,
                       'cls_released': [True, False, False]}[sentence]


def test_without_words_it_is_a_tracker_without_language(model: AllInOne) -> None:
    silent = torch.zeros(1, TINY.text_length)
    blind = tiny_all_in_one()
    blind.tracker.mixup = None
    assert same(frame(model, text_mask=silent), frame(blind))
    assert not same(frame(model, text_mask=silent), frame(model))


def test_mixup_off_hears_no_words() -> None:
    model = tiny_all_in_one(modal_mixup=False)
    assert same(frame(model), frame(model, text=-inputs(model)['text']))


def test_the_template_counts_and_is_correlated_with(model: AllInOne) -> None:
    seen, other = frame(model), frame(model, template=-inputs(model)['template'])
    assert not same(seen, other) and not torch.allclose(seen[2], other[2], atol=1e-3)


def test_eliminated_cells_do_not_correlate(model: AllInOne) -> None:
    assert int((frame(model)[2] == 0).sum()) == 16 - 9                  # 16 -> 12 -> 9
    assert int((frame(tiny_all_in_one(elimination_blocks=()))[2] == 0).sum()) == 0


def test_elimination_begins_with_the_training_and_is_whole_in_use() -> None:
    model = tiny_all_in_one().train()
    kept = []
    for share in (0.0, 0.2, 1.0):
        model.set_progress(share)
        kept.append(int((model.predict(inputs(model)).correlation != 0).sum()))
    assert kept[0] == 16 and kept[0] > kept[1] > kept[2] == 9
    model.set_progress(0.0)
    assert int((model.eval().predict(inputs(model)).correlation != 0).sum()) == 9


def test_samples_of_a_batch_do_not_see_each_other(model: AllInOne) -> None:
    given = inputs(model)
    batch = {name: torch.cat([value, -value if value.min() < 0 else value]) for name, value in given.items()}
    with torch.no_grad():
        together = model.tracker(**batch)
    assert same(frame(model), tuple(out[:1] for out in together))


def batch_of_two(model: AllInOne) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(2)
    given = {name: torch.randn(2, *value.shape[1:], generator=generator) for name, value in inputs(model).items()}
    mask = inputs(model).get('text_mask', torch.ones(1, TINY.text_length)).repeat(2, 1)
    text = {'text': model.text(torch.arange(16).view(2, 8), mask), 'text_mask': mask}
    return {**given, **{name: value for name, value in text.items() if name in given}}


@pytest.mark.parametrize('switches', SWITCHES)
def test_gradients_are_finite_and_reach_every_weight_in_use(switches: dict[str, Any]) -> None:
    model = tiny_all_in_one(**switches).train()
    losses = model.loss(model.predict(batch_of_two(model)), BOXES, torch.tensor([True, True]))
    losses['loss'].backward()
    gradients = {name: p.grad for name, p in model.named_parameters()}
    assert all(g.isfinite().all() for g in gradients.values() if g is not None)
    silent = [name for name, g in gradients.items() if g is None and name.startswith('tracker.')]
    assert silent == [] and set(losses) - {'loss'} == {
        'focal', 'l1', 'giou', *(['cma', 'ima'] if model.config.cma_weight or model.config.ima_weight else []),
        *(['correlation'] if model.config.correlation_loss_weight else [])}


def test_a_frozen_text_encoder_learns_nothing() -> None:
    model = tiny_all_in_one(freeze_text=True).train()
    model.loss(model.predict(batch_of_two(model)), BOXES, PRESENT)['loss'].backward()
    assert all(p.grad is None for p in model.text.encoder.parameters())


def test_a_fixed_batch_is_learnt() -> None:
    torch.manual_seed(0)
    model = tiny_all_in_one(correlation_loss_weight=1.0).train()
    optimizer, losses = torch.optim.AdamW(model.parameters(), lr=3e-3), []
    for _ in range(25):
        out = model.predict(batch_of_two(model))
        terms = model.loss(out, BOXES, torch.tensor([True, True]))
        optimizer.zero_grad()
        terms['loss'].backward()
        optimizer.step()
        losses.append({name: value.item() for name, value in terms.items()})
    assert losses[-1]['loss'] < 0.5 * losses[0]['loss']
    assert losses[-1]['cma'] < losses[0]['cma'] and losses[-1]['ima'] < losses[0]['ima']


def test_exported_networks_are_the_model_without_its_alignment(tmp_path: Path, model: AllInOne) -> None:
    export_network(model.tracker, inputs(model), model.spec.outputs, tmp_path / 'tracker.onnx')
    assert operators(tmp_path / 'tracker.onnx') <= OPERATORS
    weights = weights_by_name(onnx.load(tmp_path / 'tracker.onnx').graph)
    assert not any('alignment' in name for name in weights)
    session = onnxruntime.InferenceSession(str(tmp_path / 'tracker.onnx'), providers=['CPUExecutionProvider'])
    for changes in ({}, {'text_mask': torch.zeros(1, TINY.text_length)}, {'search': torch.rand(1, 3, 64, 64)}):
        found = session.run(None, {name: value.numpy() for name, value in inputs(model, **changes).items()})
        assert same(tuple(map(torch.from_numpy, found)), frame(model, **changes))


def test_switches_export(tmp_path: Path) -> None:
    model = tiny_all_in_one(modal_mixup=False, sentence='cls_released', elimination_blocks=())
    export_network(model.tracker, frame_inputs(model.spec), model.spec.outputs, tmp_path / 'tracker.onnx')
    read = onnxruntime.InferenceSession(str(tmp_path / 'tracker.onnx'), providers=['CPUExecutionProvider']).get_inputs()
    assert [value.name for value in read] == model.spec.inputs
