from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import pytest
import torch
from support.tiny_atstrack import SWITCHES, TINY, tiny_atstrack
from torch import Tensor

from vl_tracker_ros.export import export_model, export_network, frame_inputs
from vl_tracker_ros.language.phrases import ATTRIBUTES
from vl_tracker_ros.models.atstrack.network import ATSTrack, weighted
from vl_tracker_ros.models.exported import weights_by_name

WORDS = TINY.phrase_length


@pytest.fixture(scope='module')
def model() -> ATSTrack:
    return tiny_atstrack()


def inputs(model: ATSTrack, **changes: Tensor) -> dict[str, Tensor]:
    return {**frame_inputs(model.spec), **changes}


@torch.no_grad()
def frame(model: ATSTrack, **changes: Tensor) -> tuple[Tensor, ...]:
    return model.tracker(*inputs(model, **changes).values())


def same(a: tuple[Tensor, ...], b: tuple[Tensor, ...]) -> bool:
    return all(torch.allclose(x, y, atol=1e-5) for x, y in zip(a, b, strict=True))


def only(*attributes: str) -> Tensor:
    """A text mask with all words of these phrases, none of the others."""
    return torch.tensor([[float(name in attributes) for name in ATTRIBUTES]]).repeat_interleave(WORDS, dim=1)


@pytest.mark.parametrize('switches', SWITCHES)
def test_outputs_are_those_of_the_contract(switches: dict[str, Any]) -> None:
    model = tiny_atstrack(**switches)
    out = dict(zip(model.spec.outputs, frame(model), strict=True))
    assert out['boxes'].shape == (1, 16, 4) and out['scores'].shape == (1, 16)
    assert out['correlation'].shape == (1, 4, 4) and out['correlation'].abs().max() <= 1 + 1e-6
    assert 0 <= out['scores'].min() and out['scores'].max() <= 1
    assert ('next_state' in out) == model.config.vl_token
    assert not model.config.vl_token or out['next_state'].shape == (1, *model.spec.state_shape) == (1, 1, 16)


@pytest.mark.parametrize('attribute', ATTRIBUTES)
def test_each_phrase_counts_unless_it_is_absent_or_switched_off(attribute: str) -> None:
    text = inputs(tiny_atstrack())['text']
    changed = text + only(attribute)[..., None] * torch.randn(text.shape, generator=torch.Generator().manual_seed(1))
    everything, others = only(*ATTRIBUTES), only(*set(ATTRIBUTES) - {attribute})
    model = tiny_atstrack()
    assert not same(frame(model, text_mask=everything), frame(model, text_mask=everything, text=changed))
    assert same(frame(model, text_mask=others), frame(model, text_mask=others, text=changed))
    model = tiny_atstrack(attributes=tuple(name for name in ATTRIBUTES if name != attribute))
    assert same(frame(model, text_mask=everything), frame(model, text_mask=everything, text=changed))


def test_padding_tokens_never_change_the_outputs(model: ATSTrack) -> None:
    given = inputs(model)
    padding = (given['text_mask'] == 0)[..., None]
    assert same(frame(model), frame(model, text=given['text'] + 10 * padding))


def test_without_language_the_correlation_is_with_the_latest_template(model: ATSTrack) -> None:
    silent, template = torch.zeros(1, 4 * WORDS), inputs(model)['template']
    seen = frame(model, text_mask=silent)
    assert all(out.isfinite().all() for out in seen) and seen[2].abs().max() > 0.01
    assert same(seen, frame(model, text_mask=silent, text=10 * inputs(model)['text']))
    other = torch.cat([template[:, :-1], -template[:, -1:]], dim=1)
    assert not torch.allclose(seen[2], frame(model, text_mask=silent, template=other)[2], atol=1e-3)


def test_the_order_of_the_templates_counts(model: ATSTrack) -> None:
    assert not same(frame(model), frame(model, template=inputs(model)['template'].flip(1)))


def test_the_state_carries_what_was_seen_and_said_to_the_next_frame(model: ATSTrack) -> None:
    first = torch.zeros(1, 1, 16)
    search = inputs(model)['search']
    states = {name: frame(model, state=first, **change)[3] for name, change in {
        'one': {}, 'other view': {'search': -search}, 'other words': {'text': -inputs(model)['text']}}.items()}
    outs = [frame(model, state=state) for state in (first, *states.values())]
    assert not any(same(a, b) for i, a in enumerate(outs) for b in outs[:i])


def test_without_the_token_nothing_is_carried() -> None:
    spec = tiny_atstrack(vl_token=False).spec
    assert 'state' not in spec.inputs and 'next_state' not in spec.outputs and spec.state_shape == []


def test_search_tokens_are_weighted_by_hand() -> None:
    tokens, vl_token = torch.tensor([[[1.0, 2, 0, 1], [0, 0, 1, 0]]]), torch.tensor([[[1.0, 1, 0, 1]]])
    assert torch.equal(weighted(tokens, vl_token), torch.tensor([[[3.0, 6, 0, 3], [0, 0, 1, 0]]]))


@pytest.mark.parametrize('frozen', [False, True])
def test_a_frozen_text_encoder_does_not_learn(frozen: bool) -> None:
    model = tiny_atstrack(freeze_text=frozen)
    assert {p.requires_grad for p in model.text.parameters()} == {not frozen}
    assert all(p.requires_grad for p in model.tracker.parameters())


def test_no_word_sees_another_phrase(model: ATSTrack) -> None:
    mask = torch.ones(1, 4 * WORDS)
    ids = torch.arange(4 * WORDS)[None]
    other = ids.clone()
    other[:, :WORDS] += 50
    with torch.no_grad():
        a, b = model.text(ids, mask), model.text(other, mask)
    assert torch.allclose(a[:, WORDS:], b[:, WORDS:], atol=1e-6) and not torch.allclose(a[:, :WORDS], b[:, :WORDS])


def test_an_absent_phrase_has_finite_tokens(model: ATSTrack) -> None:
    with torch.no_grad():
        assert model.text(torch.zeros(1, 4 * WORDS, dtype=torch.long), only('action')).isfinite().all()


def test_samples_of_a_batch_do_not_see_each_other(model: ATSTrack) -> None:
    given = inputs(model)
    batch = [torch.cat([value, -value if value.min() < 0 else value]) for value in given.values()]
    with torch.no_grad():
        together = model.tracker(*batch)
    assert same(frame(model), tuple(out[:1] for out in together))


def run(path: Path, inputs: dict[str, Tensor]) -> tuple[Tensor, ...]:
    feeds = {name: value.numpy() for name, value in inputs.items()}
    return tuple(map(torch.from_numpy, onnxruntime.InferenceSession(path).run(None, feeds)))


def test_exported_networks_keep_weights_by_name_and_survive_absent_phrases(tmp_path: Path, model: ATSTrack) -> None:
    export_model(model, tmp_path)
    names = weights_by_name(onnx.load(tmp_path / 'tracker.onnx').graph)
    assert not dict(model.tracker.named_parameters()).keys() - names.keys()
    silent = inputs(model, text_mask=torch.zeros(1, 4 * WORDS))
    assert same(run(tmp_path / 'tracker.onnx', silent), frame(model, **silent))
    phrases = {'ids': torch.arange(4 * WORDS)[None], 'mask': only('category')}
    with torch.no_grad():
        assert same(run(tmp_path / 'text.onnx', phrases), (model.text(**phrases),))


def test_export_without_the_token(tmp_path: Path) -> None:
    model = tiny_atstrack(vl_token=False, num_templates=1, attributes=('location',))
    export_network(model.tracker, frame_inputs(model.spec), model.spec.outputs, tmp_path / 'tracker.onnx')
