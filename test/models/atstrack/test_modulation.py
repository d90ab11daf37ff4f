from __future__ import annotations

import math

import pytest
import torch

from vl_tracker_ros.models.atstrack.modulation import (
    FineGrainedModulation, LanguageFeatureAblation, ablation_gate)

WORDS = torch.ones(1, 5)


def test_gate_by_hand() -> None:
    similarity = torch.tensor([[0.1, 0.5, 0.9, 0.4, 0.6]])
    # median 0.5; mean 0.5, variance (0.16 + 0 + 0.16 + 0.01 + 0.01) / 5 = 0.068
    theta = 0.5 - 2 * 0.068
    expected = [1 / (1 + math.exp(-10 * (s - theta))) for s in (0.1, 0.5, 0.9, 0.4, 0.6)]
    assert ablation_gate(similarity, WORDS, 10, 2)[0].tolist() == pytest.approx(expected, abs=1e-6)


def test_gate_closes_for_a_word_unlike_the_others_and_is_open_for_the_median() -> None:
    gate = ablation_gate(torch.tensor([[0.5, 0.5, -0.9, 0.6, 0.5]]), WORDS, 10, 1)[0]
    assert gate[2] < 1e-3 and gate[[0, 1, 3, 4]].min() > 0.5


def test_padding_does_not_move_the_threshold() -> None:
    mask = torch.tensor([[1.0, 1, 1, 0, 0]])
    gates = [ablation_gate(torch.tensor([[0.2, 0.8, 0.3, *padding]]), mask, 10, 1)[0, :3]
             for padding in ((-1.0, -1.0), (1.0, 0.9))]
    variance = (0.2 ** 2 + 0.8 ** 2 + 0.3 ** 2) / 3 - (1.3 / 3) ** 2
    expected = 1 / (1 + math.exp(-10 * (0.2 - (0.3 - variance))))
    assert torch.equal(*gates) and gates[0][0].item() == pytest.approx(expected, abs=1e-4)


def test_lower_median_of_an_even_number_of_words() -> None:
    mask = torch.tensor([[1.0, 1, 0, 0, 0]])
    gate = ablation_gate(torch.tensor([[0.7, 0.3, 0, 0, 0]]), mask, 10, 0)[0]
    assert gate[1].item() == pytest.approx(0.5) and gate[0].item() == pytest.approx(1 / (1 + math.exp(-4)))


def test_gate_of_no_words_is_finite() -> None:
    assert ablation_gate(torch.zeros(1, 5), torch.zeros(1, 5), 10, 1).isfinite().all()


def test_gradients_of_the_gate_do_not_reach_padding() -> None:
    similarity = torch.rand(1, 5, requires_grad=True)
    mask = torch.tensor([[1.0, 1, 1, 0, 0]])
    (ablation_gate(similarity, mask, 10, 1) * mask).sum().backward()
    assert not similarity.grad[0, 3:].any() and similarity.grad[0, :3].abs().sum() > 0


def test_ablation_silences_words_that_nothing_in_the_view_resembles() -> None:
    torch.manual_seed(0)
    lfa = LanguageFeatureAblation(4, 1, sharpness=50, variance_weight=1)
    for layer in (lfa.to_phrase, lfa.to_search):
        torch.nn.init.eye_(layer.weight)
    search = torch.tensor([[[1.0, 0, 0, 0], [0, 1, 0, 0]]])
    phrase = torch.tensor([[[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]])
    silenced = lfa(phrase, torch.ones(1, 3), search)[0].norm(dim=-1)
    assert silenced[2] < 1e-3 and silenced[:2].min() > 0.5


@pytest.fixture
def modulation() -> FineGrainedModulation:
    torch.manual_seed(0)
    return FineGrainedModulation(('category', 'appearance', 'action', 'location'), 8, 2, vfm=True, lfa=True,
                                 sharpness=10, variance_weight=1)


def test_each_phrase_looks_only_at_what_it_speaks_of(modulation: FineGrainedModulation) -> None:
    phrases = {name: torch.randn(1, 3, 8) for name in ('category', 'appearance', 'action', 'location')}
    masks = {name: torch.ones(1, 3) for name in phrases}
    templates, search = torch.randn(1, 3, 4, 8), torch.randn(1, 9, 8)

    def changed(templates: torch.Tensor, search: torch.Tensor) -> set[str]:
        new = modulation(phrases, masks, templates, search)
        return {name for name in phrases if not torch.allclose(new[name], before[name])}

    before = modulation(phrases, masks, templates, search)
    latest, older = templates.clone(), templates.clone()
    latest[:, -1] += 1 + torch.rand(1, 4, 8)
    older[:, 0] += 1 + torch.rand(1, 4, 8)
    assert changed(latest, search) == {'category', 'appearance', 'action'}
    assert changed(older, search) == {'action'}
    assert changed(templates, -search) == {'location'}


def test_a_phrase_without_its_switch_stays_as_it_is() -> None:
    modulation = FineGrainedModulation(('category', 'location'), 8, 2, vfm=False, lfa=False, sharpness=10,
                                       variance_weight=1)
    phrases = {name: torch.randn(1, 3, 8) for name in ('category', 'location')}
    out = modulation(phrases, {}, torch.randn(1, 2, 4, 8), torch.randn(1, 9, 8))
    assert all(torch.equal(out[name], phrases[name]) for name in phrases)
