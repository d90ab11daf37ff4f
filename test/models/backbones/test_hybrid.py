from __future__ import annotations

import copy

import pytest
import torch

from vl_tracker_ros.models.backbones.hybrid import HybridBackbone, HybridConfig


@pytest.fixture(scope='module')
def backbone() -> HybridBackbone:
    torch.manual_seed(0)
    return HybridBackbone(HybridConfig(stem_channels=16, dim=8)).eval()


@torch.no_grad()
def test_maps_are_at_stride_16(backbone: HybridBackbone) -> None:
    x, z = backbone(torch.rand(2, 3, 96, 96), torch.rand(2, 3, 3, 64, 64))
    assert x.shape == (2, 8, 6, 6) and z.shape == (2, 3, 8, 4, 4)


@torch.no_grad()
def test_the_first_template_is_looked_for_and_no_other(backbone: HybridBackbone) -> None:
    search, template = torch.rand(1, 3, 96, 96), torch.rand(1, 2, 3, 64, 64)
    last, first = template.clone(), template.clone()
    last[:, 1], first[:, 0] = 0, 0
    seen = backbone(search, template)[0]
    assert torch.equal(seen, backbone(search, last)[0])
    assert not torch.allclose(seen, backbone(search, first)[0], atol=1e-4)


@torch.no_grad()
def test_a_template_that_is_not_given_is_as_none(backbone: HybridBackbone) -> None:
    search, template = torch.rand(1, 3, 96, 96), torch.rand(1, 1, 3, 64, 64)
    alone, nothing = backbone(search)
    assert nothing is None
    assert torch.equal(alone, backbone(search, template, torch.zeros(1, 1))[0])
    assert torch.equal(backbone(search, template)[0], backbone(search, template, torch.ones(1, 1))[0])


@torch.no_grad()
def test_without_correlation_the_view_does_not_know_the_template() -> None:
    torch.manual_seed(0)
    blind = HybridBackbone(HybridConfig(stem_channels=16, dim=8, correlation=0)).eval()
    search = torch.rand(1, 3, 96, 96)
    assert torch.equal(blind(search, torch.rand(1, 1, 3, 64, 64))[0], blind(search)[0])


@pytest.fixture()
def told() -> HybridBackbone:
    torch.manual_seed(0)
    return HybridBackbone(HybridConfig(stem_channels=16, dim=8, word_filters=4)).eval()


@torch.no_grad()
def test_filters_of_words_add_nothing_before_they_learn(told: HybridBackbone) -> None:
    search = torch.rand(1, 3, 96, 96)
    assert torch.equal(told(search, sentence=torch.randn(1, 8))[0], told(search, sentence=torch.randn(1, 8))[0])


@torch.no_grad()
def test_filters_of_words_change_nothing_where_a_template_is_given(told: HybridBackbone) -> None:
    learned = copy.deepcopy(told)
    torch.nn.init.normal_(learned.words.merge[-1].weight)
    search, template, sentence = torch.rand(3, 3, 96, 96), torch.rand(3, 2, 3, 64, 64), torch.randn(3, 8)
    mask = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    before, now = (one(search, template, mask, sentence)[0] for one in (told, learned))
    assert torch.equal(before[:2], now[:2]) and not torch.allclose(before[2], now[2], atol=1e-3)
    assert torch.equal(told(search, template, None, sentence)[0], learned(search, template, None, sentence)[0])
    assert not torch.allclose(told(search, sentence=sentence)[0], learned(search, sentence=sentence)[0], atol=1e-3)


def test_filters_of_words_learn_which_of_two_colours_is_meant(told: HybridBackbone) -> None:
    """One image, red on the left and blue on the right; the sentence says which half of the map shall answer."""
    image = torch.zeros(1, 3, 96, 96)
    image[:, 0, :, :48], image[:, 2, :, 48:] = 1.0, 1.0
    search, sentences = image.expand(2, -1, -1, -1), torch.eye(2, 8)
    wanted = torch.zeros(2, 6, 6)
    wanted[0, :, :3], wanted[1, :, 3:] = 1.0, 1.0
    optimiser = torch.optim.Adam(told.words.parameters(), 0.02)
    features = told.stem(search).detach()
    for _ in range(60):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(told.words(features, sentences)[:, 0], wanted)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert ((told.words(features, sentences)[:, 0] > 0) == (wanted > 0)).float().mean() > 0.9
