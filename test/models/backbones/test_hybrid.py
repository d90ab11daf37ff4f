from __future__ import annotations

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
