from __future__ import annotations

from pathlib import Path

import pytest
import torch
from support.tiny_mvlm import TINY, tiny_mvlm
from torch import Tensor

from vl_tracker_ros.export import export_network, frame_inputs
from vl_tracker_ros.models.mvlm.losses import mvlm_loss
from vl_tracker_ros.models.mvlm.network import MVLM

PYRAMID = {'stage_depth': 1, 'correlation_prior': False, 'language_modulation': False, 'word_filters': 0}
FAST_ITPN, HIVIT = {**PYRAMID, 'backbone': 'fast_itpn'}, {**PYRAMID, 'backbone': 'hivit'}
RELEASED = {**FAST_ITPN, 'num_templates': 0, 'mask_padding': False, 'region_score': 'released',
            'region_text': 'pre_encoder', 'correlation_projection': False}
SWITCHES = [{}, {'correlation_prior': False}, {'language_modulation': False}, {'num_templates': 2},
            {'word_filters': 0}, {'correlation_projection': False}, {'num_templates': 0}, {'mask_padding': False},
            {'optional_template': False}, {'region_score': 'released'}, {'region_text': 'pre_encoder'},
            {'correlation_prior': False, 'language_modulation': False, 'correlation_projection': False},
            FAST_ITPN, HIVIT, RELEASED, {**RELEASED, 'num_templates': 2, 'optional_template': False},
            {**FAST_ITPN, 'text_self_attention': False},
            {**HIVIT, 'text_self_attention': False, 'mask_padding': False}]
MASKED = [{}, FAST_ITPN, HIVIT]         # where masks are inputs, every encoder has to heed them


@pytest.fixture(scope='module', params=MASKED, ids=['hybrid', 'fast_itpn', 'hivit'])
def model(request: pytest.FixtureRequest) -> MVLM:
    return tiny_mvlm(**request.param)


def inputs(model: MVLM, **changes: Tensor) -> dict[str, Tensor]:
    return {**frame_inputs(model.spec), **changes}


@torch.no_grad()
def frame(model: MVLM, **changes: Tensor) -> tuple[Tensor, ...]:
    return model.tracker(**inputs(model, **changes))


def same(a: tuple[Tensor, ...], b: tuple[Tensor, ...]) -> bool:
    return all(torch.allclose(x, y, atol=1e-5) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize('switches', SWITCHES)
def test_outputs_are_those_of_the_contract(switches: dict[str, object]) -> None:
    model = tiny_mvlm(**switches)
    boxes, scores, correlation, *regions = frame(model)
    assert len(model.spec.outputs) == 3 + len(regions)
    assert all(region.shape == (1, 16) and region.abs().max() <= 1 + 1e-6 for region in regions)
    assert boxes.shape == (1, 16, 4) and scores.shape == (1, 16) and correlation.shape == (1, 4, 4)
    assert 0 <= scores.min() and scores.max() <= 1 and correlation.abs().max() <= 1 + 1e-6
    assert 0 <= boxes[..., 2:].min() and boxes[..., 2:].max() <= 1


def test_a_template_that_is_not_given_is_not_looked_at(model: MVLM) -> None:
    masked = frame(model, template_mask=torch.zeros(1, 1))
    given = inputs(model)
    with torch.no_grad():
        without = model.tracker.track(**{name: given[name] for name in ('search', 'text', 'text_mask')})
    assert same(masked, (without.boxes, without.score_logits.sigmoid().flatten(1), without.correlation))
    assert same(masked, frame(model, template_mask=torch.zeros(1, 1), template=10 * given['template']))
    assert not same(masked, frame(model))


def test_what_words_alone_use_counts_nothing_beside_a_template() -> None:
    model = tiny_mvlm()
    shown, told = frame(model), frame(model, template_mask=torch.zeros(1, 1))
    for last in (model.tracker.encoder.backbone.words.merge[-1], model.tracker.word_score[-1]):
        torch.nn.init.normal_(last.weight)
        again = frame(model, template_mask=torch.zeros(1, 1))
        assert not same(told, again)
        told = again
    assert all(map(torch.equal, shown, frame(model)))


def test_a_template_that_is_given_counts(model: MVLM) -> None:
    assert not same(frame(model), frame(model, template=-inputs(model)['template']))


def test_only_the_masked_one_of_two_templates_is_left_out() -> None:
    model = tiny_mvlm(num_templates=2)
    template = inputs(model)['template']
    first = torch.tensor([[1.0, 0.0]])
    changed = {'template': torch.stack([template[:, 0], -template[:, 1]], 1)}
    assert same(frame(model, template_mask=first), frame(model, template_mask=first, **changed))
    assert not same(frame(model), frame(model, **changed))


def test_a_mask_that_is_no_input_is_all_ones() -> None:
    for switch, name in (('mask_padding', 'text_mask'), ('optional_template', 'template_mask')):
        model = tiny_mvlm(**{switch: False})
        given = inputs(model)
        assert name not in given
        ones = torch.ones(1, TINY.text_length if name == 'text_mask' else 1)
        with torch.no_grad():
            free, masked = model.tracker.track(**given), model.tracker.track(**given, **{name: ones})
        assert torch.allclose(free.boxes, masked.boxes, atol=1e-5)
        assert torch.allclose(free.correlation, masked.correlation, atol=1e-5)


@pytest.mark.parametrize('backbone', [FAST_ITPN, HIVIT], ids=['fast_itpn', 'hivit'])
def test_text_tokens_that_do_not_see_each_other_are_refined_apart(backbone: dict[str, object]) -> None:
    """With one joint block, a text token then tells the others nothing."""
    refined = {}
    for together in (True, False):
        model = tiny_mvlm(**backbone, text_self_attention=together)
        given = {name: value for name, value in inputs(model).items() if name != 'text_mask'}
        other = given['text'].clone()
        other[:, 0] = 3 * torch.randn(TINY.dim)
        with torch.no_grad():
            a, b = (model.tracker.encoder(**{**given, 'text': text}).text[:, 1:] for text in (given['text'], other))
        refined[together] = torch.allclose(a, b, atol=1e-5)
    assert refined == {True: False, False: True}


@pytest.mark.parametrize('switches', [RELEASED, {**HIVIT, 'num_templates': 2, 'text_self_attention': False}])
def test_variants_export(switches: dict[str, object], tmp_path: Path) -> None:
    model = tiny_mvlm(**switches)
    export_network(model.tracker, frame_inputs(model.spec), model.spec.outputs, tmp_path / 'tracker.onnx')


def test_padding_tokens_never_change_the_outputs(model: MVLM) -> None:
    given = inputs(model)
    padding = (given['text_mask'] == 0)[..., None]
    assert same(frame(model), frame(model, text=given['text'] + 10 * padding))
    assert not same(frame(model), frame(model, text=given['text'] + 10 * ~padding))


def test_padding_ids_never_change_the_tokens(model: MVLM) -> None:
    mask = torch.tensor([[1.0, 1, 1, 0, 0, 0, 0, 0]])
    short, other = torch.tensor([[5, 6, 7, 0, 0, 0, 0, 0], [5, 6, 7, 9, 9, 9, 9, 9]])[:, None]
    with torch.no_grad():
        assert torch.allclose(model.text(short, mask)[:, :3], model.text(other, mask)[:, :3], atol=1e-6)


def test_without_language_the_text_features_do_not_count(model: MVLM) -> None:
    silent = torch.zeros(1, TINY.text_length)
    text = inputs(model)['text']
    assert same(frame(model, text_mask=silent), frame(model, text_mask=silent, text=10 * text))
    assert not same(frame(model), frame(model, text_mask=silent))


def test_without_language_the_correlation_is_with_the_template(model: MVLM) -> None:
    silent = torch.zeros(1, TINY.text_length)
    seen, other = (frame(model, text_mask=silent, template=sign * inputs(model)['template'])[2] for sign in (1, -1))
    assert seen.abs().max() > 0.01 and not torch.allclose(seen, other, atol=1e-3)


def test_with_neither_language_nor_template_nothing_correlates(model: MVLM) -> None:
    nothing = frame(model, text_mask=torch.zeros(1, TINY.text_length), template_mask=torch.zeros(1, 1))
    assert torch.equal(nothing[2], torch.zeros(1, 4, 4))


def test_an_empty_sentence_gives_finite_tokens(model: MVLM) -> None:
    length = TINY.text_length
    assert model.text(torch.zeros(1, length, dtype=torch.long), torch.zeros(1, length)).isfinite().all()


def test_samples_of_a_batch_do_not_see_each_other(model: MVLM) -> None:
    given = inputs(model)
    batch = {name: torch.cat([value, -value if value.min() < 0 else value]) for name, value in given.items()}
    with torch.no_grad():
        together = model.tracker(**batch)
    assert same(frame(model), tuple(out[:1] for out in together))


@pytest.mark.parametrize('switches', SWITCHES)
@pytest.mark.parametrize('silent', [False, True])
def test_gradients_are_finite_and_reach_every_weight(switches: dict[str, object], silent: bool) -> None:
    model = tiny_mvlm(**switches).train()
    given = {name: value.repeat(2, *[1] * (value.ndim - 1)) for name, value in frame_inputs(model.spec).items()}
    mask = torch.full((2, 8), 1.0 - silent)
    given['text'] = model.text(torch.arange(16).view(2, 8), mask)
    if 'text_mask' in given:
        given['text_mask'] = mask
    out = model.predict(given)
    target = torch.tensor([[0.4, 0.6, 0.3, 0.2], [0.5, 0.5, 0.1, 0.1]])
    mvlm_loss(out, target, torch.tensor([True, False]), model.config)['loss'].backward()
    gradients = {name: p.grad for name, p in model.named_parameters()}
    assert all(g.isfinite().all() for g in gradients.values() if g is not None)
    assert all(gradients[f'tracker.head.conv5_{name}.weight'].abs().sum() > 0 for name in ('ctr', 'offset', 'size'))
    assert silent or all(g is not None for g in gradients.values())
